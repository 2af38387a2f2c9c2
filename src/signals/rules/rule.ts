/** The contract of this rack: what a rule sees, and what it says. Rules are pure: the same facts give the same answer. */
import type { KnownHoursOf } from "../../core/market/hours.ts";
import { z } from "zod";
import type { Candle, Interval } from "../../core/candle.ts";
import { toFieldWords } from "../../core/payload/field_faults.ts";
import type { OutgoingAction, SignalClass } from "../outgoing.ts";
import type { EvidencePiece } from "../score/evidence.ts";

/** A list of a source with both of its times. Rows of a poll that brought no list are unknown, not none. */
export interface PolledFact<Row> {
  readonly fetchedAtMs: number | undefined;
  readonly dataAtMs: number | undefined;
  readonly rows: readonly Row[];
}

export interface HeldShare {
  readonly ticker: string;
  readonly name: string | undefined;
  readonly currency: string;
  readonly quantity: number | undefined;
  readonly avgPrice: number | undefined;
  readonly price: number | undefined;
  readonly pnl: number | undefined;
  /** 2.5 is +2.5 % */
  readonly pnlPct: number | undefined;
}

export interface RankedFact {
  readonly ticker: string;
  readonly name: string | undefined;
  /** From 1; by its place in the list when it names none. */
  readonly rank: number;
  readonly score: number | undefined;
  readonly price: number | undefined;
  readonly changePct: number | undefined;
  readonly factors: Readonly<Record<string, number>>;
}

export interface NewsFact {
  readonly ticker: string;
  /** -1 to 1 */
  readonly sentiment: number;
  readonly atMs: number | undefined;
  readonly headline: string | undefined;
}

/** What a market traded at last. Stocks are polled, coins come by a stream. */
export interface PriceFact {
  readonly origin: "price_poll" | "price_stream";
  readonly price: number;
  readonly changePct: number | undefined;
  readonly name: string | undefined;
  readonly fetchedAtMs: number | undefined;
  readonly dataAtMs: number | undefined;
}

export interface AdviceFact {
  readonly strategyId: string;
  readonly adviceId: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly action: "buy" | "sell" | "short" | "cover";
  /** 0 to 1 */
  readonly confidence: number;
  readonly isLate: boolean;
  /** Its stop or target lies on the wrong side of the price. */
  readonly isRefused?: boolean | undefined;
  readonly decidedAtMs: number;
}

/** A signal that another program sent. */
export interface InboundFact {
  readonly sender: string;
  readonly ref: string;
  readonly ticker: string;
  /** What the sender calls it, which is never the name in a text. */
  readonly name: string | undefined;
  /** By a list of this program, where the rules' own facts have none. */
  readonly listedName?: string | undefined;
  readonly action: "buy" | "sell";
  readonly isProtective: boolean;
  /** 0 to 1 */
  readonly confidence: number;
  readonly price: number | undefined;
  readonly asOfMs: number | undefined;
  readonly receivedAtMs: number;
  /** In the sender's own words, on one line. */
  readonly reason?: string | undefined;
}

/** The highest price that was seen of a holding while it was held. */
export interface PeakFact {
  readonly price: number;
  readonly atMs: number;
}

export interface CandleWish {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
  /** How many closed ones, the last ones. */
  readonly count: number;
}

/** What is known at one moment. */
export interface RuleFacts {
  readonly nowMs: number;
  readonly portfolio: PolledFact<HeldShare> | undefined;
  readonly screener: PolledFact<RankedFact> | undefined;
  readonly news: PolledFact<NewsFact> | undefined;
  /** By `toMarketKey`. */
  readonly prices: ReadonlyMap<string, PriceFact>;
  /** By ticker. */
  readonly peaks: ReadonlyMap<string, PeakFact>;
  /** Closed ones by `toCandleKey`, ascending; only those that some rule wished for. */
  readonly candles: ReadonlyMap<string, readonly Candle[]>;
  /** Left out, every market is always open. */
  readonly hoursOf?: KnownHoursOf | undefined;
  /** What came since the last look. */
  readonly advice: readonly AdviceFact[];
  readonly inbound: readonly InboundFact[];
}

