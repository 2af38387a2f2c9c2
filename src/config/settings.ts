import { z } from "zod";
import { LOG_LEVELS } from "../core/log.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, readTimeOfDay } from "../core/kst.ts";
import { nearName } from "../core/near_name.ts";
import { baseOf, isFileExchange, isStockCode, readSymbol } from "../core/symbol.ts";
import { CCXT_VENUES } from "../exchanges/ccxt/venues.ts";

/** One setting: its name in the environment, how its text is read, and what a person is told about it. */
export interface Setting<T> {
  readonly name: string;
  /** Text to value; a failure's message says what the text must be, and never repeats it. */
  readonly schema: z.ZodType<T, string>;
  /** Used when the setting is not there; `undefined` means that it stays off. */
  readonly fallback: string | undefined;
  readonly example: string;
  readonly isSecret?: boolean;
  readonly help: string;
}

const text = (must: string, isRight: (value: string) => boolean) =>
  z.string().refine(isRight, `must be ${must}`);

function whole(min: number, max: number, unit = ""): z.ZodType<number, string> {
  const must = `must be a whole number from ${min} to ${max}${unit === "" ? "" : ` (${unit})`}`;
  const isRight = (value: string) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
  return z.string().refine(isRight, must).transform(Number);
}

const times = (unitMs: number, schema: z.ZodType<number, string>) =>
  schema.transform((count) => count * unitMs);

const timeOfDay = z.string()
  .refine((value) => readTimeOfDay(value) !== undefined, "must be a time of day in Korea as HH:MM")
  .transform((value) => readTimeOfDay(value) ?? 0);

/** Printable ASCII: a line break in a header value would put the key into an error message. */
const isPrintable = (value: string) => /^[\x21-\x7e]+$/.test(value);

const onOff = z.string().refine((value) => /^(0|1|true|false|on|off)$/i.test(value), "must be 1 or 0")
  .transform((value) => /^(1|true|on)$/i.test(value));

const hostList = text(
  "host names separated by commas, without scheme or port",
  (value) =>
    value.split(",").every((host) =>
      /^([a-z0-9.-]+|\[?[0-9a-f:]*:[0-9a-f:]+\]?)$/i.test(host.trim()) && !/^[^:]+:\d+$/.test(host.trim())
    ),
).transform((value) => value.split(",").map((host) => host.trim().toLowerCase()));

const addressList = text(
  "IP addresses separated by commas, without port",
  (value) => value.split(",").every((address) => isIpAddress(address.trim())),
).transform((value) => value.split(",").map((address) => address.trim().toLowerCase()));

function isIpAddress(value: string): boolean {
  if (value.includes(":")) return /^[0-9a-f:.]+$/i.test(value) && URL.canParse(`http://[${value}]`);
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(value) && value.split(".").every((part) => Number(part) <= 255);
}

const baseUrl = z.string().superRefine((value, context) => {
  const fault = findUrlFault(value);
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
}).transform((value) => value.replace(/\/+$/, ""));

/** Addresses of WebSockets. */
const streamUrl = z.string().superRefine((value, context) => {
  const fault = findUrlFault(value, ["ws", "wss"]);
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
}).transform((value) => value.replace(/\/+$/, ""));

/** A market to keep candles of. Which exchanges there are is known to whoever starts them. */
export interface MarketSetting {
  readonly exchange: string;
  /** `BTC/KRW` */
  readonly symbol: string;
}

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
  const symbol = readSymbol(name);
  if (rest.length > 0 || symbol === undefined || !/^[a-z][a-z0-9_]{0,39}$/.test(exchange)) return undefined;
  return { exchange, symbol };
}

