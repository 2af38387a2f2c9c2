import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  type HeadRead,
  LARGEST_HEAD_BYTES,
  readHead,
  type RequestHead,
} from "../../../src/web/http/request_head.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const read = (text: string) => readHead(bytesOf(text));
const HOST = "Host: localhost:8001\r\n";

function headOf(text: string): RequestHead {
  const found = read(text);
  if (found.kind !== "complete") throw new Error(JSON.stringify(found));
  return found.head;
}

function statusOf(found: HeadRead): number | string {
  return found.kind === "refused" ? found.fault.status : found.kind;
}

Deno.test("a request as browsers send it is read with its address, headers and length", () => {
  const text = "POST /poll?a=1 HTTP/1.1\r\nhost: localhost:8001\r\nContent-Length: 4\r\nX-A:  b \r\n\r\nbody";
  const found = read(text);
  assertTrue(found.kind === "complete");
  const { head, bytes } = found;
  strictEqual(text.slice(bytes), "body");
  deepStrictEqual([head.method, head.url, head.bodyBytes, head.keepsAlive, head.isOld, head.isOpenEnded], [
    "POST",
    "http://localhost:8001/poll?a=1",
    4,
    true,
    false,
    false,
  ]);
  strictEqual(head.headers.get("x-a"), "b");
});

const PARTIAL = [
  "",
  "G",
  "GET / HTTP/1.1\r\n",
  `GET / HTTP/1.1\r\n${HOST}`,
  `GET / HTTP/1.1\r\n${HOST}\r`,
  "\r\n\r\n",
];

for (const text of PARTIAL) {
  Deno.test(`${JSON.stringify(text)} is the beginning of a request and no fault`, () => {
    strictEqual(statusOf(read(text)), "partial");
  });
}

const LINES: readonly (readonly [string, number | "complete"])[] = [
  ["GET / HTTP/1.1", "complete"],
  ["GET / HTTP/1.0", "complete"],
  ["GET http://localhost:8001/state HTTP/1.1", "complete"],
  ["PROPFIND / HTTP/1.1", "complete"],
  ["GET  / HTTP/1.1", 400],
  ["GET / HTTP/1.1 ", 400],
  ["GET /", 400],
  ["GET", 400],
  ["GET / HTTP/2.0", 505],
  ["GET / HTTP/0.9", 505],
  ["PRI * HTTP/2.0", 505],
  ["GET / http/1.1", 400],
  ["GET * HTTP/1.1", 400],
  ["OPTIONS * HTTP/1.1", 400],
  ["GET state HTTP/1.1", 400],
  ["GET http:// HTTP/1.1", 400],
  ["GET http://user:pass@localhost/ HTTP/1.1", 400],
  ["GET ftp://localhost/ HTTP/1.1", 400],
  ["GET /\u00ec\u009e\u0090 HTTP/1.1", 400],
  ["GET /\0 HTTP/1.1", 400],
  ["G{T / HTTP/1.1", 400],
  ["TRACE / HTTP/1.1", 501],
  ["CONNECT localhost:80 HTTP/1.1", 501],
  ["track / HTTP/1.1", 501],
  ["\u0016\u0003\u0001\u0002 TLS", 400],
];

for (const [line, status] of LINES) {
  Deno.test(`the line ${JSON.stringify(line)} is answered with ${status}`, () => {
    strictEqual(statusOf(read(`${line}\r\n${HOST}\r\n`)), status);
  });
}

const HEADERS: readonly (readonly [string, number | "complete"])[] = [
  ["X-Empty:", "complete"],
  ["X-Bytes: \u00ec\u009e\u0090\u0080", "complete"],
  ["X-Tab: a\tb", "complete"],
  ["Content-Length: 0", "complete"],
  ["Transfer-Encoding: chunked", "complete"],
  [" folded: a", 400],
  ["X-Space : a", 400],
  ["no colon", 400],
  [": a", 400],
  ["X-Null: a\0b", 400],
  ["X-Feed: a\nX-Other: b", 400],
  ["X-Return: a\rb", 400],
  ["Content-Length: -1", 400],
  ["Content-Length: +1", 400],
  ["Content-Length: 1e3", 400],
  ["Content-Length: 0x10", 400],
  ["Content-Length: 1, 1", 400],
  ["Content-Length:", 400],
  ["Content-Length: 9999999999999999", 400],
  ["Content-Length: 1\r\nContent-Length: 1", 400],
  ["Content-Length: 1\r\nTransfer-Encoding: chunked", 400],
  ["Host: localhost", 400],
];

