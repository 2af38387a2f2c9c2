/** How a run that took too long is written down among those of a sweep. */

export function toTimedOutText(runWithinMs: number): string {
  return `timed out after ${runWithinMs / 1_000} s`;
}

/** @param fault as it is stored; no strategy words it, for theirs begin with what they did. */
export function isTimedOut(fault: string): boolean {
  return /^timed out after [\d.]+ s$/.test(fault);
}
