import type { Command } from "commander";
import { realClock } from "../../app/runtime.ts";
import { toMutesPort } from "../../app/signals/mutes_port.ts";
import type { Command as RackCommand } from "../../commands/command.ts";
import { haltSignals } from "../../commands/signals/halt.ts";
import { resumeSignals } from "../../commands/signals/resume.ts";
import { callCommand } from "../kit/command_context.ts";
import { langOf } from "../kit/language.ts";
import type { Terminal } from "../kit/terminal.ts";
import { withStore } from "../kit/with_store.ts";

/** At the computer a halt is lifted whoever set it: a chat may not. */
export function addHaltCommands(signals: Command, terminal: Terminal): void {
  signals.command("halt").description(
    "no signals to buy until somebody lifts it; sells and outages still ring",
  )
    .action(() => callQuiet(terminal, haltSignals));
  signals.command("resume").description("lift a halt or a pause, whoever set it: signals to buy come again")
    .action(() => callQuiet(terminal, resumeSignals));
}

async function callQuiet<Args, Result>(
  terminal: Terminal,
  command: RackCommand<Args, Result>,
): Promise<void> {
  await withStore(terminal, async (store) => {
    const result = await callCommand(command, {}, { mutes: toMutesPort(store, realClock) });
    terminal.out(command.words(result)[langOf(terminal)]);
  });
}
