import { deepStrictEqual, doesNotMatch, strictEqual, throws } from "node:assert/strict";
import { readBody } from "../../../src/stock/client/json_body.ts";
import { createKeyStriker, STRUCK } from "../../../src/stock/client/key_striker.ts";

const KEY = 'k3y-of/the+"home"=server&\\1';
const strike = createKeyStriker(KEY);
const read = (text: string) => readBody(text, strike).data;

Deno.test("an answer is one object of any fields", () => {
  deepStrictEqual(read('{"anything":{"goes":[1]}}'), { anything: { goes: [1] } });
  deepStrictEqual(read('{"error":null,"holdings":[]}'), { error: null, holdings: [] });
  throws(() => read("[1]"), { kind: "bad_shape", message: /not a JSON object/ });
});

Deno.test("a number too large to represent is refused, wherever it stands", () => {
  const texts = [
    '{"a":1e400}',
    '{"a":[{"b":-1e999}]}',
    `{"a":${"9".repeat(400)}}`,
    `{"a":${"9".repeat(250)}e99}`,
  ];
  for (const text of texts) {
    throws(() => read(text), { kind: "bad_shape", message: /too large/ }, text.slice(0, 20));
  }
  deepStrictEqual(read('{"a":1e100,"b":"1e400"}'), { a: 1e100, b: "1e400" });
});

Deno.test("a key named __proto__ changes no prototype, also where something is struck out", () => {
  const data = read(`{"__proto__":{"polluted":${JSON.stringify(KEY)}}}`);
  strictEqual(({} as Record<string, unknown>).polluted, undefined);
  deepStrictEqual(Object.keys(data), ["__proto__"]);
  strictEqual(Object.getPrototypeOf(data), Object.prototype);
});

Deno.test("the key is struck out in every form: whole, within, encoded, escaped, as a name, in an echo of headers", () => {
  const percent = [...KEY].map((letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");
  const forms = [
    KEY,
    `before ${KEY} and ${KEY} after`,
    encodeURIComponent(KEY),
    encodeURIComponent(KEY).toLowerCase(),
    encodeURIComponent(encodeURIComponent(KEY)),
    percent,
    `https://nas/api?key=${percent.toUpperCase()}&x=1`,
    JSON.stringify({ "X-WebAI-Key": KEY }),
    JSON.stringify(JSON.stringify(KEY)),
    [...KEY].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join(""),
    [...KEY].map((letter) => `&#${letter.charCodeAt(0)};`).join(""),
    [...KEY].map((letter) => `&#x${letter.charCodeAt(0).toString(16)};`).join(""),
    btoa(KEY),
    `Basic ${btoa(`user:${KEY}`)}`,
    btoa(`ab:${KEY}:more`).replaceAll("+", "-").replaceAll("/", "_"),
  ];
  for (const form of forms) {
    const { data, hadKey } = readBody(
      JSON.stringify({ [form]: 1, request: { headers: [["x-webai-key", form]] } }),
      strike,
    );
    strictEqual(hadKey, true, form);
    strictEqual(Object.keys(data).some((name) => name.includes(STRUCK)), true, form);
    const text = JSON.stringify(data);
    doesNotMatch(text, /k3y-of|server|home/i, form);
    doesNotMatch(decodeURIComponent(text.replaceAll("%25", "%")), /k3y-of|server/, form);
    for (const [, part = ""] of text.matchAll(/([A-Za-z0-9+/_-]{12,})/g)) {
      doesNotMatch(part.includes("eader") ? "" : tryDecode(part), /3y-of/, form);
    }
  }
});

function tryDecode(part: string): string {
  try {
    return atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}

Deno.test("an answer without the key is the very same, and says so", () => {
  const text = '{"holdings":[{"ticker":"005930","pnl_pct":2.5}],"note":"k3y-of/the"}';
  deepStrictEqual(readBody(text, strike), { data: JSON.parse(text), hadKey: false });
});

Deno.test("a key of digits is struck as a number too, and not out of another number", () => {
  const digits = createKeyStriker("12345678901234");
  deepStrictEqual(readBody('{"a":12345678901234,"b":[912345678901234],"c":"x12345678901234"}', digits), {
    data: { a: STRUCK, b: [912345678901234], c: `x${STRUCK}` },
    hadKey: true,
  });
});

Deno.test("a short key is struck where it is a word of its own, and one that is hardly any is left", () => {
  const short = createKeyStriker("test");
  strictEqual(short("the latest test, key=test;"), `the latest ${STRUCK}, key=${STRUCK};`);
  strictEqual(createKeyStriker("a")("a man"), "a man");
  strictEqual(createKeyStriker("")("a man"), "a man");
});

Deno.test("an answer that is made to be looked at for ever takes as long as any other", () => {
  const letters = [
    "\\",
    "%25",
    "%",
    "&#0",
    "&#x0",
    KEY.slice(0, -1),
    KEY.slice(0, 3),
    "\\u00",
    btoa(KEY).slice(0, 9),
  ];
  for (const letter of letters) {
    const text = letter.repeat(Math.floor(1_000_000 / letter.length));
    // Quadratic, it would be minutes; the time is nobody's assertion, and a run that does not end fails the test.
    strictEqual(strike(text), text);
  }
});
