import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  findList,
  placesOf,
  readCurrency,
  readNumber,
  readText,
  readTime,
} from "../../../src/core/payload/fields.ts";

Deno.test("a payload is looked for values in itself and in its data, when that is an object", () => {
  deepStrictEqual(placesOf({ data: { a: 1 } }), [{ data: { a: 1 } }, { a: 1 }]);
  for (const data of [undefined, null, [1], "x", 3]) deepStrictEqual(placesOf({ data }), [{ data }]);
});

Deno.test("the first name that holds a list is taken, and the payload before its data", () => {
  deepStrictEqual(findList({ b: [2], a: [1] }, ["a", "b"]), [1]);
  deepStrictEqual(findList({ a: "no list", b: [2] }, ["a", "b"]), [2]);
  deepStrictEqual(findList({ data: { a: [3] } }, ["a"]), [3]);
  deepStrictEqual(findList({ b: [2], data: { a: [3] } }, ["a", "b"]), [2]);
  strictEqual(findList({ c: [1] }, ["a", "b"]), undefined);
});

Deno.test("a text is one that shows something, and only a code of a stock may be a number", () => {
  strictEqual(readText({ name: "Kim" }, ["title", "name"]), "Kim");
  strictEqual(readText({ title: "", name: "Kim" }, ["title", "name"]), "Kim");
  strictEqual(readText({ ticker: 5930 }, ["ticker"]), "5930");
  strictEqual(readText({ name: 5930 }, ["name"]), undefined);
  strictEqual(readText({ name: null }, ["name"]), undefined);
});

Deno.test("a number is one, or a text that spells one with or without thousands", () => {
  const read = (value: unknown) => readNumber({ value }, ["value"]);
  deepStrictEqual([71_000, -2.5, 0].map(read), [71_000, -2.5, 0]);
  deepStrictEqual(["71,000", "-2.50", "+1", "1,234,567.25", "12345"].map(read), [
    71_000,
    -2.5,
    1,
    1_234_567.25,
    12_345,
  ]);
  deepStrictEqual(
    [NaN, Infinity, "", "1,23", "12,3456", "1e5", "x", "1.", null, true, [1]].map(read),
    Array(11).fill(undefined),
  );
  strictEqual(readNumber({ a: "n/a", b: 2 }, ["a", "b"]), 2);
});

Deno.test("a currency is 3 to 5 capitals", () => {
  const read = (currency: unknown) => readCurrency({ currency });
  deepStrictEqual(["KRW", "USDT", "ABCDE"].map(read), ["KRW", "USDT", "ABCDE"]);
  deepStrictEqual(["KR", "ABCDEF", "krw", " KRW", 410, undefined].map(read), Array(6).fill(undefined));
});

Deno.test("a time is epoch seconds or milliseconds of this century, up to their last digit", () => {
  const read = (at: unknown) => readTime({ at }, ["at"]);
  deepStrictEqual([1e9, 1e10 - 1, 1_700_000_000].map(read), [1e12, (1e10 - 1) * 1_000, 1_700_000_000_000]);
  deepStrictEqual([1e12, 1e13 - 1].map(read), [1e12, 1e13 - 1]);
  deepStrictEqual([1e9 - 1, 1e10, 1e12 - 1, 1e13, -1, NaN].map(read), Array(6).fill(undefined));
});

Deno.test("a time without a zone is Korean time, and one with a zone is taken at its word", () => {
  const read = (at: unknown) => readTime({ at }, ["at"]);
  const noon = Date.parse("2026-03-11T12:00:00+09:00");
  deepStrictEqual(
    [
      "2026-03-11T12:00:00",
      "2026-03-11 12:00",
      "2026-03-11T03:00:00Z",
      "2026-03-11T12:00:00+09:00",
      "2026-03-11T12:00:00.000+0900",
    ].map(read),
    Array(5).fill(noon),
  );
  strictEqual(read("2026-03-11"), Date.parse("2026-03-11T00:00:00+09:00"));
  deepStrictEqual(
    ["2026-02-30", "2026-03-11T25:00:00", "yesterday", "12:00", "", null, {}].map(read),
    Array(7).fill(undefined),
  );
  const of40 = "2026-03-11T03:00:00.00000000000000000000Z";
  deepStrictEqual([of40.length, read(of40.slice(0, -2) + "Z"), read(of40 + "Z")], [41, noon, undefined]);
  strictEqual(readTime({ date: "soon", time: noon }, ["date", "time"]), noon);
});
