import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type Config, ConfigError, readConfig } from "../../src/config/config.ts";
import { EXIT } from "../../src/core/errors.ts";
import { CCXT_VENUES } from "../../src/exchanges/ccxt/venues.ts";
import type { CcxtVenue } from "../../src/exchanges/ccxt/venue.ts";
import { SETTINGS } from "../../src/config/settings.ts";

type Variables = Readonly<Record<string, string>>;

const TOKEN = "0123456789abcdef";
const BOT_TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
const OFFICE_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

function read(variables: Variables, envFile?: string): Config {
  return readConfig({ get: (name) => variables[name], envFile });
}

/** One pair of addresses for each exchange that is asked through ccxt. */
function otherUrls<T>(toUrls: (venue: CcxtVenue) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(CCXT_VENUES.map((venue) => [venue.id, toUrls(venue)]));
}

/** The faults that are told, or an empty list when the settings are accepted. */
function faultsOf(variables: Variables, envFile?: string): readonly string[] {
  try {
    read(variables, envFile);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

function originOf(config: Config, name: string) {
  return config.origins.find((origin) => origin.name === name);
}

Deno.test("readConfig() without any setting gives the documented defaults and turns polling off", () => {
  const { origins, ...config } = read({});
  deepStrictEqual(config, {
    stockApi: undefined,
    stockApiUrl: undefined,
    missing: ["STOCK_API_URL", "WEBAI_API_KEY"],
    port: 8001,
    host: "127.0.0.1",
    allowedHosts: [],
    token: undefined,
    trustsLoopback: true,
    proxies: [],
    publicHealth: "brief",
    dataDir: "data",
    sqlite: { driver: "node", library: undefined },
    backup: { isOn: true, secondDir: undefined },
    holidaysPath: "holidays.json",
    logLevel: "info",
    frame: { dayStartMin: 420, dayEndMin: 1200 },
    steps: { preMs: 300_000, marketMs: 60_000, postMs: 300_000 },
    attempts: 3,
    timeoutMs: 10_000,
    staleLimitMs: 600_000,
    dedupWindowMs: 86_400_000,
    markets: [],
    backfillMs: 604_800_000,
    candleKeepMs: 0,
    historyKeepDays: 1_095,
    strategyDir: "data/strategies",
    rulesPath: "data/rules.json",
    judge: "none",
    krxFees: { buy: undefined, sell: undefined },
    inbound: { key: undefined, secret: undefined },
    exchangeUrls: {
      upbit: { rest: "https://api.upbit.com", stream: "wss://api.upbit.com/websocket/v1" },
      ...otherUrls(() => ({ rest: undefined, stream: undefined })),
    },
    notify: {
      order: ["telegram", "webhook"],
      quiet: { fromMin: 1_200, untilMin: 450 },
      summaryAtMin: [520, 940],
      ringsPer5Min: 5,
      hidesAmounts: false,
      telegram: undefined,
      office: undefined,
    },
    logFile: undefined,
    heartbeatUrl: undefined,
    priceColors: "kr",
    lang: "ko",
  });
  strictEqual(origins.length, Object.keys(SETTINGS).length);
});

Deno.test("readConfig() reads every setting in its own unit", () => {
  const config = read({
    STOCK_API_URL: "https://nas.example.com:18500/base//",
    WEBAI_API_KEY: "key-1234",
    SIGNAL_V2_PORT: "0",
    SIGNAL_V2_HOST: "0.0.0.0",
    SIGNAL_V2_TOKEN: TOKEN,
    SIGNAL_V2_TRUST_LOOPBACK: "1",
    SIGNAL_V2_PROXIES: "127.0.0.1, FD00::5",
    SIGNAL_V2_PUBLIC_HEALTH: "full",
    SIGNAL_V2_ALLOWED_HOSTS: "MiniPC.local, 192.168.0.20",
    SIGNAL_V2_DATA_DIR: "/var/lib/signal",
    SIGNAL_V2_HOLIDAYS: "my holidays.json",
    SIGNAL_V2_SQLITE: "ffi",
    SIGNAL_V2_SQLITE_LIBRARY: "/opt/sqlite/libsqlite3.so",
    SIGNAL_V2_BACKUP: "off",
    SIGNAL_V2_BACKUP_DIR: "/mnt/usb/signal-v2",
    SIGNAL_V2_LOG_LEVEL: "debug",
    SIGNAL_V2_DAY_START: "08:30",
    SIGNAL_V2_DAY_END: "24:00",
    SIGNAL_V2_PRE_STEP_MIN: "10",
    SIGNAL_V2_MARKET_STEP_MIN: "2",
    SIGNAL_V2_POST_STEP_MIN: "240",
    SIGNAL_V2_RETRY_ATTEMPTS: "1",
    SIGNAL_V2_TIMEOUT_S: "40",
    SIGNAL_V2_STALE_LIMIT_MIN: "1440",
    SIGNAL_V2_DEDUP_HOURS: "720",
    SIGNAL_V2_MARKETS: "upbit:btc/krw, binance:BTC-USDT",
    SIGNAL_V2_BACKFILL_DAYS: "30",
    SIGNAL_V2_CANDLES_KEEP_DAYS: "365",
    SIGNAL_V2_KRX_BUY_FEE_PCT: "0.0140527",
    SIGNAL_V2_KRX_SELL_FEE_PCT: "0",
    SIGNAL_V2_HISTORY_KEEP_DAYS: "0",
    STRATEGY_DIR: "my strategies",
    SIGNAL_V2_RULES: "my rules.json",
    SIGNAL_V2_JUDGE: "always_confirm",
    SIGNAL_V2_INBOUND_KEY: "k".repeat(32),
    SIGNAL_V2_INBOUND_SECRET: `whsec_${"A".repeat(32)}`,
    SIGNAL_V2_UPBIT_URL: "http://127.0.0.1:48080/",
    SIGNAL_V2_UPBIT_STREAM_URL: "ws://127.0.0.1:48080/websocket/v1",
    ...Object.fromEntries(CCXT_VENUES.flatMap(({ id, stream }) => [
      [`SIGNAL_V2_${id.toUpperCase()}_URL`, `https://${id}.example.com/`],
      ...(stream === undefined
        ? []
        : [[`SIGNAL_V2_${id.toUpperCase()}_STREAM_URL`, `wss://${id}.example.com/ws/`]]),
    ])),
    SIGNAL_V2_NOTIFY: "webhook, telegram",
    SIGNAL_V2_QUIET: "22:00-24:00",
    SIGNAL_V2_SUMMARY_AT: "off",
    SIGNAL_V2_RINGS_PER_5MIN: "3",
    SIGNAL_V2_HIDE_AMOUNTS: "1",
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: "http://192.168.0.9:8081/",
    SIGNAL_V2_TELEGRAM_TIMEOUT_S: "30",
    SIGNAL_V2_TELEGRAM_USERS: "111, 222",
    SIGNAL_V2_TELEGRAM_CHATS: "-1001234567890,222",
    SIGNAL_V2_OFFICE_URL: "https://office.example.com/hook?k=1",
    SIGNAL_V2_OFFICE_SECRET: OFFICE_SECRET,
    SIGNAL_V2_LOG_FILE: "data/signal-v2.log",
    HEARTBEAT_URL: "https://hc-ping.com/some-check?rid=1",
    PRICE_COLORS: "intl",
    SIGNAL_V2_LANG: "en",
  });
  const { origins: _, ...values } = config;
  deepStrictEqual(values, {
    stockApi: { baseUrl: "https://nas.example.com:18500/base", apiKey: "key-1234" },
    stockApiUrl: "https://nas.example.com:18500/base",
    missing: [],
    port: 0,
    host: "0.0.0.0",
    allowedHosts: ["minipc.local", "192.168.0.20"],
    token: TOKEN,
    trustsLoopback: true,
    proxies: ["127.0.0.1", "fd00::5"],
    publicHealth: "full",
    dataDir: "/var/lib/signal",
    sqlite: { driver: "ffi", library: "/opt/sqlite/libsqlite3.so" },
    backup: { isOn: false, secondDir: "/mnt/usb/signal-v2" },
    holidaysPath: "my holidays.json",
    logLevel: "debug",
    frame: { dayStartMin: 510, dayEndMin: 1440 },
    steps: { preMs: 600_000, marketMs: 120_000, postMs: 14_400_000 },
    attempts: 1,
    timeoutMs: 40_000,
    staleLimitMs: 86_400_000,
    dedupWindowMs: 2_592_000_000,
    markets: [{ exchange: "upbit", symbol: "BTC/KRW" }, { exchange: "binance", symbol: "BTC/USDT" }],
    backfillMs: 2_592_000_000,
    candleKeepMs: 31_536_000_000,
    historyKeepDays: 0,
    strategyDir: "my strategies",
    rulesPath: "my rules.json",
    judge: "always_confirm",
    krxFees: { buy: 0.000140527, sell: 0 },
    inbound: { key: "k".repeat(32), secret: `whsec_${"A".repeat(32)}` },
    exchangeUrls: {
      upbit: { rest: "http://127.0.0.1:48080", stream: "ws://127.0.0.1:48080/websocket/v1" },
      ...otherUrls(({ id, stream }) => ({
        rest: `https://${id}.example.com`,
        stream: stream === undefined ? undefined : `wss://${id}.example.com/ws`,
      })),
    },
    notify: {
      order: ["webhook", "telegram"],
      quiet: { fromMin: 1_320, untilMin: 0 },
      summaryAtMin: [],
      ringsPer5Min: 3,
      hidesAmounts: true,
      telegram: {
        url: "http://192.168.0.9:8081",
        token: BOT_TOKEN,
        timeoutMs: 30_000,
        users: ["111", "222"],
        chats: ["111", "222", "-1001234567890"],
      },
      office: { url: "https://office.example.com/hook?k=1", secret: OFFICE_SECRET, timeoutMs: 30_000 },
    },
    logFile: "data/signal-v2.log",
    heartbeatUrl: "https://hc-ping.com/some-check?rid=1",
    priceColors: "intl",
    lang: "en",
  });
});

Deno.test("markets alone are a complete configuration; half of a stock API is not", () => {
  deepStrictEqual(read({ SIGNAL_V2_MARKETS: "upbit:BTC/KRW" }).missing, []);
  deepStrictEqual(read({ SIGNAL_V2_MARKETS: "upbit:BTC/KRW", WEBAI_API_KEY: "key-1234" }).missing, [
    "STOCK_API_URL",
  ]);
});

Deno.test("a token ends the trust in loopback unless the settings say otherwise", () => {
  strictEqual(read({}).trustsLoopback, true);
  strictEqual(read({ SIGNAL_V2_TOKEN: TOKEN }).trustsLoopback, false);
  strictEqual(read({ SIGNAL_V2_TOKEN: TOKEN, SIGNAL_V2_TRUST_LOOPBACK: "1" }).trustsLoopback, true);
});

const BAD: readonly (readonly [Variables, RegExp])[] = [
  [{ SIGNAL_V2_MARKETS: "BTC/KRW" }, /^SIGNAL_V2_MARKETS must be exchange:BASE\/QUOTE/],
  [{ SIGNAL_V2_MARKETS: "upbit:BTC" }, /^SIGNAL_V2_MARKETS must be/],
  [{ SIGNAL_V2_MARKETS: "upbit:BTC/KRW,upbit:btc-krw" }, /^SIGNAL_V2_MARKETS must be .* each once/],
  [{ SIGNAL_V2_MARKETS: "upbit:BTC/KRW," }, /^SIGNAL_V2_MARKETS must be/],
  [
    { SIGNAL_V2_MARKETS: "upbit:BTC/KRW,upbti:ETH/KRW" },
    /^SIGNAL_V2_MARKETS must name exchanges that there are: "upbti" \(did you mean upbit\?\) is none of upbit, binance/,
  ],
  [{ SIGNAL_V2_MARKETS: "nyse:AAPL/USD" }, /^SIGNAL_V2_MARKETS .*: "nyse" is none of upbit, binance/],
  [
    { SIGNAL_V2_MARKETS: "file:005930/KRW" },
    /^SIGNAL_V2_MARKETS must not have file:005930\/KRW: its candles came from a file .*; take it out, for example/,
  ],
  [{ SIGNAL_V2_MARKETS: "krx:0009k0" }, /must not have krx:0009K0\/KRW: its candles came from a file/],
  [
    { SIGNAL_V2_MARKETS: "upbit:005930/KRW" },
    /^SIGNAL_V2_MARKETS must not have .* the code of a stock, and upbit/,
  ],
  // Once: that the host needs a token is no further fault when there is one that is too short.
  [{ SIGNAL_V2_HOST: "0.0.0.0", SIGNAL_V2_TOKEN: "short" }, /^SIGNAL_V2_TOKEN must be 16 to 256/],
  [{ SIGNAL_V2_UPBIT_STREAM_URL: "https://api.upbit.com" }, /^SIGNAL_V2_UPBIT_STREAM_URL must begin with ws/],
  [{ SIGNAL_V2_UPBIT_URL: "ws://api.upbit.com" }, /^SIGNAL_V2_UPBIT_URL must begin with http/],
  [{ SIGNAL_V2_BINANCE_URL: "wss://stream.binance.com" }, /^SIGNAL_V2_BINANCE_URL must begin with http/],
  [{ SIGNAL_V2_BINANCE_STREAM_URL: "https://a.example" }, /^SIGNAL_V2_BINANCE_STREAM_URL must begin with ws/],
  [{ SIGNAL_V2_BACKFILL_DAYS: "-1" }, /^SIGNAL_V2_BACKFILL_DAYS must be a whole number/],
  [{ STOCK_API_URL: "nas.example.com" }, /^STOCK_API_URL must be an address with http/],
  [{ STOCK_API_URL: "http://" }, /^STOCK_API_URL must be an address/],
  [{ STOCK_API_URL: "ftp://nas.example.com" }, /^STOCK_API_URL must begin with http/],
  [{ STOCK_API_URL: "file:///etc/passwd" }, /^STOCK_API_URL must begin with http/],
  [{ STOCK_API_URL: "javascript:alert(1)" }, /^STOCK_API_URL must begin with http/],
  [{ STOCK_API_URL: "https://user:pass@nas.example.com" }, /^STOCK_API_URL must not hold a user name/],
  [{ STOCK_API_URL: "https://user@nas.example.com" }, /^STOCK_API_URL must not hold a user name/],
  [{ STOCK_API_URL: "https://:pass@nas.example.com" }, /^STOCK_API_URL must not hold a user name/],
  [{ STOCK_API_URL: "https://nas.example.com/?key=1" }, /^STOCK_API_URL must not have a query/],
  [{ STOCK_API_URL: "https://nas.example.com/#top" }, /^STOCK_API_URL must not have a query/],
  [{ STOCK_API_URL: "https://nas.example.com/?" }, /^STOCK_API_URL must not have a query/],
  [{ STOCK_API_URL: "https://nas.example.com/#" }, /^STOCK_API_URL must not have a query/],
  [{ WEBAI_API_KEY: "two words" }, /^WEBAI_API_KEY must be printable ASCII/],
  [{ WEBAI_API_KEY: "line\nbreak" }, /^WEBAI_API_KEY must be printable ASCII/],
  [{ WEBAI_API_KEY: "schlüssel" }, /^WEBAI_API_KEY must be printable ASCII/],
  [{ WEBAI_API_KEY: "k".repeat(513) }, /^WEBAI_API_KEY must be .* 512/],
  [{ SIGNAL_V2_TOKEN: "k".repeat(15) }, /^SIGNAL_V2_TOKEN must be 16 to 256/],
  [{ SIGNAL_V2_TOKEN: "k".repeat(257) }, /^SIGNAL_V2_TOKEN must be 16 to 256/],
  [{ SIGNAL_V2_TRUST_LOOPBACK: "yes" }, /^SIGNAL_V2_TRUST_LOOPBACK must be 1 or 0/],
  [{ SIGNAL_V2_PROXIES: "proxy.local" }, /^SIGNAL_V2_PROXIES must be IP addresses/],
  [{ SIGNAL_V2_PROXIES: "127.0.0.256" }, /^SIGNAL_V2_PROXIES must be IP addresses/],
  [{ SIGNAL_V2_PROXIES: "127.0.0.1:8080" }, /^SIGNAL_V2_PROXIES must be IP addresses/],
  [{ SIGNAL_V2_PROXIES: "127.0.0.1,,::1" }, /^SIGNAL_V2_PROXIES must be IP addresses/],
  [{ SIGNAL_V2_PUBLIC_HEALTH: "none" }, /^SIGNAL_V2_PUBLIC_HEALTH must be brief or full/],
  [{ SIGNAL_V2_PORT: "65536" }, /^SIGNAL_V2_PORT must be a whole number from 0 to 65535/],
  [{ SIGNAL_V2_PORT: "-1" }, /^SIGNAL_V2_PORT must be/],
  [{ SIGNAL_V2_PORT: "8001.5" }, /^SIGNAL_V2_PORT must be/],
  [{ SIGNAL_V2_PORT: "0x10" }, /^SIGNAL_V2_PORT must be/],
  [{ SIGNAL_V2_PORT: "1e3" }, /^SIGNAL_V2_PORT must be/],
  [{ SIGNAL_V2_PORT: "８００１" }, /^SIGNAL_V2_PORT must be/],
  [{ SIGNAL_V2_HOST: "http://127.0.0.1" }, /^SIGNAL_V2_HOST must be an IP address/],
  [{ SIGNAL_V2_HOST: "a b" }, /^SIGNAL_V2_HOST must be an IP address/],
  [{ SIGNAL_V2_ALLOWED_HOSTS: "http://minipc.local" }, /^SIGNAL_V2_ALLOWED_HOSTS must be host names/],
  [{ SIGNAL_V2_ALLOWED_HOSTS: "a,,b" }, /^SIGNAL_V2_ALLOWED_HOSTS must be host names/],
  [{ SIGNAL_V2_ALLOWED_HOSTS: "*" }, /^SIGNAL_V2_ALLOWED_HOSTS must be host names/],
  [
    { SIGNAL_V2_ALLOWED_HOSTS: "minipc.local:8001" },
    /^SIGNAL_V2_ALLOWED_HOSTS must be .*without scheme or port/,
  ],
  [{ SIGNAL_V2_ALLOW_HTTP: "yes" }, /^SIGNAL_V2_ALLOW_HTTP must be 1 or 0/],
  [{ SIGNAL_V2_DATA_DIR: "a\0b" }, /^SIGNAL_V2_DATA_DIR must be a path/],
  [{ SIGNAL_V2_HOLIDAYS: "a\0b" }, /^SIGNAL_V2_HOLIDAYS must be a path/],
  [{ SIGNAL_V2_SQLITE: "native" }, /^SIGNAL_V2_SQLITE must be node or ffi/],
  [{ SIGNAL_V2_SQLITE_LIBRARY: "libsqlite3.so" }, /^SIGNAL_V2_SQLITE_LIBRARY must be a full path/],
  [{ SIGNAL_V2_LOG_LEVEL: "warn" }, /^SIGNAL_V2_LOG_LEVEL must be one of debug, info, warning, error/],
  [{ SIGNAL_V2_DAY_START: "7:00" }, /^SIGNAL_V2_DAY_START must be a time of day in Korea/],
  [{ SIGNAL_V2_DAY_END: "24:01" }, /^SIGNAL_V2_DAY_END must be a time of day in Korea/],
  [{ SIGNAL_V2_PRE_STEP_MIN: "0" }, /^SIGNAL_V2_PRE_STEP_MIN must be .*1 to 240 \(minutes\)/],
  [{ SIGNAL_V2_MARKET_STEP_MIN: "241" }, /^SIGNAL_V2_MARKET_STEP_MIN must be/],
  [{ SIGNAL_V2_POST_STEP_MIN: "five" }, /^SIGNAL_V2_POST_STEP_MIN must be/],
  [{ SIGNAL_V2_RETRY_ATTEMPTS: "4" }, /^SIGNAL_V2_RETRY_ATTEMPTS must be .*1 to 3/],
  [{ SIGNAL_V2_RETRY_ATTEMPTS: "0" }, /^SIGNAL_V2_RETRY_ATTEMPTS must be/],
  [{ SIGNAL_V2_TIMEOUT_S: "41" }, /^SIGNAL_V2_TIMEOUT_S must be .*\(seconds\)/],
  [{ SIGNAL_V2_STALE_LIMIT_MIN: "NaN" }, /^SIGNAL_V2_STALE_LIMIT_MIN must be/],
  [{ SIGNAL_V2_DEDUP_HOURS: "721" }, /^SIGNAL_V2_DEDUP_HOURS must be .*\(hours\)/],
  [{ SIGNAL_V2_LOG_FILE: "a\0b" }, /^SIGNAL_V2_LOG_FILE must be a path/],
  [{ HEARTBEAT_URL: "hc-ping.com/check" }, /^HEARTBEAT_URL must be an address with http/],
  [{ HEARTBEAT_URL: "ftp://hc-ping.com/check" }, /^HEARTBEAT_URL must be an address with http/],
  [{ HEARTBEAT_URL: "https://me@hc-ping.com/check" }, /^HEARTBEAT_URL must be .*without a user name/],
  [{ HEARTBEAT_URL: "https://:pw@hc-ping.com/check" }, /^HEARTBEAT_URL must be .*or password/],
  [{ SIGNAL_V2_INBOUND_KEY: "k".repeat(31) }, /^SIGNAL_V2_INBOUND_KEY must be 32 to 256/],
  [{ SIGNAL_V2_INBOUND_KEY: "k".repeat(257) }, /^SIGNAL_V2_INBOUND_KEY must be 32 to 256/],
  [{ SIGNAL_V2_INBOUND_KEY: "two words ".repeat(4) }, /^SIGNAL_V2_INBOUND_KEY must be .*without spaces/],
  [{ SIGNAL_V2_LANG: "fr" }, /^SIGNAL_V2_LANG must be ko or en/],
  [{ PRICE_COLORS: "us" }, /^PRICE_COLORS must be kr or intl/],
  [{ SIGNAL_V2_DAY_START: "09:01" }, /^SIGNAL_V2_DAY_START must not be after 09:00/],
  [{ SIGNAL_V2_BACKUP_DIR: "./data/backups/" }, /^SIGNAL_V2_BACKUP_DIR must be another directory than/],
  [
    { SIGNAL_V2_DATA_DIR: "/srv/data", SIGNAL_V2_BACKUP_DIR: "/srv/data" },
    /^SIGNAL_V2_BACKUP_DIR must be another directory than/,
  ],
  [{ SIGNAL_V2_DAY_END: "16:29" }, /^SIGNAL_V2_DAY_END must not be before 16:30/],
  [{ SIGNAL_V2_HOST: "0.0.0.0" }, /^SIGNAL_V2_TOKEN must be set when SIGNAL_V2_HOST is not loopback/],
  [{ STOCK_API_URL: "http://nas.example.com" }, /^STOCK_API_URL must use https/],
];

for (const [variables, sentence] of BAD) {
  const shown = Object.entries(variables).map(([name, value]) => `${name}=${value.slice(0, 40)}`).join(" ");
  Deno.test(`readConfig() refuses ${JSON.stringify(shown)} with one sentence`, () => {
    const faults = faultsOf(variables);
    strictEqual(faults.length, 1, faults.join("\n"));
    match(faults[0] ?? "", sentence);
  });
}

for (const text of ["5.01", "-1", "1e-2", "0,015", "15"]) {
  Deno.test(`a fee of ${text} is no percent of a broker`, () => {
    const faults = faultsOf({ SIGNAL_V2_KRX_SELL_FEE_PCT: text });
    match(
      faults.join("\n"),
      /^SIGNAL_V2_KRX_SELL_FEE_PCT must be a number of percent from 0 to 5, for example/,
    );
  });
}

/** The least and the most that each number may be, in the unit of its setting. */
const RANGES: readonly (readonly [name: string, least: number, most: number])[] = [
  ["SIGNAL_V2_PORT", 0, 65_535],
  ["SIGNAL_V2_BACKFILL_DAYS", 0, 3_650],
  ["SIGNAL_V2_CANDLES_KEEP_DAYS", 0, 36_500],
  ["SIGNAL_V2_HISTORY_KEEP_DAYS", 0, 36_500],
  ["SIGNAL_V2_RINGS_PER_5MIN", 1, 60],
  ["SIGNAL_V2_TELEGRAM_TIMEOUT_S", 1, 40],
  ["SIGNAL_V2_PRE_STEP_MIN", 1, 240],
  ["SIGNAL_V2_MARKET_STEP_MIN", 1, 240],
  ["SIGNAL_V2_POST_STEP_MIN", 1, 240],
  ["SIGNAL_V2_RETRY_ATTEMPTS", 1, 3],
  ["SIGNAL_V2_TIMEOUT_S", 1, 40],
  ["SIGNAL_V2_STALE_LIMIT_MIN", 1, 1_440],
  ["SIGNAL_V2_DEDUP_HOURS", 1, 720],
];

for (const [name, least, most] of RANGES) {
  Deno.test(`${name} takes ${least} and ${most}, and nothing beyond`, () => {
    for (const value of [least, most]) deepStrictEqual(faultsOf({ [name]: String(value) }), []);
    for (const value of [least - 1, most + 1]) {
      match(
        faultsOf({ [name]: String(value) })[0] ?? "",
        new RegExp(`^${name} must be .* ${least} to ${most}`),
      );
    }
  });
}

Deno.test("keys and tokens may be as short and as long as their sentences say", () => {
  const lengths: readonly (readonly [string, number, number])[] = [["WEBAI_API_KEY", 1, 512], [
    "SIGNAL_V2_TOKEN",
    16,
    256,
  ], ["SIGNAL_V2_INBOUND_KEY", 32, 256]];
  for (const [name, ...ends] of lengths) {
    for (const length of ends) deepStrictEqual(faultsOf({ [name]: "k".repeat(length) }), []);
  }
});

Deno.test("readConfig() tells all faults at once, with their number, an example and the exit code", () => {
  const variables = { SIGNAL_V2_PORT: "x", SIGNAL_V2_LOG_LEVEL: "loud", SIGNAL_V2_DAY_END: "10:00" };
  try {
    read(variables, "SIGNAL_V2_PROT=1\n");
    throw new Error("accepted");
  } catch (error) {
    assertTrue(error instanceof ConfigError, String(error));
    strictEqual(error.faults.length, 4);
    strictEqual(error.exitCode, EXIT.config);
    match(error.message, /^4 settings are wrong:\n {2}/);
    strictEqual(error.message.split("\n").length, 5, "one line per fault");
    match(error.message, /for example SIGNAL_V2_PORT=8001 {2}\(environment\)/);
  }
});

Deno.test("a single fault is told in the singular", () => {
  match(new ConfigError(["x is wrong"]).message, /^1 setting is wrong:/);
});

Deno.test("a secret may stand in a file of its own, which a fault names and never shows", () => {
  const readFile = (path: string) => {
    if (path === "data/none") throw new Deno.errors.NotFound();
    return path === "data/empty" ? "\n" : path === "data/wrong" ? "S3cret" : `${BOT_TOKEN}\n`;
  };
  const readFrom = (path: string, more: Variables = {}) =>
    readConfig({
      get: (name) => ({ SIGNAL_V2_TELEGRAM_TOKEN_FILE: path, ...more })[name],
      envFile: undefined,
      readFile,
    });
  strictEqual(readFrom("data/token").notify.telegram?.token, BOT_TOKEN);
  const own = BOT_TOKEN.replace("123456789", "987654321");
  strictEqual(readFrom("data/token", { SIGNAL_V2_TELEGRAM_TOKEN: own }).notify.telegram?.token, own);
  const origin = originOf(readFrom("data/token"), "SIGNAL_V2_TELEGRAM_TOKEN");
  deepStrictEqual([origin?.from, origin?.isSecret], ["file of SIGNAL_V2_TELEGRAM_TOKEN_FILE", true]);
  for (
    const [path, must] of [["data/none", /cannot be read/], ["data/empty", /empty/], [
      "data/wrong",
      /BotFather/,
    ]] as const
  ) {
    try {
      readFrom(path);
      assertTrue(false, path);
    } catch (error) {
      assertTrue(error instanceof ConfigError, path);
      match(error.faults.join(), must);
      doesNotMatch(error.faults.join(), /S3cret/);
    }
  }
});

Deno.test("settings of messages that cannot be are refused with what they must be", () => {
  const bad: readonly (readonly [Variables, RegExp])[] = [
    [{ SIGNAL_V2_NOTIFY: "telegram,pigeon" }, /must be telegram and webhook/],
    [{ SIGNAL_V2_NOTIFY: "telegram,telegram" }, /each at most once/],
    [{ SIGNAL_V2_QUIET: "20:00" }, /HH:MM-HH:MM, or off/],
    [{ SIGNAL_V2_QUIET: "07:00-07:00" }, /HH:MM-HH:MM, or off/],
    [{ SIGNAL_V2_SUMMARY_AT: "08:40" }, /HH:MM,HH:MM, or off/],
    [{ SIGNAL_V2_SUMMARY_AT: "15:40,08:40" }, /the earlier time first/],
    [{ SIGNAL_V2_TELEGRAM_USERS: "@me" }, /numeric ids of people/],
    [{ SIGNAL_V2_TELEGRAM_TOKEN: "12345" }, /BotFather/],
    [{ SIGNAL_V2_OFFICE_SECRET: "secret" }, /whsec_/],
    [{ SIGNAL_V2_TELEGRAM_URL: "http://telegram.example.com" }, /SIGNAL_V2_TELEGRAM_URL must use https/],
    [{ SIGNAL_V2_OFFICE_URL: "http://office.example.com/x" }, /SIGNAL_V2_OFFICE_URL must use https/],
  ];
  for (const [variables, must] of bad) match(faultsOf(variables).join(), must, JSON.stringify(variables));
  deepStrictEqual(faultsOf({ SIGNAL_V2_QUIET: "off" }), []);
});

Deno.test("every setting's own example is accepted", () => {
  for (const { name, example } of Object.values(SETTINGS)) {
    deepStrictEqual(faultsOf({ [name]: example }), [], name);
  }
});

Deno.test("an invalid secret never stands in the message, wherever it was read from", () => {
  const bad = fc.string({ minLength: 6, maxLength: 80, unit: fc.constantFrom(..."abcXYZ0189+/=$&'ü€ ") })
    .map((text) => `S3c${text.trim()} ü`);
  fc.assert(fc.property(bad, fc.constantFrom("WEBAI_API_KEY", "SIGNAL_V2_TOKEN"), (value, name) => {
    for (const faults of [faultsOf({ [name]: value }), faultsOf({}, `${name}=${JSON.stringify(value)}\n`)]) {
      strictEqual(faults.length, 1);
      strictEqual(faults.join("\n").includes(value), false);
      doesNotMatch(faults.join("\n"), /S3c/);
    }
  }));
});

Deno.test("no invalid value of any setting stands in its message", () => {
  const value = "§private-text§\n\x1b[2J";
  for (const { name } of Object.values(SETTINGS)) {
    doesNotMatch(faultsOf({ [name]: value }).join("\n"), /private-text/, name);
  }
});

Deno.test("a secret on a line of .env without = after its name never stands in the message", () => {
  // A key in base64 ends with =, so the line reads as a strange name and an empty value.
  for (
    const line of ["WEBAI_API_KEY c2VjcmV0LWtleQ==", "SIGNAL_V2_TOKEN: c2VjcmV0LWtleQ==abcdefghijklmnop"]
  ) {
    doesNotMatch(faultsOf({}, `${line}\n`).join("\n"), /c2VjcmV0LWtleQ/);
  }
});

Deno.test("an empty or blank value counts as not set", () => {
  for (const blank of ["", "   ", "\t"]) {
    const config = read({ SIGNAL_V2_PORT: blank, WEBAI_API_KEY: blank }, `SIGNAL_V2_TOKEN=${blank}\n`);
    strictEqual(config.port, 8001);
    strictEqual(originOf(config, "SIGNAL_V2_PORT")?.from, "default");
    strictEqual(originOf(config, "WEBAI_API_KEY")?.from, "not set");
    strictEqual(config.token, undefined);
  }
});

Deno.test("an empty environment variable lets the line in .env through", () => {
  strictEqual(read({ SIGNAL_V2_PORT: "" }, "SIGNAL_V2_PORT=9000\n").port, 9000);
});

Deno.test("spaces around a value are not part of it", () => {
  strictEqual(read({ SIGNAL_V2_PORT: " 9000 " }).port, 9000);
});

Deno.test("the environment wins over .env, and the origin says which one it was", () => {
  const config = read({ SIGNAL_V2_PORT: "9001" }, "SIGNAL_V2_PORT=9000\nSIGNAL_V2_TIMEOUT_S=5\n");
  strictEqual(config.port, 9001);
  strictEqual(originOf(config, "SIGNAL_V2_PORT")?.from, "environment");
  strictEqual(originOf(config, "SIGNAL_V2_TIMEOUT_S")?.from, ".env line 2");
  strictEqual(originOf(config, "SIGNAL_V2_HOST")?.from, "default");
});

Deno.test("a wrong value in .env that the environment overrides is no fault", () => {
  deepStrictEqual(faultsOf({ SIGNAL_V2_PORT: "9001" }, "SIGNAL_V2_PORT=x\n"), []);
});

Deno.test("a byte-order mark does not swallow the first line of .env", () => {
  const config = read({}, "\uFEFFSIGNAL_V2_PORT=9000\nSIGNAL_V2_TIMEOUT_S=5\n");
  strictEqual(config.port, 9000);
  strictEqual(originOf(config, "SIGNAL_V2_PORT")?.from, ".env line 1");
});

Deno.test("Windows line ends leave nothing on the values and do not move the line numbers", () => {
  const config = read({}, "# settings\r\nWEBAI_API_KEY=abcdef\r\n\r\nSIGNAL_V2_PORT=9000\r\n");
  strictEqual(originOf(config, "WEBAI_API_KEY")?.value, "abcdef");
  strictEqual(config.port, 9000);
  strictEqual(originOf(config, "SIGNAL_V2_PORT")?.from, ".env line 4");
});

Deno.test("quotes, comments and `export` in .env are no part of the value", () => {
  const config = read(
    {},
    [
      'WEBAI_API_KEY="with#hash"',
      "SIGNAL_V2_DATA_DIR='my data'",
      "export SIGNAL_V2_PORT=9000 # why not",
      "  SIGNAL_V2_TIMEOUT_S = 5",
    ].join("\n"),
  );
  strictEqual(originOf(config, "WEBAI_API_KEY")?.value, "with#hash");
  strictEqual(config.dataDir, "my data");
  strictEqual(config.port, 9000);
  strictEqual(config.timeoutMs, 5_000);
  deepStrictEqual(
    ["WEBAI_API_KEY", "SIGNAL_V2_DATA_DIR", "SIGNAL_V2_PORT", "SIGNAL_V2_TIMEOUT_S"].map((name) =>
      originOf(config, name)?.from
    ),
    [1, 2, 3, 4].map((line) => `.env line ${line}`),
  );
});

Deno.test("the last of two lines for one name counts, and its number is the one told", () => {
  const config = read({}, "SIGNAL_V2_PORT=9000\n#SIGNAL_V2_PORT=1\nSIGNAL_V2_PORT=9002\n");
  strictEqual(config.port, 9002);
  strictEqual(originOf(config, "SIGNAL_V2_PORT")?.from, ".env line 3");
});

Deno.test("a fault in .env names the line", () => {
  match(faultsOf({}, "\n\nSIGNAL_V2_PORT=x\n")[0] ?? "", /\(\.env line 3\)$/);
});

Deno.test("an unknown name of ours in .env is a fault that suggests the nearest setting", () => {
  const cases = [
    [
      "SIGNAL_V2_PROT=1",
      /^SIGNAL_V2_PROT is not a setting .*did you mean SIGNAL_V2_PORT\? {2}\(\.env line 1\)$/,
    ],
    ["WEBAI_APIKEY=abc", /did you mean WEBAI_API_KEY\?/],
    ["STOCK_API_URI=https://nas.example.com", /did you mean STOCK_API_URL\?/],
    ["SIGNAL_V2_SOMETHING_ELSE_ENTIRELY=1", /this program {2}\(/],
    // Three letters away is near, four are not.
    ["SIGNAL_V2_PORTXYZ=1", /did you mean SIGNAL_V2_PORT\?/],
    ["SIGNAL_V2_PORTWXYZ=1", /this program {2}\(/],
  ] as const;
  for (const [line, sentence] of cases) match(faultsOf({}, line)[0] ?? "", sentence);
});

Deno.test("names of other programs in .env are none of our business", () => {
  deepStrictEqual(faultsOf({}, "PATH=/bin\nSIGNAL_V1_PORT=1\nTELEGRAM_BOT_TOKEN=x\n"), []);
});

Deno.test("an unknown SIGNAL_V2_ name in the environment is a fault like one in .env, unless it is empty", () => {
  const told = (variables: Variables) => {
    try {
      readConfig({ get: (name) => variables[name], names: Object.keys(variables), envFile: undefined });
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
  };
  deepStrictEqual(told({ SIGNAL_V2_PROT: "8002", SIGNAL_V2_PORT: "8003" }), [
    "SIGNAL_V2_PROT is not a setting of this program; did you mean SIGNAL_V2_PORT?  (environment)",
  ]);
  deepStrictEqual(told({ SIGNAL_V2_PROT: " ", STOCK_EXCHANGE: "x", SIGNAL_V1_PORT: "1", PATH: "/bin" }), []);
});

Deno.test("a .env in UTF-16 or any other encoding is one fault that says so", () => {
  const line = "WEBAI_API_KEY=abcdef\r\nnonsense\r\n";
  const littleEndian = [...line].flatMap((letter) => [letter.charCodeAt(0), 0]);
  const bigEndian = [...line].flatMap((letter) => [0, letter.charCodeAt(0)]);
  const files = [
    [0xff, 0xfe, ...littleEndian],
    [0xfe, 0xff, ...bigEndian],
    littleEndian,
    [...new TextEncoder().encode("# "), 0xc7, 0xd1, 0xb1, 0xb9, 0x0a], // Korean in CP949
  ];
  for (const bytes of files) {
    deepStrictEqual(faultsOf({}, new TextDecoder().decode(Uint8Array.from(bytes))), [
      ".env is saved as UTF-16 (or another encoding); save it as UTF-8",
    ]);
  }
  deepStrictEqual(faultsOf({}, "# 한국어\nSIGNAL_V2_DATA_DIR=데이터\n"), []);
});

Deno.test("a quote in .env that is never closed is one fault with its line, and never shows the value", () => {
  for (const quote of ['"', "'", "`"]) {
    for (const name of ["WEBAI_API_KEY", "STOCK_API_URL", "export SIGNAL_V2_TOKEN "]) {
      deepStrictEqual(faultsOf({}, `# mine\r\n${name}=${quote}SECRETUNCLOSED\r\nSIGNAL_V2_PORT=9000\r\n`), [
        "line 2 of .env has a quote that is never closed",
      ]);
    }
  }
});

Deno.test("quotes that close later, stand inside a value or in a comment are no fault", () => {
  const lines = [
    "# it's mine",
    'OTHER="one',
    "B='two",
    'three"',
    "SIGNAL_V2_DATA_DIR=it's",
    'C="x" # "',
    "D=''",
  ];
  deepStrictEqual(faultsOf({}, lines.join("\n")), []);
});

Deno.test("a rule between settings tells where the setting came from", () => {
  const bad = [
    "SIGNAL_V2_DAY_START=09:01",
    "SIGNAL_V2_DAY_END=16:29",
    "SIGNAL_V2_HOST=0.0.0.0",
    "STOCK_API_URL=http://nas.example.com",
  ];
  for (const line of bad) {
    const [name = "", value = ""] = line.split("=");
    match(faultsOf({ [name]: value })[0] ?? "", / {2}\(environment\)$/);
    match(faultsOf({}, `\n${line}\n`)[0] ?? "", / {2}\(\.env line 2\)$/);
  }
});

const WITH_KEY = { WEBAI_API_KEY: "key-1234" };

Deno.test("plain http is accepted for addresses that do not leave the home", () => {
  const hosts = [
    "localhost",
    "127.0.0.1",
    "127.9.9.9",
    "[::1]",
    "10.0.0.5",
    "192.168.0.20",
    "172.16.0.1",
    "172.31.255.255",
    "169.254.1.1",
    "100.64.0.1",
    "100.127.255.255",
    "[fd00::5]",
    "[fc00::5]",
    "[fe80::1]",
    "nas.local",
    "NAS.LOCAL",
    "nas",
  ];
  for (const host of hosts) {
    deepStrictEqual(faultsOf({ ...WITH_KEY, STOCK_API_URL: `http://${host}:18500` }), [], host);
  }
});

Deno.test("plain http is refused for every public host, also for one that looks private", () => {
  const hosts = [
    "nas.example.com",
    "8.8.8.8",
    "10.evil.com",
    "10.0.0.1.evil.com",
    "192.168.0.1.nip.io",
    "127.0.0.1.evil.com",
    "fd-evil.com",
    "fd00.evil.com",
    "fe80.evil.com",
    "localhost.evil.com",
    "nas.local.evil.com",
    "notlocal.com",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "192.169.0.1",
    "11.0.0.1",
    "[2001:db8::1]",
    "[::ffff:8.8.8.8]",
  ];
  for (const host of hosts) {
    const faults = faultsOf({ ...WITH_KEY, STOCK_API_URL: `http://${host}` });
    match(faults[0] ?? "", /^STOCK_API_URL must use https/, host);
  }
});

Deno.test("the switch permits plain http to a public host, and https never needs it", () => {
  for (const on of ["1", "true", "ON"]) {
    deepStrictEqual(faultsOf({ STOCK_API_URL: "http://nas.example.com", SIGNAL_V2_ALLOW_HTTP: on }), []);
  }
  for (const off of ["0", "false", "off"]) {
    strictEqual(faultsOf({ STOCK_API_URL: "http://nas.example.com", SIGNAL_V2_ALLOW_HTTP: off }).length, 1);
  }
  deepStrictEqual(faultsOf({ STOCK_API_URL: "HTTPS://nas.example.com" }), []);
});

Deno.test("listening beyond loopback needs the token, listening on loopback does not", () => {
  for (const host of ["127.0.0.1", "127.0.0.2", "localhost", "LOCALHOST", "::1"]) {
    deepStrictEqual(faultsOf({ SIGNAL_V2_HOST: host }), [], host);
  }
  for (const host of ["0.0.0.0", "::", "192.168.0.20", "minipc.local", "127.0.0.1.evil.com", "0"]) {
    strictEqual(faultsOf({ SIGNAL_V2_HOST: host }).length, 1, host);
    deepStrictEqual(faultsOf({ SIGNAL_V2_HOST: host, SIGNAL_V2_TOKEN: TOKEN }), [], host);
  }
});

Deno.test("the edges 09:00 and 16:30 of the polling day are accepted", () => {
  deepStrictEqual(faultsOf({ SIGNAL_V2_DAY_START: "09:00", SIGNAL_V2_DAY_END: "16:30" }), []);
});

Deno.test("the missing list names exactly what polling lacks, and the address is known without the key", () => {
  const url = "https://nas.example.com";
  deepStrictEqual(read({ STOCK_API_URL: url }).missing, ["WEBAI_API_KEY"]);
  strictEqual(read({ STOCK_API_URL: url }).stockApiUrl, url);
  strictEqual(read({ STOCK_API_URL: url }).stockApi, undefined);
  deepStrictEqual(read(WITH_KEY).missing, ["STOCK_API_URL"]);
  deepStrictEqual(read({ ...WITH_KEY, STOCK_API_URL: url }).missing, []);
});

Deno.test("the origins mark exactly keys, tokens and the addresses that hold one as secrets", () => {
  const secrets = read({}).origins.filter(({ isSecret }) => isSecret).map(({ name }) => name);
  deepStrictEqual(secrets, [
    ...["WEBAI_API_KEY", "SIGNAL_V2_TOKEN"],
    ...["SIGNAL_V2_INBOUND_KEY", "SIGNAL_V2_INBOUND_SECRET", "SIGNAL_V2_TELEGRAM_TOKEN"],
    ...["SIGNAL_V2_OFFICE_URL", "SIGNAL_V2_OFFICE_SECRET", "HEARTBEAT_URL"],
  ]);
});

Deno.test("readConfig() gives a frozen object", () => {
  strictEqual(Object.isFrozen(read({})), true);
});
