/** The end of a live series in which nothing came, until something proves that there was nothing. */
import { type Candle, closeTimeOf, type Interval, openTimeOf, type Span } from "../../core/candle.ts";

/** Who saw nothing: a stream that was there all the time, or an answer, which may have lost its way. */
export type Look = "stream" | "poll";

/** So far back a question goes to look a second time. */
const MOST_LOOKED_BACK = 60;

export class Silence {
  /** Before this every minute without a candle is known to have had no trade, or is somebody else's to fetch. */
  #fromMs: number;
  #by: Look | undefined;

  constructor(fromMs: number) {
    this.#fromMs = fromMs;
  }

  get fromMs(): number {
    return this.#fromMs;
  }

  /** `undefined` while nothing is unproven. */
  get by(): Look | undefined {
    return this.#by;
  }

  /** Everything before `untilMs` is settled. */
  end(untilMs: number): void {
    this.#fromMs = Math.max(this.#fromMs, untilMs);
    this.#by = undefined;
  }

  /** A look until `untilMs` that proves everything before `provenUntilMs`. An answer is the weaker witness of two. */
  note(look: { readonly untilMs: number; readonly provenUntilMs: number; readonly by: Look }): void {
    const { untilMs, provenUntilMs, by } = look;
    const isFurther = provenUntilMs > this.#fromMs;
    this.#fromMs = Math.max(this.#fromMs, provenUntilMs);
    if (this.#fromMs >= untilMs) this.#by = undefined;
    else if (isFurther || this.#by !== "poll") this.#by = by;
  }

  /** Compared with the exchange: what came of it is stored. */
  noteCompared({ fromMs, toMs }: Span, closedUntilMs: number): void {
    if (this.#by === undefined || fromMs > this.#fromMs) return;
    this.#fromMs = Math.max(this.#fromMs, toMs);
    if (this.#fromMs >= closedUntilMs) this.#by = undefined;
  }
}

interface AnswerFacts {
  readonly interval: Interval;
  readonly silence: Silence;
  readonly closedUntilMs: number;
  readonly untilMs: number;
  /** Open time of the last candle that is known. */
  readonly lastMs: number | undefined;
}

/**
 * From when on to ask. After a silence from the last known candle on: an answer that does not even have that one has lost
 * its way and proves nothing.
 */
export function askedFrom(
  { interval, silence, closedUntilMs, lastMs }: Omit<AnswerFacts, "untilMs">,
): number {
  if (silence.by === undefined) return closedUntilMs;
  let earliestMs = closedUntilMs;
  for (let i = 0; i < MOST_LOOKED_BACK; i++) earliestMs = openTimeOf(interval, earliestMs - 1);
  return Math.max(earliestMs, Math.min(silence.fromMs, lastMs ?? silence.fromMs));
}

/**
 * Until when an answer, with what the stream sent beside it, proves that minutes without a candle had no trade: a later
 * candle in it does, and a second look for those that looked silent before.
 */
export function provenBy(answer: readonly Candle[], facts: AnswerFacts): number {
  const { interval, silence, closedUntilMs, untilMs, lastMs } = facts;
  const last = answer.at(-1);
  const byCandle = last === undefined ? -Infinity : closeTimeOf(interval, last.openTimeMs);
  const hasAnchor = lastMs === undefined || lastMs < askedFrom(facts) ||
    answer.some(({ openTimeMs }) => openTimeMs === lastMs);
  const bySecondLook = silence.by !== undefined && hasAnchor ? closedUntilMs : -Infinity;
  return Math.min(untilMs, Math.max(silence.fromMs, byCandle, bySecondLook));
}
