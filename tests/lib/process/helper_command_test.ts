import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { toHelperCommand } from "../../../src/lib/process/helper_command.ts";

const REQUEST = { command: "ccxt-host", args: ["upbit"], allowRead: [], v8Flags: [] };

Deno.test("a helper gets V8's flags, the hosts and the paths that were asked for, and none when none were", () => {
  const flagsOf = (args: readonly string[]) => args.filter((arg) => /^--(v8-flags|allow-)/.test(arg));
  deepStrictEqual(flagsOf(toHelperCommand(REQUEST).args), []);
  const { args } = toHelperCommand({
    ...REQUEST,
    allowNet: ["a.example", "b.example"],
    allowRead: ["/a,b"],
    v8Flags: ["max-heap-size=64", "jitless"],
  });
  deepStrictEqual(flagsOf(args), [
    "--v8-flags=--max-heap-size=64,--jitless",
    "--allow-net=a.example,b.example",
    "--allow-read=/a,,b",
  ]);
  deepStrictEqual(args.slice(-2), ["ccxt-host", "upbit"]);
  assertTrue(args.at(-3)?.endsWith("/app/entries/ccxt_host.ts"));
});

Deno.test("a helper that writes, sees settings and starts helpers gets just that, and tells them where the cache is", () => {
  const settings = { SIGNAL_V2_DATA_DIR: "/d,e" };
  const request = {
    ...REQUEST,
    allowWrite: ["/d,e"],
    mayStartHelpers: true,
    mayLoadNativeCode: true,
    settings,
  };
  const { args, env, program } = toHelperCommand(request);
  deepStrictEqual(args.filter((arg) => arg.startsWith("--allow-")), [
    "--allow-write=/d,,e",
    "--allow-env=SIGNAL_V2_DATA_DIR,DENO_DIR,HOME,XDG_CACHE_HOME,SystemRoot",
    `--allow-run=${program}`,
    "--allow-ffi",
  ]);
  strictEqual(env.SIGNAL_V2_DATA_DIR, "/d,e");
});

Deno.test({
  name: "a helper is the running binary by the name that stays true when the file was replaced",
  ignore: Deno.build.os !== "linux",
  fn: () => strictEqual(toHelperCommand(REQUEST).program, "/proc/self/exe"),
});

Deno.test({
  name: "where the right to run things is narrower, a helper is the binary by its own path",
  permissions: { run: [Deno.execPath()], read: true, env: true },
  fn: () => strictEqual(toHelperCommand(REQUEST).program, Deno.execPath()),
});

Deno.test({
  name: "where nothing may be run, a helper is called deno",
  permissions: { run: false, read: true, env: true },
  fn: () => strictEqual(toHelperCommand(REQUEST).program, "deno"),
});
