/** What the service noted of a strategy, for programs: names in snake_case, times in Korea. */
import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { type AdviceReason, isKeyedReason, type KeyedReason } from "../../core/reasons/advice_reason.ts";
import { toReasonText } from "../../core/reasons/reason_text.ts";
import { netPnl } from "../../core/net_pnl.ts";
import type { NotedStatus } from "../../engine/status_recorder.ts";
import type { SavedAdvice, SavedTrade } from "../../engine/strategy_store.ts";
import type { AccountView, AdviceView, CostsView, PositionView } from "../../engine/strategy_view.ts";

const time = z.string().nullable();
const amount = z.number().nullable();

const momentSchema = z.enum(["closing_auction", "next_session"]).nullable();

const reasonFacts = z.looseObject({ key: z.string() }).nullable()
  .describe("the key and the numbers of the reason; null for a plain sentence");

const costsSchema = z.object({
  fee_rate: z.number(),
  sell_fee_rate: z.number(),
  slippage_share: z.number(),
  tick_size: z.string().describe("decimal text, `exchange` as the market rounds, or `none`"),
  lot_size: z.string(),
  min_order_value: z.number(),
  krx: z.string().nullable().describe("the kind of Korean security by whose rules it trades"),
});

const positionSchema = z.object({
  side: z.enum(["long", "short"]),
  units: z.number(),
  entry_price: z.number(),
  entry_time: z.string(),
  entry_moment: momentSchema
    .describe("of a market with sessions, when its advice came too late for continuous trading"),
  stop_price: amount,
  take_profit_price: amount,
});

const accountSchema = z.object({
  start_cash: z.number(),
  cash: z.number(),
  equity: z.number(),
  realised_pnl: z.number(),
  unrealised_pnl: z.number(),
  exposure: z.number(),
  fees: z.number(),
  tax: z.number().describe("on sales, apart from the fees"),
  max_drawdown_share: z.number(),
  trades: z.int(),
  wins: z.int(),
  last_price: amount,
  costs: costsSchema.nullable().describe("null in notes of version 0.1"),
  defaults: z.array(z.string()).nullable()
    .describe(
      "rules of its money that nobody set, so that the usual ones hold; null in notes of earlier versions",
    ),
  positions: z.array(positionSchema),
  refusals: z.record(z.string(), z.int()).describe("orders that were not made, by reason"),
  waits: z.record(z.string(), z.int()).describe("bars in which an order had to wait, by reason"),
});

const lastAdviceSchema = z.object({
  action: z.enum(["buy", "sell", "short", "cover"]),
  size: z.looseObject({ kind: z.string() }).nullable(),
  stop_price: amount,
  take_profit_price: amount,
  confidence: z.number(),
  reason: z.string().describe("in English, or as a user's own strategy says it"),
  reason_facts: reasonFacts,
  bar_time: z.string(),
  decided_at: z.string(),
  latency_ms: z.number(),
  is_late: z.boolean(),
});

const notedAdviceSchema = lastAdviceSchema.extend({
  fill_moment: momentSchema.describe(
    "where its order is due, when that is not continuous trading of its day",
  ),
});

export const adviceSchema = lastAdviceSchema.extend({ number: z.int() });

export const tradeSchema = z.object({
  number: z.int(),
  side: z.enum(["long", "short"]),
  units: z.number(),
  entry_time: z.string(),
  exit_time: z.string(),
  entry_price: z.number(),
  exit_price: z.number(),
  gross_pnl: z.number(),
  fees: z.number(),
  tax: z.number().describe("on sales, apart from the fees"),
  pnl: z.number(),
  entry_reason: z.string(),
  entry_reason_facts: reasonFacts,
  exit_reason: z.string(),
});

/** What is `null` was not known, or not noted by the version that wrote it. */
export const statusSchema = z.object({
  state: z.string(),
  detail: z.string().nullable(),
  warning: z.string().nullable().describe("about a user's file that works all the same"),
  state_since: time,
  pid: amount,
  restarts: z.int().nullable(),
  recent_restarts: z.int().nullable(),
  memory_bytes: amount,
  total_signals: z.int().nullable(),
  mean_bar_ms: amount,
  last_update: time,
  worked_until: time,
  waiting_bars: z.int().nullable(),
  last_advice: notedAdviceSchema.nullable(),
  account: accountSchema.nullable(),
  noted_at_real: time.describe("by the clock on the wall, which in a demo is another one"),
});

export type StatusJson = z.output<typeof statusSchema>;
export type AccountJson = z.output<typeof accountSchema>;
export type CostsJson = z.output<typeof costsSchema>;
export type LastAdviceJson = z.output<typeof notedAdviceSchema>;
export type AdviceJson = z.output<typeof adviceSchema>;
export type TradeJson = z.output<typeof tradeSchema>;

/** Earlier versions noted less of it, and 0 for a time that they did not know. */
export type StoredStatus = Partial<NotedStatus> & Pick<NotedStatus, "state">;

