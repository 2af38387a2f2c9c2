import { strictEqual } from "node:assert/strict";
import { findPlainCommand } from "../../src/cli/plain_commands.ts";

for (
  const [words, isPlain] of [
    ["start", true],
    ["strategy-host", true],
    ["ccxt-host upbit", true],
    ["start --port 1", false],
    ["start --help", false],
    ["demo", false],
    ["", false],
    ["constructor", false],
  ] as const
) {
  Deno.test(`"${words}" is ${isPlain ? "run without" : "left to"} the parser of words`, () => {
    strictEqual(findPlainCommand(words.split(" ")) !== undefined, isPlain);
  });
}
