/** What the Korean stock market is doing, and until when: orders are gathered, traded one by one, or not at all. */
import { dayOfDate, HOUR_MS, kstDayOf, kstDayStartMs, MINUTE_MS } from "../core/kst.ts";
import { LOOK_AHEAD_DAYS, type MarketCalendar, type Session } from "./session.ts";
import { CLOSING_AUCTION_MS } from "./session_hours.ts";

export type MarketPhase = "closed" | "opening_auction" | "open" | "closing_auction" | "after_market";

export interface MarketPhaseView {
  readonly phase: MarketPhase;
  /** When the next one begins; `undefined` for a calendar without a session to come. */
  readonly untilMs: number | undefined;
}

/** Orders are gathered for so long before the first price. */
const OPENING_AUCTION_MS = 30 * MINUTE_MS;
/** From this day on the after-market trades from 16:00 to 20:00; what was before it is not told. */
const AFTER_MARKET_DAY = dayOfDate("2026-09-14");
const AFTER_MARKET_HOURS = [16, 20] as const;

interface Part {
  readonly phase: MarketPhase;
  readonly fromMs: number;
  readonly toMs: number;
}

export function marketPhaseAt(
  calendar: Pick<MarketCalendar, "sessionOn">,
  nowMs: number,
): MarketPhaseView {
  const today = kstDayOf(nowMs);
  for (let day = today; day <= today + LOOK_AHEAD_DAYS; day++) {
    const session = calendar.sessionOn(day);
    const next = session === undefined ? undefined : partsOf(session).find(({ toMs }) => toMs > nowMs);
    if (next === undefined) continue;
    const { phase, fromMs, toMs } = next;
    return fromMs <= nowMs ? { phase, untilMs: toMs } : { phase: "closed", untilMs: fromMs };
  }
  return { phase: "closed", untilMs: undefined };
}

function partsOf({ day, openMs, closeMs, special }: Session): readonly Part[] {
  const auctionMs = Math.max(openMs, closeMs - CLOSING_AUCTION_MS);
  const [fromMs, toMs] = AFTER_MARKET_HOURS.map((hour) => kstDayStartMs(day) + hour * HOUR_MS);
  // Nobody has told when it begins on a day of other hours.
  const hasAfterMarket = day >= AFTER_MARKET_DAY && special === undefined &&
    fromMs !== undefined && toMs !== undefined && closeMs <= fromMs;
  return [
    { phase: "opening_auction", fromMs: openMs - OPENING_AUCTION_MS, toMs: openMs },
    { phase: "open", fromMs: openMs, toMs: auctionMs },
    { phase: "closing_auction", fromMs: auctionMs, toMs: closeMs },
    ...(hasAfterMarket ? [{ phase: "after_market" as const, fromMs, toMs }] : []),
  ];
}
