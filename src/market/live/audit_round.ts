/**
 * Compares the last hour of each series of a collector with the exchange: a few minutes after the stream came up or
 * something became doubtful, and then every ten minutes.
 */
import { openTimeOf } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import { DAY_MS, HOUR_MS } from "../../core/kst.ts";
import type { Exchange } from "../../exchanges/exchange.ts";
import { auditCandles } from "./audit.ts";
import type { CandleStore, ReconcileCounts } from "../candle_store.ts";
import { withoutNights } from "../read/holes.ts";
import type { ExchangeTime } from "./exchange_time.ts";
import type { CollectorEvent } from "./candle_event.ts";
import type { LiveSeries } from "./series.ts";
import type { RequestGate } from "./request_gate.ts";

const ROUND_MS = 600_000;
/** Long enough for the first candle that the stream saw whole, and for what follows below. */
const SOON_MS = 240_000;
const LONGEST_PAUSE_MS = 15_000;
/** An exchange may need a moment until its answers hold what its stream has said, and late trades. */
const FINAL_AFTER_MS = 120_000;

export interface AuditRoundOptions {
  readonly exchange: Exchange;
  readonly keeper: CandleStore;
  readonly clock: Clock;
  readonly time: ExchangeTime;
  readonly gate: RequestGate;
  readonly signal: AbortSignal;
  readonly all: () => Iterable<LiveSeries>;
  readonly onEvent: (event: CollectorEvent) => void;
}

export class AuditRound {
  readonly #options: AuditRoundOptions;
  /** Monotonic. */
  readonly #dueAtMs = new WeakMap<LiveSeries, number>();
  #running: Promise<void> | undefined;

  constructor(options: AuditRoundOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when nothing of it runs any more; for after the signal has aborted. */
  async ended(): Promise<void> {
    await this.#running;
  }

  /** The stream was away: all series are looked at soon. */
  hasten(): void {
    for (const series of this.#options.all()) this.#hasten(series);
  }

  /** One series at a time, so that it is never a burst. */
  async #run(): Promise<void> {
    const { clock, signal, all } = this.#options;
    while (!signal.aborted) {
      const pauseMs = Math.min(LONGEST_PAUSE_MS, SOON_MS / Math.max(1, [...all()].length));
      await clock.sleep(pauseMs, signal).catch(() => {});
      const series = this.#choose();
      if (signal.aborted || series === undefined) continue;
      const isDone = await this.#audit(series);
      this.#dueAtMs.set(series, clock.monotonic() + (isDone ? ROUND_MS : SOON_MS));
    }
  }

  /** The one that is due for the longest time. */
  #choose(): LiveSeries | undefined {
    const all = [...this.#options.all()];
    for (const series of all) if (series.hasDoubt || !this.#dueAtMs.has(series)) this.#hasten(series);
    const nowMs = this.#options.clock.monotonic();
    const dueAt = (series: LiveSeries) => this.#dueAtMs.get(series) ?? Infinity;
    return all.filter((series) => dueAt(series) <= nowMs).toSorted((a, b) => dueAt(a) - dueAt(b))[0];
  }

  #hasten(series: LiveSeries): void {
    const soonMs = this.#options.clock.monotonic() + SOON_MS;
    this.#dueAtMs.set(series, Math.min(this.#dueAtMs.get(series) ?? Infinity, soonMs));
  }

  /** @returns false when it is to be tried again soon. */
  async #audit(series: LiveSeries): Promise<boolean> {
    const { time, gate, signal, onEvent } = this.#options;
    const { interval } = series.key;
    const nowMs = time.now();
    const toMs = Math.min(series.closedUntilMs, openTimeOf(interval, nowMs - FINAL_AFTER_MS));
    const doubt = series.takeDoubt();
    const { silence } = series;
    const silentFromMs = silence.by === undefined ? Infinity : silence.fromMs;
    const wantedMs = Math.min(nowMs - HOUR_MS, doubt?.fromMs ?? Infinity, silentFromMs);
    // What is older is history: a backfill finds what is missing of it.
    const fromMs = openTimeOf(interval, Math.max(wantedMs, nowMs - DAY_MS));
    try {
      // Of a night there is nothing to compare.
      for (const span of withoutNights({ fromMs, toMs }, series.hours)) {
        const options = { ...this.#options, span };
        this.#tell(series, await gate.run(() => auditCandles(series.key, options)));
        silence.noteCompared({ fromMs, toMs }, series.closedUntilMs);
      }
    } catch (error) {
      if (doubt !== undefined) series.noteDoubt(doubt);
      if (!signal.aborted) {
        onEvent({ kind: "audit_failed", series: series.key, reason: toErrorText(error) });
      }
      return false;
    }
    if (doubt !== undefined) series.noteDoubt({ fromMs: Math.max(doubt.fromMs, toMs), toMs: doubt.toMs });
    return true;
  }

  #tell(series: LiveSeries, { added, different, corrected, firstOpenTimeMs }: ReconcileCounts): void {
    series.counts.added += added;
    series.counts.different += different;
    series.counts.corrected += corrected;
    if (firstOpenTimeMs === undefined) return;
    const event = { kind: "audit_difference", series: series.key, added, different, corrected } as const;
    this.#options.onEvent({ ...event, firstOpenTimeMs });
  }
}
