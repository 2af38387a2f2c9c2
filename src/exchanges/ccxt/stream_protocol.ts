/** What a plug and its child process say to each other about streams, unasked. */
import { z } from "zod";
import { INTERVALS } from "../../core/candle.ts";
import { isSymbol } from "../../core/symbol.ts";

const symbol = z.string().refine(isSymbol, "is not a symbol");
const interval = z.enum(INTERVALS);
const epochMs = z.int().min(0);
const price = z.number().gt(0);
const volume = z.number().min(0);
const text = z.string().max(1_000);
const exchange = z.string().max(40);

/** To the child: replaces what a stream brings; `null` ends it. */
export const ccxtStreamWish = z.strictObject({
  stream: z.int().min(1),
  wishes: z.array(z.strictObject({ symbol, intervals: z.array(interval) })).max(1_000).nullable(),
});
export type CcxtStreamWish = z.infer<typeof ccxtStreamWish>;

const message = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("tick"),
    tick: z.strictObject({ atMs: epochMs, symbol, price, volume, source: exchange }),
  }),
  z.strictObject({
    kind: z.literal("candle"),
    series: z.strictObject({ exchange, symbol, interval }),
    candle: z.strictObject({
      openTimeMs: epochMs,
      open: price,
      high: price,
      low: price,
      close: price,
      volume,
    }),
    isClosed: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal("up"),
    atMs: epochMs,
    sinceMs: epochMs.optional(),
  }),
  z.strictObject({ kind: z.literal("down"), atMs: epochMs, reason: text }),
  z.strictObject({
    kind: z.literal("refused"),
    atMs: epochMs,
    reason: text,
    about: z.strictObject({ exchange, symbol, interval }).optional(),
  }),
]);

/** From the child: it has started and knows of no stream, or news of one. */
export const ccxtNews = z.union([
  z.strictObject({ hello: z.literal(true) }),
  z.strictObject({ stream: z.int().min(1), atMs: epochMs, messages: z.array(message).max(1_000) }),
]);
export type CcxtNews = z.infer<typeof ccxtNews>;
export type CcxtStreamNews = Extract<CcxtNews, { readonly stream: number }>;
