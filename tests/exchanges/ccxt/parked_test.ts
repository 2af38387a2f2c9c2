import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createCcxtPlug } from "../../../src/exchanges/ccxt/exchange.ts";
import type { Exchange, ExchangeEvent, StreamMessage } from "../../../src/exchanges/exchange.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { venueOf } from "../../support/ccxt/bench.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { until } from "../../support/program.ts";

const STAND_IN = fileURLToPath(new URL("../../support/ccxt/stand_in.ts", import.meta.url));
const SIGNAL = new AbortController().signal;
const MINUTE_MS = 60_000;

interface Bench extends AsyncDisposable {
  readonly exchange: Exchange;
  readonly clock: ManualClock;
  readonly events: readonly ExchangeEvent[];
  /** What the next children do. */
  setMode(mode: "end" | "answer" | "babble"): void;
  /** What children said and were told, and each start. */
  readonly lines: () => readonly string[];
}

function startBench(mode: "end" | "answer" | "babble"): Bench {
  const dir = makeTempDir();
  const log = `${dir.path}/log`;
  const clock = new ManualClock("2026-11-20T00:00:00Z");
  const events: ExchangeEvent[] = [];
  const setMode = (next: string) => Deno.writeTextFileSync(`${log}.mode`, next);
  setMode(mode);
  Deno.writeTextFileSync(log, "");
  const exchange = createCcxtPlug(venueOf("binance")).create({
    restUrl: "http://127.0.0.1:9",
    streamUrl: "ws://127.0.0.1:9",
    userAgent: "signal-v2 test",
    clock,
    fetch,
    random: () => 0,
    onEvent: (event) => events.push(event),
    child: () => ({
      program: Deno.execPath(),
      args: [
        "run",
        "--no-prompt",
        `--allow-read=${dir.path}`,
        `--allow-write=${dir.path}`,
        STAND_IN,
        mode,
        log,
      ],
    }),
  });
  return {
    exchange,
    clock,
    events,
    setMode,
    lines: () => Deno.readTextFileSync(log).split("\n").filter((line) => line !== ""),
    async [Symbol.asyncDispose]() {
      await exchange[Symbol.asyncDispose]();
      dir[Symbol.dispose]();
    },
  };
}

const ends = ({ events }: Bench) => events.filter((event) => event.kind === "child_ended");
const starts = ({ lines }: Bench) => lines().filter((line) => line === "started").length;

/** Four ends in ten minutes, with the waits between them. */
async function untilParked(bench: Bench, first: () => void): Promise<void> {
  first();
  for (const [i, waitMs] of [1_000, 5_000, 30_000, 0].entries()) {
    await until(() => ends(bench).length === i + 1, `end ${i + 1}`);
    await bench.clock.advance(waitMs);
  }
  deepStrictEqual(ends(bench).map(({ retryInMs, isParked }) => [retryInMs, isParked]), [
    [1_000, false],
    [5_000, false],
    [30_000, false],
    [10 * MINUTE_MS, true],
  ]);
}

Deno.test("a child that ended too often is tried again with the first question after ten minutes, and not before", async () => {
  await using bench = startBench("end");
  await untilParked(bench, () => void bench.exchange.fetchTicks(["BTC/USDT"], SIGNAL).catch(() => {}));
  strictEqual(starts(bench), 4);
  bench.setMode("answer");
  await bench.clock.advance(10 * MINUTE_MS - 1);
  await rejects(bench.exchange.fetchTicks(["BTC/USDT"], SIGNAL), {
    kind: "helper",
    message: /^Binance: its helper process does not run \(it ended too often, the last time with: exit code/,
  });
  strictEqual(starts(bench), 4);
  await bench.clock.advance(1);
  strictEqual((await bench.exchange.fetchTicks(["BTC/USDT"], SIGNAL))[0]?.price, 5);
  strictEqual(starts(bench), 5);
});

Deno.test("a stream has its parked child tried again after ten minutes without any question, and subscribes anew", async () => {
  await using bench = startBench("end");
  const messages: StreamMessage[] = [];
  await using stream = bench.exchange.openStream((message) => messages.push(message));
  await untilParked(bench, () => stream.subscribe([{ symbol: "BTC/USDT", intervals: ["1m"] }]));
  // One outage, however often the child ends.
  deepStrictEqual(messages.map(({ kind }) => kind), ["down"]);
  bench.setMode("answer");
  await bench.clock.advance(10 * MINUTE_MS - 1);
  strictEqual(starts(bench), 4);
  await bench.clock.advance(1);
  const wish = JSON.stringify({ stream: 1, wishes: [{ symbol: "BTC/USDT", intervals: ["1m"] }] });
  await until(() => bench.lines().includes(wish), "the wish");
  strictEqual(starts(bench), 5);
});

Deno.test("news that are none get the child ended, and say what was wrong", async () => {
  await using bench = startBench("babble");
  const messages: StreamMessage[] = [];
  await using stream = bench.exchange.openStream((message) => messages.push(message));
  stream.subscribe([{ symbol: "BTC/USDT", intervals: ["1m"] }]);
  await until(() => ends(bench).length === 1, "the end");
  match(ends(bench)[0]?.reason ?? "", /sent what could not be used/);
  deepStrictEqual(messages.map(({ kind }) => kind), ["down"]);
});
