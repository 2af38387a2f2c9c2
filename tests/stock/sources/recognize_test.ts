import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { findList } from "../../../src/core/payload/fields.ts";
import { summarizeBy } from "../../../src/stock/sources/recognize.ts";
import type { JsonObject } from "../../../src/stock/sources/source.ts";

const summarize = summarizeBy(["holdings", "items"]);

function timeOf(payload: JsonObject): string | undefined {
  const { dataAtMs } = summarize(payload);
  return dataAtMs === undefined ? undefined : new Date(dataAtMs).toISOString();
}

Deno.test("summarizeBy() counts the rows of the first list it was told to look for", () => {
  const cases: readonly (readonly [JsonObject, number | undefined])[] = [
    [{ holdings: [1, 2, 3] }, 3],
    [{ holdings: [] }, 0],
    [{ items: [1], holdings: [1, 2] }, 2],
    [{ data: { holdings: [1, 2] } }, 2],
    [{ holdings: [1], data: { holdings: [1, 2] } }, 1],
    [{ items: [1], data: { holdings: [1, 2] } }, 1],
    [{ holdings: { 0: "a", length: 5 } }, undefined],
    [{ holdings: "abc" }, undefined],
    [{ holdings: null }, undefined],
    [{ data: [1, 2] }, undefined],
    [{ data: { data: { holdings: [1] } } }, undefined],
    [{ rows: [1] }, undefined],
    [{}, undefined],
  ];
  for (const [payload, items] of cases) strictEqual(summarize(payload).items, items, JSON.stringify(payload));
});

Deno.test("findList() gives the list itself", () => {
  const rows = [{ ticker: "005930" }];
  strictEqual(findList({ rows }, ["rows"]), rows);
});

Deno.test("summarizeBy() reads the time that the data claims in the forms that servers use", () => {
  const cases: readonly (readonly [unknown, string | undefined])[] = [
    ["2026-03-11T09:59:58+09:00", "2026-03-11T00:59:58.000Z"],
    ["2026-03-11T00:59:58Z", "2026-03-11T00:59:58.000Z"],
    ["2026-03-11T00:59:58.250Z", "2026-03-11T00:59:58.250Z"],
    ["2026-03-11T09:59:58+0900", "2026-03-11T00:59:58.000Z"],
    ["2026-03-11 09:59:58+09:00", "2026-03-11T00:59:58.000Z"],
    ["2026-03-11T09:59:58", "2026-03-11T00:59:58.000Z"],
    ["2026-03-11 09:59:58", "2026-03-11T00:59:58.000Z"],
    ["2026-03-11 09:59", "2026-03-11T00:59:00.000Z"],
    ["2026-03-11 09:59:58.123456", "2026-03-11T00:59:58.123Z"],
    ["2026-03-11", "2026-03-10T15:00:00.000Z"],
    [1_773_190_798, "2026-03-11T00:59:58.000Z"],
    [1_773_190_798_000, "2026-03-11T00:59:58.000Z"],
    ["2026-02-30", undefined],
    ["2026-13-01T09:00:00", undefined],
    ["20260311", undefined],
    ["yesterday", undefined],
    ["11.03.2026 09:00", undefined],
    ["2026-03-11T09:59:58 and more text than a time ever has", undefined],
    ["", undefined],
    [0, undefined],
    [20_260_311, undefined],
    [-1_773_190_798, undefined],
    [NaN, undefined],
    [null, undefined],
    [true, undefined],
    [["2026-03-11"], undefined],
  ];
  for (const [value, iso] of cases) strictEqual(timeOf({ as_of: value }), iso, JSON.stringify(value));
});

Deno.test("summarizeBy() takes the first time name that holds a time, outer before inner", () => {
  strictEqual(timeOf({ as_of: "soon", updated_at: "2026-03-11" }), "2026-03-10T15:00:00.000Z");
  strictEqual(timeOf({ date: "2026-03-11", data: { as_of: "2026-03-12" } }), "2026-03-10T15:00:00.000Z");
  strictEqual(timeOf({ data: { timestamp: "2026-03-12" } }), "2026-03-11T15:00:00.000Z");
});

Deno.test("summarizeBy() reads the same time of Korea on a host in another zone", () => {
  const zone = Deno.env.get("TZ");
  Deno.env.set("TZ", "America/New_York");
  try {
    strictEqual(timeOf({ as_of: "2026-03-11 09:59:58" }), "2026-03-11T00:59:58.000Z");
  } finally {
    if (zone === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", zone);
  }
});

Deno.test("summarizeBy() does not take what an object inherits for a field", () => {
  deepStrictEqual(summarizeBy(["constructor", "toString"])({}), { items: undefined, dataAtMs: undefined });
});
