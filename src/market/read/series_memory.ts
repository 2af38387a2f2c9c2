/**
 * What pages show of all stored series, in memory: events say that it has changed, and then the next look reads it anew,
 * once for everybody who looks. So the store is asked as often as candles close, and not as often as pages are.
 */
import { type SeriesKey, toSeriesText } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { toNameMap } from "../../core/market/stock_name.ts";
import type { HoursOf } from "../../core/market/hours.ts";
import type { CandleStore, SeriesFacts } from "../candle_store.ts";
import type { CoverageView } from "../market_view.ts";
import { type KnownSeries, readCoverageView } from "./coverage_view.ts";

/** Another process may have stored candles, of which no event tells. */
const FACTS_AGE_MS = 1_000;
/** Reading a week of minutes takes some ms a series, so it is not done for every page. */
const COVERAGE_AGE_MS = 20_000;
/** Of one look; what is left over is shown as it was before, and read with the next one. */
const READING_BUDGET_MS = 40;

export interface SeriesMemoryParts {
  readonly shelf: Pick<CandleStore, "list" | "lastClosed" | "names" | "readKnownColumns" | "sizeBytes">;
  readonly clock: Clock;
  readonly hoursOf: HoursOf;
}

interface Remembered {
  readonly facts: KnownSeries;
  coverage: { readonly atMs: number; readonly view: CoverageView } | undefined;
}

export class SeriesMemory {
  readonly #parts: SeriesMemoryParts;
  #series: ReadonlyMap<string, Remembered> = new Map();
  #names: ReadonlyMap<string, string> = new Map();
  #sizeBytes = 0;
  #readAtMs = -Infinity;
  /** How many changes were noted, and how many of them the last reading has seen. */
  #changes = 0;
  #seenChanges = 0;
  #reading: Promise<void> | undefined;
  #readingCoverage: Promise<void> | undefined;

  constructor(parts: SeriesMemoryParts) {
    this.#parts = parts;
  }

  /** Other candles are stored than before. */
  noteChange(): void {
    this.#changes++;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** What shares are called, by code; as of the last look. */
  get names(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /** All series that have candles, as they are since the last change. @throws what the store throws. */
  async look(): Promise<readonly KnownSeries[]> {
    // One that is under way may have begun before the last change; the one after it has not.
    for (let i = 0; i < 2 && !this.#isFresh(); i++) {
      await (this.#reading ??= this.#read().finally(() => this.#reading = undefined));
    }
    return [...this.#series.values()].map(({ facts }) => facts);
  }

  /**
   * The last week of each series, for as many as can be read in a short time and as before for the others.
   *
   * @param isLive a series that goes on until now; others end with their last candle.
   * @throws what the store throws.
   */
  async lookAtCoverage(
    isLive: (series: SeriesKey) => boolean,
  ): Promise<(series: SeriesKey) => CoverageView | undefined> {
    await (this.#readingCoverage ??= this.#readCoverage(isLive).finally(() =>
      this.#readingCoverage = undefined
    ));
    return (series) => this.#series.get(toSeriesText(series))?.coverage?.view;
  }

  #isFresh(): boolean {
    return this.#seenChanges === this.#changes && this.#nowMs() - this.#readAtMs < FACTS_AGE_MS;
  }

  #nowMs(): number {
    return this.#parts.clock.real.monotonic();
  }

  async #read(): Promise<void> {
    const { shelf } = this.#parts;
    const [changes, atMs] = [this.#changes, this.#nowMs()];
    const [list, sizeBytes, names] = await Promise.all([shelf.list(), shelf.sizeBytes(), shelf.names()]);
    const all = await Promise.all(list.map((facts) => this.#remember(facts)));
    this.#series = new Map(all.map((one) => [toSeriesText(one.facts.series), one]));
    this.#sizeBytes = sizeBytes;
    this.#names = toNameMap(names);
    this.#readAtMs = atMs;
    this.#seenChanges = changes;
  }

  /** A last candle that was open may have closed without any other trace. */
  async #remember(facts: SeriesFacts): Promise<Remembered> {
    const known = this.#series.get(toSeriesText(facts.series));
    const isSame = known?.facts.bars === facts.bars && known.facts.lastMs === facts.lastMs;
    if (known !== undefined && isSame && known.facts.lastClosedMs === facts.lastMs) {
      return { ...known, facts: { ...facts, lastClosedMs: facts.lastMs } };
    }
    const lastClosedMs = (await this.#parts.shelf.lastClosed(facts.series))?.openTimeMs;
    return { facts: { ...facts, lastClosedMs }, coverage: known?.coverage };
  }

  async #readCoverage(isLive: (series: SeriesKey) => boolean): Promise<void> {
    const beganMs = this.#nowMs();
    for (const { facts: { series } } of [...this.#series.values()]) {
      const nowMs = this.#nowMs();
      if (nowMs - beganMs > READING_BUDGET_MS) return;
      const one = this.#series.get(toSeriesText(series));
      if (one === undefined || nowMs - (one.coverage?.atMs ?? -Infinity) < COVERAGE_AGE_MS) continue;
      const { shelf, clock, hoursOf } = this.#parts;
      const view = await readCoverageView(shelf, one.facts, {
        liveUntilMs: isLive(series) ? clock.now() : undefined,
        hours: await hoursOf(series.exchange),
      });
      // Whoever reads the facts meanwhile has made another entry of it.
      const now = this.#series.get(toSeriesText(series));
      if (now !== undefined) now.coverage = { atMs: nowMs, view };
    }
  }
}
