import { deepStrictEqual, ok } from "node:assert/strict";
import { createProgram } from "../../src/cli/command_tree.ts";

const terminal = { out() {}, err() {}, isTerminal: false, hasColor: false };
const namesOf = async (word?: string) =>
  (await createProgram(terminal, () => {}, word)).commands.map((command) => command.name());

Deno.test("a start makes its own family of commands and no other", async () => {
  deepStrictEqual(await namesOf("start"), ["start", "demo", "once", "completion", "version"]);
});

Deno.test("each command is made when its own word is called alone", async () => {
  for (const name of await namesOf()) {
    const alone = await namesOf(name);
    ok(alone.includes(name), name);
  }
});

Deno.test("a word that nobody has, and none, make the whole tree", async () => {
  const all = await namesOf();
  deepStrictEqual(await namesOf("strat"), all);
  deepStrictEqual(await namesOf("--help"), all);
});
