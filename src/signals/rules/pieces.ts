/** Evidence as several rules need it. A piece that is not there is told with empty numbers, never left out. */
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import type { EvidenceOrigin, EvidencePiece } from "../score/evidence.ts";
import {
  type HeldShare,
  type NewsFact,
  type PolledFact,
  type RankedFact,
  type RuleFacts,
  toMarketKey,
} from "./rule.ts";

type Numbers = Readonly<Record<string, number | undefined>>;

/** Numbers that are known. */
export function known(numbers: Numbers): EvidencePiece["numbers"] {
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, value]) =>
      value === undefined || !Number.isFinite(value) ? [] : [[name, value]]
    ),
  );
}

/** Shown and required to be fresh; it has no part in the score. */
export function pricePiece(facts: RuleFacts, exchange: string, ticker: string): EvidencePiece {
  const price = facts.prices.get(toMarketKey(exchange, ticker));
  return {
    key: "price",
    numbers: known({ price: price?.price, changePct: price?.changePct }),
    origin: price?.origin ?? (exchange === STOCK_EXCHANGE ? "price_poll" : "price_stream"),
    strength: "shown",
    weight: 0,
    isRequired: true,
    fetchedAtMs: price?.fetchedAtMs,
    dataAtMs: price?.dataAtMs,
  };
}

/** A condition that holds, with the numbers that show it. */
export function metPiece(
  key: string,
  options: { origin: EvidenceOrigin; numbers: Numbers } & Pick<EvidencePiece, "fetchedAtMs" | "dataAtMs">,
): EvidencePiece {
  const { origin, numbers, fetchedAtMs, dataAtMs } = options;
  return {
    ...{ key, origin, fetchedAtMs, dataAtMs },
    numbers: known(numbers),
    strength: "met",
    weight: 1,
    isRequired: true,
  };
}

/** Parts of the score of a ticker in the screener: 40 its score, 25 volume, 20 news, 15 the change of the day. */
export function screenerPieces(
  facts: RuleFacts,
  ranked: RankedFact,
  options: { scoreScale: number },
): readonly EvidencePiece[] {
  const stamps = { fetchedAtMs: facts.screener?.fetchedAtMs, dataAtMs: facts.screener?.dataAtMs };
  const { score, rank, changePct } = ranked;
  const share = score === undefined ? undefined : score / options.scoreScale;
  const common = { origin: "screener", isRequired: false, ...stamps } as const;
  return [
    {
      ...common,
      key: "screener",
      numbers: known({ share, score, rank }),
      strength: "share",
      weight: 40,
      isRequired: true,
    },
    {
      ...common,
      key: "volume",
      numbers: known({ ratio: findVolumeRatio(ranked) }),
      strength: "volume_ratio",
      weight: 25,
    },
    newsPiece(facts.news, { ticker: ranked.ticker, direction: "up", weight: 20, isRequired: false }),
    { ...common, key: "change", numbers: known({ changePct }), strength: "change_up", weight: 15 },
  ];
}

/** Names under which screeners tell today's volume against the usual one. */
const VOLUME_RATIOS = ["volume_ratio", "volumeRatio", "value_ratio", "volume_surge"];

export function findVolumeRatio({ factors }: RankedFact): number | undefined {
  return VOLUME_RATIOS.map((name) => factors[name]).find((ratio) => ratio !== undefined);
}

export interface NewsWish {
  readonly ticker: string;
  readonly direction: "up" | "down";
  readonly weight: number;
  readonly isRequired: boolean;
}

/** No article is no evidence, not a neutral one. Its time is that of the newest article, or of the payload. */
export function newsPiece(news: PolledFact<NewsFact> | undefined, wish: NewsWish): EvidencePiece {
  const rows = news?.rows.filter(({ ticker }) => ticker === wish.ticker) ?? [];
  const times = rows.flatMap(({ atMs }) => (atMs === undefined ? [] : [atMs]));
  return {
    key: "news",
    numbers: rows.length === 0 ? {} : known({ ...countMoods(rows), sentiment: meanSentiment(rows) }),
    origin: "news",
    strength: wish.direction === "up" ? "sentiment_up" : "sentiment_down",
    weight: wish.weight,
    isRequired: wish.isRequired,
    fetchedAtMs: news?.fetchedAtMs,
    dataAtMs: times.length > 0 ? Math.max(...times) : news?.dataAtMs,
  };
}

/** Nearer to nothing than this is neutral. */
const NEUTRAL_BELOW = 0.1;

function countMoods(rows: readonly NewsFact[]): Numbers {
  return {
    articles: rows.length,
    positive: rows.filter(({ sentiment }) => sentiment >= NEUTRAL_BELOW).length,
    negative: rows.filter(({ sentiment }) => sentiment <= -NEUTRAL_BELOW).length,
  };
}

/** Each article counts by how clear it is, so that a crowd of neutral ones does not hide a shock. */
export function meanSentiment(rows: readonly NewsFact[]): number | undefined {
  const weight = rows.reduce((sum, { sentiment }) => sum + Math.abs(sentiment), 0);
  if (rows.length === 0) return undefined;
  if (weight === 0) return 0;
  return rows.reduce((sum, { sentiment }) => sum + sentiment * Math.abs(sentiment), 0) / weight;
}

/** A share in percent, without the dust of binary fractions: 8 % of 50,000 are met at 46,000. */
export function toPct(share: number): number {
  return Math.round(share * 1e11) / 1e9;
}

/** Gain or loss in percent: as the portfolio says, or from its prices. */
export function pnlPctOf({ pnlPct, price, avgPrice }: HeldShare): number | undefined {
  if (pnlPct !== undefined) return pnlPct;
  if (price === undefined || avgPrice === undefined || avgPrice <= 0) return undefined;
  return toPct(price / avgPrice - 1);
}

/** What makes a look at a poll this one: the same poll looked at twice is one occasion. */
export function pollOccasion(polled: PolledFact<unknown> | undefined): string {
  return String(polled?.fetchedAtMs ?? "never");
}
