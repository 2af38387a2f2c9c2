/** What a strategy's process was told of the sessions of its market, which it cannot look up, and whether that still holds. */
import { type SessionTable, tableOfHours } from "../../calendar/session_table.ts";
import type { Span } from "../../core/candle.ts";
import { DAY_MS } from "../../core/kst.ts";
import type { MarketHours } from "../../core/market/hours.ts";

/** So much of the past and of the time to come. */
const TOLD_MS = 400 * DAY_MS;
/** With less than this to come it is told more: a year's end must not be where a calendar ends. */
const LEAST_AHEAD_MS = 200 * DAY_MS;

export class ToldSessions {
  readonly #hours: MarketHours;
  #span: Span = { fromMs: 0, toMs: 0 };
  #text: string | undefined;
  #source: unknown;

  constructor(hours: MarketHours) {
    this.#hours = hours;
  }

  /** For a new process. @returns nothing of a market that never closes. */
  begin(nowMs: number): SessionTable | undefined {
    this.#span = { fromMs: nowMs - TOLD_MS, toMs: nowMs + TOLD_MS };
    const table = tableOfHours(this.#hours, this.#span);
    this.#source = this.#hours.source?.();
    this.#text = JSON.stringify(table);
    return table;
  }

  /** What is to be told: the calendar has another session than it had, or time has come near the end of what was told. */
  findChange(nowMs: number): SessionTable | undefined {
    if (this.#text === undefined) return undefined;
    if (nowMs > this.#span.toMs - LEAST_AHEAD_MS) return this.begin(nowMs);
    // All strategies ask with each of their candles.
    const source = this.#hours.source?.();
    if (source === this.#source) return undefined;
    this.#source = source;
    const isSame = JSON.stringify(tableOfHours(this.#hours, this.#span)) === this.#text;
    return isSame ? undefined : this.begin(nowMs);
  }
}
