/** What the plugs that run ccxt and their child process say to each other, both ways. */
import { z } from "zod";
import { INTERVALS } from "../../core/candle.ts";
import { UPSTREAM_ERROR_KINDS } from "../../core/errors.ts";
import { isSymbol } from "../../core/symbol.ts";

/** The hidden sub-command that is the child: `ccxt-host <exchange> <setup as JSON>`. */
export const CCXT_HOST_COMMAND = "ccxt-host";

/** Far above the largest page, far below what would hurt. */
export const CCXT_LINE_CHARS = 1024 * 1024;

const symbol = z.string().refine(isSymbol, "is not a symbol");
const epochMs = z.int().min(0);
/** Of a row of candles; some exchanges tell more than the six that are read. */
const MOST_FIELDS = 20;

/** How the child is set up for its whole life. */
export const ccxtSetup = z.strictObject({
  /** Stands in for every host of the exchange. */
  restUrl: z.url({ protocol: /^https?$/ }).optional(),
  streamUrl: z.url({ protocol: /^wss?$/ }).optional(),
  userAgent: z.string().min(1).max(200),
  /** For one HTTP request, head and body. */
  requestTimeoutMs: z.int().min(1),
});
export type CcxtSetup = z.infer<typeof ccxtSetup>;

export const ccxtAsk = z.discriminatedUnion("op", [
  z.strictObject({
    op: z.literal("candles"),
    symbol,
    interval: z.enum(INTERVALS),
    sinceMs: epochMs,
    untilMs: epochMs,
    limit: z.int().min(1).max(1_000),
  }),
  z.strictObject({ op: z.literal("ticks"), symbols: z.array(symbol).min(1).max(1_000) }),
  z.strictObject({ op: z.literal("book"), symbol }),
  z.strictObject({ op: z.literal("instrument"), symbol }),
]);
export type CcxtAsk = z.infer<typeof ccxtAsk>;

export const ccxtCandles = z.strictObject({
  /** Open time, open, high, low, close, volume; as ccxt read them, good or not. */
  rows: z.array(z.array(z.unknown()).max(MOST_FIELDS)).max(2_000),
  /** See `CandlePage`. */
  answeredAtMs: epochMs.optional(),
});

const positive = z.number().gt(0);

export const ccxtTicks = z.array(z.strictObject({ symbol, price: positive, atMs: epochMs }));

export const ccxtBook = z.strictObject({
  atMs: epochMs,
  bid: positive,
  bidSize: z.number().min(0),
  ask: positive,
  askSize: z.number().min(0),
});

const decimal = z.string().regex(/^\d{1,20}(\.\d{1,30})?$/, "is not a decimal number");

export const ccxtInstrument = z.strictObject({
  tickSize: decimal,
  minOrderValue: decimal.optional(),
  feeRate: z.number().min(0).max(1),
  from: z.enum(["exchange", "table"]),
});

/** An `UpstreamError` on its way to the parent. */
export const ccxtFault = z.strictObject({
  kind: z.enum(UPSTREAM_ERROR_KINDS),
  message: z.string().max(500),
  status: z.int().optional(),
  retryAfterMs: z.number().min(0).optional(),
  retryable: z.boolean(),
});
export type CcxtFault = z.infer<typeof ccxtFault>;
