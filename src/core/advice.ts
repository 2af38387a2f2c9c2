/** What a strategy says, and what became of it. */
import { defineTexts, type Lang, pick } from "./lang.ts";
import { type AdviceReason, findReasonFault, LONGEST_REASON } from "./reasons/advice_reason.ts";
import { toReasonText } from "./reasons/reason_text.ts";

/** How much: a share of the strategy's free money (0 to 1), its value in quote currency, or units of base. */
export type SizeHint =
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "units"; readonly units: number };

/** A strategy's word about its own market. */
export interface Advice {
  /**
   * `buy` opens a long position and closes a short one, `sell` closes a long one, `short` opens a short one and closes
   * a long one, `cover` closes a short one. Shorts are refused where the account does not allow them.
   */
  readonly action: "buy" | "sell" | "short" | "cover";
  /**
   * Left out: the account's default to open, everything to close. To close, a share is one of the units held; parts
   * are taken from the oldest position first.
   */
  readonly size?: SizeHint | undefined;
  /** Absolute prices at which the position is to be closed, in quote currency. */
  readonly stopPrice?: number | undefined;
  readonly takeProfitPrice?: number | undefined;
  /** 0 to 1. */
  readonly confidence: number;
  /** For a person: what was seen. */
  readonly reason: AdviceReason;
}

export const EXIT_REASONS = [
  "signal",
  "stop_loss",
  "take_profit",
  "trailing_stop",
  "roi",
  "reverse",
  "end",
  "out_of_money",
] as const;

export type ExitReason = (typeof EXIT_REASONS)[number];

/** When an order was filled that came too late for continuous trading of its day. */
export type FillMoment = "closing_auction" | "next_session";

/** A part of the strategy's own orders that was done. */
export interface Fill {
  readonly action: Advice["action"];
  readonly atMs: number;
  /** Quote currency per unit. */
  readonly price: number;
  /** Units of base; above 0. */
  readonly units: number;
  /** Quote currency. */
  readonly fee: number;
  /** On a sale, apart from the fee; quote currency. */
  readonly tax: number;
  /** Of a market with sessions. */
  readonly moment?: FillMoment | undefined;
  /** Of a fill that closes. */
  readonly exitReason?: ExitReason | undefined;
}

/** What is wrong with a value that should be advice. */
export interface AdviceFault {
  /** `action`, `size`…; `advice` when it is none at all. */
  readonly field: string;
  /** What the field must be, and what was received. */
  readonly what: string;
}

const ACTIONS: ReadonlySet<unknown> = new Set(["buy", "sell", "short", "cover"]);

/** What is said of an `onCandle` that does not answer at once. */
export const PROMISE_FAULT: AdviceFault = {
  field: "onCandle",
  what: "must answer at once: it returned a promise; take async and await away",
};

export function isPromise(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Checks advice of a strategy that somebody else wrote; `undefined` when nothing is wrong. */
export function findAdviceFault(advice: unknown): AdviceFault | undefined {
  if (isPromise(advice)) return PROMISE_FAULT;
  if (!isRecord(advice)) return toFault("advice", "an object, or undefined", advice);
  const { action, confidence, reason, size, stopPrice, takeProfitPrice } = advice;
  if (!ACTIONS.has(action)) return toFault("action", "buy, sell, short or cover", action);
  if (!isAmount(confidence, 1) && confidence !== 0) {
    return toFault("confidence", "a number from 0 to 1", confidence);
  }
  const wanted = findReasonFault(reason);
  if (wanted !== undefined) return toFault("reason", wanted, reason);
  if (size !== undefined && !isSize(size)) {
    return toFault("size", "a share above 0 up to 1, a value above 0 or units above 0", size);
  }
  if (stopPrice !== undefined && !isAmount(stopPrice)) {
    return toFault("stopPrice", "a price above 0", stopPrice);
  }
  if (takeProfitPrice !== undefined && !isAmount(takeProfitPrice)) {
    return toFault("takeProfitPrice", "a price above 0", takeProfitPrice);
  }
  return undefined;
}

export const SIDE_TEXTS = defineTexts({
  stop_below: [
    "손절가 {price}이(가) 가격 {close}보다 낮지 않음",
    "its stop of {price} does not lie below the price of {close}",
  ],
  stop_above: [
    "손절가 {price}이(가) 가격 {close}보다 높지 않음",
    "its stop of {price} does not lie above the price of {close}",
  ],
  target_above: [
    "목표가 {price}이(가) 가격 {close}보다 높지 않음",
    "its target of {price} does not lie above the price of {close}",
  ],
  target_below: [
    "목표가 {price}이(가) 가격 {close}보다 낮지 않음",
    "its target of {price} does not lie below the price of {close}",
  ],
  not_ordered: ["{reason} (주문하지 않음: {fault})", "{reason} (Not ordered: {fault}.)"],
});

export interface SideFault {
  /** Where it should lie and does not. */
  readonly key: Exclude<keyof typeof SIDE_TEXTS, "not_ordered">;
  readonly price: number;
  readonly close: number;
}

/**
 * Why advice to open cannot be ordered: a stop above the price of a long position would end it as it begins, a target
 * below would be none; of a short one the other way round.
 *
 * @param close of the candle that brought it.
 */
export function findSideFault(
  { action, stopPrice, takeProfitPrice }: Pick<Advice, "action" | "stopPrice" | "takeProfitPrice">,
  close: number,
): SideFault | undefined {
  if (action !== "buy" && action !== "short") return undefined;
  const isLong = action === "buy";
  if (stopPrice !== undefined && (isLong ? stopPrice >= close : stopPrice <= close)) {
    return { key: isLong ? "stop_below" : "stop_above", price: stopPrice, close };
  }
  if (takeProfitPrice === undefined || (isLong ? takeProfitPrice > close : takeProfitPrice < close)) {
    return undefined;
  }
  return { key: isLong ? "target_above" : "target_below", price: takeProfitPrice, close };
}

/** The same advice, whose reason says so when it cannot be ordered. */
export function withSideFault<T extends Advice>(advice: T, close: number): T {
  const found = findSideFault(advice, close);
  // A reason that is none is for whoever takes advice to refuse.
  if (found === undefined || findReasonFault(advice.reason) !== undefined) return advice;
  const { key, ...values } = found;
  const say = (lang: Lang) => {
    const fault = pick(SIDE_TEXTS[key], lang, values);
    const room = LONGEST_REASON - fault.length - SIDE_TEXTS.not_ordered[1].length;
    const reason = toReasonText(advice.reason, lang).slice(0, room);
    return pick(SIDE_TEXTS.not_ordered, lang, { reason, fault });
  };
  return { ...advice, reason: { key: "text", ko: say("ko"), en: say("en") } };
}

function isSize(size: unknown): boolean {
  if (!isRecord(size)) return false;
  const { kind, share, value, units } = size;
  if (kind === "share") return isAmount(share, 1);
  return kind === "value" ? isAmount(value) : kind === "units" && isAmount(units);
}

function isAmount(value: unknown, most = Number.MAX_VALUE): boolean {
  return typeof value === "number" && value > 0 && value <= most;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toFault(field: string, wanted: string, received: unknown): AdviceFault {
  return { field, what: `must be ${wanted}, received ${toShortText(received)}` };
}

function toShortText(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (value === undefined) return "nothing";
  const text = typeof value === "object" || typeof value === "string" ? JSON.stringify(value) : typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
