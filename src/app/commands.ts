/** The commands of the running service, with what they work on. */
import type { CommandDeps } from "../commands/deps.ts";
import { type CommandDoor, createCommandDoor } from "../commands/door.ts";
import { COMMANDS } from "../commands/mod.ts";
import type { Clock } from "../core/clock.ts";
import { toHealth } from "../web/api/health.ts";
import { toStateBody } from "../web/api/state_body.ts";
import type { AppView } from "../web/view.ts";

export function createCommands(
  { clock, view, pollNow, requestStop, ...deps }:
    & {
      readonly clock: Clock;
      readonly view: () => AppView;
      readonly pollNow: () => boolean;
      readonly requestStop: () => void;
    }
    & Omit<CommandDeps, "clock" | "realClock" | "program">,
): CommandDoor {
  const program = {
    health: () => toHealth(view()),
    state: () => toStateBody(view()),
    pollNow,
    requestStop,
  };
  return createCommandDoor(COMMANDS, { ...deps, clock, realClock: clock.real, program });
}
