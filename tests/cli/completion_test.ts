import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { SHELLS, toCompletionScript } from "../../src/cli/completion/completion.ts";
import { createProgram } from "../../src/cli/command_tree.ts";
import { createHome, runProgram } from "../support/program.ts";

const tree = () => createProgram({ out() {}, err() {}, isTerminal: false, hasColor: false }, () => {});

async function hasShell(name: string): Promise<boolean> {
  try {
    return (await new Deno.Command(name, { args: ["--version"], stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** What bash proposes for the last of the words. */
async function proposeInBash(...words: readonly string[]): Promise<readonly string[]> {
  const list = words.map((word) => `'${word}'`).join(" ");
  const script = `${toCompletionScript(await tree(), "bash")}
COMP_WORDS=(signal-v2 ${list}); COMP_CWORD=${words.length}; _signal_v2; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await new Deno.Command("bash", { args: ["-c", script] }).output();
  strictEqual(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

Deno.test({
  name: "bash completes commands, their sub-commands and options, also behind options and values",
  ignore: !await hasShell("bash"),
}, async () => {
  deepStrictEqual(await proposeInBash("do"), ["doctor"]);
  deepStrictEqual(await proposeInBash("backtest", "s"), ["sweep", "show"]);
  deepStrictEqual(await proposeInBash("candles", "fetch", "--i"), ["--interval"]);
  deepStrictEqual(await proposeInBash("backtest", "run", "--strategy", "ma_cross", "--ht"), ["--html"]);
  deepStrictEqual(await proposeInBash("completion", "--h"), ["--help"]);
  const first = await proposeInBash("");
  assertTrue(first.includes("start") && first.includes("strategy"), first.join(" "));
  assertTrue(
    !first.some((word) => /host|worker/.test(word)),
    "what the program starts of itself is not for people",
  );
});

for (const shell of ["zsh", "fish", "pwsh"] as const) {
  Deno.test({
    name: `${shell} reads its completion script without complaint`,
    ignore: !await hasShell(shell),
  }, async () => {
    const path = await Deno.makeTempFile({ suffix: shell === "pwsh" ? ".ps1" : "" });
    try {
      await Deno.writeTextFile(path, toCompletionScript(await tree(), shell));
      const args = shell === "pwsh" ? ["-NoProfile", "-File", path] : ["-n", path];
      const { code, stderr } = await new Deno.Command(shell, { args }).output();
      deepStrictEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
    } finally {
      await Deno.remove(path);
    }
  });
}

Deno.test("every completion script knows every command of the tree", async () => {
  const paths = (await tree()).commands.flatMap((
    it,
  ) => [it.name(), ...it.commands.map((sub) => `${it.name()} ${sub.name()}`)])
    .filter((path) => !/host|worker/.test(path));
  assertTrue(paths.length > 30);
  for (const shell of SHELLS) {
    const script = toCompletionScript(await tree(), shell);
    deepStrictEqual(paths.filter((path) => !script.includes(`'${path}'`)), [], shell);
  }
});

Deno.test("completion of a shell that is not known says which there are", async () => {
  await using home = await createHome();
  const { code, text } = await runProgram(["completion", "csh"], home);
  strictEqual(code, 2);
  match(text, /Allowed choices are bash, zsh, fish, pwsh/);
  match(
    (await runProgram(["completion", "bash"], home)).text,
    /complete -o default -F _signal_v2 signal-v2$/,
  );
});
