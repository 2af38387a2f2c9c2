import { createSystemClock } from "../../src/core/clock.ts";
import { deepStrictEqual } from "node:assert/strict";
import { listen } from "../../src/web/listener.ts";
import { createTestWeb } from "../support/app_view.ts";
import { ScriptedMarket, serveMarketWeb } from "./scripted_market.ts";
import { ScriptedReports, ScriptedStrategies, serveStrategyWeb } from "./scripted_strategies.ts";

/** What a stranger may write into any header or parameter. All are answered; none is a mistake of ours. */
const VALUES = [
  "",
  " ",
  ",",
  ";;;===",
  "null",
  "undefined",
  "-1",
  "99999999999999999999",
  "1e999",
  "NaN",
  "127.0.0.1:99999",
  "[::1]:8001",
  "http://evil.com:99999/",
  "https://[::1",
  "//evil.com",
  "../../etc/passwd",
  "%",
  "%00",
  "%ff%fe",
  "%2e%2e%2f",
  "<script>alert(1)</script>",
  "' OR 1=1 --",
  "{}",
  "__proto__",
  "constructor",
  "q=0.5;q=x",
  "en;q=1e999,ko;q=-1,*;q=",
  'signal_v2_session="a; b',
  "signal_v2_session=%E0%A4%A",
  "bytes=0-,-1",
  "\u00ec\u009e\u0090\u0080",
  "a\tb",
  "x".repeat(8_000),
  ",".repeat(8_000),
] as const;

const HEADERS = [
  "Accept",
  "Accept-Encoding",
  "Accept-Language",
  "Authorization",
  "Connection",
  "Content-Length",
  "Content-Type",
  "Cookie",
  "Expect",
  "Host",
  "If-Modified-Since",
  "If-None-Match",
  "Last-Event-ID",
  "Origin",
  "Range",
  "Referer",
  "Sec-Fetch-Mode",
  "Sec-Fetch-Site",
  "Transfer-Encoding",
  "Upgrade",
  "X-Forwarded-For",
  "X-Signal-Action",
] as const;

/** The status of one request, byte for byte as given; the connection is left as soon as it is there. */
async function statusOf(url: string, head: string): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
  await connection.write(Uint8Array.from(`${head}\r\n\r\n`, (letter) => letter.charCodeAt(0)));
  const into = new Uint8Array(1_024);
  const count = await connection.read(into).catch(() => 0) ?? 0;
  return Number(new TextDecoder().decode(into.subarray(9, Math.min(12, count))));
}

async function findFaults(url: string, heads: readonly string[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const head of heads) {
    const status = await statusOf(url, head);
    // 501 and 505 are said of methods and versions; 503 is the honest answer while no market is set.
    const isAnswered = status >= 200 && (status < 500 || status === 503);
    if (!isAnswered) faults.push(`${status} ${head.slice(0, 120)}`);
  }
  return faults;
}

function headsFor(method: string, path: string): readonly string[] {
  return HEADERS.flatMap((header) =>
    VALUES.map((value) => {
      const host = header === "Host" ? "" : "\r\nHost: localhost";
      return `${method} ${path} HTTP/1.1${host}\r\n${header}: ${value}`;
    })
  );
}

const TOKEN = "0123456789abcdef";
const ROUTES = [
  ["GET", "/", undefined],
  ["GET", "/", TOKEN],
  ["GET", "/health", undefined],
  ["POST", "/login", TOKEN],
  ["POST", "/poll", undefined],
] as const;

for (const [method, path, token] of ROUTES) {
  const who = token === undefined ? "the owner" : "a stranger";
  Deno.test(`${method} ${path} answers ${who} whatever stands in the headers, and nothing goes wrong`, async () => {
    const failures: unknown[] = [];
    const { web, failures: inRoutes } = createTestWeb({ token });
    const events = {
      acceptFailed: () => {},
      acceptRecovered: () => {},
      callersLeft: () => {},
      connectionFailed: ({ error }: { error: unknown }) => failures.push(error),
    };
    await using listener = listen({
      host: "127.0.0.1",
      port: 0,
      dataDir: "data",
      clock: createSystemClock(),
      events,
    }, () => web);
    deepStrictEqual(await findFaults(listener.url, headsFor(method, path)), []);
    deepStrictEqual([failures, inRoutes], [[], []]);
  });
}

/** As they can stand in an address. */
const QUERY_VALUES = VALUES.filter((value) => /^[\x21-\x7e]*$/.test(value) && value.length < 4_000);

/** Every parameter where it is read. */
const PARAMETERS: readonly (readonly [string, readonly string[]])[] = [
  ["/", ["lang", "part"]],
  ["/calendar", ["lang", "year"]],
  ["/chart/upbit/BTC-KRW", ["lang", "interval", "range", "from"]],
  ["/data", ["lang", "part"]],
  ["/login", ["lang", "next"]],
  ["/api/candles", ["exchange", "symbol", "interval", "from", "to"]],
];

Deno.test("pages and data of a market answer whatever stands in their address", async () => {
  const { url, listener } = serveMarketWeb({ market: new ScriptedMarket() });
  await using _listener = listener;
  const heads = PARAMETERS.flatMap(([path, names]) =>
    names.flatMap((name) =>
      QUERY_VALUES.map((value) => `GET ${path}?${name}=${value} HTTP/1.1\r\nHost: localhost`)
    )
  );
  const inPath = QUERY_VALUES.flatMap((value) => [
    `GET /chart/${value}/BTC-KRW HTTP/1.1\r\nHost: localhost`,
    `GET /chart/upbit/${value} HTTP/1.1\r\nHost: localhost`,
    `GET /${value} HTTP/1.1\r\nHost: localhost`,
    `GET /assets/${value} HTTP/1.1\r\nHost: localhost`,
  ]);
  deepStrictEqual(await findFaults(url, [...heads, ...inPath]), []);
});

Deno.test("pages of strategies and backtests answer whatever stands in their address", async () => {
  const { url, listener } = serveStrategyWeb({
    strategies: new ScriptedStrategies(),
    reports: new ScriptedReports(),
  });
  await using _listener = listener;
  const heads = QUERY_VALUES.flatMap((value) =>
    [
      `/strategies/${value}`,
      `/strategies?notice=${value}`,
      `/backtests/${value}`,
      `/backtests/${value}/report`,
      `/backtests?lang=${value}`,
    ].map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost`)
  );
  deepStrictEqual(await findFaults(url, heads), []);
});
