/** What lists of signals, decisions and messages are asked for. A word that there is not is refused, never ignored. */
import type { Context } from "hono";
import { DAY_MS, kstDayStartMs, readDateText } from "../../core/kst.ts";
import type { MessageRow } from "../../notifiers/message_store.ts";
import type { DecidedSignal, SignalStory } from "../../signals/signals_view.ts";

type SignalState = SignalStory["signal"]["state"];
type Outcome = NonNullable<DecidedSignal["decision"]["result"]>["raw"];
type MessageState = MessageRow["state"];

/** In the order in which people are offered them. */
export const SIGNAL_STATE_NAMES = [
  "delivered",
  "queued",
  "confirmed",
  "unjudged",
  "rejected",
  "expired",
  "skipped",
  "judging",
  "fired",
] as const satisfies readonly SignalState[];
export const OUTCOME_NAMES = [
  "CONFIRM",
  "REJECT",
  "ERROR",
  "TIMEOUT",
  "SKIPPED",
] as const satisfies readonly Outcome[];
export const MESSAGE_STATE_NAMES = [
  "delivered",
  "queued",
  "sending",
  "unknown",
  "resend",
  "refused",
  "expired",
  "superseded",
] as const satisfies readonly MessageState[];

const MOST_ROWS = 200;
const MOST_PAGES = 500;

export interface AskedList<Word extends string> {
  /** Days since 1970 in Korea. */
  readonly day: number | undefined;
  readonly word: Word | undefined;
  readonly limit: number;
  /** From 1; each has `limit` rows. */
  readonly page: number;
}

/** @returns a sentence about the first thing that is wrong. */
export function readListQuery<Word extends string>(
  { req }: Context,
  { name, words, usualRows = MOST_ROWS }: {
    readonly name: "state" | "outcome";
    readonly words: readonly Word[];
    readonly usualRows?: number;
  },
): AskedList<Word> | { readonly fault: string } {
  // A form of a browser sends what was left empty as an empty word.
  const [dayText, wordText, limitText, pageText] = ["day", name, "limit", "page"].map((key) =>
    req.query(key) || undefined
  );
  const day = dayText === undefined ? undefined : readDateText(dayText);
  if (dayText !== undefined && day === undefined) {
    return { fault: "`day` must be a date like 2026-11-20." };
  }
  const word = words.find((known) => known === wordText);
  if (wordText !== undefined && word === undefined) {
    return { fault: `\`${name}\` must be one of ${words.join(", ")}.` };
  }
  const limit = limitText === undefined ? usualRows : /^\d{1,3}$/.test(limitText) ? Number(limitText) : 0;
  if (limit < 1 || limit > MOST_ROWS) return { fault: `\`limit\` must be a number from 1 to ${MOST_ROWS}.` };
  const page = pageText === undefined ? 1 : /^\d{1,3}$/.test(pageText) ? Number(pageText) : 0;
  if (page < 1 || page > MOST_PAGES) return { fault: `\`page\` must be a number from 1 to ${MOST_PAGES}.` };
  return { day, word, limit, page };
}

export function toSpan(day: number | undefined) {
  return day === undefined ? undefined : { fromMs: kstDayStartMs(day), toMs: kstDayStartMs(day) + DAY_MS };
}
