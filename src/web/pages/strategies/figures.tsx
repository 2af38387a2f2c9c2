import type { AccountView } from "../../../engine/strategy_view.ts";
import { quoteOf } from "../../../core/symbol.ts";
import { Change } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";
import { toPriceNumberText } from "../../../core/words/numbers.ts";

/** Paper money now, and what it gained or lost since its beginning. */
export function EquityNow(
  { show, account, symbol }: { show: Show; account: AccountView; symbol: string },
) {
  const { format } = show;
  const currency = quoteOf(symbol);
  return (
    <>
      <b>{format.money(account.equity, currency)}</b>{" "}
      <Gain show={show} pnl={account.equity - account.startCash} of={account.startCash} currency={currency} />
    </>
  );
}

/** An amount and what share of another one it is. */
export function Gain(
  { show, pnl, of, currency }: { show: Show; pnl: number; of: number; currency: string },
) {
  const { format } = show;
  const amount = format.signedMoney(pnl, currency);
  const text = of > 0 ? `${format.percent(pnl / of * 100)} (${amount})` : amount;
  return <Change show={show} value={pnl} text={text} />;
}

export function PnlText({ show, pnl, currency }: { show: Show; pnl: number; currency: string }) {
  return <Change show={show} value={pnl} text={show.format.signedMoney(pnl, currency)} />;
}

/** `3.2%` of 0.032; without a sign. */
export function toShareText({ format }: Show, share: number): string {
  return `${format.number(share * 100)}%`;
}

/** A price with as many digits as its size can use: the step of its market is not known here. */
export function toPriceText({ format }: Show, price: number, currency: string): string {
  const size = Math.abs(price);
  return currency === "KRW"
    ? toPriceNumberText(price, currency)
    : format.number(price, size >= 10_000 ? 0 : size >= 100 ? 2 : size >= 1 ? 4 : 8);
}