export function toStatusJson(status: StoredStatus): StatusJson {
  return {
    state: status.state,
    detail: status.detail ?? null,
    warning: status.warning ?? null,
    state_since: toTime(status.stateSinceMs || undefined),
    pid: status.pid ?? null,
    restarts: status.restarts ?? null,
    recent_restarts: status.recentRestarts ?? null,
    memory_bytes: status.memoryBytes ?? null,
    total_signals: status.totalSignals ?? null,
    mean_bar_ms: status.meanBarMs ?? null,
    last_update: toTime(status.lastUpdateMs),
    worked_until: toTime(status.workedUntilMs),
    waiting_bars: status.waitingBars ?? null,
    last_advice: status.lastAdvice === undefined ? null : toNotedAdviceJson(status.lastAdvice),
    account: status.account === undefined ? null : toAccountJson(status.account),
    noted_at_real: toTime(status.notedAtRealMs),
  };
}

export function toAdviceJson({ number, ...advice }: SavedAdvice): AdviceJson {
  return { number, ...toLastAdviceJson(advice) };
}

export function toTradeJson(trade: SavedTrade): TradeJson {
  return {
    number: trade.number,
    side: trade.side,
    units: trade.units,
    entry_time: toKstIso(trade.entryAtMs),
    exit_time: toKstIso(trade.exitAtMs),
    entry_price: trade.entryPrice,
    exit_price: trade.exitPrice,
    gross_pnl: trade.grossPnl,
    fees: trade.fees,
    tax: trade.tax,
    pnl: netPnl(trade),
    entry_reason: toReasonText(trade.entryReason, "en"),
    entry_reason_facts: toReasonFacts(trade.entryReason),
    exit_reason: trade.exitReason,
  };
}

function toNotedAdviceJson(advice: AdviceView): LastAdviceJson {
  return { ...toLastAdviceJson(advice), fill_moment: advice.fillMoment ?? null };
}

function toLastAdviceJson(advice: Omit<AdviceView, "fillMoment">): z.output<typeof lastAdviceSchema> {
  return {
    action: advice.action,
    size: advice.size ?? null,
    stop_price: advice.stopPrice ?? null,
    take_profit_price: advice.takeProfitPrice ?? null,
    confidence: advice.confidence,
    reason: toReasonText(advice.reason, "en"),
    reason_facts: toReasonFacts(advice.reason),
    bar_time: toKstIso(advice.barTimeMs),
    decided_at: toKstIso(advice.decidedAtMs),
    latency_ms: advice.latencyMs,
    is_late: advice.isLate,
  };
}

/** Version 0.1 noted no costs, and later ones knew no tax. */
type StoredAccount =
  & Omit<AccountView, "costs" | "tax" | "waits">
  & Partial<Pick<AccountView, "tax" | "waits">>
  & {
    readonly costs?: Omit<CostsView, "sellFeeRate"> & Partial<Pick<CostsView, "sellFeeRate">>;
  };

function toAccountJson(account: StoredAccount): AccountJson {
  const { costs } = account;
  return {
    start_cash: account.startCash,
    cash: account.cash,
    equity: account.equity,
    realised_pnl: account.realisedPnl,
    unrealised_pnl: account.unrealisedPnl,
    exposure: account.exposure,
    fees: account.fees,
    tax: account.tax ?? 0,
    max_drawdown_share: account.maxDrawdownShare,
    trades: account.trades,
    wins: account.wins,
    last_price: account.lastPrice ?? null,
    costs: costs === undefined ? null : {
      fee_rate: costs.feeRate,
      sell_fee_rate: costs.sellFeeRate ?? costs.feeRate,
      slippage_share: costs.slippageShare,
      tick_size: costs.tickSize,
      lot_size: costs.lotSize,
      min_order_value: costs.minOrderValue,
      krx: costs.krx ?? null,
    },
    defaults: account.usual?.map(toSnakeName) ?? null,
    positions: account.positions.map(toPositionJson),
    refusals: account.refusals,
    waits: account.waits ?? {},
  };
}

const toSnakeName = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function toPositionJson(position: PositionView) {
  return {
    side: position.side,
    units: position.units,
    entry_price: position.entryPrice,
    entry_time: toKstIso(position.entryAtMs),
    entry_moment: position.entryMoment ?? null,
    stop_price: position.stopPrice ?? null,
    take_profit_price: position.takeProfitPrice ?? null,
  };
}

/** The reason to word in a reader's language. */
export function reasonOf(
  { reason, reason_facts: facts }: Pick<LastAdviceJson, "reason" | "reason_facts">,
): AdviceReason {
  return isKeyedReason(facts) ? facts : reason;
}

function toReasonFacts(reason: AdviceReason): KeyedReason | null {
  return typeof reason === "string" ? null : reason;
}

function toTime(atMs: number | undefined): string | null {
  return atMs === undefined ? null : toKstIso(atMs);
}
