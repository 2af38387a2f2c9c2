import { Argument, Command, CommanderError, Option } from "commander";
import { toProgramName } from "../core/command_text.ts";
import { EXIT } from "../core/errors.ts";
import { SHELLS, toCompletionScript } from "./completion/completion.ts";
import { LANGS, pick } from "../core/lang.ts";
import { addFamilies } from "./families.ts";
import { VERSION } from "./kit/embedded.ts";
import { LANG_OPTION, langOf } from "./kit/language.ts";
import type { Terminal } from "./kit/terminal.ts";
import { toKoreanUsage } from "./kit/usage_words.ts";
import { HELP_HINT } from "./texts/usage.ts";

/** Parses the words and runs the command. @throws what the command throws. */
export async function runParsed(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.ok;
  try {
    const program = await createProgram(terminal, (code) => exitCode = code, args[0]);
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // Its own text is written already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.config;
    throw error;
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
  const lang = langOf(terminal);
  const program = new Command(toProgramName())
    .description(
      "A fresh, honest copy of portfolio, news sentiment and screener results during the Korean market day.",
    )
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text, write) => write(lang === "ko" ? toKoreanUsage(text) : text),
    })
    .showHelpAfterError(pick(HELP_HINT, lang));
  await addFamilies(program, word, { terminal, setExitCode });
  program.command("completion").description("a script that completes commands of signal-v2 in your shell")
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) => terminal.out(toCompletionScript(program, shell).trimEnd()));
  for (const command of leavesOf(program)) addLangOption(command);
  program.command("version").description("print the version").action(() => terminal.out(VERSION));
  return program;
}

function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

/** For help, completion and the refusal of other languages; one that we speak is taken before the words are parsed. */
function addLangOption(command: Command): void {
  if (command.options.some(({ long }) => long === LANG_OPTION)) return;
  command.addOption(
    new Option(
      `${LANG_OPTION} <language>`,
      "of what it prints; without it, that of SIGNAL_V2_LANG or of the variable LANG",
    ).choices(LANGS),
  );
}
