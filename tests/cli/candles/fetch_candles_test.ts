import assert from "node:assert/strict";
import type { Candle } from "../../../src/core/candle.ts";
import { createHome, freePort, runProgram, startProgram, until } from "../../support/program.ts";
import { startUpbitServer, type UpbitServerOptions } from "../../support/upbit_rest_server.ts";

const MINUTE = 60_000;
const FROM = "2026-03-10T09:00";
const TO = "2026-03-11T09:00";
const FROM_MS = Date.parse(`${FROM}:00+09:00`);

/** A day of minutes, every tenth without a trade. */
const DAY: readonly Candle[] = Array.from({ length: 1_440 }, (_, i) => ({
  openTimeMs: FROM_MS + i * MINUTE,
  open: 100 + i,
  high: 103 + i,
  low: 99 + i,
  close: 102 + i,
  volume: 1 + i / 8,
})).filter((_, i) => i % 10 !== 4);

async function openHome(options: UpbitServerOptions = {}) {
  const stack = new AsyncDisposableStack();
  const { dir } = stack.use(await createHome());
  const server = stack.use(startUpbitServer({ candles: DAY, ...options }));
  const run = { dir, env: { SIGNAL_V2_UPBIT_URL: server.url } };
  return {
    server,
    run,
    candles: (...args: string[]) => runProgram(["candles", ...args], run),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const fetchDay = ["fetch", "BTC/KRW", "--from", FROM, "--to", TO];

Deno.test("candles fetch takes what is missing, says so, and has nothing to do the second time", async () => {
  await using home = await openHome();
  const first = await home.candles(...fetchDay);
  assert.equal(first.code, 0, first.text);
  assert.match(
    first.out.join("\n"),
    /^upbit BTC\/KRW 1m: 1,296 new candles in 7 pages, .+; complete from 2026-03-10T09:00:00\+09:00 to 2026-03-11T09:00:00\+09:00$/,
  );
  const requests = home.server.requests.length;
  const second = await home.candles(...fetchDay, "--json");
  assert.equal(second.code, 0, second.text);
  const { took_s: tookS, ...facts } = JSON.parse(second.out.join("\n"));
  assert.equal(typeof tookS, "number");
  assert.deepEqual(facts, {
    exchange: "upbit",
    symbol: "BTC/KRW",
    interval: "1m",
    from: "2026-03-10T09:00:00+09:00",
    to: "2026-03-11T09:00:00+09:00",
    complete: true,
    added: 0,
    fetched: 0,
    pages: 0,
    clock_ahead_s: null,
    outages: [],
    missing: [],
    error: null,
  });
  assert.equal(home.server.requests.length, requests);
});

Deno.test("candles fetch ends with 130 at Ctrl-C, keeps its pages, and goes on from there", async () => {
  await using home = await openHome({
    faults: (_request, index) => index > 2 ? { kind: "delay", ms: 300 } : undefined,
  });
  await using program = startProgram(["candles", ...fetchDay], home.run);
  await until(() => home.server.requests.length === 4, "the fourth page");
  program.kill("SIGINT");
  assert.equal((await program.ended).code, 130);
  assert.deepEqual(program.out, []);
  assert.match(
    program.err.join("\n"),
    /^error: Stopped; what was fetched is kept, and the same command goes on/,
  );
  const again = JSON.parse((await home.candles(...fetchDay, "--json")).out.join("\n"));
  assert.equal(again.complete, true);
  assert.equal(again.pages, 4, "three of seven pages were kept");
  const gaps = JSON.parse((await home.candles("gaps", "BTC/KRW", "--json")).out.join("\n"));
  assert.deepEqual([gaps.present, gaps.not_fetched, gaps.outage], [1_296, 0, 0]);
});

Deno.test("candles fetch of a dead exchange ends with 1 and claims nothing", async () => {
  await using home = await createHome();
  const env = { SIGNAL_V2_UPBIT_URL: `http://127.0.0.1:${freePort()}` };
  const { code, out } = await runProgram(["candles", ...fetchDay], { dir: home.dir, env });
  assert.equal(code, 1);
  assert.match(out[0] ?? "", /: nothing could be fetched; NOT complete from /);
  assert.match(
    out[1] ?? "",
    /missing 2026-03-10T09:00:00\+09:00 to 2026-03-11T09:00:00\+09:00: upbit: network/,
  );
  assert.match(out[2] ?? "", /run the same command again later/);
});

Deno.test("candles fetch of a market that there is not asks for its name", async () => {
  await using home = await openHome();
  const { code, out } = await home.candles("fetch", "BCT/KRW", "--from", FROM, "--to", TO);
  assert.equal(code, 1);
  assert.match(out.at(-1) ?? "", /answered 404: no such market; check the name of the market, BCT\/KRW/);
  assert.equal(out.length, 2, "nothing of it counts as missing");
  const gaps = await home.candles("gaps", "BCT/KRW");
  assert.match(gaps.err.join("\n"), /There are no candles of upbit BCT\/KRW 1m/);
});

Deno.test("candles fetch tells until when an exchange wants silence, and does not sit it out", async () => {
  for (const status of [418, 429]) {
    await using home = await openHome({
      faults: () => ({
        kind: "status",
        status,
        name: "too_many_requests",
        headers: { "Retry-After": "1200" },
      }),
    });
    const askedMs = Date.now();
    const { code, out } = await home.candles(...fetchDay);
    assert.equal(code, 1);
    assert.match(
      out.at(-1) ?? "",
      /: answered (418|429) .* until \d\d:\d\d:\d\d \(KST\); run the same command/,
    );
    const again = JSON.parse((await home.candles(...fetchDay, "--json")).out.join("\n"));
    const laterMs = Date.parse(again.error.retry_at) - askedMs;
    assert.ok(laterMs >= 1_200_000 && laterMs < 1_260_000, `${laterMs} ms later`);
    assert.equal(home.server.requests.length, 2);
  }
});

Deno.test("candles fetch with a clock that is ahead says so and until when it is complete", async () => {
  const aheadMs = 300_000;
  const nowMs = Math.floor(Date.now() / MINUTE) * MINUTE;
  const candles = DAY.slice(0, 60).map((candle, i) => ({ ...candle, openTimeMs: nowMs + (i - 60) * MINUTE }));
  await using home = await openHome({ candles: candles, now: () => Date.now() - aheadMs });
  const from = new Date(nowMs - 30 * MINUTE).toISOString();
  const fetching = ["fetch", "BTC/KRW", "--from", from];
  const first = await home.candles(...fetching);
  assert.equal(first.code, 0, first.text);
  assert.match(
    first.err.join("\n"),
    /^warning: this machine's clock is (4 min 5\d s|5 min) ahead of Upbit$/m,
  );
  const { to, clock_ahead_s: aheadS } = JSON.parse(
    (await home.candles(...fetching, "--json")).out.join("\n"),
  );
  const untilMs = Date.parse(to);
  assert.ok(untilMs <= Date.now() - aheadMs && untilMs >= nowMs - aheadMs - MINUTE, `complete until ${to}`);
  // What is sure: the second that the header cuts off and the time of the answer are not counted.
  assert.ok(aheadS > 290 && aheadS <= 300, `${aheadS} s`);
  assert.match(first.out.join("\n"), /complete from .* to /);
  const gaps = JSON.parse((await home.candles("gaps", "BTC/KRW", "--json")).out.join("\n"));
  assert.equal(gaps.no_trade, 0, "what is to come is no time without trades");
});

const REFUSED: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    "no such exchange",
    ["upbat:BTC/KRW"],
    /no exchange "upbat": upbit, binance, .* are known$/,
  ],
  [
    "days of Korea",
    ["BTC/KRW", "--interval", "1dKST"],
    /; fetch 1m and make them: .* candles aggregate upbit:BTC\/KRW --interval 1dKST/,
  ],
  [
    "a stretch that is to come",
    ["BTC/KRW", "--from", "2090-01-01", "--to", "2090-02-01"],
    /--from lies in the future/,
  ],
  [
    "ends the wrong way round",
    ["BTC/KRW", "--from", "2026-03-02", "--to", "2026-03-01"],
    /--from must lie before --to/,
  ],
];

