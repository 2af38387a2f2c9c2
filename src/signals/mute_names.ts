/** What stands in place of a ticker where a person mutes more than one stock. */
import { isAhead } from "../core/stamp.ts";

/** Every signal to buy, for a while: a pause. */
export const EVERY_TICKER = "*";
/** The same until somebody lifts it. */
export const HALT = "!";
/** The same while somebody works on the machines; outages are not told then either. */
export const MAINTENANCE = "#maintenance";
/** The sound of outages. */
export const OUTAGES = "#outages";

/**
 * One that begins in a time to come was set by a clock that was ahead: it has ended, or it would silence the program until
 * then. A halt lasts until somebody lifts it, whenever it began.
 */
export function isMuteOn(
  { ticker, setAtMs, untilMs }: {
    readonly ticker: string;
    readonly setAtMs: number;
    readonly untilMs: number;
  },
  nowMs: number,
): boolean {
  return untilMs > nowMs && (ticker === HALT || !isAhead(setAtMs, nowMs));
}

export function isMaintenanceOn(
  { sinceMs, untilMs }: { readonly sinceMs: number; readonly untilMs: number },
  nowMs: number,
): boolean {
  return isMuteOn({ ticker: MAINTENANCE, setAtMs: sinceMs, untilMs }, nowMs);
}
