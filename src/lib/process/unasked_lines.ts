import type { Clock } from "../../core/clock.ts";
import { LineFault } from "./json_lines.ts";

/** What children say in their usual way is a tenth of it: streams put the news of many markets into one line. */
const LINES_A_SECOND = 2_000;
const CHARS_A_SECOND = 8 * 1_024 * 1_024;
const BURST_S = 3;

/** How much a child says that nobody asked for: reading it costs its parent as much as writing costs the child. */
export class UnaskedLines {
  readonly #clock: Clock;
  /** Seconds' worth of lines that were said and are not allowed yet. */
  #aheadS = 0;
  #atMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws {LineFault} when it is more than 2,000 lines or 8 MB a second, for three seconds or at once. */
  note(chars: number): void {
    const nowMs = this.#clock.monotonic();
    this.#aheadS = Math.max(0, this.#aheadS - (nowMs - this.#atMs) / 1_000);
    this.#atMs = nowMs;
    this.#aheadS += Math.max(1 / LINES_A_SECOND, chars / CHARS_A_SECOND);
    if (this.#aheadS > BURST_S) {
      throw new LineFault(`more than ${LINES_A_SECOND} lines a second that nobody asked for`);
    }
  }
}
