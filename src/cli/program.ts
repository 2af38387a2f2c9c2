import { Argument, Command, CommanderError, InvalidArgumentError } from "commander";
import { createCalendarWatch } from "../calendar/calendar_watch.ts";
import { realClock } from "../app/runtime.ts";
import { toProgramName } from "../core/command_text.ts";
import { EXIT } from "../core/errors.ts";
import { STRATEGY_HOST_COMMAND } from "../engine/host/protocol.ts";
import { CCXT_HOST_COMMAND } from "../exchanges/ccxt/protocol.ts";
import { addBacktestCommands } from "./backtest/backtest.ts";
import { addBackupCommands } from "./backup/backup.ts";
import { addCandleCommands } from "./candles/candles.ts";
import { printAt, printCount, printSessions, printStatus } from "./calendar/calendar.ts";
import { SHELLS, toCompletionScript } from "./completion/completion.ts";
import { runConfig } from "./config/config_command.ts";
import { runDoctor } from "./doctor/doctor.ts";
import { VERSION } from "./kit/embedded.ts";
import { addHistoryCommands } from "./history/history.ts";
import { addIndicatorCommand } from "./indicator/indicator.ts";
import { loadConfig } from "./kit/load_config.ts";
import { addNotifyCommands } from "./notify/notify.ts";
import { runOnce } from "./service/once.ts";
import { addParseCommand } from "./candles/parse_frames.ts";
import { addSignalCommands } from "./signals/signals.ts";
import { embeddedFor, runStart } from "./service/start.ts";
import { addReplayCommand } from "./backtest/replay.ts";
import { report } from "./kit/report.ts";
import { addStrategyCommands } from "./strategy/strategy.ts";
import type { Terminal } from "./kit/terminal.ts";

/** Parses the arguments, runs the command and says how it ended. Never throws. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(terminal, (code) => exitCode = code);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // Its own text is written already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.config;
    return report(error, terminal);
  }
}

/** The tree of commands; nothing runs before it parses. */
export function createProgram(terminal: Terminal, setExitCode: (code: number) => void): Command {
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
  program.command("start").description("run the service until Ctrl-C")
    .option("--port <port>", "port instead of SIGNAL_V2_PORT", toWhole(0, 65_535))
    .action(async (options: { port?: number }) => setExitCode(await runStart(terminal, options)));
  addDemo(program, terminal, setExitCode);
  program.command("once").description("ask everything once, now, also while the market is closed")
    .option("--json", "print JSON")
    .action(async (options: { json?: true }) =>
      setExitCode(await runOnce(terminal, { json: options.json ?? false }))
    );
  program.command("doctor").description("check settings, clock, calendar, disk, port and the stock API")
    .option("--json", "print JSON")
    .action(async (options: { json?: true }) =>
      setExitCode(await runDoctor(terminal, { json: options.json ?? false }))
    );
  program.command("config").description("show every setting in force and where it came from; secrets masked")
    .option("--json", "print JSON")
    .action(async (options: { json?: true }) =>
      setExitCode(await runConfig(terminal, { json: options.json ?? false }))
    );
  addCalendar(program, terminal);
  addCandleCommands(program, terminal, setExitCode);
  addIndicatorCommand(program, terminal);
  addParseCommand(program, terminal, setExitCode);
  addStrategyCommands(program, terminal, setExitCode);
  addBacktestCommands(program, terminal, setExitCode);
  addReplayCommand(program, terminal, setExitCode);
  addSignalCommands(program, terminal, setExitCode);
  addNotifyCommands(program, terminal, setExitCode);
  addHistoryCommands(program, terminal);
  addBackupCommands(program, terminal);
  addHelpers(program, setExitCode);
  program.command("completion").description("a script that completes commands of signal-v2 in your shell")
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) => terminal.out(toCompletionScript(program, shell).trimEnd()));
  program.command("version").description("print the version").action(() => terminal.out(VERSION));
  return program;
}

