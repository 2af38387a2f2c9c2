/** Names by which people know what they hold and watch, from our own lists: polls, signals, followed coins, candles. */
import type { NamedTicker, NamesPort } from "../../commands/deps.ts";
import type { Config } from "../../config/config.ts";
import { baseOf, isStockCode } from "../../core/symbol.ts";
import { OWNER } from "../../core/actor.ts";
import type { CandleStore } from "../../market/candle_store.ts";
import type { SignalsReader } from "../../signals/signals_view.ts";
import type { Stock } from "../../stock/start_stock.ts";

interface NamesParts {
  readonly stock: Pick<Stock, "lastPolls">;
  readonly config: Pick<Config, "markets">;
  readonly watching: { readonly reader: Pick<SignalsReader, "list"> };
  /** What files and earlier polls have called shares. */
  readonly market?: { readonly shelf: Pick<CandleStore, "names"> } | undefined;
}

/** Of the latest signals, for names that no list has any more. */
const MOST_SIGNALS = 200;
/** The lists in the order in which a person knows their names. */
const SOURCES = ["portfolio", "screener_preview", "news_sentiment"];
/** Coins by the names that Koreans call them; their own letters are known for each that is followed. */
const COINS: Readonly<Record<string, string>> = {
  ...{ BTC: "비트코인", ETH: "이더리움", XRP: "리플", SOL: "솔라나", DOGE: "도지코인", ADA: "에이다" },
};

export function toNamesPort({ stock, config, watching, market }: NamesParts): NamesPort {
  return {
    async list(owner) {
      const polls = stock.lastPolls();
      const polled = SOURCES.flatMap((source) => polls[source]?.rows ?? []);
      const fired = owner === OWNER ? await watching.reader.list({ limit: MOST_SIGNALS }) : [];
      const coins = config.markets.flatMap(({ symbol }) => {
        const base = baseOf(symbol);
        const korean = COINS[base];
        return [base, ...(korean === undefined ? [] : [korean])].map((name) => ({ ticker: symbol, name }));
      });
      return toUnique([
        ...polled.flatMap(({ ticker, name }) => toNamed(ticker, name)),
        ...coins,
        ...fired.flatMap(({ ticker, name }) => toNamed(ticker, name)),
        ...(await market?.shelf.names() ?? []).flatMap(({ code, name }) => toNamed(code, name)),
      ]);
    },
  };
}

function toNamed(ticker: unknown, name: unknown): readonly NamedTicker[] {
  if (typeof ticker !== "string" || typeof name !== "string" || name.trim() === "") return [];
  const code = ticker.toUpperCase();
  return isStockCode(code) ? [{ ticker: code, name }] : [];
}

/** A second spelling of the same name adds nothing. */
function toUnique(all: readonly NamedTicker[]): readonly NamedTicker[] {
  return [...new Map(all.map((one) => [`${one.ticker} ${one.name}`, one])).values()];
}
