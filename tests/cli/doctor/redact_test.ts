import { ok as assertTrue, strictEqual } from "node:assert/strict";
import { createBundleRedactor } from "../../../src/cli/doctor/bundle/redact.ts";

const SECRET = "PLANT-web+Bai/key=9&x";
const bytes = new TextEncoder().encode(SECRET);

const SPELLINGS: readonly (readonly [string, string])[] = [
  ["as it is", SECRET],
  ["base64", bytes.toBase64()],
  ["base64 for addresses", bytes.toBase64({ alphabet: "base64url" })],
  ["hex", bytes.toHex()],
  ["an address", encodeURIComponent(SECRET)],
  ["an address in small letters", "PLANT-web%2bBai%2fkey%3d9%26x"],
  ["a page", SECRET.replaceAll("&", "&amp;")],
  ["JSON of other programs", SECRET.replaceAll("/", "\\/")],
];
for (const [how, text] of SPELLINGS) {
  Deno.test(`a known secret is taken out when it is written as ${how}`, () => {
    const clean = String(createBundleRedactor([SECRET])(`got ${text} back`));
    assertTrue(!clean.includes(text.slice(0, 16)), clean);
  });
}

/** Of other programs: what nobody here knows by its value, and the part that must be gone. */
const SHAPES: readonly (readonly [string, string])[] = [
  ["X-Api-Key: abcd1234efgh", "abcd1234efgh"],
  ["password=hunter22", "hunter22"],
  ["passwd: hunter22", "hunter22"],
  ["비밀번호: 가나다라마", "가나다라마"],
  ["appkey=PSabcdefgh appsecret=zyxwvuts", "PSabcdefgh"],
  ["appkey=PSabcdefgh appsecret=zyxwvuts", "zyxwvuts"],
  ["ghp_abcdefghijklmnop1234", "abcdefghijklmnop"],
  ["AKIAABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP"],
  ["xoxb-1234567890-abcdef", "1234567890"],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJzdWIi"],
  ["-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----", "MIIEvQ"],
  ["https://hc-ping.com/5f2f4f70-aaaa-bbbb-cccc-0123456789ab", "5f2f4f70"],
  ['"event":"bot_command","userId":"5550001112"', "5550001112"],
  ['"chat":-1001234567890', "1234567890"],
];
for (const [text, part] of SHAPES) {
  Deno.test(`what looks like a key or a person is taken out of: ${text.slice(0, 40).split("\n")[0]} (${part})`, () => {
    const clean = String(createBundleRedactor([])(text));
    assertTrue(!clean.includes(part), clean);
  });
}

for (
  const text of [
    "2026-11-20 09:20:08 poll of portfolio took 120 ms",
    '"event":"started","url":"http://127.0.0.1:8001/","pid":4242',
    "token conflict seen at 09:21",
  ]
) {
  Deno.test(`nothing is taken out of: ${text}`, () => {
    strictEqual(createBundleRedactor([SECRET])(text), text);
  });
}
