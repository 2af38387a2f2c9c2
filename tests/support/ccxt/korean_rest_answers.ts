/** Bithumb and Coinone as they answer: which rows, in which order, in which words. Documents: apidocs.bithumb.com, docs.coinone.co.kr */

const MINUTE_MS = 60_000;
const KST_MS = 9 * 60 * MINUTE_MS;
const DAY_MS = 1_440 * MINUTE_MS;

/** `undefined` when the address is none of theirs. @param quiet open times of minutes without a trade. */
export function answerKorean(url: URL, quiet: ReadonlySet<number>): unknown {
  return answerBithumb(url, quiet) ?? answerCoinone(url, quiet);
}

function answerBithumb({ pathname, searchParams }: URL, quiet: ReadonlySet<number>): unknown {
  if (pathname === "/v1/market/all") {
    return [
      { market: "KRW-BTC", korean_name: "비트코인", english_name: "Bitcoin", market_warning: "NONE" },
      { market: "BTC-ETH", korean_name: "이더리움", english_name: "Ethereum", market_warning: "NONE" },
    ];
  }
  if (pathname === "/v1/ticker") {
    const markets = searchParams.get("markets")?.split(",") ?? [];
    return markets.map((market) => ({
      market,
      trade_timestamp: 1_699_999_999_000,
      opening_price: 147_000_000,
      high_price: 149_000_000,
      low_price: 146_000_000,
      trade_price: market === "KRW-BTC" ? 148_737_000 : 0.05,
      trade_volume: 0.01,
    }));
  }
  if (pathname === "/v1/orderbook") {
    const units = [{ ask_price: 148_738_000, bid_price: 148_737_000, ask_size: 0.25, bid_size: 0.5 }];
    return [{ market: "KRW-BTC", timestamp: 1_699_999_999_500, orderbook_units: units }];
  }
  const unit = /^\/v1\/candles\/minutes\/(\d+)$/.exec(pathname)?.[1];
  const lengthMs = unit !== undefined
    ? Number(unit) * MINUTE_MS
    : pathname === "/v1/candles/days"
    ? DAY_MS
    : undefined;
  if (lengthMs === undefined) return undefined;
  // Korean time without a zone; candles that begin before it. Days, and candles of hours, lie on the Korean clock.
  const toMs = Date.parse(`${searchParams.get("to")}Z`) - KST_MS;
  const rows: unknown[] = [];
  const count = Math.min(Number(searchParams.get("count") ?? 1), 200);
  let atMs = Math.ceil((toMs + KST_MS) / lengthMs) * lengthMs - KST_MS - lengthMs;
  for (; rows.length < count; atMs -= lengthMs) {
    if (quiet.has(atMs)) continue;
    rows.push({
      market: searchParams.get("market"),
      candle_date_time_utc: new Date(atMs).toISOString().slice(0, 19),
      candle_date_time_kst: new Date(atMs + KST_MS).toISOString().slice(0, 19),
      opening_price: 100,
      high_price: 110,
      low_price: 90,
      trade_price: 105,
      timestamp: atMs + KST_MS + lengthMs,
      candle_acc_trade_price: 210,
      candle_acc_trade_volume: 2,
    });
  }
  return rows;
}

const GOOD = { result: "success", error_code: "0" };
const LENGTHS: Readonly<Record<string, number>> = {
  "1m": 1,
  "3m": 3,
  "5m": 5,
  "10m": 10,
  "15m": 15,
  "30m": 30,
  "1h": 60,
};

function answerCoinone({ pathname, searchParams }: URL, quiet: ReadonlySet<number>): unknown {
  const ticker = (base: string, last: string) => ({
    quote_currency: "krw",
    target_currency: base,
    timestamp: 1_699_999_999_000,
    high: last,
    low: last,
    first: last,
    last,
    quote_volume: "1",
    target_volume: "1",
    best_asks: [],
    best_bids: [],
    id: "1699999999000001",
  });
  const all = [ticker("btc", "148737000.0"), ticker("xrp", "3123.0")];
  const path = pathname.replace(/^\/public\/v2\//, "");
  if (path === pathname) return undefined;
  if (path === "ticker_new/KRW") return { ...GOOD, server_time: 1, tickers: all };
  const one = /^ticker_new\/KRW\/(\w+)$/.exec(path)?.[1]?.toLowerCase();
  if (one !== undefined) {
    return { ...GOOD, server_time: 1, tickers: all.filter(({ target_currency }) => target_currency === one) };
  }
  if (path === "markets/KRW/BTC") {
    const market = {
      quote_currency: "KRW",
      target_currency: "BTC",
      qty_unit: "0.00000001",
      min_order_amount: "5000.0",
    };
    return { ...GOOD, markets: [market] };
  }
  if (path === "range_units/KRW/BTC") {
    return {
      ...GOOD,
      range_price_units: [
        { range_min: 0.0, next_range_min: 1.0, price_unit: 1.0e-4 },
        { range_min: 1_000_000.0, next_range_min: 1.0e8, price_unit: 1_000.0 },
        { range_min: 1.0e8, next_range_min: 1.0e13, price_unit: 10_000.0 },
      ],
    };
  }
  if (path === "orderbook/KRW/BTC") {
    const level = (price: string, qty: string) => ({ price, qty });
    const sides = { bids: [level("148730000", "0.5")], asks: [level("148740000", "0.25")] };
    return {
      ...GOOD,
      timestamp: 1_699_999_999_500,
      id: "1",
      quote_currency: "KRW",
      target_currency: "BTC",
      ...sides,
    };
  }
  if (path !== "chart/KRW/BTC") return undefined;
  const lengthMs = (LENGTHS[searchParams.get("interval") ?? ""] ?? 0) * MINUTE_MS;
  if (lengthMs === 0) return { result: "error", error_code: "107", error_msg: "Parameter value is wrong" };
  const chart: unknown[] = [];
  const size = Math.min(Number(searchParams.get("size") ?? 200), 200);
  let atMs = Math.floor(Number(searchParams.get("timestamp")) / lengthMs) * lengthMs;
  for (; chart.length < size; atMs -= lengthMs) {
    if (quiet.has(atMs)) continue;
    chart.push({
      timestamp: atMs,
      open: "100",
      high: "110",
      low: "90",
      close: "105",
      target_volume: "2.0",
      quote_volume: "210",
    });
  }
  return { ...GOOD, is_last: false, chart };
}
