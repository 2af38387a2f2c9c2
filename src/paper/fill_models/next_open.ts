import type { Candle } from "../../core/candle.ts";
import type { FillDesk, FillModel, OpenPosition } from "./fill_model.ts";

/** Orders at the open of the next candle, then stops before targets: the usual rule of backtests, on the careful side. */
export const nextOpen: FillModel = {
  id: "next_open",
  title: "Next open",
  rules: [
    "Advice of a closed bar is filled at the open of the next one; a reverse closes and opens at the same price.",
    "Then the stop, also in the bar of the entry: hit when the low (a short: the high) reaches it, filled there or at the open when that is worse.",
    "Then the target: hit when the high (a short: the low) reaches it, filled there or at the open when that is better. A bar that spans both hits the stop.",
    "Then the melting target (ROI table), a share of the entry price: the step that has begun when the bar opens, filled like a target; -1 leaves at the open.",
    "Stop and target of the account are distances from the close of the bar that brought the advice; prices in the advice go before them.",
    "The trailing stop follows the best price since the entry; it is moved after the exits of a bar and holds from the next bar on.",
    "What is open at the end of the data is closed at the open of the last bar.",
  ],
  onCandle(candle, desk) {
    if (desk.pending !== undefined) fillPending(candle, desk);
    if (desk.positions.length === 0) return;
    for (const position of [...desk.positions]) leaveByPrice(candle, { desk, position });
    if (desk.exits.trailing !== undefined) {
      for (const position of desk.positions) trail(candle, { desk, position });
    }
    if (!desk.isLastBar) return;
    for (const position of [...desk.positions]) desk.close(position, candle.open, { reason: "end" });
  },
};

function fillPending({ open }: Candle, desk: FillDesk): void {
  const { pending, exits } = desk;
  if (pending === undefined) return;
  const { action } = pending;
  const opens = action === "buy" || action === "short";
  const held = desk.positions[0]?.side;
  const leaves = action === "buy" || action === "cover" ? "short" : "long";
  if (held === leaves && (opens || exits.useExitSignal !== false)) {
    let rest = opens ? Infinity : desk.unitsToClose(open);
    for (const position of [...desk.positions]) {
      if (rest <= 0) break;
      desk.close(position, open, { reason: opens ? "reverse" : "signal", units: rest });
      rest -= position.units;
    }
  }
  if (!opens) return;
  const position = desk.open(action === "buy" ? "long" : "short", open);
  if (position !== undefined) setExits(position, desk);
}

function setExits(position: OpenPosition, { pending, pendingClose, exits }: FillDesk): void {
  const { stopLossShare: stop, takeProfitShare: target } = exits;
  const away = position.side === "long" ? 1 : -1;
  position.stopPrice = pending?.stopPrice ?? (stop === undefined ? stop : pendingClose * (1 - away * stop));
  position.takeProfitPrice = pending?.takeProfitPrice ??
    (target === undefined ? target : pendingClose * (1 + away * target));
}

function leaveByPrice(candle: Candle, { desk, position }: { desk: FillDesk; position: OpenPosition }): void {
  const { open, high, low } = candle;
  const { stopPrice: stop, takeProfitPrice: target } = position;
  const isLong = position.side === "long";
  if (stop !== undefined && (isLong ? low <= stop : high >= stop)) {
    const reason = position.isTrailing ? "trailing_stop" : "stop_loss";
    return desk.close(position, isLong ? Math.min(open, stop) : Math.max(open, stop), { reason });
  }
  if (target !== undefined && (isLong ? high >= target : low <= target)) {
    const price = isLong ? Math.max(open, target) : Math.min(open, target);
    return desk.close(position, price, { reason: "take_profit", isLimit: true });
  }
  if (desk.exits.roi !== undefined) leaveByRoi(candle, { desk, position });
}

function leaveByRoi(
  { open, high, low, openTimeMs }: Candle,
  { desk, position }: { desk: FillDesk; position: OpenPosition },
): void {
  const heldMs = openTimeMs - position.entryAtMs;
  const share = desk.exits.roi?.findLast(({ afterMs }) => afterMs <= heldMs)?.share;
  if (share === undefined) return;
  if (share === -1) return desk.close(position, open, { reason: "roi" });
  const isLong = position.side === "long";
  const price = position.entryPrice * (isLong ? 1 + share : 1 - share);
  if (isLong ? high < price : low > price) return;
  const filled = isLong ? Math.max(open, price) : Math.min(open, price);
  desk.close(position, filled, { reason: "roi", isLimit: true });
}

function trail({ high, low }: Candle, { desk, position }: { desk: FillDesk; position: OpenPosition }): void {
  const { trailing, stopLossShare } = desk.exits;
  if (trailing === undefined) return;
  const isLong = position.side === "long";
  position.bestPrice = isLong ? Math.max(position.bestPrice, high) : Math.min(position.bestPrice, low);
  const gain = (position.bestPrice / position.entryPrice - 1) * (isLong ? 1 : -1);
  if (trailing.onlyOffset && gain < trailing.offsetShare) return;
  const usual = trailing.distanceShare ?? stopLossShare;
  const distance = gain > trailing.offsetShare ? trailing.positiveShare ?? usual : usual;
  if (distance === undefined) return;
  const stop = position.bestPrice * (isLong ? 1 - distance : 1 + distance);
  const isCloser = position.stopPrice === undefined ||
    (isLong ? stop > position.stopPrice : stop < position.stopPrice);
  if (!isCloser) return;
  position.stopPrice = stop;
  position.isTrailing = true;
}
