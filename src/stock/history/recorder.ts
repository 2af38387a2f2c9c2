import type { Clock } from "../../core/clock.ts";
import { HOUR_MS } from "../../core/kst.ts";
import type { Events } from "../../telemetry/events.ts";
import type { Outcome } from "../poll/cycle.ts";
import type { JsonObject, Source } from "../sources/source.ts";
import type { HistoryStore } from "./history_store.ts";
import { type Sample, toFailedSample, toSample } from "./sample.ts";

export interface RecorderOptions {
  readonly store: HistoryStore;
  readonly sources: readonly Source[];
  readonly keepDays: number;
  readonly clock: Clock;
  readonly events: Events;
}

/** Keeps each poll, seals the days that are over, and removes those that are too old. */
export class HistoryRecorder {
  readonly #options: RecorderOptions;
  readonly #sources: ReadonlyMap<string, Source>;
  #caredForDay: number | undefined;
  /** Monotonic. */
  #retryAtMs = -Infinity;
  #care: Promise<void> | undefined;
  #isStopped = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#sources = new Map(options.sources.map((source) => [source.id, source]));
  }

  keep(sourceId: string, answer: { data: JsonObject; fetchedAtMs: number }): void {
    const source = this.#sources.get(sourceId);
    if (source !== undefined) this.#add(sourceId, toSample(source, answer));
  }

  onCycle(outcomes: readonly Outcome[]): void {
    for (const { sourceId, error } of outcomes) {
      if (error !== undefined) this.#add(sourceId, toFailedSample(error.kind, this.#options.clock.now()));
    }
  }

  /** Once a day, and an hour after it failed. */
  onWake(today: number): void {
    const { clock } = this.#options;
    if (this.#isStopped || this.#care !== undefined) return;
    if (this.#caredForDay === today || clock.monotonic() < this.#retryAtMs) return;
    this.#care = this.#careFor(today).then(
      () => void (this.#caredForDay = today),
      (error) => {
        this.#retryAtMs = clock.monotonic() + HOUR_MS;
        this.#options.events.historyNotCaredFor({ error });
      },
    ).finally(() => this.#care = undefined);
  }

  /** Resolves when nothing of it is running any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#care;
  }

  async #careFor(today: number): Promise<void> {
    try {
      await this.#options.store.sealBefore(today);
    } finally {
      // A damaged day cannot be sealed, but it can be too old.
      await this.#prune(today);
    }
  }

  async #prune(today: number): Promise<void> {
    const { store, keepDays } = this.#options;
    if (keepDays === 0) return;
    const days = await store.list();
    // A clock that is years ahead must not empty the history: it counts from the newest day that has answers.
    const newest = Math.max(...days.filter(({ polls, gaps }) => polls > gaps).map(({ day }) => day));
    await store.prune(Math.min(today, newest) - keepDays);
  }

  #add(sourceId: string, sample: Sample): void {
    this.#options.store.add(sourceId, sample)
      .catch((error) => this.#options.events.historyNotKept({ source: sourceId, error }));
  }
}
