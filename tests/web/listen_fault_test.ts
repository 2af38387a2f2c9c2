import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { toListenFault } from "../../src/web/listen_fault.ts";

const at = (error: unknown, port: number) => toListenFault(error, { host: "0.0.0.0", port });
const denied = new Deno.errors.PermissionDenied("Permission denied (os error 13)");

Deno.test("a port that the system keeps for root is told as that, and the host is not blamed", () => {
  deepStrictEqual(at(denied, 80), {
    kind: "refused",
    problem: "the system keeps port 80 for root, as all ports below 1024",
    fix: "set SIGNAL_V2_PORT to a higher one like 8001; a proxy in front can answer on 80",
  });
  match(at(denied, 8_001).problem, /does not let this program listen on port 8001, which may be reserved/);
});

Deno.test("the other reasons keep their own ways out", () => {
  strictEqual(at(new Deno.errors.AddrInUse("x"), 8_001).kind, "in_use");
  match(at(new Deno.errors.NotCapable("x"), 8_001).fix, /--allow-net=0\.0\.0\.0:8001/);
  const unknown = at(new Deno.errors.AddrNotAvailable("not an address of this machine"), 8_001);
  deepStrictEqual([unknown.kind, unknown.fix], ["no_address", "check SIGNAL_V2_HOST"]);
  match(unknown.problem, /cannot be listened on: not an address of this machine/);
});
