import type { CommandDeps } from "../../src/commands/deps.ts";
import { type CommandDoor, createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import type { Clock } from "../../src/core/clock.ts";
import { toHealth } from "../../src/web/api/health.ts";
import { toStateBody } from "../../src/web/api/state_body.ts";
import type { PollStart, PollWish } from "../../src/stock/stock_view.ts";
import type { AppView } from "../../src/web/view.ts";
import { appViewOf, VIEW_NOW_MS } from "./app_view.ts";
import { ManualClock } from "./manual_clock.ts";

/** The real commands over a program that does what the test says. */
export function createTestCommands(
  options:
    & {
      readonly view?: () => AppView;
      readonly pollNow?: (wish: PollWish) => PollStart;
      readonly requestStop?: () => void;
      readonly clock?: Clock;
    }
    & Omit<CommandDeps, "clock" | "realClock" | "program"> = {},
): CommandDoor {
  const {
    view = () => appViewOf(),
    pollNow = () => ({ kind: "started" }),
    requestStop = () => {},
    clock = new ManualClock(VIEW_NOW_MS),
    ...deps
  } = options;
  const program = { health: () => toHealth(view()), state: () => toStateBody(view()), pollNow, requestStop };
  return createCommandDoor(COMMANDS, { ...deps, clock, realClock: clock, program });
}
