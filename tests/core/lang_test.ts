import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  createSayFrom,
  createTranslator,
  definePhrases,
  defineTexts,
  pick,
  readLocale,
} from "../../src/core/lang.ts";

const TABLE = defineTexts({
  done: ["완료", "done"],
  count_of: ["{of} 가운데 {count}개", "{count} of {of}"],
});

Deno.test("a text is said in the language that was asked for, with its holes filled", () => {
  const [ko, en] = [createSayFrom(TABLE, "ko"), createSayFrom(TABLE, "en")];
  deepStrictEqual([ko("done"), en("done")], ["완료", "done"]);
  deepStrictEqual([ko("count_of", { count: 1, of: "a" }), en("count_of", { count: 1, of: "a" })], [
    "a 가운데 1개",
    "1 of a",
  ]);
  strictEqual(pick(["{n}월", "{n}"], "ko", { n: 3 }), "3월");
});

Deno.test("what is put into a hole is not looked through for further holes", () => {
  strictEqual(pick(TABLE.count_of, "en", { count: "{of}", of: "$&" }), "{of} of $&");
});

Deno.test("the types refuse twins whose holes differ, and a text with holes without its values", () => {
  type Arguments = Parameters<typeof defineTexts<{ readonly a: readonly ["{x}", "{y}"] }>>[0]["a"];
  const isRefused: readonly ["{x}", "{y}"] extends Arguments ? false : true = true;
  type Good = Parameters<typeof defineTexts<{ readonly a: readonly ["{x} {y}", "{y} {x}"] }>>[0]["a"];
  const isTaken: readonly ["{x} {y}", "{y} {x}"] extends Good ? true : false = true;
  type Say = typeof en;
  type Wants = Parameters<typeof en<"count_of">>;
  const hasValues: Wants extends readonly [unknown, Readonly<Record<"count" | "of", string | number>>] ? true
    : false = true;
  const en: ReturnType<typeof createSayFrom<typeof TABLE>> = createSayFrom(TABLE, "en");
  const say: Say = en;
  deepStrictEqual([isRefused, isTaken, hasValues, say("done")], [true, true, true, "done"]);
});

Deno.test("a sentence from elsewhere is translated by the first phrase that it fits, what stands in its holes too", () => {
  const phrases = definePhrases([
    ["{why} (끝)", "{why} (end)"],
    ["{span} 동안", "for {span} at 1.5"],
    ["없음", "none"],
  ]);
  const translate = createTranslator(phrases, (hole, text) => `${hole}=${text}`);
  strictEqual(translate("none"), "없음");
  strictEqual(translate("for 3 s at 1.5 (end)"), "why=for 3 s at 1.5 (끝)");
  strictEqual(translate("for 3 s at 1.5"), "span=3 s 동안");
  for (const other of ["for 3 s at 1x5", "none at all", "", "(end)"]) {
    strictEqual(translate(other), undefined);
  }
});

Deno.test("a phrase whose hole is refused gives way to the next one", () => {
  const translate = createTranslator(
    [["{all}!", "no {all}"], ["{one} 없음", "no {one} here"]],
    (hole, text) => hole === "one" ? text : undefined,
  );
  strictEqual(translate("no bread here"), "bread 없음");
  strictEqual(translate("no bread"), undefined);
});

const LOCALES: readonly (readonly [string | undefined, string | undefined])[] = [
  ["ko_KR.UTF-8", "ko"],
  ["en_US.UTF-8", "en"],
  ["en", "en"],
  ["EN-gb", "en"],
  ["de_DE.UTF-8", undefined],
  ["C.UTF-8", undefined],
  ["POSIX", undefined],
  ["english", undefined],
  ["", undefined],
  [undefined, undefined],
];
for (const [text, lang] of LOCALES) {
  Deno.test(`the locale ${text} means ${lang ?? "no language of ours"}`, () =>
    strictEqual(readLocale(text), lang));
}
