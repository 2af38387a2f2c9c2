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

Deno.test("a row without a time that stands where no minute is missing may be any of those that are", () => {
  const { refused } = sort([good(4), bad(undefined), good(3), good(1)], { fromMs: at(0), toMs: at(8) });
  deepStrictEqual(refused, [[2, 3], [5, 8]]);
});

Deno.test("a row without a time before a bad one of a known time is within the reach of the answer", () => {
  const { refused } = sort([good(4), good(3), bad(undefined), bad(1)], { fromMs: at(0), toMs: at(5) });
  deepStrictEqual(refused, [[1, 3]]);
});

Deno.test("rows without any order are taken as they are", () => {
  const { minutes, refused } = sort([7, 1, 9, 0, 3, 8, 2].map((minute) => good(minute)));
  deepStrictEqual([minutes, refused], [[0, 1, 2, 3, 7, 8, 9], []]);
});

Deno.test("whatever is broken in a page, no minute that came with its time or in its place is called quiet", () => {
  fc.assert(fc.property(
    fc.uniqueArray(fc.nat(30), { minLength: 2, maxLength: 25 }),
    fc.array(fc.record({ i: fc.nat(24), how: fc.constantFrom("bad", "timeless", "double", "swap") }), {
      maxLength: 4,
    }),
    (minutes, faults) => {
      const truth = minutes.toSorted((a, b) => b - a);
      const sent = truth.map((minute) => ({ minute, row: good(minute) }));
      const timeless = new Set<number>();
      let hasMoved = false;
      for (const { i, how } of faults) {
        const one = sent[i];
        if (one === undefined) continue;
        if (how === "bad") {
          sent[i] = { ...one, row: bad(one.row.openTimeMs === undefined ? undefined : one.minute) };
        }
        if (how === "timeless") {
          sent[i] = { ...one, row: bad(undefined) };
          timeless.add(one.minute);
        }
        if (how === "double") sent.splice(i, 0, one);
        if (how === "swap") {
          const two = sent.slice(i, i + 2);
          hasMoved = true;
          sent.splice(i, 2, ...two.toReversed());
        }
      }
      const rows = sent.map(({ row }) => row);
      const span = { fromMs: at(0), toMs: at(31) };
      const sorted = sortCandleRows(rows, { interval: "1m", span, timeName: () => "row" });
      const oldestMs = sorted.firstMs ?? span.toMs;
      // Where rows changed places, nobody can say of one without a time which minute it was.
      const isKnown = (minute: number) => !(hasMoved && timeless.has(minute));
      for (const minute of truth.filter((one) => at(one) >= oldestMs && isKnown(one))) {
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
