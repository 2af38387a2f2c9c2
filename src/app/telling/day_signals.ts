/** Signals of a day as summaries tell them: what went out, how it turned out, and what cost what at the close. */
import { quoteOf, STOCK_EXCHANGE } from "../../core/symbol.ts";
import type { EveningFacts, SignalScore } from "../../notifiers/summary_facts.ts";
import type { OutcomeDeps } from "../../signals/outcomes.ts";
import type { SignalRecord } from "../../signals/signal_journal.ts";
import type { SignalsReader } from "../../signals/signals_view.ts";

type Reader = Pick<SignalsReader, "list" | "find">;

/** More than anybody is told on a day. */
const MOST_SIGNALS = 500;

/** Those that went out and advise something; the first of the day first. */
export async function readSent(reader: Reader, day: number): Promise<readonly SignalRecord[]> {
  // What was held back must not fill the list: another program's repetitions are a row each.
  const all = await reader.list({ day, isSent: true, limit: MOST_SIGNALS });
  return all.filter(({ sentAtMs, action, sender, state }) =>
    sentAtMs !== undefined && action !== "notice" && sender !== "simulation" && state !== "rejected" &&
    state !== "unjudged" && state !== "skipped"
  ).toReversed();
}

/** By the outcomes after one session, which the close of the next trading day brings. */
export async function scoreDay(reader: Reader, day: number): Promise<SignalScore> {
  const signals = await readSent(reader, day);
  const hits = await Promise.all(signals.map(async ({ id }) => {
    const story = await reader.find(id);
    return story?.outcomes.find(({ horizon }) => horizon === 1)?.hit;
  }));
  const right = hits.filter((hit) => hit === true).length;
  const wrong = hits.filter((hit) => hit === false).length;
  return { signals: signals.length, right, wrong, open: signals.length - right - wrong };
}

interface Closes {
  readonly priceAt: OutcomeDeps["priceAt"];
  readonly closeMs: number;
}

export async function toOutcomes(
  signals: readonly SignalRecord[],
  closes: Closes,
): Promise<EveningFacts["signals"]> {
  return await Promise.all(signals.map(async (signal) => ({
    action: signal.action === "sell" ? "sell" as const : "buy" as const,
    name: signal.name ?? signal.ticker,
    priceKrw: isWon(signal) ? signal.price : undefined,
    closeKrw: isWon(signal) ? await readClose(signal, closes) : undefined,
  })));
}

/** How those that a judge refused moved since, on average; `undefined` when nobody knows of any. */
export async function meanMovePct(
  signals: readonly SignalRecord[],
  closes: Closes,
): Promise<number | undefined> {
  const moves = await Promise.all(signals.map(async (signal) => {
    const close = await readClose(signal, closes);
    return close === undefined || signal.price === undefined ? [] : [(close / signal.price - 1) * 100];
  }));
  const known = moves.flat();
  return known.length === 0 ? undefined : known.reduce((sum, move) => sum + move, 0) / known.length;
}

async function readClose(
  { exchange, ticker, firedAtMs }: SignalRecord,
  { priceAt, closeMs }: Closes,
): Promise<number | undefined> {
  const seen = await priceAt({ exchange, ticker }, closeMs);
  // A price of before the signal says nothing of what came after it.
  return seen === undefined || seen.atMs < firedAtMs ? undefined : seen.price;
}

function isWon({ exchange, ticker }: SignalRecord): boolean {
  return exchange === STOCK_EXCHANGE || quoteOf(ticker) === "KRW";
}

/** How many went out in a span, its ends included. */
export async function countSent(
  reader: Reader,
  { fromMs, toMs, days }: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly days: readonly number[];
  },
): Promise<number> {
  const all = (await Promise.all(days.map((day) => readSent(reader, day)))).flat();
  return all.filter(({ sentAtMs = 0 }) => sentAtMs >= fromMs && sentAtMs <= toMs).length;
}
