/** A program with nothing but the commands of backtests, so that their worker processes are this file again. */
import { Command, CommanderError } from "commander";
import { addBacktestCommands } from "../../../src/cli/backtest/backtest.ts";
import { addReplayCommand } from "../../../src/cli/backtest/replay.ts";
import { report } from "../../../src/cli/kit/report.ts";
import { systemTerminal } from "../../../src/cli/kit/terminal.ts";

const terminal = systemTerminal();
const program = new Command().exitOverride();
let exitCode = 0;
addBacktestCommands(program, terminal, (code) => exitCode = code);
addReplayCommand(program, terminal, (code) => exitCode = code);
try {
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  exitCode = error instanceof CommanderError ? 2 : await report(error, terminal);
}
Deno.exit(exitCode);
