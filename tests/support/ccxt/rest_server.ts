/** A loopback server that answers like the spot market of Binance, with the markets and candles of the others. */
import { candleAnswerOf } from "./candles.ts";
import { answerKorean } from "./korean_rest_answers.ts";

const MINUTE_MS = 60_000;
const PREFIX = "/api/v3/";

/** What it does instead of answering, from now on. */
export type CcxtFault =
  | { readonly kind: "none" }
  | { readonly kind: "html" }
  | {
    readonly kind: "status";
    readonly status: number;
    readonly body: string;
    readonly headers?: HeadersInit;
  }
  | { readonly kind: "json"; readonly body: unknown }
  | { readonly kind: "silence" };

export interface CcxtServer extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  /** Path and query of every request so far. */
  readonly asked: readonly URL[];
  readonly userAgents: ReadonlySet<string>;
  /** Applies to everything but the list of markets. */
  fault: CcxtFault;
  /** The time that a good answer tells, in epoch ms; `undefined` for the real one. */
  dateOf: (url: URL) => number | undefined;
  /** Open times in ms at which nothing was traded. */
  readonly quiet: Set<number>;
}

export function startCcxtServer(): CcxtServer {
  const asked: URL[] = [];
  const userAgents = new Set<string>();
  const quiet = new Set<number>();
  const closing = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: closing.signal },
    async (request) => {
      const url = new URL(request.url);
      asked.push(url);
      userAgents.add(request.headers.get("user-agent") ?? "");
      const markets = marketsOf(url);
      if (markets !== undefined) return Response.json(markets);
      const refusal = await answerFault(self.fault, closing.signal);
      if (refusal !== undefined) return refusal;
      const candles = candleAnswerOf(url) ?? answerKorean(url, quiet);
      const answer = candles === undefined ? answerSpot(url, quiet) : Response.json(candles);
      const dateMs = self.dateOf(url);
      if (dateMs !== undefined) answer.headers.set("date", new Date(dateMs).toUTCString());
      return answer;
    },
  );
  const host = `127.0.0.1:${server.addr.port}`;
  const self: CcxtServer = {
    url: `http://${host}`,
    host,
    asked,
    userAgents,
    quiet,
    dateOf: () => undefined,
    fault: { kind: "none" },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await server.finished;
    },
  };
  return self;
}

/** The candle of BTC/USDT that begins at this minute; it depends on the minute alone. */
export function klineAt(openTimeMs: number): readonly [number, number, number, number, number, number] {
  const step = (openTimeMs / MINUTE_MS) % 500;
  return [openTimeMs, 30_000 + step, 30_010 + step, 29_990 + step, 30_005 + step, 1 + step / 1_000];
}

async function answerFault(fault: CcxtFault, closing: AbortSignal): Promise<Response | undefined> {
  switch (fault.kind) {
    case "none":
      return undefined;
    case "html":
      return new Response("<html><body>maintenance</body></html>", {
        headers: { "content-type": "text/html" },
      });
    case "status":
      return new Response(fault.body, { status: fault.status, headers: fault.headers ?? {} });
    case "json":
      return Response.json(fault.body);
    case "silence":
      await new Promise((resolve) => closing.addEventListener("abort", resolve, { once: true }));
      return new Response(null, { status: 503 });
  }
}

function answerSpot(url: URL, quiet: ReadonlySet<number>): Response {
  const name = url.pathname.startsWith(PREFIX) ? url.pathname.slice(PREFIX.length) : "";
  const symbol = url.searchParams.get("symbol");
  if (symbol !== null && symbol !== "BTCUSDT") {
    return Response.json({ code: -1121, msg: "Invalid symbol." }, { status: 400 });
  }
  if (name === "klines") return Response.json(klines(url.searchParams, quiet));
  if (name === "ticker/24hr") {
    const isMany = url.searchParams.has("symbols");
    return Response.json(isMany ? [TICKER, { ...TICKER, symbol: "ETHBTC", lastPrice: "0.05" }] : TICKER);
  }
  if (name === "depth") {
    return Response.json({ lastUpdateId: 1, bids: [["30004.99", "0.5"]], asks: [["30005.01", "0.25"]] });
  }
  return Response.json({ code: -1, msg: "not served here" }, { status: 404 });
}