for (const [line, status] of HEADERS) {
  Deno.test(`the header ${JSON.stringify(line)} is answered with ${status}`, () => {
    strictEqual(statusOf(read(`POST / HTTP/1.1\r\n${HOST}${line}\r\n\r\n`)), status);
  });
}

Deno.test("a chunked body in HTTP/1.0, which has none, is refused", () => {
  strictEqual(statusOf(read(`POST / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`)), 400);
});

const HOSTS: readonly (readonly [string, number | "complete"])[] = [
  ["Host: localhost", "complete"],
  ["Host: 127.0.0.1:8001", "complete"],
  ["Host: [::1]:8001", "complete"],
  ["Host: EVIL.com.", "complete"],
  ["Host: my_host:80", "complete"],
  ["X: y", 400],
  ["Host:", 400],
  ["Host: 127.0.0.1:99999", 400],
  ["Host: localhost:-1", 400],
  ["Host: localhost:8001:8001", 400],
  ["Host: local host", 400],
  ["Host: user@localhost", 400],
  ["Host: localhost/state", 400],
  ["Host: localhost#x", 400],
  ["Host: localhost?x", 400],
  ["Host: localhost\\x", 400],
  ["Host: %6cocalhost", 400],
  ["Host: [::1", 400],
  ["Host: [fe80::1%25eth0]", 400],
  ["Host: 999.999.999.999", 400],
  ["Host: localhost, evil.com", 400],
  [`Host: ${"a".repeat(9_000)}`, "complete"],
];

for (const [line, status] of HOSTS) {
  Deno.test(`${JSON.stringify(line.slice(0, 40))} is answered with ${status}`, () => {
    strictEqual(statusOf(read(`GET /state HTTP/1.1\r\n${line}\r\n\r\n`)), status);
  });
}

Deno.test("another request follows unless the caller says close or speaks HTTP/1.0", () => {
  const keeps = (more: string, version = "1.1") =>
    headOf(`GET / HTTP/${version}\r\n${HOST}${more}\r\n`).keepsAlive;
  strictEqual(keeps(""), true);
  strictEqual(keeps("Connection: keep-alive\r\n"), true);
  strictEqual(keeps("Connection: Close\r\n"), false);
  strictEqual(keeps("Connection: TE, close\r\n"), false);
  strictEqual(keeps("Connection: closed-captions\r\n"), true);
  strictEqual(keeps("Connection: keep-alive\r\n", "1.0"), false);
});

Deno.test("a head over 16 KB or with over a hundred headers is refused with 431", () => {
  const wide = `GET / HTTP/1.1\r\n${HOST}X: ${"x".repeat(LARGEST_HEAD_BYTES)}`;
  strictEqual(statusOf(read(wide)), 431);
  strictEqual(statusOf(read(`GET / HTTP/1.1\r\n${HOST}${"X: y\r\n".repeat(100)}\r\n`)), 431);
  strictEqual(statusOf(read(`GET / HTTP/1.1\r\n${HOST}${"X: y\r\n".repeat(99)}\r\n`)), "complete");
});

Deno.test("readHead() never throws, and whatever it accepts is a request of the platform", () => {
  const piece = fc.constantFrom(
    "GET ",
    "/",
    " HTTP/1.1",
    "\r\n",
    "Host: ",
    "localhost",
    ":",
    "99999",
    "[::1]",
    "@",
    "%",
    "Content-Length: 3",
    "Transfer-Encoding: x",
    " ",
    "\0",
    "\u00ff",
    "?#",
    "http://",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      for (const text of [pieces.join(""), `GET /${pieces.join("")} HTTP/1.1\r\n${HOST}\r\n`]) {
        const found = read(text);
        if (found.kind === "complete") {
          new URL(new Request(found.head.url, { headers: found.head.headers }).url);
        }
      }
    }),
    { numRuns: 3_000 },
  );
});
