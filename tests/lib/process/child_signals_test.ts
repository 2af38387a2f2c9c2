import { strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { lineOf, startDeno } from "../../support/program.ts";

const entryOf = (name: string) =>
  fileURLToPath(new URL(`../../../src/app/entries/${name}.ts`, import.meta.url));
const CCXT_SETUP = JSON.stringify({ userAgent: "signal-v2 test", requestTimeoutMs: 1_000 });
const HELPERS: readonly (readonly [string, readonly string[]])[] = [
  ["strategy", [entryOf("strategy_host"), "strategy-host", "buy_and_hold"]],
  ["exchange", [entryOf("ccxt_host"), "ccxt-host", "binance", CCXT_SETUP]],
];

for (const [what, args] of HELPERS) {
  Deno.test(`the process of a ${what} outlives Ctrl-C and a closed terminal, and ends when its parent says so`, async () => {
    await using child = startDeno(["--no-prompt", "--ignore-env", ...args], { dir: Deno.cwd() });
    await lineOf(child, '"ready":true');
    child.kill("SIGINT");
    child.kill("SIGHUP");
    await child.write('{"ping":7}\n');
    await lineOf(child, '"pong":7');
    await child.closeInput();
    strictEqual((await child.ended).code, 0);
  });
}