function findUrlFault(
  value: string,
  schemes: readonly [string, string] = ["http", "https"],
): string | undefined {
  const must = `${schemes[0]}:// or ${schemes[1]}://`;
  if (!URL.canParse(value)) return `must be an address with ${must}`;
  const url = new URL(value);
  if (!schemes.includes(url.protocol.slice(0, -1))) return `must begin with ${must}`;
  if (url.username !== "" || url.password !== "") {
    return "must not hold a user name or password; the key has its own setting";
  }
  // In the text: a bare `?` or `#` leaves no trace in the parsed address, and would swallow every path.
  if (/[?#]/.test(value)) return "must not have a query (?…) or a fragment (#…)";
  return undefined;
}

const heartbeat = text(
  "an address with http:// or https:// and without a user name or password",
  (value) =>
    URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) &&
    new URL(value).username + new URL(value).password === "",
);

/** Exchanges whose addresses are settings that need not be set. */
export const OTHER_EXCHANGES: readonly string[] = CCXT_VENUES.map(({ id }) => id);

/** All that can be asked; not from their list, which would load them. */
export const EXCHANGE_IDS: readonly string[] = ["upbit", ...OTHER_EXCHANGES];
/** All that can be asked: `upbit, binance or okx`. */
export const EXCHANGES_OR = `${EXCHANGE_IDS.slice(0, -1).join(", ")} or ${EXCHANGE_IDS.at(-1)}`;

/** Two settings of an exchange: `binance rest`, `binance stream`. */
export type AddressKey = `${string} ${"rest" | "stream"}`;

/** Other exchanges have addresses of their own; one that is set takes the place of scheme and host. */
const ADDRESSES: Readonly<Record<AddressKey, Setting<string>>> = Object.fromEntries(
  CCXT_VENUES.flatMap(({ id, title, restUrl, stream }): [AddressKey, Setting<string>][] => {
    const word = `SIGNAL_V2_${id.toUpperCase()}`;
    const what = (api: string) => `Address of ${title}'s ${api}, when it is not the usual one.`;
    const rest = { name: `${word}_URL`, schema: baseUrl, fallback: undefined, example: restUrl };
    const live = { name: `${word}_STREAM_URL`, schema: streamUrl, fallback: undefined };
    return [
      [`${id} rest`, { ...rest, help: what("REST API") }],
      ...(stream === undefined ? [] : [
        [`${id} stream`, { ...live, example: stream.url, help: what("WebSocket") }] satisfies [
          AddressKey,
          Setting<string>,
        ],
      ]),
    ];
  }),
);

const LISTED = {
  stockApiUrl: {
    name: "STOCK_API_URL",
    schema: baseUrl,
    fallback: undefined,
    example: "https://nas.example.com:18500",
    help: "Address of the stock API on the home server.",
  },
  apiKey: {
    name: "WEBAI_API_KEY",
    schema: text(
      "printable ASCII without spaces, at most 512 characters",
      (value) => isPrintable(value) && value.length <= 512,
    ),
    fallback: undefined,
    example: "the-same-key-as-on-the-home-server",
    isSecret: true,
    help: "Key that the stock API expects in X-WebAI-Key.",
  },
  port: {
    name: "SIGNAL_V2_PORT",
    schema: whole(0, 65535),
    fallback: "8001",
    example: "8001",
    help: "Port of this program; 0 takes any free one.",
  },
  host: {
    name: "SIGNAL_V2_HOST",
    schema: text("an IP address or a host name", (value) => /^[a-z0-9.:-]+$/i.test(value)),
    fallback: "127.0.0.1",
    example: "127.0.0.1",
    help: "Address to listen on. Anything but loopback needs SIGNAL_V2_TOKEN.",
  },
  allowedHosts: {
    name: "SIGNAL_V2_ALLOWED_HOSTS",
    schema: hostList,
    fallback: undefined,
    example: "minipc.local,192.168.0.20",
    help: "Further names under which a browser may call this program (Host header).",
  },
  token: {
    name: "SIGNAL_V2_TOKEN",
    schema: text(
      "16 to 256 printable ASCII characters without spaces",
      (value) => isPrintable(value) && value.length >= 16 && value.length <= 256,
    ),
    fallback: undefined,
    example: "a-long-random-text-of-your-own",
    isSecret: true,
    help:
      "Bearer token for private data and for every state-changing request; once set, also from this machine.",
  },
  trustLoopback: {
    name: "SIGNAL_V2_TRUST_LOOPBACK",
    schema: onOff,
    fallback: "0",
    example: "0",
    help: "1 lets callers from this machine in without the token, although one is set.",
  },
  proxies: {
    name: "SIGNAL_V2_PROXIES",
    schema: addressList,
    fallback: undefined,
    example: "127.0.0.1",
    help:
      "Addresses of your reverse proxies: never trusted as this machine, and not limited as one caller is.",
  },
  publicHealth: {
    name: "SIGNAL_V2_PUBLIC_HEALTH",
    schema: z.enum(["brief", "full"], "must be brief or full") as z.ZodType<"brief" | "full", string>,
    fallback: "brief",
    example: "brief",
    help: "What strangers get: brief is state and ages; full is all of /health, and /metrics.",
  },
  allowHttp: {
    name: "SIGNAL_V2_ALLOW_HTTP",
    schema: onOff,
    fallback: "0",
    example: "0",
    help: "1 permits plain http to a public host; the key then travels readable.",
  },
  dataDir: {
    name: "SIGNAL_V2_DATA_DIR",
    schema: text("a path", (value) => value.trim() !== "" && !value.includes("\0")),
    fallback: "data",
    example: "data",
    help: "Directory of the database and the instance lock, on a local disk.",
  },
  holidays: {
    name: "SIGNAL_V2_HOLIDAYS",
    schema: text("a path", (value) => value.trim() !== "" && !value.includes("\0")),
    fallback: "holidays.json",
    example: "holidays.json",
    help: "The market calendar file; it is read again when it changes.",
  },
  sqlite: {
    name: "SIGNAL_V2_SQLITE",
    schema: z.enum(["node", "ffi"], "must be node or ffi") as z.ZodType<"node" | "ffi", string>,
    fallback: "node",
    example: "node",
    help:
      "node: the SQLite built into Deno. ffi: the system's libsqlite3; needs --allow-ffi, as in start:ffi.",
  },
  sqliteLibrary: {
    name: "SIGNAL_V2_SQLITE_LIBRARY",
    schema: text(
      "a full path",
      (value) => /^(\/|[a-z]:[\\/])/i.test(value.trim()) && !value.includes("\0"),
    ),
    fallback: undefined,
    example: "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0",
    help: "File of libsqlite3 (3.37 or newer) for ffi, when it is not in a usual place.",
  },
  logLevel: {
    name: "SIGNAL_V2_LOG_LEVEL",
    schema: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`) as z.ZodType<
      (typeof LOG_LEVELS)[number],
      string
    >,
    fallback: "info",
    example: "info",
    help: "debug, info, warning or error.",
  },
  dayStartMin: {
    name: "SIGNAL_V2_DAY_START",
    schema: timeOfDay,
    fallback: "07:00",
    example: "07:00",
    help: "Polling begins at this time in Korea on a session day.",
  },
  dayEndMin: {
    name: "SIGNAL_V2_DAY_END",
    schema: timeOfDay,
    fallback: "20:00",
    example: "20:00",
    help: "Polling ends at this time in Korea.",
  },
  preStepMs: {
    name: "SIGNAL_V2_PRE_STEP_MIN",
    schema: times(MINUTE_MS, whole(1, 240, "minutes")),
    fallback: "5",
    example: "5",
    help: "Minutes between polls before the market opens.",
  },
  marketStepMs: {
    name: "SIGNAL_V2_MARKET_STEP_MIN",
    schema: times(MINUTE_MS, whole(1, 240, "minutes")),
    fallback: "1",
    example: "1",
    help: "Minutes between polls while the market is open.",
  },
  postStepMs: {
    name: "SIGNAL_V2_POST_STEP_MIN",
    schema: times(MINUTE_MS, whole(1, 240, "minutes")),
    fallback: "5",
    example: "5",
    help: "Minutes between polls after the close.",
  },
  attempts: {
    name: "SIGNAL_V2_RETRY_ATTEMPTS",
    schema: whole(1, 3),
    fallback: "3",
    example: "3",
    help: "Tries per request, the first one included.",
  },
  timeoutMs: {
    name: "SIGNAL_V2_TIMEOUT_S",
    schema: times(1_000, whole(1, 40, "seconds")),
    fallback: "10",
    example: "10",
    help: "Seconds that one try may take, headers and body together.",
  },
  staleLimitMs: {
    name: "SIGNAL_V2_STALE_LIMIT_MIN",
    schema: times(MINUTE_MS, whole(1, 1440, "minutes")),
    fallback: "10",
    example: "10",
    help: "Minutes after which data counts as unavailable inside a window.",
  },
  dedupWindowMs: {
    name: "SIGNAL_V2_DEDUP_HOURS",
    schema: times(HOUR_MS, whole(1, 720, "hours")),
    fallback: "24",
    example: "24",
    help: "Hours for which the same ticker and action is not sent again.",
  },
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
  historyKeepDays: {
    name: "SIGNAL_V2_HISTORY_KEEP_DAYS",
    schema: whole(0, 36500, "days"),
    fallback: "1095",
    example: "1095",
    help:
      "Days of poll history that are kept (some 13 MB a year); 0 keeps it for ever. It cannot be fetched again.",
  },
  strategyDir: {
    name: "STRATEGY_DIR",
    schema: text("a path", (value) => value.trim() !== "" && !value.includes("\0")),
    fallback: undefined,
    example: "data/strategies",
    help:
      "Directory of your own strategies, one .ts file each; without it, strategies in the data directory.",
  },
  rules: {
    name: "SIGNAL_V2_RULES",
    schema: text("a path", (value) => value.trim() !== "" && !value.includes("\0")),
    fallback: undefined,
    example: "data/rules.json",
    help:
      "File of your rules for signals; without it, rules.json in the data directory, or the built-in rules.",
  },
  judge: {
    name: "SIGNAL_V2_JUDGE",
    schema: z.enum(["none", "always_confirm"], "must be none or always_confirm") as z.ZodType<
      "none" | "always_confirm",
      string
    >,
    fallback: "none",
    example: "none",
    help: "Who is asked before a signal goes out; none lets the rule alone decide, and every text says so.",
  },
  upbitUrl: {
    name: "SIGNAL_V2_UPBIT_URL",
    schema: baseUrl,
    fallback: "https://api.upbit.com",
    example: "https://api.upbit.com",
    help: "Address of Upbit's REST API.",
  },
  upbitStreamUrl: {
    name: "SIGNAL_V2_UPBIT_STREAM_URL",
    schema: streamUrl,
    fallback: "wss://api.upbit.com/websocket/v1",
    example: "wss://api.upbit.com/websocket/v1",
    help: "Address of Upbit's WebSocket.",
  },
  ...ADDRESSES,
  logFile: {
    name: "SIGNAL_V2_LOG_FILE",
    schema: text("a path", (value) => value.trim() !== "" && !value.includes("\0")),
    fallback: undefined,
    example: "data/signal-v2.log",
    help: "Also write the log to this file; it is rotated by size and age and old parts are compressed.",
  },
  heartbeatUrl: {
    name: "HEARTBEAT_URL",
    schema: heartbeat,
    fallback: undefined,
    example: "https://hc-ping.com/your-check-id",
    isSecret: true,
    help: "Called after each good cycle, and silent while the data is not fresh: a dead-man switch.",
  },
  priceColors: {
    name: "PRICE_COLORS",
    schema: z.enum(["kr", "intl"], "must be kr or intl") as z.ZodType<"kr" | "intl", string>,
    fallback: "kr",
    example: "kr",
    help: "kr: red is up, blue is down. intl: green is up, red is down.",
  },
} as const satisfies Record<string, Setting<unknown>>;

/** Every setting, in the order of the documentation. A test keeps README, `.env.example` and this equal. */
export const SETTINGS: typeof LISTED & typeof ADDRESSES = LISTED;

export type SettingKey = keyof typeof SETTINGS;
