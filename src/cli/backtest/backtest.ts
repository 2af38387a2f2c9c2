import { type Command, Option } from "commander";
import { toCommand } from "../../core/command_text.ts";
import { LANGS, readLocale } from "../../core/lang.ts";
import { EXIT } from "../../core/errors.ts";
import { addSetupOptions, toCount } from "./setup_options.ts";
import { BACKTEST_JOB_COMMAND } from "../../backtest/background/backtest_kind.ts";
import { BACKTEST_WORKER_COMMAND } from "../../backtest/jobs/worker_protocol.ts";
import type { LookaheadVerdict } from "./lookahead_command.ts";
import { langOf } from "../kit/language.ts";
import { readUsualEnvironment, type Terminal } from "../kit/terminal.ts";

const MOST_ID = 2 ** 31;
/** What the commands print has the language of the terminal; a report is Korean unless somebody reads English. */
const createLangOption = (terminal: Terminal) => {
  const usual = langOf(terminal) === "ko" ? "ko" : readLocale(readUsualEnvironment("LANG")) ?? "ko";
  return new Option(
    "--lang <language>",
    "of what it prints and of the report; without it, the usual one, of the report Korean where LANG names none",
  ).choices(LANGS).default(usual);
};

/** Everything about trying strategies on the past. What works a command is loaded only when it is asked for. */
export function addBacktestCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  const backtest = program.command("backtest").description("try a strategy on past bars");
  addSetupOptions(backtest.command("run").description("run a strategy once and say how it did"))
    .option("--json", "print JSON with every trade", false)
    .option("--html <file>", "write the report as one HTML file; - for standard output")
    .addOption(createLangOption(terminal)).option("--save", "keep it, for later and for the dashboard", false)
    .option(
      "--background",
      `hand it to the running service, which runs it and keeps the result; \`${
        toCommand("jobs", "list")
      }\` shows how far it is`,
      false,
    )
    .action(async (options, command: Command) => {
      await warnOfIdle(terminal, command);
      if (options.background) {
        const { queueBacktest } = await import("./background/queue_backtest.ts");
        return await queueBacktest(terminal, options);
      }
      const { runBacktestCommand } = await import("./run_backtest_command.ts");
      await runBacktestCommand(terminal, options);
    });
  addSweep(backtest, terminal);
  addLookahead(backtest, terminal, setExitCode);
  addSaved(backtest, terminal);
  program.command(BACKTEST_WORKER_COMMAND, { hidden: true }).action(async () => {
    const { runBacktestWorker } = await import("../../backtest/jobs/worker.ts");
    setExitCode(await runBacktestWorker());
  });
  program.command(BACKTEST_JOB_COMMAND, { hidden: true }).action(async () => {
    const { workBacktestJob } = await import("./background/work_backtest_job.ts");
    setExitCode(await workBacktestJob());
  });
}

async function warnOfIdle(terminal: Terminal, command: Command): Promise<void> {
  const { warnOfIdleOptions } = await import("./idle_options.ts");
  await warnOfIdleOptions(terminal, command, command.opts());
}

function addSweep(backtest: Command, terminal: Terminal): void {
  const sweep = addSetupOptions(
    backtest.command("sweep").description(
      'try many sets of parameters: --params \'{"fast":[5,10,20],"slow":{"from":20,"to":100,"step":10}}\'',
    ),
  );
  // One that goes on knows its strategy.
  const strategy = sweep.options.find(({ long }) => long === "--strategy");
  if (strategy !== undefined) strategy.mandatory = false;
  sweep.option("--random <number>", "only so many sets, by chance", toCount(1, 100_000))
    .option("--seed <number>", "of the chance", toCount(0, 4_294_967_295), 1)
    .option("--workers <number>", "processes (default: one a core)", toCount(1, 64))
    .option("--metric <name>", "sharpe, return or calmar", "sharpe")
    .option("--walk-forward <folds>", "choose on a stretch, try on the one after it", toCount(1, 50))
    .option("--train-share <share>", "of a fold that is trained on", "0.7")
    .option("--resume <id>", "go on with a sweep that was interrupted", toCount(1, MOST_ID))
    .option("--json", "print JSON", false)
    .action(async (options, command: Command) => {
      await warnOfIdle(terminal, command);
      const { sweepCommand } = await import("./sweep/command.ts");
      await sweepCommand(terminal, options);
    });
}

const EXIT_OF_VERDICT: Readonly<Record<LookaheadVerdict, number>> = {
  clean: EXIT.ok,
  found: EXIT.runtime,
  nothing_to_compare: EXIT.nothingChecked,
};

function addLookahead(backtest: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  addSetupOptions(
    backtest.command("check-lookahead").description("find advice that depends on later bars or on chance"),
  )
    .option("--cuts <number>", "random places at which the future is taken away", toCount(1, 100_000), 20)
    .option("--seed <number>", "of the random places", toCount(0, 4_294_967_295), 1)
    .option("--json", "print JSON", false)
    .action(async (options, command: Command) => {
      await warnOfIdle(terminal, command);
      const { checkLookahead } = await import("./lookahead_command.ts");
      setExitCode(EXIT_OF_VERDICT[await checkLookahead(terminal, options)]);
    });
}

function addSaved(backtest: Command, terminal: Terminal): void {
  const load = () => import("./show_backtests.ts");
  backtest.command("list").description("saved backtests").option("--json", "print JSON", false)
    .action(async (options) => (await load()).listBacktests(terminal, options));
  backtest.command("show").description("a saved backtest as JSON, or its report")
    .argument("<id>", `as \`${toCommand("backtest", "list")}\` shows it`, toCount(1, MOST_ID))
    .option("--html <file>", "write the report; - for standard output").addOption(createLangOption(terminal))
    .action(async (id, options) => (await load()).showBacktest(terminal, id, options));
  backtest.command("remove").description("forget a saved backtest")
    .argument("<id>", `as \`${toCommand("backtest", "list")}\` shows it`, toCount(1, MOST_ID))
    .action(async (id) => (await load()).removeBacktest(terminal, id));
}
