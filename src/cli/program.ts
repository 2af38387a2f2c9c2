import { readKorean } from "../words/late.ts";
import { takeLang } from "./kit/language.ts";
import { report } from "./kit/report.ts";
import type { Terminal } from "./kit/terminal.ts";
import { findPlainCommand } from "./plain_commands.ts";

/** Commands that go on and say what happens. */
const WITH_LOG: ReadonlySet<string> = new Set(["start", "demo", "once"]);

/** Runs the command of the words and says how it ended. Never throws. */
export async function runProgram(words: readonly string[], given: Terminal): Promise<number> {
  const { lang, args } = takeLang(words);
  const terminal = { ...given, lang: lang ?? given.lang };
  try {
    // The log of a terminal speaks from its first line on. A pipe has none of these words, and its start waits for nothing.
    if (terminal.lang === "ko" && terminal.isTerminal && WITH_LOG.has(args[0] ?? "")) await readKorean();
    const run = findPlainCommand(args);
    if (run !== undefined) return await run(terminal);
    const { runParsed } = await import("./command_tree.ts");
    return await runParsed(args, terminal);
  } catch (error) {
    return await report(error, terminal);
  }
}
