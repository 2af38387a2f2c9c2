import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { runConfig } from "../config/config_command.ts";
import type { Terminal } from "../kit/terminal.ts";
import { runDoctor } from "./doctor.ts";

interface DoctorOptions {
  readonly telegramProbe?: true;
  readonly chat?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly bundle?: string | true;
}

/** An option that would do nothing is a wish that nobody heard. */
function refuseAlone(options: Readonly<Record<string, unknown>>): void {
  const [given] = Object.entries(options).find(([, value]) => value !== undefined) ?? [];
  if (given === undefined) return;
  throw new UserError("invalid", `${given} belongs to --telegram-probe`);
}

/** `doctor` and `config`: what is set, and whether it can work. */
export function addDoctorCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  program.command("doctor").description("check settings, clock, calendar, disk, port and the stock API")
    .option(
      "--telegram-probe",
      "instead: try with three silent messages whether lost messages can be looked for, and remember it for this bot",
    )
    .option("--chat <id>", "where to try it, when there are several chats")
    .option("--yes", "really send them")
    .option(
      "--bundle [file]",
      "write all that somebody needs who helps you into one file, without any secret",
    )
    .option("--json", "print JSON")
    .action(async ({ telegramProbe, chat, yes = false, json = false, bundle }: DoctorOptions) => {
      if (telegramProbe === undefined) {
        refuseAlone({ "--chat": chat, "--yes": yes || undefined });
        return setExitCode(await runDoctor(terminal, { json, bundle }));
      }
      const { runTelegramTrial } = await import("./telegram_trial.ts");
      setExitCode(await runTelegramTrial(terminal, { chat, yes, json }));
    });
  program.command("config").description("show every setting in force and where it came from; secrets masked")
    .option("--json", "print JSON")
    .action(async (options: { json?: true }) =>
      setExitCode(await runConfig(terminal, { json: options.json ?? false }))
    );
}
