/** How one exchange of ccxt is loaded and set up, and what its errors mean. */
import { UpstreamError, type UpstreamErrorKind } from "../../core/errors.ts";
import type { CcxtApi } from "./api.ts";
import type { CcxtFetch } from "./http.ts";
import type { CcxtVenue, VenueQuirks } from "./venue.ts";

/** What of its inside is changed. */
interface CcxtInside {
  timeout: number;
  urls: object;
  has: object;
  exceptions: object;
  fetchImplementation: unknown;
  parseOHLCV(row: unknown, market: unknown): unknown;
  parseOHLCVs(rows: unknown, market: unknown): unknown;
}

/** ccxt's word for "precision is a price step", which all exchanges here use. */
export const TICK_SIZE_MODE = 4;

const SETTINGS = {
  enableRateLimit: true,
  // Only the spot market is asked, so one host is enough.
  options: { defaultType: "spot", fetchMarkets: { types: ["spot"] } },
};

/** @param restUrl stands in for scheme and host of every address, the path stays; `undefined`: the real ones. */
export async function loadCcxt(
  venue: Pick<CcxtVenue, "load">,
  options: {
    readonly restUrl: string | undefined;
    readonly timeoutMs: number;
    readonly fetch: CcxtFetch;
    readonly errors: VenueQuirks["errors"];
  },
): Promise<CcxtApi> {
  const { default: Class } = await venue.load();
  // ccxt's own types say values where promises come, so they cannot be used.
  const api = new Class(SETTINGS) as CcxtApi & CcxtInside;
  api.timeout = options.timeoutMs;
  api.fetchImplementation = options.fetch;
  // A private call on most exchanges, and not needed.
  api.has = { ...api.has, fetchCurrencies: false };
  api.exceptions = { ...api.exceptions, ...options.errors };
  if (options.restUrl !== undefined) api.urls = { ...api.urls, api: moveUrls(api.urls, options.restUrl) };
  // Its own drops rows without a time in silence; then garbage would look like a time without trades.
  api.parseOHLCVs = (rows, market) => {
    if (!Array.isArray(rows)) throw new UpstreamError("bad_shape", "the answer holds no list of candles");
    return rows.map((row) => api.parseOHLCV(row, market));
  };
  return api;
}

/** By the names of ccxt's classes; what has an HTTP status never gets here. */
const KINDS: Readonly<Record<string, UpstreamErrorKind>> = {
  RateLimitExceeded: "rate_limited",
  DDoSProtection: "rate_limited",
  RequestTimeout: "timeout",
  NetworkError: "network",
  ExchangeNotAvailable: "http_5xx",
  OnMaintenance: "http_5xx",
  BadSymbol: "http_4xx",
  BadRequest: "http_4xx",
  ArgumentsRequired: "http_4xx",
  NotSupported: "http_4xx",
  AuthenticationError: "auth",
  PermissionDenied: "auth",
};

/** ccxt's messages hold addresses and bodies, so only the name of its error is told. */
export function toUpstreamError(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const name = error instanceof Error ? error.name : "Error";
  return new UpstreamError(KINDS[name] ?? "bad_shape", `the answer of the exchange is an error (${name})`);
}

function moveUrls(urls: object, restUrl: string): unknown {
  const move = (value: unknown): unknown => {
    if (typeof value === "string") return value.replace(/^https?:\/\/[^/]+/, restUrl);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, move(inner)]));
  };
  return "api" in urls ? move(urls.api) : undefined;
}
