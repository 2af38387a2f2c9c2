import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { findLostShape } from "../../../src/stock/poll/lost_shape.ts";
import { portfolio } from "../../../src/stock/sources/portfolio.ts";
import type { JsonObject } from "../../../src/stock/sources/source.ts";
import { SOURCES } from "../../../src/stock/sources/mod.ts";

const ROWS = [{ ticker: "005930", quantity: 10 }, { ticker: "000660", quantity: 1 }];
const KNOWN = { as_of: "2026-03-11", holdings: ROWS };
const lost = (before: JsonObject | undefined, now: JsonObject) =>
  findLostShape(portfolio, { before, now })?.message;

const LOST: readonly (readonly [string, JsonObject, RegExp])[] = [
  ["renamed", { holdingz: ROWS }, /"holdings" is not in it, "holdingz" is new$/],
  [
    "renamed inside `data`",
    { data: { h: ROWS, more: {} } },
    /"holdings" is not in it, "data", "h", "more" are new$/,
  ],
  [
    "renamed, with an empty list under a name that was none",
    { holdingz: ROWS, items: [] },
    /"holdingz", "items" are new$/,
  ],
  ["gone", { as_of: "2026-03-11", cash: 1 }, /"holdings" is not in it$/],
  ["an object now", { holdings: { "005930": ROWS[0] } }, /"holdings" is no list any more$/],
  ["a text now", { holdings: "[]" }, /"holdings" is no list any more$/],
  ["null now", { holdings: null }, /"holdings" is no list any more$/],
  [
    "a list of lists now",
    { holdings: [["005930", 10], []] },
    /no entry of "holdings" \(2\) has a field that is known$/,
  ],
  [
    "a list of strangers now",
    { holdings: [{ a: 1 }, { b: 2 }, 3] },
    /no entry of "holdings" \(3\) has a field/,
  ],
  ["an empty object now", {}, /"holdings" is not in it$/],
];

for (const [what, now, told] of LOST) {
  Deno.test(`a list that is ${what} is lost, whether it had rows before or was empty`, () => {
    match(lost(KNOWN, now) ?? "", told);
    match(lost({ as_of: "2026-03-11", holdings: [] }, now) ?? "", told);
    match(lost({ data: { holdings: ROWS }, as_of: "2026-03-11" }, now) ?? "", /has changed/);
  });
}

Deno.test("an empty list under the known name is data, and so is a list of rows under any name", () => {
  for (
    const now of [{ holdings: [] }, { data: { holdings: [] } }, { positions: ROWS }, { items: ROWS }, KNOWN]
  ) {
    strictEqual(lost(KNOWN, now), undefined, JSON.stringify(now));
  }
  strictEqual(lost({ holdings: [] }, KNOWN), undefined);
});

Deno.test("what nobody has recognised before cannot be lost", () => {
  for (const before of [undefined, {}, { hello: "world" }, { holdings: [1, 2] }, { holdings: {} }]) {
    for (const now of [{}, { holdings: [1] }, { holdings: [] }, KNOWN]) {
      strictEqual(lost(before, now), undefined, JSON.stringify([before, now]));
    }
  }
});

Deno.test("names from outside are shown as what they are, and not many of them", () => {
  const now = Object.fromEntries(["a\u202Eb", "x".repeat(90), "c", "d", "e"].map((name) => [name, []]));
  const told = lost(KNOWN, now) ?? "";
  match(told, /"a\\u202eb", "x{40}…", "c" are new$/);
});

Deno.test("each source knows its list by the names by which it reads it", () => {
  for (const source of SOURCES) {
    for (const name of source.listNames) {
      deepStrictEqual([source.id, source.summarize({ [name]: [{ name: "삼성전자" }] }).items], [
        source.id,
        1,
      ]);
      strictEqual(source.recognize({ [name]: [{ name: "삼성전자" }] }, 9).list.kind, "rows");
    }
  }
});
