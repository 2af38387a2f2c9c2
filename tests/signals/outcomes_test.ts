import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { kstDayOf } from "../../src/core/kst.ts";
import {
  createCloseAfter,
  outcomeDueMs,
  recordOutcomes,
  type SeenPrice,
  toOutcome,
} from "../../src/signals/outcomes.ts";
import { shippedCalendar } from "../support/calendars.ts";
import { found, openBench, REJECT } from "./pipeline/pipeline_parts.ts";
import { NOW_MS } from "./signal_parts.ts";

const calendar = shippedCalendar();
const closeAfter = createCloseAfter(() => calendar);
const at = (text: string) => Date.parse(`${text}+09:00`);

Deno.test("a share's outcome is known at the close of the next session and of the fifth, over a weekend", () => {
  const krx = { exchange: "krx", firedAtMs: NOW_MS };
  strictEqual(outcomeDueMs(krx, 1, closeAfter), at("2026-11-23T15:30:00"));
  strictEqual(outcomeDueMs(krx, 5, closeAfter), at("2026-11-27T15:30:00"));
  strictEqual(outcomeDueMs({ exchange: "upbit", firedAtMs: NOW_MS }, 1, closeAfter), NOW_MS + 86_400_000);
});

Deno.test("an outcome is net of costs, and of a sell what was spared", () => {
  const of = (action: "buy" | "sell" | "notice", price: number) =>
    toOutcome({ action, price: 100 }, { price, costPct: 0.25 });
  deepStrictEqual(of("buy", 101), { pctNet: 0.75 + 8.881784197001252e-16, hit: true });
  strictEqual(of("buy", 100.25)?.hit, false);
  strictEqual(of("sell", 99)?.hit, true);
  strictEqual(of("sell", 101)?.hit, false);
  strictEqual(of("notice", 101), undefined);
});

Deno.test("also what was rejected has an outcome, once, and what nobody saw stays unknown for ever", async () => {
  await using bench = await openBench();
  bench.answer = REJECT;
  await bench.pipeline.take(found(bench.clock, [{}, { ticker: "000660" }]));
  await bench.pipeline.settled();
  const closeMs = closeAfter(kstDayOf(NOW_MS), 1);
  const asked: string[] = [];
  const priceAt = ({ ticker }: { ticker: string }, atMs: number): Promise<SeenPrice | undefined> => {
    asked.push(ticker);
    const seen = { price: 72_000, atMs: atMs - 30_000, from: "polls" } as const;
    return Promise.resolve(ticker === "005930" ? seen : undefined);
  };
  const deps = { owner: "owner", store: bench.store, priceAt, closeAfter };
  strictEqual(await recordOutcomes(deps, closeMs - 1), 0);
  strictEqual(await recordOutcomes(deps, closeMs), 1);
  strictEqual(await recordOutcomes(deps, closeMs), 0);
  deepStrictEqual(
    asked,
    ["005930", "000660", "000660"].toSorted((a, b) => asked.indexOf(a) - asked.indexOf(b)),
  );
  strictEqual(await recordOutcomes(deps, closeMs + 7 * 86_400_000), 2);
  const signals = await bench.store.list("owner", { limit: 9 });
  const outcomeOf = async (ticker: string) => {
    const id = signals.find((signal) => signal.ticker === ticker)?.id ?? "";
    return (await bench.store.outcomes("owner", id)).map((
      { horizon, hit, from, price },
    ) => [horizon, hit, from, price]);
  };
  deepStrictEqual(await outcomeOf("005930"), [[1, true, "polls", 72_000], [5, true, "polls", 72_000]]);
  deepStrictEqual(await outcomeOf("000660"), [[1, undefined, "unknown", undefined]]);
});

Deno.test("a price from long before the close is not taken for that of the close", async () => {
  await using bench = await openBench();
  await bench.pipeline.take(found(bench.clock, [{}]));
  await bench.pipeline.settled();
  const closeMs = closeAfter(kstDayOf(NOW_MS), 1);
  const old = (_: unknown, atMs: number) =>
    Promise.resolve({ price: 1, atMs: atMs - 600_000, from: "polls" } as const);
  const deps = { owner: "owner", store: bench.store, priceAt: old, closeAfter };
  strictEqual(await recordOutcomes(deps, closeMs), 0);
});

Deno.test("what was stale, met again or only told has no outcome", async () => {
  await using bench = await openBench();
  const stale = {
    ticker: "000001",
    evidence: found(bench.clock, [{}]).firings[0]?.evidence.map((piece) => ({ ...piece, dataAtMs: 1 })) ?? [],
  };
  await bench.pipeline.take(
    found(bench.clock, [stale, { ticker: "000002", action: "notice", signalClass: "notice" }]),
  );
  await bench.pipeline.settled();
  deepStrictEqual(await bench.store.withoutOutcome("owner", 0), []);
});