/** What the program starts of itself, each in a process of its own; not for people. */
function addHelpers(program: Command, setExitCode: (code: number) => void): void {
  program.command(CCXT_HOST_COMMAND, { hidden: true }).argument("[args...]").allowUnknownOption()
    .action(async (args: string[]) => {
      // Loads a whole library; only this process pays for it.
      const { runCcxtHost } = await import("../exchanges/ccxt/child.ts");
      setExitCode(await runCcxtHost(args, realClock));
    });
  program.command(STRATEGY_HOST_COMMAND, { hidden: true }).argument("[args...]").allowUnknownOption()
    .action(async (args: string[]) => {
      const { runStrategyHost } = await import("../engine/host/strategy_process.ts");
      setExitCode(await runStrategyHost(args, realClock));
    });
}

function addDemo(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  program.command("demo").description(
    "the same program on a simulated stock API and clock; needs no settings",
  )
    .option(
      "--clock <time>",
      "simulated start in Korea, like 2026-11-20T08:58 (default: the last session day, 08:58)",
    )
    .option("--speed <factor>", "simulated seconds per second", toNumber(0.1, 3_600), 60)
    .option("--seed <number>", "another set of prices", toWhole(0, 4_294_967_295), 1)
    .option("--port <port>", "port instead of SIGNAL_V2_PORT", toWhole(0, 65_535))
    .option("--no-faults", "without the script of injected faults")
    .option("--keep", "keep the database of the last demo", false)
    .option(
      "--stock-api-only",
      "serve just the simulated stock API (port 18500) for a service beside it",
      false,
    )
    .action(async (options) => {
      // Only when it is asked for: the simulated market is a quarter of the program.
      const { runDemo, runStockApiOnly } = await import("./service/demo.ts");
      setExitCode(
        options.stockApiOnly ? await runStockApiOnly(terminal, options) : await runDemo(terminal, options),
      );
    });
}

function addCalendar(program: Command, terminal: Terminal): void {
  const calendar = program.command("calendar").description("what the market calendar says");
  const write = (text: string) => terminal.out(text.replace(/\n$/, ""));
  calendar.command("sessions").description("session days with open and close")
    .requiredOption("--from <date>", "first day, like 2026-11-16").requiredOption("--to <date>", "last day")
    .option("--json", "print JSON", false)
    .action(async ({ from, to, json }) =>
      printSessions({ calendar: (await openCalendar()).watch.current(), from, to, json, write })
    );
  calendar.command("at").description(
    "phase and next poll at a time in Korea, like 2026-11-20T09:00, or with an offset",
  )
    .argument("<instant>").option("--json", "print JSON", false)
    .action(async (instant: string, { json }) => {
      const { watch, config } = await openCalendar();
      printAt({ calendar: watch.current(), steps: config.steps, instant, json, write });
    });
  calendar.command("count").description("sessions and polls of a year, by stepping through it")
    .requiredOption("--year <year>", "like 2026").option("--json", "print JSON", false)
    .action(async ({ year, json }) => {
      const { watch, config } = await openCalendar();
      printCount({ calendar: watch.current(), steps: config.steps, year: Number(year), json, write });
    });
  calendar.command("status").description("coverage of the calendar file and what is wrong with it")
    .option("--json", "print JSON", false)
    .action(async ({ json }) =>
      printStatus({ status: (await openCalendar()).watch.status(realClock.now()), json, write })
    );
}

async function openCalendar() {
  const config = await loadConfig();
  const { holidaysPath: path, frame } = config;
  const watch = await createCalendarWatch({
    path,
    embeddedText: embeddedFor(path),
    frame,
    clock: realClock,
  });
  return { config, watch };
}

function toNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number from ${min} to ${max}.`);
  };
}

function toWhole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = toNumber(min, max)(text);
    if (Number.isInteger(value)) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
