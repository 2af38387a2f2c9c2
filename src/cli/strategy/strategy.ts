/** `strategy …`: which strategies there are, and what they do. A running service follows within two seconds. */
import type { Command } from "commander";
import { OWNER } from "../../core/actor.ts";
import { removeStrategy } from "../../commands/strategies/remove.ts";
import { setStrategy } from "../../commands/strategies/set.ts";
import { startStrategy } from "../../commands/strategies/start.ts";
import { stopStrategy } from "../../commands/strategies/stop.ts";
import { toCommand } from "../../core/command_text.ts";
import { EXIT } from "../../core/errors.ts";
import { createSayFrom } from "../../core/lang.ts";
import { callCommand } from "../kit/command_context.ts";
import { langOf } from "../kit/language.ts";
import { loadConfig } from "../kit/load_config.ts";
import { openAccess, readJson, readMoneyOption, readPolicy, type StrategyAccess } from "./access.ts";
import { type AddOptions, addStrategyOf } from "./add_strategy.ts";
import { listKinds } from "./kinds.ts";
import { showRemovals } from "./show_removals.ts";
import { showStrategies } from "./show_strategies.ts";
import { writeTemplate } from "./template.ts";
import type { Terminal } from "../kit/terminal.ts";
import { STRATEGY_CLI_TEXTS } from "../texts/strategy.ts";
import { LOOKS } from "../kit/with_store.ts";

interface SetOptions {
  readonly params?: string;
  readonly money?: string;
  readonly onStop?: string;
}

export function addStrategyCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  const strategy = program.command("strategy").description("strategies that give advice and trade on paper");
  const withStore = (use: (access: StrategyAccess) => Promise<void> | void) => openAccess(terminal, use);
  const look = (use: (access: StrategyAccess) => Promise<void> | void) => openAccess(terminal, use, LOOKS);
  strategy.command("kinds").description(
    "what can be run: shipped strategies with their parameters, own files",
  )
    .option("--json", "print JSON", false)
    .action(async ({ json }) => listKinds(terminal, { json, strategyDir: (await loadConfig()).strategyDir }));
  strategy.command("list").description("all strategies, with money and state").option(
    "--json",
    "print JSON",
    false,
  )
    .action(({ json }) => look((access) => showStrategies(access, { json, id: undefined })));
  strategy.command("status").description("the same, or everything about one").argument("[id]")
    .option("--json", "print JSON", false)
    .action((id: string | undefined, { json }) => look((access) => showStrategies(access, { json, id })));
  strategy.command("add").description("add a strategy on one market, with simulated money of its own")
    .requiredOption(
      "--kind <kind>",
      `one of \`${toCommand("strategy", "kinds")}\`, or a file like my_idea.ts`,
    )
    .requiredOption("--market <market>", "like upbit:BTC/KRW")
    .option("--timeframe <interval>", "length of the bars it trades on", "1m")
    .option("--params <json>", `parameters that differ from the defaults, like '{"fast":10}'`, "{}")
    .option(
      "--cash <amount>",
      "simulated money at the start, in the quote currency (default: 10000; of won 10000000)",
    )
    .option(
      "--money <json>",
      `costs and rules that differ from the defaults, like '{"feeRate":0.0004}'`,
      "{}",
    )
    .option("--on-stop <policy>", "what becomes of an open position: leave or close", "leave")
    .option("--id <name>", "a short name (default: made of kind and market)")
    .option("--start", "start it at once", false)
    .action((options: AddOptions) => withStore((access) => addStrategyOf(access, options)));
  strategy.command("start").description("start a strategy; also one that was parked").argument("<id>")
    .action((id: string) => withStore((access) => startOne(access, id)));
  strategy.command("stop").description("stop a strategy").argument("<id>")
    .option("--position <policy>", "leave or close what is open (default: as it was added)")
    .action((id: string, options: { position?: string }) =>
      withStore((access) => stopOne(access, { id, position: options.position }))
    );
  strategy.command("set").description("change what a strategy was added with").argument("<id>")
    .option("--params <json>", `parameters to change, like '{"fast":10}'; null takes one back to its default`)
    .option(
      "--money <json>",
      `costs and rules to change, like '{"feeRate":0.0004}'; null takes one back likewise`,
    )
    .option("--on-stop <policy>", "what becomes of an open position: leave or close")
    .action((id: string, options: SetOptions) => withStore((access) => setOne(access, id, options)));
  strategy.command("remove").description("forget a strategy, its trades and its money").argument("<id>")
    .option("--yes", "do not ask", false).option(
      "--force",
      "also while it is active or holds a position",
      false,
    )
    .action((id: string, options: { yes: boolean; force: boolean }) =>
      withStore(async (access) => {
        if (!await removeOne(access, { id, ...options })) setExitCode(EXIT.interrupted);
      })
    );
  strategy.command("removals").description("which strategies were removed, when and by whom")
    .option("--json", "print JSON", false)
    .action(({ json }) => look((access) => showRemovals(access, json)));
  strategy.command("new").description("write a file to begin a strategy of your own with")
    .argument("<name>", "like my_idea")
    .action(async (name: string) => writeTemplate(terminal, { name, dir: (await loadConfig()).strategyDir }));
}

async function startOne({ strategies, terminal }: StrategyAccess, id: string): Promise<void> {
  terminal.out(
    startStrategy.words(await callCommand(startStrategy, { id }, { strategies }))[langOf(terminal)],
  );
}

async function stopOne(
  { strategies, terminal }: StrategyAccess,
  { id, position }: { readonly id: string; readonly position: string | undefined },
): Promise<void> {
  const before = await strategies.store.table.find(OWNER, id);
  const asked = position === undefined ? {} : { position: readPolicy("--position", position) };
  await callCommand(stopStrategy, { id, ...asked }, { strategies });
  const say = createSayFrom(STRATEGY_CLI_TEXTS, langOf(terminal));
  terminal.out(
    (position ?? before?.onStop) === "close"
      ? say("stop_closes", { id, command: toCommand("strategy", "status", id) })
      : say("stop_leaves", { id }),
  );
}

async function setOne(
  { strategies, terminal }: StrategyAccess,
  id: string,
  options: SetOptions,
): Promise<void> {
  const { params, money, onStop } = options;
  const result = await callCommand(setStrategy, {
    id,
    ...(params === undefined ? {} : { params: readJson("--params", params) }),
    ...(money === undefined ? {} : { money: readMoneyOption(money) }),
    ...(onStop === undefined ? {} : { on_stop: readPolicy("--on-stop", onStop) }),
  }, { strategies });
  const lang = langOf(terminal);
  const say = createSayFrom(STRATEGY_CLI_TEXTS, lang);
  terminal.out(say("taken_up_soon", { words: setStrategy.words(result)[lang] }));
}

async function removeOne(
  { strategies, terminal }: StrategyAccess,
  { id, yes, force }: { readonly id: string; readonly yes: boolean; readonly force: boolean },
): Promise<boolean> {
  // What cannot be removed is not asked about.
  const asked = await callCommand(removeStrategy, { id, force, dry_run: true }, { strategies });
  const lang = langOf(terminal);
  const say = createSayFrom(STRATEGY_CLI_TEXTS, lang);
  const isSure = yes || (terminal.isTerminal &&
    confirm(say("sure", { id, date: asked.created_at.slice(0, 10) })));
  if (!isSure) {
    terminal.err(say("not_removed"));
    return false;
  }
  const result = await callCommand(removeStrategy, { id, force }, { strategies });
  terminal.out(removeStrategy.words(result)[lang]);
  return true;
}
