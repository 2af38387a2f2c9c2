import type { Candle } from "../../core/candle.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import type { FillDesk, FillModel, OpenPosition } from "./fill_model.ts";

/**
 * The order of events inside a candle of freqtrade's backtesting, so that results can be compared. One position at a
 * time; profit shares include the fees of both sides. Shorts are the mirror image: the low is their best price.
 */
export const freqtrade: FillModel = {
  id: "freqtrade",
  title: "As freqtrade",
  rules: [
    "Advice to open is filled at the open of the next bar; not on the last bar, and not in a bar that begins with an open position.",
    "Advice to close is filled at the open of the next bar, but not in the bar of the entry. Advice to open the other side closes nothing.",
    "The trailing stop is moved by the high of the bar (a short: the low), while the present stop has not been reached by the bar.",
    "The fixed stop (a share of the entry price): filled there, or at the open when the whole bar lies beyond it.",
    "The melting target (ROI table): when the profit of the high is above the step in force, filled at that profit within the bar; at the open in the bar in which the step begins, when the open is better already; -1 at such a step leaves at the open.",
    "A target price in the advice: filled there, or at the open when that is better.",
    "The moved stop: filled there, or at the open when the whole bar lies beyond it; hit in the bar of the entry, at its distance from the open.",
    "What is open at the end of the data is closed at the open of the last bar.",
  ],
  onCandle(candle, desk) {
    const { pending, exits } = desk;
    if (desk.positions.length === 0 && !desk.isLastBar) enter(candle, desk);
    const position = desk.positions[0];
    if (position === undefined) return;
    const wasHeld = position.entryBar !== desk.barIndex;
    const isAdvised = pending?.action === (position.side === "long" ? "sell" : "cover");
    if (wasHeld && isAdvised && exits.useExitSignal !== false) {
      return desk.close(position, candle.open, { reason: "signal" });
    }
    leaveByPrice(candle, { desk, position });
    if (desk.isLastBar && desk.positions.length > 0) desk.close(position, candle.open, { reason: "end" });
  },
};

interface Held {
  readonly desk: FillDesk;
  readonly position: OpenPosition;
}

function enter({ open }: Candle, desk: FillDesk): void {
  const { pending, exits: { stopLossShare: stop, takeProfitShare: target } } = desk;
  if (pending?.action !== "buy" && pending?.action !== "short") return;
  const position = desk.open(pending.action === "buy" ? "long" : "short", open);
  if (position === undefined) return;
  const { entryPrice } = position;
  const away = awayOf(position);
  position.stopPrice = pending.stopPrice ?? (stop === undefined ? stop : entryPrice * (1 - away * stop));
  position.takeProfitPrice = pending.takeProfitPrice ??
    (target === undefined ? target : entryPrice * (1 + away * target));
}

function leaveByPrice(candle: Candle, held: Held): void {
  const { desk, position } = held;
  raiseStop(candle, held);
  const isHit = isReached(candle, position);
  if (isHit && !position.isTrailing) {
    return desk.close(position, stopFill(candle, position), { reason: "stop_loss" });
  }
  const roiPrice = priceOfRoi(candle, held);
  if (roiPrice !== undefined) return desk.close(position, roiPrice, { reason: "roi", isLimit: true });
  const targetPrice = priceOfTarget(candle, position);
  if (targetPrice !== undefined) {
    return desk.close(position, targetPrice, { reason: "take_profit", isLimit: true });
  }
  if (isHit) desk.close(position, trailingFill(candle, held), { reason: "trailing_stop" });
}

/** 1 when a higher price is a profit, -1 for shorts. */
function awayOf({ side }: OpenPosition): 1 | -1 {
  return side === "long" ? 1 : -1;
}

function isReached({ high, low }: Candle, { side, stopPrice }: OpenPosition): boolean {
  return stopPrice !== undefined && (side === "long" ? stopPrice >= low : stopPrice <= high);
}

function stopFill({ open, high, low }: Candle, { side, stopPrice = NaN }: OpenPosition): number {
  const isBeyond = side === "long" ? stopPrice > high : stopPrice < low;
  return isBeyond ? open : stopPrice;
}

function raiseStop(candle: Candle, held: Held): void {
  const { desk: { exits: { trailing } }, position } = held;
  if (trailing === undefined || isReached(candle, position)) return;
  const best = bestOf(candle, position);
  const gain = gainAt(best, held);
  if (trailing.onlyOffset && gain < trailing.offsetShare) return;
  const distance = trailingDistance(gain, held.desk);
  if (distance === undefined) return;
  const away = awayOf(position);
  const stop = best * (1 - away * distance);
  if (position.stopPrice !== undefined && (stop - position.stopPrice) * away <= 0) return;
  position.stopPrice = stop;
  position.isTrailing = true;
}

function bestOf({ high, low }: Candle, { side }: OpenPosition): number {
  return side === "long" ? high : low;
}

function trailingDistance(
  gain: number,
  { exits: { trailing, stopLossShare } }: FillDesk,
): number | undefined {
  const usual = trailing?.distanceShare ?? stopLossShare;
  if (trailing === undefined || gain <= trailing.offsetShare) return usual;
  return trailing.positiveShare ?? usual;
}

function trailingFill(candle: Candle, held: Held): number {
  const { desk: { exits: { trailing }, barIndex: candleIndex }, position } = held;
  const usual = stopFill(candle, position);
  if (position.entryBar !== candleIndex || usual !== position.stopPrice) return usual;
  const { open, high, low } = candle;
  const away = awayOf(position);
  const isArmed = trailing?.onlyOffset === true && trailing.positiveShare !== undefined;
  const distance = trailingDistance(gainAt(bestOf(candle, position), held), held.desk) ?? 0;
  const price = isArmed
    ? open * (1 + away * (trailing.offsetShare - (trailing.positiveShare ?? 0)))
    : open * (1 - away * distance);
  return away === 1 ? Math.max(price, low) : Math.min(price, high);
}

/** Profit share after fees of both sides if the position were closed at this price, to 8 digits as freqtrade keeps it. */
function gainAt(price: number, { desk: { feeRate }, position }: Held): number {
  const away = awayOf(position);
  const proceeds = (price * (1 - away * feeRate)) / (position.entryPrice * (1 + away * feeRate));
  return Number(((proceeds - 1) * away).toFixed(8));
}

function priceOfRoi(candle: Candle, held: Held): number | undefined {
  const { desk: { exits, barMs: candleMs, feeRate }, position } = held;
  const { open, high, low, openTimeMs } = candle;
  const heldMs = openTimeMs - position.entryAtMs;
  const step = exits.roi?.findLast(({ afterMs }) => afterMs <= heldMs);
  if (step === undefined || gainAt(bestOf(candle, position), held) <= step.share) return undefined;
  const isOnCandle = Math.round(step.afterMs / MINUTE_MS) % (candleMs / MINUTE_MS) === 0;
  if (step.share === -1 && isOnCandle) return open;
  const away = awayOf(position);
  const price = position.entryPrice * (1 + away * (step.share + feeRate)) / (1 - away * feeRate);
  const isBetter = (open - price) * away > 0;
  if (heldMs > 0 && heldMs === step.afterMs && isOnCandle && isBetter) return open;
  return Math.min(Math.max(price, low), high);
}

function priceOfTarget({ open, high, low }: Candle, position: OpenPosition): number | undefined {
  const { takeProfitPrice: target, side } = position;
  if (target === undefined || (side === "long" ? high < target : low > target)) return undefined;
  return side === "long" ? Math.max(open, target) : Math.min(open, target);
}
