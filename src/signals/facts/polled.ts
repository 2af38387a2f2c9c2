/** From what a poll brought to what rules see: the same way for the poll of this minute and for one of a stored day. */
import { kstDayOf, kstDayStartMs } from "../../core/kst.ts";
import { isShareCode, STOCK_EXCHANGE } from "../../core/symbol.ts";
import {
  type HeldShare,
  type NewsFact,
  type PolledFact,
  type PriceFact,
  type RankedFact,
  toMarketKey,
} from "../rules/rule.ts";

type Row = Readonly<Record<string, string | number | undefined>>;

/** One poll of one source, as the history keeps it. */
export interface StockPoll {
  readonly fetchedAtMs: number;
  readonly dataAtMs: number | undefined;
  /** Why there is no list; its rows are then unknown. */
  readonly gap: string | undefined;
  readonly rows: readonly Row[];
}

/** The last poll of each source that brought a list. */
export interface StockPolls {
  readonly portfolio?: StockPoll | undefined;
  readonly news_sentiment?: StockPoll | undefined;
  readonly screener_preview?: StockPoll | undefined;
}

export interface StockFacts {
  readonly portfolio: PolledFact<HeldShare> | undefined;
  readonly screener: PolledFact<RankedFact> | undefined;
  readonly news: PolledFact<NewsFact> | undefined;
  readonly prices: ReadonlyMap<string, PriceFact>;
}

export function toStockFacts(polls: StockPolls): StockFacts {
  const portfolio = toPolled(polls.portfolio, toHolding);
  const screener = toPolled(polls.screener_preview, toRanked);
  return {
    portfolio,
    screener,
    news: toPolled(polls.news_sentiment, toNews),
    prices: toPrices(portfolio, screener),
  };
}

function toPolled<Fact>(
  poll: StockPoll | undefined,
  toFact: (row: Row, index: number) => Fact | undefined,
): PolledFact<Fact> | undefined {
  if (poll === undefined || poll.gap !== undefined) return undefined;
  const { fetchedAtMs, rows } = poll;
  return {
    fetchedAtMs,
    dataAtMs: toDataTime(poll),
    rows: rows.flatMap((row, index) => toFact(row, index) ?? []),
  };
}

/** A payload that names nothing but today's date does not say how old it is within the day. */
function toDataTime({ fetchedAtMs, dataAtMs }: StockPoll): number | undefined {
  return dataAtMs === kstDayStartMs(kstDayOf(fetchedAtMs)) ? undefined : dataAtMs;
}

/** Of what no rule can follow, as it is no code of a share, the pages tell alone; one such row must not stop the others. */
function codeOf(row: Row): string | undefined {
  const ticker = textOf(row, "ticker");
  return ticker !== undefined && isShareCode(ticker) ? ticker : undefined;
}

function toHolding(row: Row): HeldShare | undefined {
  const ticker = codeOf(row);
  if (ticker === undefined) return undefined;
  return {
    ticker,
    name: textOf(row, "name"),
    currency: textOf(row, "currency") ?? "KRW",
    quantity: numberOf(row, "quantity"),
    avgPrice: numberOf(row, "avgPrice"),
    price: numberOf(row, "price"),
    pnl: numberOf(row, "pnl"),
    pnlPct: numberOf(row, "pnlPct"),
  };
}

const FACTOR = "factor ";

function toRanked(row: Row, index: number): RankedFact | undefined {
  const ticker = codeOf(row);
  if (ticker === undefined) return undefined;
  const factors = Object.entries(row).flatMap(([name, value]) =>
    name.startsWith(FACTOR) && typeof value === "number" ? [[name.slice(FACTOR.length), value] as const] : []
  );
  return {
    ticker,
    name: textOf(row, "name"),
    rank: numberOf(row, "rank") ?? index + 1,
    score: numberOf(row, "score"),
    price: numberOf(row, "price"),
    changePct: numberOf(row, "changePct"),
    factors: Object.fromEntries(factors),
  };
}

function toNews(row: Row): NewsFact | undefined {
  const ticker = codeOf(row);
  const sentiment = numberOf(row, "score");
  // A number beyond the scale, or a word alone, is no sentiment that could be counted.
  if (ticker === undefined || sentiment === undefined || Math.abs(sentiment) > 1) return undefined;
  return { ticker, sentiment, atMs: numberOf(row, "atMs"), headline: textOf(row, "headline") };
}

/** By market; of two that tell a price, the one that is younger. */
function toPrices(
  portfolio: StockFacts["portfolio"],
  screener: StockFacts["screener"],
): ReadonlyMap<string, PriceFact> {
  const prices = new Map<string, PriceFact>();
  const add = (
    polled: PolledFact<{ ticker: string; name: string | undefined; price: number | undefined }> | undefined,
    changeOf: (ticker: string) => number | undefined,
  ) => {
    for (const { ticker, name, price } of polled?.rows ?? []) {
      if (price === undefined || price <= 0) continue;
      const key = toMarketKey(STOCK_EXCHANGE, ticker);
      const fact: PriceFact = {
        origin: "price_poll",
        ...{ price, name },
        changePct: changeOf(ticker),
        fetchedAtMs: polled?.fetchedAtMs,
        dataAtMs: polled?.dataAtMs,
      };
      const other = prices.get(key);
      prices.set(key, other === undefined || timeOf(fact) >= timeOf(other) ? { ...other, ...fact } : other);
    }
  };
  const changes = new Map(screener?.rows.map(({ ticker, changePct }) => [ticker, changePct]));
  add(screener, (ticker) => changes.get(ticker));
  add(portfolio, (ticker) => changes.get(ticker));
  return prices;
}

const timeOf = ({ fetchedAtMs = 0, dataAtMs = fetchedAtMs }: PriceFact) => Math.min(fetchedAtMs, dataAtMs);

function textOf(row: Row, name: string): string | undefined {
  const value = row[name];
  return typeof value === "string" ? value : undefined;
}

function numberOf(row: Row, name: string): number | undefined {
  const value = row[name];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
