/** Markets whose candles are kept, and for how long. */
import { z } from "zod";
import { DAY_MS } from "../../core/kst.ts";
import { nearName } from "../../core/near_name.ts";
import { baseOf, isFileExchange, isStockCode, readMarketSymbol } from "../../core/symbol.ts";
import { EXCHANGE_IDS, EXCHANGES_OR } from "./exchanges.ts";
import { percent, times, whole } from "./kinds.ts";
import type { SettingGroup } from "./setting.ts";

/** A market to keep candles of. Which exchanges there are is known to whoever starts them. */
export interface MarketSetting {
  readonly exchange: string;
  /** `BTC/KRW` */
  readonly symbol: string;
}

/** A fee above is a share that was taken for percent. */
const MOST_FEE_PCT = 5;
const MOST_MARKETS = 200;
const MARKETS_MUST = `must be exchange:BASE/QUOTE, separated by commas, each once, at most ${MOST_MARKETS}`;

const marketList = z.string().transform((value, context): readonly MarketSetting[] => {
  const wishes = value.split(",").map((part) => readMarket(part.trim()));
  const markets = wishes.filter((wish) => wish !== undefined);
  const keys = new Set(markets.map(({ exchange, symbol }) => `${exchange}:${symbol}`));
  const isWrong = keys.size < wishes.length || wishes.length > MOST_MARKETS;
  const fault = isWrong
    ? MARKETS_MUST
    : markets.map(findMarketSettingFault).find((text) => text !== undefined);
  if (fault === undefined) return markets;
  context.addIssue({ code: "custom", message: fault });
  return z.NEVER;
});

/** A name that was checked to be short and plain may be repeated, so that it can be found among two hundred. */
function findMarketSettingFault({ exchange, symbol }: MarketSetting): string | undefined {
  if (isFileExchange(exchange)) {
    return `must not have ${exchange}:${symbol}: its candles came from a file and cannot be collected; take it out`;
  }
  if (EXCHANGE_IDS.includes(exchange)) {
    return isStockCode(baseOf(symbol))
      ? `must not have ${exchange}:${symbol}: that is the code of a stock, and ${exchange} trades coins; take it out`
      : undefined;
  }
  const near = nearName(exchange, EXCHANGE_IDS);
  const guess = near === undefined ? "" : ` (did you mean ${near}?)`;
  return `must name exchanges that there are: "${exchange}"${guess} is none of ${EXCHANGE_IDS.join(", ")}`;
}

function readMarket(text: string): MarketSetting | undefined {
  const [exchange = "", name = "", ...rest] = text.split(":");
  const symbol = readMarketSymbol(exchange, name);
  if (rest.length > 0 || symbol === undefined || !/^[a-z][a-z0-9_]{0,39}$/.test(exchange)) return undefined;
  return { exchange, symbol };
}

export const MARKET_SETTINGS = {
  markets: {
    name: "SIGNAL_V2_MARKETS",
    schema: marketList,
    fallback: undefined,
    example: "upbit:BTC/KRW,upbit:ETH/KRW",
    help: `Markets whose 1-minute candles are kept: ${EXCHANGES_OR}, a colon and the market.`,
  },
  backfillMs: {
    name: "SIGNAL_V2_BACKFILL_DAYS",
    schema: times(DAY_MS, whole(0, 3650, "days")),
    fallback: "7",
    example: "7",
    help: "Days of candles that are fetched for a market that is new.",
  },
  candleKeepMs: {
    name: "SIGNAL_V2_CANDLES_KEEP_DAYS",
    schema: times(DAY_MS, whole(0, 36500, "days")),
    fallback: "0",
    example: "0",
    help:
      "Days after which 1-minute candles are removed; 0 keeps them for ever (some 35 MB a market and year).",
  },
  krxBuyFee: {
    name: "SIGNAL_V2_KRX_BUY_FEE_PCT",
    schema: percent(MOST_FEE_PCT),
    fallback: undefined,
    example: "0.015",
    help: "What your broker takes of a purchase of Korean stocks, in percent; without it, what is usual.",
  },
  krxSellFee: {
    name: "SIGNAL_V2_KRX_SELL_FEE_PCT",
    schema: percent(MOST_FEE_PCT),
    fallback: undefined,
    example: "0.015",
    help: "The same of a sale, without tax, which is counted by the date of the trade.",
  },
} as const satisfies SettingGroup;
