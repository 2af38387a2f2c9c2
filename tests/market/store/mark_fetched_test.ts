import assert from "node:assert/strict";
import fc from "fast-check";
import type { CoveredSpan } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { lay, layFetched } from "../../../src/market/store/coverage.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

const SERIES = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
const MINUTE = 60_000;

const span = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 12 })).map(([from, length]) => ({
  fromMs: from,
  toMs: from + length,
}));
const known = fc.array(fc.record({ span, kind: fc.constantFrom("fetched" as const, "outage" as const) }), {
  maxLength: 8,
})
  .map((parts) =>
    parts.reduce<readonly CoveredSpan[]>(
      (covered, part) =>
        lay(covered, { ...part.span, kind: part.kind, reason: part.kind === "outage" ? "away" : undefined }),
      [],
    )
  );

Deno.test("layFetched() of many spans is lay() of each, in any order", () => {
  fc.assert(fc.property(known, fc.array(span, { maxLength: 12 }), (covered, spans) => {
    const oneByOne = spans.reduce<readonly CoveredSpan[]>(
      (all, one) => lay(all, { ...one, kind: "fetched", reason: undefined }),
      covered,
    );
    assert.deepEqual(layFetched(covered, spans), oneByOne);
  }));
});

Deno.test("markFetched() marks thousands of stretches, leaves outages between them, and the same again changes nothing", async () => {
  using dir = makeTempDir();
  await using shelf = await openSqliteCandleStore({ dir: dir.path, clock: createSystemClock() });
  const spans = Array.from(
    { length: 1_700 },
    (_, i) => ({ fromMs: 3 * i * MINUTE, toMs: (3 * i + 2) * MINUTE }),
  );
  await shelf.markOutage(SERIES, { fromMs: 0, toMs: 9 * MINUTE, reason: "away" });
  for (let i = 0; i < 2; i++) {
    await shelf.markFetched(SERIES, spans);
    const covered = await shelf.coverage(SERIES, { fromMs: 0, toMs: Infinity });
    assert.deepEqual(
      covered.filter(({ kind }) => kind === "fetched").map(({ fromMs, toMs }) => ({ fromMs, toMs })),
      spans,
    );
    assert.deepEqual(
      covered.filter(({ kind }) => kind === "outage").map(({ fromMs }) => fromMs / MINUTE),
      [2, 5, 8],
    );
  }
  assert.deepEqual(await shelf.verify(), []);
});

Deno.test("markFetched() cuts to whole bars and refuses what is no stretch of time", async () => {
  using dir = makeTempDir();
  await using shelf = await openSqliteCandleStore({ dir: dir.path, clock: createSystemClock() });
  await shelf.markFetched(SERIES, [{ fromMs: 1, toMs: 2 * MINUTE + 1 }, {
    fromMs: 10 * MINUTE + 1,
    toMs: 11 * MINUTE,
  }]);
  const covered = await shelf.coverage(SERIES, { fromMs: 0, toMs: Infinity });
  assert.deepEqual(covered.map(({ fromMs, toMs }) => [fromMs, toMs]), [[MINUTE, 2 * MINUTE]]);
  await assert.rejects(shelf.markFetched(SERIES, [{ fromMs: 5, toMs: 1 }]), RangeError);
  await shelf.markFetched(SERIES, []);
});
