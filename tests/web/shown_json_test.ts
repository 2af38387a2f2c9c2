import { doesNotMatch, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { toShownJson } from "../../src/web/kit/shown_json.ts";
import { HOSTILE_STRINGS } from "../support/hostile_strings.ts";

Deno.test("what is short enough is shown whole, as JSON is indented everywhere", () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
    const text = toShownJson(value, 1e6);
    strictEqual(JSON.stringify(JSON.parse(text)), JSON.stringify(value));
    if (!/\p{Cf}|\p{Cc}/u.test(JSON.stringify(value))) strictEqual(text, JSON.stringify(value, null, 2));
  }));
});

Deno.test("marks that turn the direction of a text, hide in it or break its line are shown as escapes, in names too", () => {
  for (
    const text of [
      ...HOSTILE_STRINGS,
      "safe\u202Eexe.cod",
      "a\u200bb",
      "\u{e0041}",
      "\ufeffx",
      "\u2066x\u2069",
    ]
  ) {
    const shown = toShownJson({ [text]: [text] }, 1e6);
    doesNotMatch(shown.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\u2028\u2029\p{Cs}]/u, JSON.stringify(text));
    strictEqual(JSON.stringify(JSON.parse(shown)), JSON.stringify({ [text]: [text] }));
  }
  assertTrue(toShownJson("a\u202eb", 99).includes("\\u202e"));
});

Deno.test("of more than is wanted one character more is made, whatever it would have grown to", () => {
  const deep = JSON.parse(
    "[".repeat(60) + Array.from({ length: 200_000 }, () => "1").join(",") + "]".repeat(60),
  );
  for (
    const value of [deep, "x".repeat(1e6), { ["n".repeat(1e6)]: 1 }, Array.from({ length: 1e5 }, () => ({}))]
  ) {
    strictEqual(toShownJson(value, 20_480).length, 20_481);
  }
});
