import { deepStrictEqual, doesNotMatch, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  createRedactor,
  editDistance,
  escapeControls,
  NAME_ROOM,
  neutralise,
  quietLines,
} from "../../src/core/text.ts";
import { HOSTILE_STRINGS } from "../support/hostile_strings.ts";
import { HOSTILE_TEXTS, UNSAFE_FOR_PEOPLE } from "../support/hostile_texts.ts";

// deno-lint-ignore no-control-regex -- control characters are exactly what must not be there
const RAW_CONTROLS = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const SECRET = 'k"ey/with+ä\\=sp&ecials';

Deno.test("createRedactor() takes a secret out in every spelling in which a line may hold it", () => {
  const redact = createRedactor([SECRET]);
  const lines = [
    `key is ${SECRET}.`,
    JSON.stringify({ message: `key is ${SECRET}` }),
    `https://nas.example.com/?key=${encodeURIComponent(SECRET)}&x=1`,
    `${SECRET}${SECRET}`,
  ];
  for (const line of lines) {
    const clean = redact(line);
    assertTrue(clean.includes("[redacted]"), line);
    for (const part of ['k"ey', "k\\", "ecials", "with", "k%22ey"]) {
      strictEqual(clean.includes(part), false, `${part} in ${clean}`);
    }
  }
});

Deno.test("createRedactor() leaves no secret of a usual alphabet in any text around it", () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9_.~+/=-]{8,64}$/);
  fc.assert(fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
    strictEqual(createRedactor([value])(`${before}${value}${after}`).includes(value), false);
  }));
});

Deno.test("createRedactor() takes the longer secret first, so that no tail of it stays", () => {
  const redact = createRedactor(["abcdef", "abcdefghijkl"]);
  strictEqual(redact("<abcdefghijkl>"), "<[redacted]>");
});

Deno.test("createRedactor() reads a secret as plain text, not as a pattern or a replacement", () => {
  strictEqual(createRedactor(["a.c$&d"])("a.c$&d and abc$&d"), "[redacted] and abc$&d");
});

Deno.test("createRedactor() keeps ordinary words when a secret is too short to be one", () => {
  strictEqual(createRedactor(["a", "the", ""])("the cat"), "the cat");
});

Deno.test("createRedactor() takes out the token of a Telegram bot that nobody told it", () => {
  const clean = createRedactor([])("https://api.telegram.org/bot123456789:AAE-abc_defGHI/sendMessage failed");
  strictEqual(clean, "https://api.telegram.org/bot[redacted]/sendMessage failed");
});

Deno.test("createRedactor() takes user name and password out of an address", () => {
  const cases = [
    ["http://admin:hunter2@nas.local:5000/x", "http://[redacted]@nas.local:5000/x"],
    ["proxy=https://token@proxy.example.com", "proxy=https://[redacted]@proxy.example.com"],
    ['{"url":"http://u:p@nas"}', '{"url":"http://[redacted]@nas"}'],
  ] as const;
  for (const [line, clean] of cases) strictEqual(createRedactor([])(line), clean);
});

Deno.test("createRedactor() takes out a password with an @ in it to its end", () => {
  doesNotMatch(createRedactor([])("http://admin:hun@ter2@nas.local/"), /ter2/);
});

Deno.test("createRedactor() leaves mail addresses and addresses without a user alone", () => {
  const line = "mail me@example.com, see https://nas.example.com/@me and 5 // 3";
  strictEqual(createRedactor([])(line), line);
});

Deno.test("escapeControls() makes line breaks, escapes and direction marks visible", () => {
  const cases = [
    ["a\nb\r\nc\td", "a\\u000ab\\u000d\\u000ac\\u0009d"],
    ["\x1b[2J\x9b31m\x7f\0", "\\u001b[2J\\u009b31m\\u007f\\u0000"],
    ["1\u20282\u20293", "1\\u20282\\u20293"],
    ["\u202eevil\u2066x\u2069\u200f", "\\u202eevil\\u2066x\\u2069\\u200f"],
    ["삼성전자 +2.5 % 📈", "삼성전자 +2.5 % 📈"],
    ["", ""],
  ] as const;
  for (const [text, shown] of cases) strictEqual(escapeControls(text), shown);
});

Deno.test("escapeControls() leaves no control character in any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => doesNotMatch(escapeControls(text), RAW_CONTROLS)),
  );
});

Deno.test("escapeControls() keeps JSON the same JSON", () => {
  fc.assert(fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
    const text = JSON.stringify(value);
    deepStrictEqual(JSON.parse(escapeControls(text)), JSON.parse(text));
  }));
});

Deno.test("escapeControls() keeps every hostile string on one line and readable as JSON", () => {
  assertTrue(HOSTILE_STRINGS.length > 400, "the list is there but short");
  for (const text of HOSTILE_STRINGS) {
    const line = escapeControls(JSON.stringify({ text }));
    doesNotMatch(line, RAW_CONTROLS);
    deepStrictEqual(JSON.parse(line), { text });
  }
});

Deno.test("editDistance() counts the letters that differ", () => {
  const cases = [
    ["", "", 0],
    ["abc", "abc", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["kitten", "sitting", 3],
    ["SIGNAL_V2_PROT", "SIGNAL_V2_PORT", 2],
    ["flaw", "lawn", 2],
  ] as const;
  for (const [a, b, distance] of cases) strictEqual(editDistance(a, b), distance, `${a} ${b}`);
});

Deno.test("editDistance() is the same in both directions and keeps within its bounds", () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(fc.property(word, word, (a, b) => {
    const distance = editDistance(a, b);
    strictEqual(distance, editDistance(b, a));
    assertTrue(distance >= Math.abs(a.length - b.length) && distance <= Math.max(a.length, b.length));
    strictEqual(distance === 0, a === b);
  }));
});

Deno.test("neutralise() leaves a line that calls nobody, turns nothing and keeps its room", () => {
  const unit = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...HOSTILE_TEXTS));
  fc.assert(fc.property(unit, (text) => {
    const shown = neutralise(text, NAME_ROOM);
    assertTrue(shown.length <= NAME_ROOM.units + 1 && shown.isWellFormed() && shown !== "", shown);
    doesNotMatch(shown, UNSAFE_FOR_PEOPLE);
    doesNotMatch(shown, /@|(^|[^\p{L}\p{N}])\/[a-z]|\n/iu);
  }));
  strictEqual(neutralise("삼성전자", NAME_ROOM), "삼성전자");
  strictEqual(neutralise("👨‍👩‍👧‍👦".repeat(300), NAME_ROOM), `${"👨‍👩‍👧‍👦".repeat(4)}…`);
});

Deno.test("quietLines() keeps our lines, our commands and everything that can be read", () => {
  const commands = new Set(["help", "why"]);
  const ours = "전략이 없습니다.\n/help 로 봅니다 · 1/2 · BTC/KRW · −7.4% <b>";
  strictEqual(quietLines(ours, commands), ours);
  strictEqual(quietLines("/why S-1\n/pause 3d /WHYNOT", commands), "/why S-1\n∕pause 3d ∕WHYNOT");
  strictEqual(quietLines("@every\u202eone\u0007", commands), "＠everyone ");
});