/** `krx 005930` or `upbit BTC/KRW`. */
export function toMarketKey(exchange: string, ticker: string): string {
  return `${exchange} ${ticker}`;
}

export function toCandleKey({ exchange, symbol, interval }: Omit<CandleWish, "count">): string {
  return `${exchange} ${symbol} ${interval}`;
}

/** What a rule remembers from one look to the next, stored with it. */
export type RuleMemory = Readonly<Record<string, number>>;

/** A condition that is met. */
export interface Firing {
  /** What makes it this one and no other, the same when it is found again: part of its `ref`. */
  readonly occasion: string;
  /** Where it is traded: `krx`, or an exchange. */
  readonly exchange: string;
  readonly ticker: string;
  readonly name: string | undefined;
  readonly action: OutgoingAction;
  readonly signalClass: SignalClass;
  readonly price: number | undefined;
  readonly changePct: number | undefined;
  readonly evidence: readonly EvidencePiece[];
  /** Why, in words of another program: text from outside, only ever quoted. */
  readonly said?: string | undefined;
}

export interface RuleVerdict {
  readonly firings: readonly Firing[];
  readonly memory: RuleMemory;
}

/** What a rule looks at: it is asked when some of it is new. */
export type RuleInput = "polls" | "quotes" | "candles" | "advice" | "inbound";

/** A rule with the parameters that a person gave it. */
export interface PreparedRule {
  readonly watches: RuleInput;
  /** The market whose price it follows, when that is one market outside the polls. */
  readonly market: { readonly exchange: string; readonly ticker: string } | undefined;
  readonly candles: readonly CandleWish[];
  evaluate(facts: RuleFacts, memory: RuleMemory): RuleVerdict;
}

export interface RuleKind {
  /** `snake_case`, equal to the file name. */
  readonly id: string;
  /** What it looks for, in a sentence. */
  readonly what: string;
  /** Strict: an unknown parameter is a fault. */
  readonly params: z.ZodType;
  readonly paramNames: readonly string[];
  /** Whether a person's own alarm can be of this kind. */
  readonly isAlert: boolean;
  /** The score below which nothing is sent, when the rule names none; `undefined` for rules that have no score. */
  readonly usualMinScore: number | undefined;
  /** @throws {z.ZodError} for parameters that `params` refuses. */
  prepare(params: unknown): PreparedRule;
}

/** A kind whose parameters are known to its code. */
export function defineRule<Shape extends z.ZodRawShape>(
  kind: Pick<RuleKind, "id" | "what"> & Partial<Pick<RuleKind, "isAlert" | "usualMinScore">> & {
    readonly shape: Shape;
    readonly watches: RuleInput | ((params: z.infer<z.ZodObject<Shape>>) => RuleInput);
    readonly market?: (params: z.infer<z.ZodObject<Shape>>) => PreparedRule["market"];
    readonly candles?: (params: z.infer<z.ZodObject<Shape>>) => readonly CandleWish[];
    /** A sentence when parameters contradict each other. */
    readonly findFault?: (params: z.infer<z.ZodObject<Shape>>) => string | undefined;
    readonly evaluate: (
      params: z.infer<z.ZodObject<Shape>>,
      facts: RuleFacts,
      memory: RuleMemory,
    ) => RuleVerdict;
  },
): RuleKind {
  const { id, what, shape, evaluate, isAlert = false, usualMinScore } = kind;
  const object = z.strictObject(shape);
  return {
    id,
    what,
    params: object,
    paramNames: Object.keys(shape),
    isAlert,
    usualMinScore,
    prepare(given) {
      const params = object.parse(given, { error: toFieldWords }) as z.infer<z.ZodObject<Shape>>;
      const fault = kind.findFault?.(params);
      if (fault !== undefined) {
        throw new z.ZodError([{ code: "custom", path: [], message: fault, input: given }]);
      }
      const { watches } = kind;
      return {
        watches: typeof watches === "function" ? watches(params) : watches,
        market: kind.market?.(params),
        candles: kind.candles?.(params) ?? [],
        evaluate: (facts, memory) => evaluate(params, facts, memory),
      };
    },
  };
}
