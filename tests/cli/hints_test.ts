import { deepStrictEqual, ok as assertTrue } from "node:assert/strict";
import type { Command } from "commander";
import { createProgram } from "../../src/cli/command_tree.ts";

/** Every command that a text of this program tells somebody to run is made by `toCommand()`. These tests read the source. */

const SRC = new URL("../../src/", import.meta.url);

/** What stands for words that are known only when the sentence is made. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  name: ["upbit:BTC/KRW"],
  ticker: ["005930"],
  action: ["buy"],
  "key.ticker": ["005930"],
  "key.action": ["buy"],
  "id": ["ma_cross_btc"],
  "String(id)": ["1"],
  "toKstIso(nowMs)": ["2026-11-20T10:00:00+09:00"],
  "path": ["data/strategies/my_idea.ts"],
  "chosen": ["123456789"],
  "file": ["data/backups/signal_v2-20261120-090000.db"],
  "page": ["data/backtest-1.html"],
  "kept.path": ["data/signal_v2.db.before-restore-20261120-090000"],
  "`${name}.ts`": ["my_idea.ts"],
  'kind.replace(/\\.ts$/, "")': ["my_idea"],
  "...series": ["--exchange", "file", "--symbol", "K4/USD", "--interval", "1d"],
  "...market": ["--market", "upbit:BTC/KRW", "--timeframe", "15m"],
  "...span": ["--from", "2026-11-20T09:00:00+09:00", "--to", "2026-11-20T10:00:00+09:00"],
  "interval": ["1h"],
  "series.interval": ["1h"],
  "other.interval": ["1d"],
  "market": ["upbit:BTC/KRW"],
  "exchange": ["file"],
  "symbol": ["005930/KRW"],
  "from": ["2026-11-20T09:00:00+09:00"],
  "to": ["2026-11-20T10:00:00+09:00"],
  "`${exchange}:${symbol}`": ["upbit:BTC/KRW"],
  "`${id}:${symbol}`": ["upbit:BTC/KRW"],
  "`${series.exchange}:${series.symbol}`": ["upbit:BTC/KRW"],
};

interface Hint {
  readonly at: string;
  readonly words: readonly string[];
}

function findFiles(folder: URL): readonly URL[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? findFiles(new URL(`${name}/`, folder))
      : /\.(tsx?|js)$/.test(name)
      ? [new URL(name, folder)]
      : []
  );
}

const SOURCES = findFiles(SRC).map((url) => ({
  path: url.pathname.slice(SRC.pathname.length),
  // Comments give reasons to whoever reads the source; nobody is told to run them.
  text: Deno.readTextFileSync(url).replace(/^\s*(\/\/|\/?\*).*$/gm, ""),
})).filter(({ path }) => path !== "core/command_text.ts");

/** The arguments of a call, whose opening bracket is at `at`: brackets and quotes are counted, commas between them cut. */
function readArguments(text: string, at: number): readonly string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const [piece] of text.slice(at).matchAll(/"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\/\\\.ts\$\/|[\s\S]/g)) {
    if ("([{".includes(piece)) depth += 1;
    if (")]}".includes(piece)) depth -= 1;
    if (depth === 0) break;
    if (piece === "," && depth === 1) parts.push("");
    else if (!(piece === "(" && depth === 1)) parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function toWords(argument: string, at: string): readonly string[] {
  if (/^"[^"]*"$/.test(argument)) return [JSON.parse(argument)];
  const sample = SAMPLES[argument];
  assertTrue(sample !== undefined, `${at}: what stands for ${argument}?`);
  return sample;
}

const HINTS: readonly Hint[] = SOURCES.filter(({ text }) => text.includes("core/command_text.ts")).flatMap((
  { path, text },
) =>
  [...text.matchAll(/\btoCommand(?:Name)?\(/g)].map(({ 0: call, index }) => {
    const at = `${path}:${text.slice(0, index).split("\n").length}`;
    const words = readArguments(text, index + call.length - 1).flatMap((argument) => toWords(argument, at));
    return { at, words };
  })
);

function createTree(): Promise<Command> {
  const terminal = { out() {}, err() {}, isTerminal: false, hasColor: false };
  return createProgram(terminal, () => {});
}

const allOf = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(allOf)];

/** Parses the words with the program's own commands, none of which runs. @returns what is wrong with them. */
async function findFault(words: readonly string[]): Promise<string | undefined> {
  const tree = await createTree();
  let hasRun = false;
  for (const command of allOf(tree)) {
    command.exitOverride().configureOutput({ writeOut() {}, writeErr() {} });
    if (command.commands.length === 0) command.action(() => void (hasRun = true));
  }
  try {
    await tree.parseAsync(words, { from: "user" });
    return hasRun ? undefined : "nothing would run";
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code === "commander.helpDisplayed" ? undefined : message;
  }
}

Deno.test("every command that a text tells somebody to run is one of this program's, with options that it has", async () => {
  assertTrue(HINTS.length >= 40, `${HINTS.length} hints`);
  const faults = await Promise.all(HINTS.map(async ({ at, words }) => {
    const fault = await findFault(words);
    return fault === undefined ? [] : [`${at}: ${words.join(" ")}: ${fault}`];
  }));
  deepStrictEqual(faults.flat(), []);
});

Deno.test("no text of the program names a command by itself, in a form that may not be the one to type", async () => {
  const names = (await createTree()).commands.map((command) => command.name());
  const groups = (await createTree()).commands.filter(({ commands }) => commands.length > 0).flatMap((
    group,
  ) => group.commands.map((command) => `${group.name()} ${command.name()}`));
  // Between backticks inside a template, or inside an ordinary string; a template itself may begin with such a word.
  const quoted = `(${names.join("|")})( [^\`]*)?`;
  const bare = new RegExp(
    `\\\\\`${quoted}\\\\\`|"[^"\`]*\`${quoted}\`|\\b(${groups.join("|")})\\b|deno (task|run) `,
  );
  const found = SOURCES.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, i) => bare.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])
  );
  deepStrictEqual(found, []);
});

Deno.test("the check of hints finds a command that is none, an option that is none and an argument that is missing", async () => {
  for (
    const words of [["doktor"], ["backtest", "show"], ["doctor", "--html", "x"], ["strategy"], ["once", "x"]]
  ) {
    assertTrue(await findFault(words) !== undefined, words.join(" "));
  }
});
