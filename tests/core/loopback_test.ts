import { strictEqual } from "node:assert/strict";
import { isLoopbackHost } from "../../src/core/loopback.ts";

Deno.test("a host is this machine alone when it is localhost, ::1 or of the network 127, however it is written", () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ["localhost", true],
    ["LOCALHOST", true],
    ["127.0.0.1", true],
    ["127.8.9.10", true],
    ["::1", true],
    ["[::1]", true],
    ["0.0.0.0", false],
    ["::", false],
    ["128.0.0.1", false],
    ["127.0.0.1.example.com", false],
    ["nas.local", false],
    ["", false],
  ];
  for (const [host, isLocal] of cases) strictEqual(isLoopbackHost(host), isLocal, host);
});