/** From `startTime`, ascending, both ends within, at most `limit`: as Binance does. */
function klines(query: URLSearchParams, quiet: ReadonlySet<number>): readonly unknown[] {
  const [startMs, endMs, limit] = ["startTime", "endTime", "limit"].map((name) => Number(query.get(name)));
  if (startMs === undefined || endMs === undefined || limit === undefined) return [];
  const rows: unknown[] = [];
  const stepMs = query.get("interval") === "1h" ? 60 * MINUTE_MS : MINUTE_MS;
  const firstMs = Math.ceil(startMs / stepMs) * stepMs;
  for (let atMs = firstMs; atMs <= endMs && rows.length < Math.min(limit, 1_000); atMs += stepMs) {
    if (quiet.has(atMs)) continue;
    const [open, ...rest] = klineAt(atMs);
    rows.push([open, ...rest.map(String), atMs + stepMs - 1, "0", 1, "0", "0", "0"]);
  }
  return rows;
}

const TICKER = { symbol: "BTCUSDT", lastPrice: "30005.00", closeTime: 1_699_999_999_000, lastQty: "0.1" };

function binanceMarket(baseAsset: string, quoteAsset: string, tickSize: string): unknown {
  return {
    symbol: `${baseAsset}${quoteAsset}`,
    status: "TRADING",
    baseAsset,
    baseAssetPrecision: 8,
    quoteAsset,
    quotePrecision: 8,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: "PRICE_FILTER", minPrice: tickSize, maxPrice: "1000000.00000000", tickSize },
      { filterType: "LOT_SIZE", minQty: "0.00001000", maxQty: "9000.00000000", stepSize: "0.00001000" },
      { filterType: "NOTIONAL", minNotional: "5.00000000", applyMinToMarket: true },
    ],
    permissions: [],
    permissionSets: [["SPOT"]],
  };
}

/** The shapes in the comments of ccxt, cut to one or two markets. */
const MARKETS: Readonly<Record<string, unknown>> = {
  "/api/v3/exchangeInfo": {
    timezone: "UTC",
    symbols: [binanceMarket("BTC", "USDT", "0.01000000"), binanceMarket("ETH", "BTC", "0.00000100")],
  },
  "/api/v5/public/instruments": {
    code: "0",
    msg: "",
    data: [{
      baseCcy: "BTC",
      instId: "BTC-USDT",
      instType: "SPOT",
      lotSz: "0.00000001",
      minSz: "0.00001",
      quoteCcy: "USDT",
      state: "live",
      tickSz: "0.1",
    }],
  },
  "/api/v2/spot/public/symbols": {
    code: "00000",
    msg: "success",
    requestTime: 1_700_000_000_000,
    data: [{
      symbol: "BTCUSDT",
      baseCoin: "BTC",
      quoteCoin: "USDT",
      minTradeAmount: "0",
      maxTradeAmount: "10000000000",
      takerFeeRate: "0.002",
      makerFeeRate: "0.002",
      pricePrecision: "2",
      quantityPrecision: "6",
      quotePrecision: "8",
      minTradeUSDT: "1",
      status: "online",
    }],
  },
  "/api/v2/margin/currencies": { code: "00000", msg: "success", requestTime: 1_700_000_000_000, data: [] },
  "/v5/market/instruments-info": {
    retCode: 0,
    retMsg: "OK",
    result: {
      category: "spot",
      list: [{
        symbol: "BTCUSDT",
        baseCoin: "BTC",
        quoteCoin: "USDT",
        status: "Trading",
        marginTrading: "none",
        lotSizeFilter: {
          basePrecision: "0.000001",
          quotePrecision: "0.00000001",
          minOrderQty: "0.00004",
          maxOrderQty: "63.01",
          minOrderAmt: "1",
          maxOrderAmt: "100000",
        },
        priceFilter: { tickSize: "0.01" },
      }],
    },
    time: 1_700_000_000_000,
  },
};

/** Coinone's list of markets is its list of tickers. */
function marketsOf(url: URL): unknown {
  const isKorean = ["/v1/market/all", "/public/v2/ticker_new/KRW"].includes(url.pathname);
  return isKorean ? answerKorean(url, new Set()) : MARKETS[url.pathname];
}
