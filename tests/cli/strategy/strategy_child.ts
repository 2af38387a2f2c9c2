/** The commands about strategies alone in a process, as the program mounts them. */
import { Command } from "commander";
import { report } from "../../../src/cli/kit/report.ts";
import { addStrategyCommands } from "../../../src/cli/strategy/strategy.ts";
import { systemTerminal } from "../../../src/cli/kit/terminal.ts";

const program = new Command("signal-v2");
const terminal = systemTerminal();
addStrategyCommands(program, terminal, (code) => Deno.exitCode = code);
try {
  await program.parseAsync(["strategy", ...Deno.args], { from: "user" });
} catch (error) {
  Deno.exitCode = await report(error, terminal);
}
