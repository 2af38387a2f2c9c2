/** What the three rules for leaving a holding share. */
import { isShareCode, STOCK_EXCHANGE } from "../../core/symbol.ts";
import { metPiece, pnlPctOf, pollOccasion, pricePiece } from "./pieces.ts";
import type { Firing, HeldShare, RuleFacts, RuleVerdict } from "./rule.ts";

export interface ExitFound {
  readonly holding: HeldShare;
  readonly key: string;
  readonly numbers: Readonly<Record<string, number | undefined>>;
}

/** Holdings for which `find` says something; shares that are held and nothing else. */
export function toExits(
  facts: RuleFacts,
  options: {
    readonly signalClass: "sell_protective" | "sell_discretionary";
    readonly tickers: readonly string[];
    readonly find: (holding: HeldShare) => Omit<ExitFound, "holding"> | undefined;
  },
): RuleVerdict {
  const { signalClass, tickers, find } = options;
  const firings = (facts.portfolio?.rows ?? []).flatMap((holding) => {
    if (!isHeld(holding) || (tickers.length > 0 && !tickers.includes(holding.ticker))) return [];
    const found = find(holding);
    return found === undefined ? [] : [toExit(facts, { ...found, holding }, signalClass)];
  });
  return { firings, memory: {} };
}

function isHeld({ quantity, ticker }: HeldShare): boolean {
  // A portfolio that names no quantity lists what is held.
  return isShareCode(ticker) && (quantity === undefined || quantity > 0);
}

function toExit(
  facts: RuleFacts,
  { holding, key, numbers }: ExitFound,
  signalClass: Firing["signalClass"],
): Firing {
  const { ticker, name, price } = holding;
  const stamps = { fetchedAtMs: facts.portfolio?.fetchedAtMs, dataAtMs: facts.portfolio?.dataAtMs };
  const shown = pricePiece(facts, STOCK_EXCHANGE, ticker);
  return {
    occasion: pollOccasion(facts.portfolio),
    exchange: STOCK_EXCHANGE,
    ...{ ticker, name, signalClass },
    action: "sell",
    price: shown.numbers.price ?? price,
    changePct: shown.numbers.changePct,
    evidence: [
      metPiece(key, { origin: "portfolio", numbers: { ...numbers, pnlPct: pnlPctOf(holding) }, ...stamps }),
      shown,
    ],
  };
}
