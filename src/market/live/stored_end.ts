/** Learns where the stored candles of a series end, before the collector closes the first one of its own. */
import type { Clock } from "../../core/clock.ts";
import type { CandleStore } from "../candle_store.ts";
import type { CollectorEvent } from "./candle_event.ts";
import type { LiveSeries } from "./series.ts";

const TRY_AGAIN_AFTER_MS = 5_000;

export interface StoredEndOptions {
  readonly keeper: Pick<CandleStore, "lastClosed">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: CollectorEvent) => void;
  /** A series may be closed from now on. */
  readonly onKnown: () => void;
}

export class StoredEnd {
  readonly #options: StoredEndOptions;
  readonly #running = new Set<Promise<void>>();

  constructor(options: StoredEndOptions) {
    this.#options = options;
  }

  /** Until it is known the series takes what the stream sends and closes nothing: nothing must be told twice. */
  learn(series: LiveSeries): void {
    series.isBusy = true;
    const work = this.#learn(series).finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  /** Resolves when nothing of it runs any more; for after the signal has aborted. */
  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #learn(series: LiveSeries): Promise<void> {
    const { keeper, clock, signal, onEvent, onKnown } = this.#options;
    while (!signal.aborted && !series.isGone) {
      try {
        const last = await keeper.lastClosed(series.key);
        if (signal.aborted || series.isGone) return;
        series.noteStored(last?.openTimeMs);
        series.trouble = undefined;
        series.isBusy = false;
        return onKnown();
      } catch (error) {
        if (signal.aborted || series.isGone) return;
        series.trouble = "the store cannot be read";
        onEvent({ kind: "close_failed", series: series.key, error });
        await clock.sleep(TRY_AGAIN_AFTER_MS, signal).catch(() => {});
      }
    }
  }
}
