/** `maintenance …`: no alarms while somebody works on the machines. */
import type { Command } from "commander";
import { toMaintenancePort } from "../../app/maintenance/maintenance_port.ts";
import { realClock } from "../../app/runtime.ts";
import type { Command as RackCommand } from "../../commands/command.ts";
import { beginMaintenance } from "../../commands/maintenance/begin.ts";
import { endMaintenance } from "../../commands/maintenance/end.ts";
import { showMaintenance } from "../../commands/maintenance/status.ts";
import { callCommand } from "../kit/command_context.ts";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { createSayFrom } from "../../core/lang.ts";
import type { Terminal } from "../kit/terminal.ts";
import { withStore } from "../kit/with_store.ts";
import { langOf } from "../kit/language.ts";
import { SERVICE_TEXTS } from "../texts/service.ts";

interface Asked {
  readonly json: boolean;
}

/** A running service takes it up at its next look, within half a minute. */
export function addMaintenanceCommands(program: Command, terminal: Terminal): void {
  const maintenance = program.command("maintenance")
    .description(
      "no alarms and no signals to buy for a while; polling goes on, and sells that protect still go out",
    )
    .argument("[span]", "30m or 2h, a day at most (default: how it is)")
    .option("--why <text>", "what is done, shown everywhere").option("--json", "print JSON", false)
    .action((span: string | undefined, { why, json }: Asked & { readonly why?: string }) => {
      if (span !== undefined) {
        return call(terminal, beginMaintenance, { for: span, ...(why === undefined ? {} : { why }) }, {
          json,
        });
      }
      if (why === undefined) return call(terminal, showMaintenance, {}, { json });
      throw new UserError(
        "invalid",
        "Say how long the maintenance lasts before why, up to 24h like 30m or 2h",
      );
    });
  maintenance.command("status").description("whether there is one, until when and why")
    .option("--json", "print JSON", false)
    .action((_, command: Command) => call(terminal, showMaintenance, {}, command.optsWithGlobals<Asked>()));
  maintenance.command("end").alias("off").description(
    "alarms are told again; what is still wrong is told in one message",
  )
    .option("--json", "print JSON", false)
    .action((_, command: Command) => call(terminal, endMaintenance, {}, command.optsWithGlobals<Asked>()));
}

async function call<Args, Result>(
  terminal: Terminal,
  command: RackCommand<Args, Result>,
  given: Readonly<Record<string, unknown>>,
  { json }: Asked,
): Promise<void> {
  await withStore(terminal, async (store) => {
    const result = await callCommand(command, given, { maintenance: toMaintenancePort(store, realClock) });
    const lang = langOf(terminal);
    terminal.out(json ? JSON.stringify(result, null, 2) : command.words(result)[lang]);
    if (json || command.id !== beginMaintenance.id) return;
    const say = createSayFrom(SERVICE_TEXTS, lang);
    terminal.out(say("maintenance_end", { command: toCommand("maintenance", "end") }));
  });
}
