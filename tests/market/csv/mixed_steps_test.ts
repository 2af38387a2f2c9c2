import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import { findOtherSteps } from "../../../src/market/csv/mixed_steps.ts";
import { readFile, refusalOf, toCsv } from "./csv_files.ts";

const T0 = Date.parse("2024-01-01T00:00:00Z");

/** Times with these distances, one after the other. */
function timesOf(...parts: readonly (readonly [count: number, stepMs: number])[]): readonly number[] {
  const times = [T0];
  for (const [count, stepMs] of parts) {
    for (let i = 0; i < count; i++) times.push((times.at(-1) ?? 0) + stepMs);
  }
  return times;
}

function findIn(times: readonly number[], stepMs: number) {
  return findOtherSteps(times.map((atMs, i) => ({ atMs, line: i + 2 })), stepMs);
}

Deno.test("bars of two lengths in one file are refused with the lines of the shorter part", async () => {
  const hoursThenDays = timesOf([59, HOUR_MS], [1, 13 * HOUR_MS], [29, 24 * HOUR_MS]);
  const text = await refusalOf(toCsv(hoursThenDays));
  match(text, /^line 62: the rows from here to line 91 are 1 d apart, most others 1 h: /);
  match(text, /Make a file of each length; if nothing was traded between them, .*: --interval 1h$/);
  match(await refusalOf(toCsv(hoursThenDays.toReversed())), /^line 2: the rows from here to line 31 are 1 d/);
  match(
    await refusalOf(toCsv(timesOf([9, MINUTE_MS], [1, 51 * MINUTE_MS], [9, HOUR_MS]))),
    /^line 12: the rows from here to line 21 are 1 h apart, most others 1 min/,
  );
  match(
    await refusalOf(toCsv(timesOf(
      [60, 24 * HOUR_MS],
      ...[31, 29, 31, 30, 31, 30, 31, 31, 30].map(
        (days) => [1, days * 24 * HOUR_MS] as const,
      ),
    ))),
    /^line 62: .* 30 d apart, most others 1 d/,
  );
});

Deno.test("whoever names the interval says that nothing was traded between rows that are far apart", async () => {
  const times = timesOf([59, HOUR_MS], [30, 24 * HOUR_MS]);
  strictEqual((await readFile(toCsv(times), { interval: "1h" })).times.length, 90);
});

Deno.test("gaps without an order, weekends and a rhythm of every day are no second length", () => {
  // A coin that is traded in every third minute or so, by a small generator whose numbers never change.
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const rare = timesOf(...Array.from({ length: 50_000 }, () => {
    const minutes = 1 + Math.floor(Math.log(random()) / Math.log(1 - 0.35));
    return [1, minutes * MINUTE_MS] as const;
  }));
  strictEqual(findIn(rare, MINUTE_MS), undefined);
  const day = 24 * HOUR_MS;
  const weeks = Array.from({ length: 50 }, () => [[4, day], [1, 3 * day]] as const).flat();
  strictEqual(findIn(timesOf(...weeks), day), undefined);
  // The Korean exchange's auctions from 16:00 to 18:00.
  const evenings = Array.from(
    { length: 5 },
    () => [[380, MINUTE_MS], [11, 10 * MINUTE_MS], [1, 900_000]] as const,
  );
  strictEqual(findIn(timesOf(...evenings.flat()), MINUTE_MS), undefined);
  deepStrictEqual(findIn(timesOf([380, MINUTE_MS], [12, 10 * MINUTE_MS]), MINUTE_MS), {
    stepMs: 10 * MINUTE_MS,
    firstLine: 382,
    lastLine: 394,
  });
});
