/** Strangers are counted and hear nothing; the log has one line about them in an hour. */
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";

export class Strangers {
  readonly #parts: { readonly clock: Clock; readonly log: Log; readonly everyMs: number };
  /** Since start. */
  count = 0;
  #untold = 0;
  /** Monotonic. */
  #toldAtMs = -Infinity;

  constructor(parts: { readonly clock: Clock; readonly log: Log; readonly everyMs: number }) {
    this.#parts = parts;
  }

  note(): void {
    this.count++;
    this.#untold++;
    this.tell();
  }

  /** Says what was not said yet, when it is time. */
  tell(): void {
    const { clock, log, everyMs } = this.#parts;
    if (this.#untold === 0 || clock.monotonic() - this.#toldAtMs < everyMs) return;
    this.#toldAtMs = clock.monotonic();
    log.write(
      "warning",
      "bot_strangers",
      `${this.#untold} message(s) or presses of people who are not linked; nobody answered them`,
      { count: this.#untold, sinceStart: this.count },
    );
    this.#untold = 0;
  }
}
