/** How a command line calls a command: as itself, for the one owner there is. */
import { OWNER } from "../../core/actor.ts";
import type { Command, CommandContext } from "../../commands/command.ts";
import type { CommandDeps } from "../../commands/deps.ts";
import { runCommand } from "../../commands/run_command.ts";
import { realClock } from "../../app/runtime.ts";

/** @throws {UserError} a sentence for the person at the terminal. */
export async function callCommand<Args, Result>(
  command: Command<Args, Result>,
  given: unknown,
  deps: Omit<CommandDeps, "clock" | "realClock">,
): Promise<Result> {
  return await runCommand(command, given, toCliContext(command.id, deps));
}

/** Families that are typed in the singular. */
const TYPED: Readonly<Record<string, string>> = { strategies: "strategy", backtests: "backtest" };

/** The actor is the family as it is typed: a terminal knows no more of who sits at it. */
function toCliContext(id: string, deps: Omit<CommandDeps, "clock" | "realClock">): CommandContext {
  const [family = id] = id.split(".");
  return {
    actor: { kind: "cli", id: TYPED[family] ?? family },
    owner: OWNER,
    deps: { clock: realClock, realClock, ...deps },
  };
}
