import { z } from "zod";
import { type Candle, closeTimeOf } from "../../core/candle.ts";
import { ALWAYS_OPEN } from "../../core/market/hours.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import { findIndicator, INDICATORS } from "../../indicators/catalog.ts";
import type { IndicatorSpec } from "../../indicators/catalog_entry.ts";
import { action, exchange, interval, ticker } from "./params.ts";
import { known } from "./pieces.ts";
import { toClass } from "./quotes.ts";
import { type CandleWish, defineRule, type RuleFacts, toCandleKey } from "./rule.ts";

/** Long enough for any usual indicator to have forgotten where it began. */
const CANDLES = 500;

const line = z.strictObject({
  indicator: z.string().refine(
    (name) => findIndicator(name) !== undefined,
    `must be one of ${INDICATORS.map(({ name }) => name).join(", ")}`,
  ),
  params: z.record(z.string(), z.number()).default({}),
  /** Of an indicator with several: `signal` of `macd`. */
  output: z.string().optional(),
});

type Line = z.infer<typeof line>;

const shape = {
  exchange: exchange.default("upbit"),
  ticker,
  interval: interval.default("15m"),
  of: line,
  /** A level, another indicator, or the price itself. */
  crosses: z.union([z.number(), z.literal("price"), line]),
  direction: z.enum(["up", "down", "both"]).default("both"),
  action,
};

type Params = z.infer<z.ZodObject<typeof shape>>;

export const indicatorCross = defineRule({
  id: "indicator_cross",
  what: "an indicator crosses a level, another indicator or the price, at the close of a candle",
  isAlert: true,
  watches: "candles",
  usualMinScore: 0,
  shape,
  findFault: ({ of, crosses }) => findLineFault(of) ?? (isLine(crosses) ? findLineFault(crosses) : undefined),
  candles: (params) => [toWish(params)],
  evaluate(params, facts, memory) {
    const candles = facts.candles.get(toCandleKey(toWish(params))) ?? [];
    const last = candles.at(-1);
    if (last === undefined || last.openTimeMs <= (memory.openTimeMs ?? -1)) return { firings: [], memory };
    const next = { openTimeMs: last.openTimeMs };
    const crossing = findCrossing(candles, params);
    if (crossing === undefined) return { firings: [], memory: next };
    return { firings: [toFiring(facts, { params, last, crossing })], memory: next };
  },
});

function toWish({ exchange, ticker, interval }: Params): CandleWish {
  const symbol = exchange === STOCK_EXCHANGE ? `${ticker}/KRW` : ticker;
  return { exchange, symbol, interval, count: CANDLES };
}

const isLine = (crosses: Params["crosses"]): crosses is Line => typeof crosses === "object";

function findLineFault({ indicator, params, output }: Line): string | undefined {
  const spec = findIndicator(indicator);
  if (spec === undefined) return `${indicator} is no indicator`;
  try {
    spec.create(params);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
  if (output === undefined ? spec.outputs.length === 1 : spec.outputs.includes(output)) return undefined;
  return `output of ${indicator} must be one of ${spec.outputs.join(", ")}`;
}

interface Crossing {
  readonly direction: "up" | "down";
  readonly value: number;
  readonly other: number;
}

/** Between the last two candles; a touch of the level and back is none. */
function findCrossing(candles: readonly Candle[], params: Params): Crossing | undefined {
  const column = (field: Exclude<keyof Candle, "openTimeMs">) =>
    Float64Array.from(candles, (one) => one[field]);
  const columns = {
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
  const valuesOf = ({ indicator, params: given, output }: Line) => {
    const spec = findIndicator(indicator);
    const values = spec?.batch(given, columns)[output ?? firstOutput(spec)];
    return spec?.name === "rsi" ? values?.fill(NaN, 0, findFirstMove(columns.close)) : values;
  };
  const { of, crosses, direction } = params;
  const values = valuesOf(of);
  const others = typeof crosses === "number"
    ? new Float64Array(candles.length).fill(crosses)
    : crosses === "price"
    ? columns.close
    : valuesOf(crosses);
  const gapAt = (i: number) => (values?.at(i) ?? NaN) - (others?.at(i) ?? NaN);
  const before = gapAt(-2);
  const now = gapAt(-1);
  // NaN while an indicator warms up: no comparison holds.
  const isUp = before <= 0 && now > 0 && direction !== "down";
  const isDown = before >= 0 && now < 0 && direction !== "up";
  if (!isUp && !isDown) return undefined;
  return { direction: isUp ? "up" : "down", value: values?.at(-1) ?? NaN, other: others?.at(-1) ?? NaN };
}

/** Until then the RSI is 100 by convention: what leaves that value has crossed nothing. */
function findFirstMove(close: Float64Array): number {
  const at = close.findIndex((price) => price !== close[0]);
  return at === -1 ? close.length : at;
}

const firstOutput = ({ outputs }: IndicatorSpec) => outputs[0] ?? "";

function toFiring(
  facts: RuleFacts,
  { params, last, crossing }: { params: Params; last: Candle; crossing: Crossing },
) {
  const { exchange, ticker, interval, action } = params;
  const hours = facts.hoursOf?.(exchange) ?? ALWAYS_OPEN;
  const closedAtMs = hours.closeTime(interval, last.openTimeMs);
  const endAfter = (openTimeMs: number) => {
    const nextMs = hours.nextOpenTime(interval, closeTimeOf(interval, openTimeMs));
    return { openTimeMs: nextMs, endMs: hours.closeTime(interval, nextMs) };
  };
  // It is old when the candle after it has ended, and too old with the one after that: no night makes it so.
  const next = endAfter(last.openTimeMs);
  const second = endAfter(next.openTimeMs);
  const { direction, value, other } = crossing;
  return {
    occasion: `${interval}:${last.openTimeMs}:${direction}`,
    ...{ exchange, ticker, action },
    name: facts.prices.get(`${exchange} ${ticker}`)?.name,
    signalClass: toClass(action),
    price: last.close,
    changePct: undefined,
    evidence: [{
      key: direction === "up" ? "crossed_up" : "crossed_down",
      numbers: known({ value, other, close: last.close, closedAtMs }),
      origin: "candles",
      strength: "met",
      weight: 1,
      isRequired: true,
      fetchedAtMs: facts.nowMs,
      dataAtMs: closedAtMs,
      softMs: next.endMs - closedAtMs + 5_000,
      hardMs: second.endMs - closedAtMs,
    }],
  } as const;
}
