/** How signals turned out, after one session and after five, whatever became of them: else nobody knows what a judge is worth. */
import type { MarketCalendar } from "../calendar/session.ts";
import { DAY_MS, kstDayOf, MINUTE_MS } from "../core/kst.ts";
import { STOCK_EXCHANGE } from "../core/symbol.ts";
import type { OutcomeHorizon, OutcomeRecord, SignalJournal, SignalRecord } from "./signal_journal.ts";

/** A price that was seen at some time, and where. */
export interface SeenPrice {
  readonly price: number;
  readonly atMs: number;
  readonly from: "polls" | "candles";
}

export interface OutcomeDeps {
  readonly owner: string;
  readonly store: SignalJournal;
  /** The last price of the market up to this instant; `undefined` when nobody has seen one. */
  readonly priceAt: (
    market: { exchange: string; ticker: string },
    atMs: number,
  ) => Promise<SeenPrice | undefined>;
  /** The close of the nth session after this day. */
  readonly closeAfter: (day: number, sessions: number) => number;
  /** Percent of a round trip; see `ROUND_TRIP_PCT`. */
  readonly costPct?: (exchange: string) => number;
}

/** Fees, tax and spread of buying and selling: 0.25 % of a Korean share, twice 0.05 % of a coin. */
const ROUND_TRIP_PCT = { stock: 0.25, coin: 0.1 };
/** A price from longer before the close is none of that moment. */
const OLDEST_PRICE_MS = 10 * MINUTE_MS;
/** Polls of the close may be packed away later, and files imported; afterwards it stays unknown. */
const GIVE_UP_MS = 7 * DAY_MS;
const LOOK_BACK_MS = 30 * DAY_MS;

/** When the outcome can be known. */
export function outcomeDueMs(
  { exchange, firedAtMs }: Pick<SignalRecord, "exchange" | "firedAtMs">,
  horizon: OutcomeHorizon,
  closeAfter: OutcomeDeps["closeAfter"],
): number {
  // A coin has no session; its day has 24 hours.
  return exchange === STOCK_EXCHANGE
    ? closeAfter(kstDayOf(firedAtMs), horizon)
    : firedAtMs + horizon * DAY_MS;
}

/** Net of costs: of a sell, what was spared. Above 0 it was right. */
export function toOutcome(
  signal: Pick<SignalRecord, "action" | "price">,
  { price, costPct }: { readonly price: number; readonly costPct: number },
): { readonly pctNet: number; readonly hit: boolean } | undefined {
  if (signal.price === undefined || signal.action === "notice") return undefined;
  const movedPct = (price / signal.price - 1) * 100;
  const pctNet = (signal.action === "buy" ? movedPct : -movedPct) - costPct;
  return { pctNet, hit: pctNet > 0 };
}

/** @returns how many were stored. */
export async function recordOutcomes(deps: OutcomeDeps, nowMs: number): Promise<number> {
  const { owner, store, priceAt, closeAfter, costPct = usualCostPct } = deps;
  let stored = 0;
  for (const { signal, horizon } of await store.withoutOutcome(owner, nowMs - LOOK_BACK_MS)) {
    const dueMs = outcomeDueMs(signal, horizon, closeAfter);
    if (dueMs > nowMs) continue;
    const seen = await priceAt(signal, dueMs);
    const isThere = seen !== undefined && seen.atMs > dueMs - OLDEST_PRICE_MS && seen.atMs <= dueMs;
    if (!isThere && nowMs < dueMs + GIVE_UP_MS) continue;
    const known = isThere ? seen : undefined;
    const result = known && toOutcome(signal, { price: known.price, costPct: costPct(signal.exchange) });
    const outcome: OutcomeRecord = {
      signalId: signal.id,
      horizon,
      price: known?.price,
      pctNet: result?.pctNet,
      hit: result?.hit,
      from: known?.from ?? "unknown",
      atMs: known?.atMs ?? nowMs,
    };
    await store.saveOutcome(owner, outcome);
    stored++;
  }
  return stored;
}

function usualCostPct(exchange: string): number {
  return exchange === STOCK_EXCHANGE ? ROUND_TRIP_PCT.stock : ROUND_TRIP_PCT.coin;
}

export function createCloseAfter(calendar: () => MarketCalendar): OutcomeDeps["closeAfter"] {
  return (day, sessions) => {
    let session = calendar().nextSessionAfter(day);
    for (let n = 1; n < sessions; n++) session = calendar().nextSessionAfter(session.day);
    return session.closeMs;
  };
}
