/** One time for a program that is killed and its world: both count it from the same instant, at the same speed. */
import { type Clock, createSimulatedClock } from "../../src/core/clock.ts";

export interface ClockStart {
  /** Real time at which it was `simulatedMs`. */
  readonly anchorMs: number;
  readonly simulatedMs: number;
  readonly speed: number;
}

/** Its real side runs as fast: the world of such a program is as fast as the program. */
export function createWholeClock({ anchorMs, simulatedMs, speed }: ClockStart): Clock {
  const startMs = simulatedMs + (Date.now() - anchorMs) * speed;
  const simulated = createSimulatedClock({ startMs, speed });
  const clock: Clock = {
    ...simulated,
    get real() {
      return clock;
    },
  };
  return clock;
}
