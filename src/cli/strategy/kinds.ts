/** What can be run. */
import { toCommand } from "../../core/command_text.ts";
import { createSayFrom } from "../../core/lang.ts";
import { isUserFileName } from "../../strategies/user_file.ts";
import { LIVE_STRATEGIES } from "../../app/live_strategies.ts";
import { createSay, isTextKey } from "../../web/kit/i18n.ts";
import { sayPlain } from "../../web/kit/show.ts";
import { langOf, translate } from "../kit/language.ts";
import { STRATEGY_CLI_TEXTS } from "../texts/strategy.ts";
import { printRows } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { describeParams } from "../../commands/strategies/params_text.ts";

export async function listKinds(
  terminal: Terminal,
  options: { json: boolean; strategyDir: string },
): Promise<void> {
  const files = findUserFiles(options.strategyDir);
  if (options.json) {
    const shipped = LIVE_STRATEGIES.map((strategy) => ({
      kind: strategy.id,
      title: strategy.title,
      description: strategy.description,
      params: describeParams(strategy).map(({ name, type, fallback, isRequired, what }) => ({
        name,
        type,
        default: fallback ?? null,
        required: isRequired,
        what,
      })),
    }));
    return terminal.out(JSON.stringify({ shipped, dir: options.strategyDir, files }, null, 2));
  }
  const lang = langOf(terminal);
  const say = createSayFrom(STRATEGY_CLI_TEXTS, lang);
  for (const strategy of LIVE_STRATEGIES) {
    terminal.out(`${strategy.id}  ${inKorean(`strategy_kind_${strategy.id}`) ?? strategy.title}`);
    terminal.out(`  ${await translate(strategy.description, terminal)}`);
    const rows = await Promise.all(
      describeParams(strategy).map(async (
        { name, type, fallback, isRequired, what },
      ) => [
        `    ${name}`,
        toTypeText(type),
        isRequired ? say("required") : fallback === undefined ? "-" : String(JSON.stringify(fallback)),
        inKorean(`param_${name}`) ?? await translate(what, terminal),
      ]),
    );
    printRows(terminal, rows);
  }
  const own = files.length === 0
    ? say("own_none", { command: toCommand("strategy", "new", "my_idea") })
    : files.join(", ");
  terminal.out(say("own_files", { dir: options.strategyDir, files: own }));

  function toTypeText(type: string): string {
    const key = TYPE_TEXTS.get(type);
    return key === undefined ? type : say(key);
  }

  /** As the pages call it. */
  function inKorean(key: string): string | undefined {
    return lang === "ko" && isTextKey(key) ? sayPlain(createSay("ko"), key) : undefined;
  }
}

/** By the word that JSON has. A choice is told by its words, which are typed as they are. */
const TYPE_TEXTS: ReadonlyMap<string, Extract<keyof typeof STRATEGY_CLI_TEXTS, `type_${string}`>> = new Map([
  ["integer", "type_integer"],
  ["number", "type_number"],
  ["text", "type_text"],
  ["list", "type_list"],
  ["true or false", "type_flag"],
]);

function findUserFiles(dir: string): readonly string[] {
  try {
    return [...Deno.readDirSync(dir)].filter(({ isFile, name }) => isFile && isUserFileName(name))
      .map(({ name }) => name).toSorted();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return [];
    throw error;
  }
}
