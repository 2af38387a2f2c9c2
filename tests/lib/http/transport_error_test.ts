import { deepStrictEqual, ok as assertTrue } from "node:assert/strict";
import type { UpstreamErrorKind } from "../../../src/core/errors.ts";
import { toTransportError } from "../../../src/lib/http/transport_error.ts";

const FAILURES: readonly (readonly [unknown, UpstreamErrorKind, string])[] = [
  [
    new Deno.errors.NotCapable("Requires net access to SECRET"),
    "permission",
    "this program may not reach the host of THE_NAME; start it with --allow-net for that host",
  ],
  [
    new TypeError("error sending request for url (SECRET)", { cause: new Error("Connection refused") }),
    "network",
    "connection refused: nothing listens at the host and port of THE_NAME",
  ],
  [
    new TypeError("error sending request", { cause: new Error("dns error: SECRET") }),
    "network",
    "the host of THE_NAME cannot be resolved",
  ],
  [
    new TypeError("error sending request", { cause: new Error("Network is unreachable") }),
    "network",
    "the host of THE_NAME cannot be reached",
  ],
  [
    new TypeError("connection closed before message completed"),
    "network",
    "the connection was closed before an answer came",
  ],
  [
    new TypeError("error sending request", { cause: new Error("invalid peer certificate: UnknownIssuer") }),
    "tls",
    "no trusted TLS connection; for a certificate of your own set DENO_CERT to its file",
  ],
  [
    new TypeError("error reading a body from connection"),
    "body_truncated",
    "the answer broke off before its end",
  ],
  ["SECRET", "network", "the connection failed"],
];

for (const [failure, kind, message] of FAILURES) {
  Deno.test(`a failure of the transport is told as "${message}"`, () => {
    const error = toTransportError(failure, "THE_NAME");
    deepStrictEqual([error.kind, error.message], [kind, message]);
    assertTrue(!Deno.inspect(error).includes("SECRET"), "the runtime's own words stay out");
  });
}
