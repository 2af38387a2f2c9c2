import type { Command } from "commander";
import { runConfig } from "../config/config_command.ts";
import type { Terminal } from "../kit/terminal.ts";
import { runDoctor } from "./doctor.ts";

/** `doctor` and `config`: what is set, and whether it can work. */
export function addDoctorCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
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
}
