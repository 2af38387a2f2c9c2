/** Facts and signals for tests: a Friday morning with one share that is held and one that stands high in the screener. */
import type { EvidencePiece } from "../../src/signals/score/evidence.ts";
import type { HeldShare, RankedFact, RuleFacts } from "../../src/signals/rules/rule.ts";
import { type StockPolls, toStockFacts } from "../../src/signals/facts/polled.ts";

/** Friday, inside the session. */
export const NOW_MS = Date.parse("2026-11-20T09:20:00+09:00");
export const SESSION = {
  openMs: Date.parse("2026-11-20T09:00:00+09:00"),
  closeMs: Date.parse("2026-11-20T15:30:00+09:00"),
};
export const MOMENT = { nowMs: NOW_MS, session: SESSION, openQuietMs: 300_000, mutes: [] } as const;

export const HELD: HeldShare = {
  ticker: "035720",
  name: "카카오",
  currency: "KRW",
  quantity: 120,
  avgPrice: 41_200,
  price: 38_150,
  pnl: -366_000,
  pnlPct: -7.4,
};

export const RANKED: RankedFact = {
  ticker: "005930",
  name: "삼성전자",
  rank: 3,
  score: 0.81,
  price: 71_300,
  changePct: 1.2,
  factors: { volume_ratio: 2.1 },
};

/** The polls of one minute; each part can be another, or not there. */
export function pollsAt(
  atMs: number,
  parts: { holdings?: readonly HeldShare[]; ranked?: readonly RankedFact[]; news?: readonly object[] } = {},
): StockPolls {
  const { holdings = [HELD], ranked = [RANKED], news = GOOD_NEWS(atMs) } = parts;
  const poll = (rows: readonly object[]) => ({
    fetchedAtMs: atMs,
    dataAtMs: atMs,
    gap: undefined,
    rows: rows as StockPolls["portfolio"] extends { rows: infer Rows } | undefined ? Rows : never,
  });
  return {
    portfolio: poll(holdings),
    news_sentiment: poll(news),
    screener_preview: poll(
      ranked.map(({ factors, ...row }) => ({
        ...row,
        ...Object.fromEntries(Object.entries(factors).map(([name, value]) => [`factor ${name}`, value])),
      })),
    ),
  };
}

/** Seven articles, four minutes old at most: five good, one bad. */
const GOOD_NEWS = (atMs: number) =>
  [0.7, 0.6, 0.6, 0.5, 0.8, 0, -0.3].map((score, i) => ({
    ticker: "005930",
    headline: `기사 ${i}`,
    score,
    atMs: atMs - 240_000 - i * 1_000,
  }));

type OtherFacts = Partial<Pick<RuleFacts, "peaks" | "candles" | "advice" | "inbound" | "prices">>;

export function factsAt(
  nowMs = NOW_MS,
  parts: Parameters<typeof pollsAt>[1] & OtherFacts = {},
): RuleFacts {
  return {
    nowMs,
    ...toStockFacts(pollsAt(nowMs - 12_000, parts)),
    peaks: new Map(),
    candles: new Map(),
    advice: [],
    inbound: [],
    ...onlyFacts(parts),
  };
}

function onlyFacts(parts: OtherFacts): OtherFacts {
  const { peaks, candles, advice, inbound, prices } = parts;
  return Object.fromEntries(
    Object.entries({ peaks, candles, advice, inbound, prices }).filter(([, value]) => value !== undefined),
  );
}

export function piece(change: Partial<EvidencePiece> = {}): EvidencePiece {
  return {
    key: "screener",
    numbers: { share: 0.8 },
    origin: "screener",
    strength: "share",
    weight: 40,
    isRequired: true,
    fetchedAtMs: NOW_MS,
    dataAtMs: NOW_MS,
    ...change,
  };
}
