import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Candle } from "../../src/core/candle.ts";
import {
  type RawCandleRow,
  type RowFaultKind,
  sortCandleRows,
  toRowEvents,
} from "../../src/exchanges/candle_rows.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2026-03-11T00:00:00Z");
const at = (minute: number) => START_MS + minute * MINUTE_MS;
const SPAN = { fromMs: at(0), toMs: at(200) };

function candle(minute: number, volume = 1): Candle {
  return { openTimeMs: at(minute), open: 100, high: 110, low: 90, close: 105, volume };
}
const good = (minute: number, volume?: number): RawCandleRow => ({
  openTimeMs: at(minute),
  candle: candle(minute, volume),
  fault: undefined,
});
const bad = (minute: number | undefined, kind: RowFaultKind = "unreadable"): RawCandleRow => ({
  openTimeMs: minute === undefined ? undefined : at(minute),
  candle: undefined,
  fault: { kind, text: "a row" },
});
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const toMinute = (ms: number) => (ms - START_MS) / MINUTE_MS;

function sort(rows: readonly RawCandleRow[], span = SPAN) {
  const sorted = sortCandleRows(rows, { interval: "1m", span, timeName: (i) => `row ${i + 1}: time` });
  return {
    minutes: sorted.candles.map(({ openTimeMs }) => toMinute(openTimeMs)),
    refused: sorted.refused.map(({ fromMs, toMs }) => [toMinute(fromMs), toMinute(toMs)]),
    faults: sorted.faults.map(({ kind }) => kind),
    candles: sorted.candles,
  };
}

/** 200 rows, newest or oldest first, with one of them changed. */
function pageOf(isDown: boolean, change: (rows: RawCandleRow[]) => void): readonly RawCandleRow[] {
  const rows = range(0, 200).map((minute) => good(minute));
  if (isDown) rows.reverse();
  change(rows);
  return rows;
}

for (const isDown of [true, false]) {
  const name = isDown ? "newest" : "oldest";
  const place = (minute: number) => isDown ? 199 - minute : minute;

  Deno.test(`a row that cannot be read costs its own minute of 200, ${name} first`, () => {
    const { minutes, refused, faults } = sort(pageOf(isDown, (rows) => rows[place(50)] = bad(50)));
    strictEqual(minutes.length, 199);
    deepStrictEqual([refused, faults], [[[50, 51]], ["unreadable"]]);
  });

  Deno.test(`a row without a time costs the minute that is missing beside it, ${name} first`, () => {
    const { minutes, refused } = sort(pageOf(isDown, (rows) => rows[place(50)] = bad(undefined)));
    strictEqual(minutes.length, 199);
    deepStrictEqual(refused, [[50, 51]]);
  });

  Deno.test(`a row that comes twice costs nothing, ${name} first`, () => {
    const { minutes, refused, faults } = sort(pageOf(isDown, (rows) => rows.splice(place(50), 0, good(50))));
    strictEqual(minutes.length, 200);
    deepStrictEqual([refused, faults], [[], ["doubled"]]);
  });

  Deno.test(`a row that carries the time of its neighbour costs its own minute, ${name} first`, () => {
    const { minutes, refused, faults } = sort(pageOf(isDown, (rows) => rows[place(50)] = good(51)));
    strictEqual(minutes.length, 199);
    deepStrictEqual([refused, faults], [[[50, 51]], ["doubled"]]);
  });

  Deno.test(`two rows of one minute that contradict each other cost that minute, ${name} first`, () => {
    const other = { ...good(50), candle: { ...candle(50), open: 95 } };
    const { refused, faults, minutes } = sort(pageOf(isDown, (rows) => rows.splice(place(50), 0, other)));
    deepStrictEqual([refused, faults, minutes.length], [[[50, 51]], ["doubled"], 199]);
  });

  Deno.test(`of two states of one minute the fuller one is taken, ${name} first`, () => {
    const { candles, refused } = sort(pageOf(isDown, (rows) => rows.splice(place(50), 0, good(50, 7))));
    deepStrictEqual([candles[50]?.volume, refused], [7, []]);
  });

  Deno.test(`a row out of its place costs its own minute, ${name} first`, () => {
    const { minutes, refused, faults } = sort(pageOf(isDown, (rows) => {
      const [row] = rows.splice(place(50), 1);
      if (row !== undefined) rows.splice(isDown ? 5 : 190, 0, row);
    }));
    strictEqual(minutes.length, 199);
    deepStrictEqual([refused, faults], [[[50, 51]], ["out_of_order"]]);
  });

  Deno.test(`two neighbours in the wrong order cost one minute, ${name} first`, () => {
    const { minutes, refused } = sort(pageOf(isDown, (rows) => {
      const i = Math.min(place(50), place(51));
      rows.splice(i, 2, ...rows.slice(i, i + 2).toReversed());
    }));
    deepStrictEqual([minutes.length, refused.length], [199, 1]);
  });

  Deno.test(`a time that no minute has may be any of those that are missing beside it, ${name} first`, () => {
    const off = { ...bad(undefined, "wrong_time"), openTimeMs: at(50) + 30_000 };
    const { refused } = sort(pageOf(isDown, (rows) => rows[place(50)] = off));
    deepStrictEqual(refused, [[50, 51]]);
  });
}

