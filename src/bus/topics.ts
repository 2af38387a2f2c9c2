/** Every topic and the shape of its messages. Names as the design documents have them. */
import { z } from "zod";
import { INTERVALS } from "../core/candle.ts";
import { isSymbol, toTopicPart } from "../core/symbol.ts";

const id = z.string().regex(/^[a-z0-9_]{1,40}$/);
const symbol = z.string().refine(isSymbol, "is not a symbol like BTC/KRW");
const epochMs = z.int().min(0);

const candle = z.strictObject({
  openTimeMs: epochMs,
  open: z.number().positive(),
  high: z.number().positive(),
  low: z.number().positive(),
  close: z.number().positive(),
  volume: z.number().min(0),
});

/** By the beginning of the topic's name; what follows it are the parts in braces. */
const SCHEMAS = {
  /** `market_data.{exchange}.{symbol}`: ticks and bars of one market. */
  market_data: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("tick"),
      exchange: id,
      symbol,
      atMs: epochMs,
      price: z.number().positive(),
      volume: z.number().min(0),
    }),
    z.strictObject({
      kind: z.enum(["candle_open", "candle_closed"]),
      exchange: id,
      symbol,
      interval: z.enum(INTERVALS),
      candle,
      /** When the program knew. */
      atMs: epochMs,
      /** Who was first. */
      from: z.enum(["stream", "poll", "backfill"]),
    }),
  ]),
  /** `events.{name}`: something happened. */
  events: z.strictObject({ atMs: epochMs, facts: z.record(z.string(), z.json()) }),
  /** `commands.{name}`: somebody wants something; `commandId` makes a second delivery harmless. */
  commands: z.strictObject({ commandId: z.uuid(), atMs: epochMs, facts: z.record(z.string(), z.json()) }),
  /** `system.log.{level}` */
  "system.log": z.strictObject({
    atMs: epochMs,
    event: z.string().max(100),
    message: z.string().max(10_000),
    fields: z.record(z.string(), z.json()),
  }),
} as const;

export type MarketMessage = z.infer<(typeof SCHEMAS)["market_data"]>;
/** kept: what a subscriber to candles names. */
export type CandleMessage = Extract<MarketMessage, { kind: "candle_open" | "candle_closed" }>;
export type EventMessage = z.infer<(typeof SCHEMAS)["events"]>;
export type CommandMessage = z.infer<(typeof SCHEMAS)["commands"]>;
export type LogMessage = z.infer<(typeof SCHEMAS)["system.log"]>;
export type TopicMessage = MarketMessage | EventMessage | CommandMessage | LogMessage;

/** `market_data.upbit.btckrw`, `events.candle_closed`, `commands.fetch_candles`, `system.log.error` */
export type Topic =
  | `market_data.${string}.${string}`
  | `events.${string}`
  | `commands.${string}`
  | `system.log.${string}`;

export function toMarketTopic(exchange: string, marketSymbol: string): Topic {
  return `market_data.${exchange}.${toTopicPart(marketSymbol)}`;
}

/** The schema of a topic, or `undefined` when there is no such topic. */
export function schemaOf(topic: string): z.ZodType<TopicMessage> | undefined {
  if (/^market_data\.[a-z0-9_]+\.[a-z0-9]+$/.test(topic)) return SCHEMAS.market_data;
  if (/^events\.[a-z0-9_]+$/.test(topic)) return SCHEMAS.events;
  if (/^commands\.[a-z0-9_]+$/.test(topic)) return SCHEMAS.commands;
  if (/^system\.log\.(debug|info|warning|error)$/.test(topic)) return SCHEMAS["system.log"];
  return undefined;
}

/** The first thing that is wrong with a message, by the path of its field; `undefined` when it fits. */
export function findMessageFault(
  schema: z.ZodType<TopicMessage>,
  message: unknown,
): { readonly field: string; readonly what: string } | undefined {
  const result = schema.safeParse(message);
  if (result.success) return undefined;
  const issue = result.error.issues[0];
  return { field: issue?.path.join(".") || "message", what: issue?.message ?? "does not fit" };
}
