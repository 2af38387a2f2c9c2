/** Every topic and the shape of its messages. Names as the design documents have them. */
import { z } from "zod";
import { INTERVALS } from "../core/candle.ts";
import { isSymbol, toTopicPart } from "../core/symbol.ts";

const id = z.string().regex(/^[a-z0-9_]{1,40}$/);
const symbol = z.string().refine(isSymbol, "is not a symbol like BTC/KRW");
const epochMs = z.int().min(0);

/** Of every message's shape; one more when a field changes its meaning or goes. A new field changes nothing. */
export const MESSAGE_VERSION = 1;

/** By the beginning of the topic's name; what follows it are the parts in braces. */
function createSchemas(object: typeof z.strictObject | typeof z.object) {
  const candle = object({
    openTimeMs: epochMs,
    open: z.number().positive(),
    high: z.number().positive(),
    low: z.number().positive(),
    close: z.number().positive(),
    volume: z.number().min(0),
  });
  return {
    /** `market_data.{exchange}.{symbol}`: ticks and candles of one market. */
    market_data: z.discriminatedUnion("kind", [
      object({
        kind: z.literal("tick"),
        exchange: id,
        symbol,
        atMs: epochMs,
        price: z.number().positive(),
        volume: z.number().min(0),
      }),
      object({
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
    events: object({ atMs: epochMs, facts: z.record(z.string(), z.json()) }),
    /** `commands.{name}`: somebody wants something; `commandId` makes a second delivery harmless. */
    commands: object({ commandId: z.uuid(), atMs: epochMs, facts: z.record(z.string(), z.json()) }),
    /** `system.log.{level}` */
    "system.log": object({
      atMs: epochMs,
      event: z.string().max(100),
      message: z.string().max(10_000),
      fields: z.record(z.string(), z.json()),
    }),
  };
}

/** Ours, when we send: nothing that was not agreed on. */
const SCHEMAS = createSchemas(z.strictObject);
/** Theirs, when we read: another version may have more fields, which are dropped. */
const TOLERANT_SCHEMAS = createSchemas(z.object);

type Schemas = typeof SCHEMAS;
export type MarketMessage = z.infer<Schemas["market_data"]>;
/** kept: what a subscriber to candles names. */
export type CandleMessage = Extract<MarketMessage, { kind: "candle_open" | "candle_closed" }>;
export type EventMessage = z.infer<Schemas["events"]>;
export type CommandMessage = z.infer<Schemas["commands"]>;
export type LogMessage = z.infer<Schemas["system.log"]>;
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
  const kind = kindOf(topic);
  return kind === undefined ? undefined : SCHEMAS[kind];
}

/**
 * What came from outside this process, as far as this version understands it: fields that it does not know are gone.
 *
 * @returns `undefined` for a topic, a kind or a version that it does not know, and for a message that does not fit.
 */
export function readMessage(
  topic: string,
  { message, v }: { readonly message: unknown; readonly v: number },
): { readonly topic: Topic; readonly message: TopicMessage } | undefined {
  const kind = kindOf(topic);
  if (kind === undefined || v > MESSAGE_VERSION) return undefined;
  const schema: z.ZodType<TopicMessage> = TOLERANT_SCHEMAS[kind];
  const result = schema.safeParse(message);
  return result.success ? { topic: topic as Topic, message: result.data } : undefined;
}

function kindOf(topic: string): keyof Schemas | undefined {
  if (/^market_data\.[a-z0-9_]+\.[a-z0-9]+$/.test(topic)) return "market_data";
  if (/^events\.[a-z0-9_]+$/.test(topic)) return "events";
  if (/^commands\.[a-z0-9_]+$/.test(topic)) return "commands";
  if (/^system\.log\.(debug|info|warning|error)$/.test(topic)) return "system.log";
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
