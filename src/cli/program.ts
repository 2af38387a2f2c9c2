import { Argument, Command, CommanderError } from "commander";
import { toProgramName } from "../core/command_text.ts";
import { EXIT } from "../core/errors.ts";
import { SHELLS, toCompletionScript } from "./completion/completion.ts";
import { addFamilies } from "./families.ts";
import { VERSION } from "./kit/embedded.ts";
import { report } from "./kit/report.ts";
import type { Terminal } from "./kit/terminal.ts";

/** Parses the arguments, runs the command and says how it ended. Never throws. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.ok;
  try {
    const program = await createProgram(terminal, (code) => exitCode = code, args[0]);
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // Its own text is written already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.config;
    return report(error, terminal);
  }
}

/**
 * The tree of commands; nothing runs before it parses.
 *
 * @param word the first word of the command line. With it the tree has only the family of that word, if there is one.
 */
export async function createProgram(
  terminal: Terminal,
  setExitCode: (code: number) => void,
  word?: string,
): Promise<Command> {
  const program = new Command(toProgramName())
    .description(
      "A fresh, honest copy of portfolio, news sentiment and screener results during the Korean market day.",
    )
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showHelpAfterError("(run with --help for what there is)");
  await addFamilies(program, word, { terminal, setExitCode });
  program.command("completion").description("a script that completes commands of signal-v2 in your shell")
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) => terminal.out(toCompletionScript(program, shell).trimEnd()));
  program.command("version").description("print the version").action(() => terminal.out(VERSION));
  return program;
}
