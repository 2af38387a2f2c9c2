import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { DEEPEST_JSON, readExactJson, readJson } from "../../../src/lib/http/json_text.ts";

const nested = (levels: number, open = "[", close = "]") => open.repeat(levels) + close.repeat(levels);

Deno.test("what is no JSON is told by what it is, and nothing of it is repeated", () => {
  deepStrictEqual(readJson("[1,null]"), [1, null]);
  const page = "the answer is a web page and not JSON";
  const noNumber = "the answer holds NaN or Infinity, which JSON has not; the server must write null there";
  for (
    const [text, message] of [
      [" \n", "the answer is empty"],
      ["<html>SECRET", page],
      [` \n<!doctype html>${"[".repeat(99)}`, page],
      ['{"a":"SECRET","b":NaN}', noNumber],
      ["[-Infinity, 1]", noNumber],
      ['{"a":"\\"NaN","b":Infinity,"c":[NaN]}', noNumber],
      ['{"NaN":"NaN"', "the answer is not JSON"],
      ["{'a':NaN}", "the answer is not JSON"],
      ["SECRET", "the answer is not JSON"],
      ['{"a":1', "the answer is not JSON"],
    ]
  ) throws(() => readJson(text ?? ""), { kind: "bad_json", message }, text);
});

Deno.test("a value may be nested to the limit, of lists or objects, and one level more is refused", () => {
  for (const read of [readJson, readExactJson]) {
    read(nested(DEEPEST_JSON));
    read(nested(DEEPEST_JSON, '{"a":', "}").replace(":}", ":1}"));
    const deeper = [
      nested(DEEPEST_JSON + 1),
      nested(DEEPEST_JSON + 1, '{"a":', "}"),
      `{"a":${nested(5_500)},"n":1234567890123456789}`,
    ];
    for (const text of deeper) {
      throws(() => read(text), { kind: "bad_shape", message: /deeper than 64 levels/ });
    }
  }
});

Deno.test("brackets inside a text, and any number of lists beside each other, are no depth", () => {
  const text = JSON.stringify({ "[": '[{\\"'.repeat(500), list: Array.from({ length: 500 }, () => [{}]) });
  deepStrictEqual(readJson(text), JSON.parse(text));
});

Deno.test("a number with more digits than a double holds stays its text, and every other one is a number", () => {
  const text = `{"id":1234567890123456789,"list":[9007199254740993,-9007199254740993],
    "text":"1234567890123456789","exact":[9007199254740991,9007199254740992,1e20,1.5,-0.25,3e400],
    "part":12345678901234567.5}`;
  deepStrictEqual(readExactJson(text), {
    id: "1234567890123456789",
    list: ["9007199254740993", "-9007199254740993"],
    text: "1234567890123456789",
    exact: [9007199254740991, 9007199254740992, 1e20, 1.5, -0.25, Infinity],
    part: "12345678901234567.5",
  });
});

Deno.test("readExactJson() reads any value that was written by JSON as that value", () => {
  fc.assert(fc.property(fc.json({ maxDepth: 8 }), (text) => {
    deepStrictEqual(readExactJson(text), JSON.parse(text));
  }));
});

Deno.test("readExactJson() loses no integer, however long", () => {
  fc.assert(fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (whole) => {
    strictEqual(BigInt(String(readExactJson(`[${whole}]`)).replace(/^.*e.*$/, "0")) === whole, true);
  }));
});

Deno.test("a text that is made to be looked at for ever is refused as soon as any other", () => {
  const long = (part: string) => part.repeat(Math.floor(2_000_000 / part.length));
  for (
    const text of [
      `"${long('\\"')}`,
      `"${long('\\"')}\\`,
      long("\\"),
      long('"'),
      long("NaN "),
      long("-"),
      long(" "),
    ]
  ) {
    throws(() => readJson(text), { kind: "bad_json" });
  }
});
