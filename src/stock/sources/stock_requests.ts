import { readDateText } from "../../core/kst.ts";
import { type StockRequest, toCanonicalJson } from "./source.ts";

const MOST_ROWS = 500;

/** The portfolio with `pnl_pct` per holding (percent: 2.5 is +2.5 %). */
export function portfolioRequest(): StockRequest {
  return { method: "GET", path: "/api/webai/portfolio", ttlMs: 60_000 };
}

/**
 * @param date `YYYY-MM-DD` in Korea; without it the upstream answers for its latest day.
 * @throws {RangeError} for anything that is not a real date.
 */
export function newsSentimentRequest(date?: string): StockRequest {
  if (date !== undefined && readDateText(date) === undefined) {
    throw new RangeError(
      `Cannot ask for news: date must be a real day like "2026-03-11", received ${JSON.stringify(date)}`,
    );
  }
  const query = date === undefined ? "" : `?date=${date}`;
  return { method: "GET", path: `/api/webai/news-sentiment${query}`, ttlMs: 300_000 };
}

/**
 * @param options.weights weight per factor name, any finite number.
 * @param options.topN rows wanted, 1 to 500.
 * @throws {RangeError} for a weight or a count that cannot be sent.
 */
export function screenerPreviewRequest(
  options: { weights?: Readonly<Record<string, number>>; topN?: number } = {},
): StockRequest {
  const { weights, topN = 20 } = options;
  if (!Number.isInteger(topN) || topN < 1 || topN > MOST_ROWS) {
    throw new RangeError(
      `Cannot run the screener: topN must be an integer from 1 to ${MOST_ROWS}, received ${topN}`,
    );
  }
  for (const [name, weight] of Object.entries(weights ?? {})) {
    if (!Number.isFinite(weight)) {
      throw new RangeError(
        `Cannot run the screener: weight ${JSON.stringify(name)} must be a finite number, received ${weight}`,
      );
    }
  }
  const body = toCanonicalJson({
    mode: "preview",
    ...(weights === undefined ? {} : { weights }),
    top_n: topN,
  });
  return { method: "POST", path: "/api/stock/screener/run", body, ttlMs: 60_000 };
}
