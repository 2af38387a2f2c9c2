import { createSystemClock } from "../../../src/core/clock.ts";
import { deepStrictEqual } from "node:assert/strict";
import { listen } from "../../../src/web/listener.ts";

const HOST = "Host: localhost\r\n";
/** What an attacker wants to be taken for a request of somebody else. */
const HIDDEN = `GET /hidden HTTP/1.1\r\n${HOST}\r\n`;
const CHUNKED = `0\r\n\r\n${HIDDEN}`;

/** What goes over the wire; the statuses that come back before the end of the connection; the paths that routes saw. */
type Row = readonly [string, string, readonly number[], readonly string[]];

const ROWS: readonly Row[] = [
  [
    "Content-Length and Transfer-Encoding",
    `POST /a HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKED}`,
    [400],
    [],
  ],
  [
    "Transfer-Encoding and Content-Length",
    `POST /a HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n${CHUNKED}`,
    [400],
    [],
  ],
  [
    "two Content-Length that differ",
    `POST /a HTTP/1.1\r\n${HOST}Content-Length: 0\r\nContent-Length: 44\r\n\r\n${HIDDEN}`,
    [400],
    [],
  ],
  [
    "two Content-Length in one line",
    `POST /a HTTP/1.1\r\n${HOST}Content-Length: 0, 0\r\n\r\n${HIDDEN}`,
    [400],
    [],
  ],
  [
    "a Content-Length with a sign",
    `POST /a HTTP/1.1\r\n${HOST}Content-Length: +0\r\n\r\n${HIDDEN}`,
    [400],
    [],
  ],
  [
    "a folded header",
    `POST /a HTTP/1.1\r\n${HOST}X: y\r\n Content-Length: 44\r\n\r\n${HIDDEN}`,
    [400],
    [],
  ],
  [
    "a folded header with a tab",
    `POST /a HTTP/1.1\r\n${HOST}Transfer-Encoding:\r\n\tchunked\r\n\r\n${CHUNKED}`,
    [400],
    [],
  ],
  ["only bare LF", `GET /a HTTP/1.1\nHost: localhost\n\n${HIDDEN}`, [400], []],
  [
    "a bare LF between headers",
    `POST /a HTTP/1.1\r\n${HOST}X: y\nContent-Length: 44\r\n\r\n${HIDDEN}`,
    [400],
    [],
  ],
  ["a bare LF for the empty line", `GET /a HTTP/1.1\r\n${HOST}\n${HIDDEN}`, [400], []],
  ["a bare CR in a value", `POST /a HTTP/1.1\r\n${HOST}X: y\rContent-Length: 44\r\n\r\n${HIDDEN}`, [400], []],
  ["a space before the colon", `POST /a HTTP/1.1\r\n${HOST}Content-Length : 44\r\n\r\n${HIDDEN}`, [400], []],
  ["a tab before the colon", `POST /a HTTP/1.1\r\n${HOST}Content-Length\t: 44\r\n\r\n${HIDDEN}`, [400], []],
  ["a name that is no token", `POST /a HTTP/1.1\r\n${HOST}Content[Length: 44\r\n\r\n${HIDDEN}`, [400], []],
  ["no name", `GET /a HTTP/1.1\r\n${HOST}: y\r\n\r\n${HIDDEN}`, [400], []],
  ["a NUL in a value", `GET /a HTTP/1.1\r\n${HOST}X: \0\r\n\r\n${HIDDEN}`, [400], []],
  ["two Host", `GET /a HTTP/1.1\r\n${HOST}Host: evil.com\r\n\r\n${HIDDEN}`, [400], []],
  ["no Host", `GET /a HTTP/1.1\r\n\r\n${HIDDEN}`, [400], []],
  [
    "an absolute target with a name and a password",
    `GET http://u:p@localhost/a HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    [400],
    [],
  ],
  [
    "an absolute target of another scheme",
    `GET ftp://localhost/a HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    [400],
    [],
  ],
  ["a fragment in the target", `GET /a#/b HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`, [400], []],
  ["a backslash in the path", `GET /a\\..\\b HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`, [400], []],
  ["an authority as target", `GET localhost:80 HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`, [400], []],
  ["CONNECT", `CONNECT localhost:80 HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`, [501], []],
  ["HTTP/2's preface", `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${HIDDEN}`, [505], []],
  ["HTTP/0.9", `GET /a\r\n\r\n${HIDDEN}`, [400], []],
  [
    "an answer for a request",
    `HTTP/1.1 100 Continue\r\n\r\n${HIDDEN}`,
    [400],
    [],
  ],
  [
    "Transfer-Encoding in HTTP/1.0",
    `POST /a HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n${CHUNKED}`,
    [400],
    [],
  ],
  // Answered, and nothing after it is read: where the body ends nobody here can say.
  [
    "a chunked body",
    `POST /a HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n${CHUNKED}`,
    [200],
    ["/a"],
  ],
  [
    "an unknown Transfer-Encoding",
    `POST /a HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n${CHUNKED}`,
    [200],
    ["/a"],
  ],
  ["a GET with a body", `GET /a HTTP/1.1\r\n${HOST}Content-Length: 43\r\n\r\n${HIDDEN}`, [200], ["/a"]],
  ["a HEAD with a body", `HEAD /a HTTP/1.1\r\n${HOST}Content-Length: 43\r\n\r\n${HIDDEN}`, [200], ["/a"]],
  [
    "a body that was announced and not asked for",
    `POST /a HTTP/1.1\r\n${HOST}Content-Length: 43\r\nExpect: 100-continue\r\n\r\n${HIDDEN}`,
    [200],
    ["/a"],
  ],
  ["HTTP/1.0 with more behind it", `GET /a HTTP/1.0\r\n${HOST}\r\n${HIDDEN}`, [200], ["/a"]],
  // Well-formed, so whatever follows is a request of the same caller.
  [
    "an absolute target and one more request",
    `GET http://localhost/a HTTP/1.1\r\n${HOST}\r\nGET /b HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`,
    [200, 200],
    ["/a", "/b"],
  ],
  [
    "a fault after an answer, with more behind it",
    `GET /a HTTP/1.1\r\n${HOST}\r\nGET /b HTTP/1.1\r\n${HOST}X : y\r\n\r\n${HIDDEN}`,
    [200, 400],
    ["/a"],
  ],
];

for (const [what, text, statuses, paths] of ROWS) {
  Deno.test(`${what}: ${statuses.join(", then ")}, and nothing behind it is served`, async () => {
    const seen: string[] = [];
    await using listener = listen(
      { host: "127.0.0.1", port: 0, dataDir: "data", clock: createSystemClock() },
      () => ({
        fetch: (request) => {
          seen.push(new URL(request.url).pathname);
          return new Response("x");
        },
        close: () => {},
      }),
    );
    using caller = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(listener.url).port) });
    await caller.write(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
    await caller.closeWrite();
    const answer = await new Response(caller.readable).text();
    deepStrictEqual([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)), statuses);
    deepStrictEqual(seen, paths);
  });
}
