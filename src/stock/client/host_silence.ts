/** How long the host asked to be left alone (`Retry-After`): for every path of it, and over a restart. */
import type { Clock } from "../../core/clock.ts";
import { LONGEST_SILENCE_MS } from "../../lib/http/retry_after.ts";
import type { Events } from "../../telemetry/events.ts";

/** Wall clock, because it outlives the process. */
export interface SilenceTimes {
  /** When the host asked. */
  readonly askedAtMs: number;
  readonly untilMs: number;
}

export interface HostSilenceOptions {
  readonly clock: Clock;
  readonly events: Pick<Events, "silenceBegan" | "silenceEnded">;
  /** Whenever it begins, changes or ends; `undefined` when there is none any more. */
  readonly onChange?: ((silence: SilenceTimes | undefined) => void) | undefined;
}

/** Three refusals of one cycle differ by the way they took, and are one wish. */
const SAME_MS = 1_000;

export class HostSilence {
  readonly #options: HostSilenceOptions;
  #askedAtMs = 0;
  #untilMonotonicMs: number | undefined;

  constructor(options: HostSilenceOptions) {
    this.#options = options;
  }

  /** 0 when nothing was asked for, or it is over. */
  get leftMs(): number {
    const { clock } = this.#options;
    return this.#untilMonotonicMs === undefined ? 0 : Math.max(0, this.#untilMonotonicMs - clock.monotonic());
  }

  /** By the wall clock of now, so that the end agrees with what is left; in whole seconds. */
  get times(): SilenceTimes | undefined {
    const { leftMs } = this;
    if (leftMs === 0) return undefined;
    const untilMs = this.#options.clock.now() + leftMs;
    return { askedAtMs: toSecond(Math.min(this.#askedAtMs, untilMs)), untilMs: toSecond(untilMs) };
  }

  /**
   * The host asks now. Of several wishes of one moment the longest counts.
   *
   * @param options.isNewWord it was asked in spite of its silence: what it says now counts instead.
   */
  ask(forMs: number, options: { readonly isNewWord: boolean } = { isNewWord: false }): void {
    const wasMs = this.leftMs;
    const isLonger = forMs > wasMs + SAME_MS;
    const isShorter = options.isNewWord && forMs < wasMs - SAME_MS;
    if (forMs <= 0 || !isLonger && !isShorter) return;
    const { clock, events } = this.#options;
    this.#untilMonotonicMs = clock.monotonic() + forMs;
    this.#askedAtMs = clock.now();
    events.silenceBegan({
      forMs,
      untilMs: toSecond(clock.now() + forMs),
      isLongest: forMs >= LONGEST_SILENCE_MS,
    });
    this.#tell();
  }

  /** It has answered a request that was sent all the same, or its time has passed. */
  end(): void {
    if (this.#untilMonotonicMs === undefined) return;
    const { leftMs } = this;
    this.#untilMonotonicMs = undefined;
    this.#options.events.silenceEnded({ leftMs });
    this.#tell();
  }

  /** What an earlier run was told; never longer than it was then, whatever our clock has done since. */
  restore({ askedAtMs, untilMs }: SilenceTimes): void {
    const { clock } = this.#options;
    const leftMs = Math.min(untilMs - clock.now(), untilMs - askedAtMs, LONGEST_SILENCE_MS);
    if (leftMs <= 0) return;
    this.#askedAtMs = askedAtMs;
    this.#untilMonotonicMs = clock.monotonic() + leftMs;
  }

  #tell(): void {
    this.#options.onChange?.(this.times);
  }
}

/** Nobody asks for parts of one, and eyes want none. */
function toSecond(ms: number): number {
  return Math.round(ms / 1_000) * 1_000;
}