Deno.test("quiet minutes beside a bad row of a known time stay quiet", () => {
  const { refused } = sort([good(9), bad(7), good(3)]);
  deepStrictEqual(refused, [[7, 8]]);
});

Deno.test("a good row of the same minute makes up for a bad one", () => {
  const { minutes, refused } = sort([good(2), bad(1, "wrong_market"), good(1), good(0)]);
  deepStrictEqual([minutes, refused], [[0, 1, 2], []]);
});

Deno.test("a row whose only neighbour tells no order leaves everything else unknown", () => {
  const { refused } = sort([good(2), bad(undefined)], { fromMs: at(0), toMs: at(5) });
  deepStrictEqual(refused, [[0, 2], [3, 5]]);
});

Deno.test("rows without any order are taken as they are", () => {
  const { minutes, refused } = sort([7, 1, 9, 0, 3, 8, 2].map((minute) => good(minute)));
  deepStrictEqual([minutes, refused], [[0, 1, 2, 3, 7, 8, 9], []]);
});

Deno.test("whatever is broken in a page, no minute that came with good numbers and a time of its own is called quiet", () => {
  fc.assert(fc.property(
    fc.uniqueArray(fc.nat(30), { minLength: 2, maxLength: 25 }),
    fc.array(fc.record({ i: fc.nat(24), how: fc.constantFrom("bad", "timeless", "double", "swap") }), {
      maxLength: 4,
    }),
    (minutes, faults) => {
      const truth = minutes.toSorted((a, b) => b - a);
      const rows = truth.map((minute) => good(minute));
      for (const { i, how } of faults) {
        const row = rows[i];
        if (row === undefined) continue;
        const minute = row.openTimeMs === undefined ? undefined : toMinute(row.openTimeMs);
        if (how === "bad") rows[i] = bad(minute);
        if (how === "timeless") rows[i] = bad(undefined);
        if (how === "double") rows.splice(i, 0, row);
        if (how === "swap") rows.splice(i, 2, ...rows.slice(i, i + 2).toReversed());
      }
      const span = { fromMs: at(0), toMs: at(31) };
      const sorted = sortCandleRows(rows, { interval: "1m", span, timeName: () => "row" });
      const oldestMs = sorted.firstMs ?? span.toMs;
      for (const minute of truth.filter((one) => at(one) >= oldestMs)) {
        const isThere = sorted.candles.some(({ openTimeMs }) => openTimeMs === at(minute));
        const isRefused = sorted.refused.some(({ fromMs, toMs }) =>
          at(minute) >= fromMs && at(minute) < toMs
        );
        strictEqual(isThere || isRefused, true, `minute ${minute}`);
      }
    },
  ));
});

Deno.test("faults are told once for each kind, with how many rows there were", () => {
  const { faults } = sortCandleRows([good(5), bad(4), bad(3), bad(2, "impossible"), good(1)], {
    interval: "1m",
    span: SPAN,
    timeName: () => "row",
  });
  deepStrictEqual(toRowEvents(faults, "BTC/KRW"), [
    { kind: "row_refused", reason: "BTC/KRW: a row", what: "unreadable", count: 2 },
    { kind: "row_refused", reason: "BTC/KRW: a row", what: "impossible", count: 1 },
  ]);
});