for (const [name, args, expected] of REFUSED) {
  Deno.test(`candles fetch refuses ${name} with code 2 and asks nobody`, async () => {
    await using home = await openHome();
    const { code, out, err } = await home.candles("fetch", ...args);
    assert.equal(code, 2);
    assert.match(err.join("\n"), expected);
    assert.deepEqual(out, []);
    assert.equal(home.server.requests.length, 0);
  });
}

Deno.test("candles gaps tells kinds and the command that repairs, and the open bar is no gap", async () => {
  await using home = await openHome({
    faults: (_request, index) =>
      index < 2 ? undefined : { kind: "status", status: 503, headers: { "Retry-After": "1200" } },
  });
  assert.equal((await home.candles(...fetchDay)).code, 1);
  const { code, out } = await home.candles("gaps", "BTC/KRW", "--from", FROM);
  assert.equal(code, 0);
  assert.match(out[0] ?? "", /^2026-03-10T09:00:00\+09:00 .* not_fetched /);
  assert.match(out[1] ?? "", / 200 bars +outage +upbit: http_5xx$/);
  assert.match(
    out[2] ?? "",
    /: 400 of 1,440 bars are there; 44 without a trade \(--all lists them\), .* 200 lost/,
  );
  assert.match(
    out[3] ?? "",
    /^repair with: deno run \S+\/src\/main\.ts candles fetch upbit:BTC\/KRW --interval 1m --from 2026-03-10T09:00:00\+09:00 --to /,
  );
  const all = await home.candles("gaps", "BTC/KRW", "--from", FROM, "--all");
  assert.equal(all.out.filter((line) => line.includes("no_trade")).length, 44);
});

Deno.test("candles verify of a market finds the bar that an answer once lacked, stores it, and has nothing to mend the second time", async () => {
  const lostMs = FROM_MS + 1_400 * MINUTE;
  const lost = new Date(lostMs).toISOString().slice(0, 19);
  let isLost = true;
  await using home = await openHome({
    faults: () =>
      isLost
        ? { kind: "rows", edit: (rows) => rows.filter((row) => row.candle_date_time_utc !== lost) }
        : undefined,
  });
  assert.equal((await home.candles(...fetchDay)).code, 0);
  const span = ["--from", FROM, "--to", TO];
  const gaps = JSON.parse((await home.candles("gaps", "BTC/KRW", ...span, "--json")).out.join("\n"));
  assert.equal(gaps.no_trade, 145, "the bar counts as a minute without a trade");
  isLost = false;
  const verified = await home.candles("verify", "BTC/KRW", ...span);
  assert.equal(verified.code, 0, verified.text);
  assert.match(verified.text, /: 1 bar added that had counted as without a trade, 0 bars corrected/);
  const again = JSON.parse((await home.candles("verify", "BTC/KRW", ...span, "--json")).out.join("\n"));
  assert.deepEqual([again.complete, again.added, again.different, again.listed], [true, 0, 0, null]);
});
