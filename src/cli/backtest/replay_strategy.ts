/** Runs strategies of the table over the candles that were stored while they were live. */
import { OWNER } from "../../core/actor.ts";
import type { BacktestData } from "../../backtest/run/backtest_data.ts";
import { compareAdvice, type ReplayLine, type SaidAdvice } from "../../backtest/run/replay.ts";
import { toCommand } from "../../core/command_text.ts";
import { intervalLengthMs, type Span } from "../../core/candle.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { DAY_MS, toKstIso } from "../../core/kst.ts";
import { escapeControls } from "../../core/text.ts";
import { readMoney } from "../../engine/money.ts";
import { isUserFileName } from "../../strategies/user_file.ts";
import { tickOf } from "../../paper/account_rules.ts";
import type { Config } from "../../config/config.ts";
import { beginOfLast, type HoursOf } from "../../core/market/hours.ts";
import type { CandleStore } from "../../market/candle_store.ts";
import { openStore, type Store } from "../../app/data/store.ts";
import type { StrategyRow } from "../../engine/strategy_store.ts";
import { withShelf } from "../candles/shelf_access.ts";
import { VERSION } from "../kit/embedded.ts";
import { readIntervalArgument, readSpan } from "../../commands/series_argument.ts";
import type { Terminal } from "../kit/terminal.ts";
import type { ResolvedParams } from "../../backtest/jobs/backtest_job.ts";
import { BacktestError } from "../../backtest/jobs/backtest_error.ts";
import type { BacktestJob, StrategyWish } from "../../backtest/jobs/backtest_job.ts";
import { toNoCandlesText } from "./no_candles.ts";
import { withSessions } from "./data_sessions.ts";
import { readReplayCandles, REPLAY_BASE, toCandleFacts } from "./replay_bars.ts";
import { openRunner, readTimeout } from "./run_options.ts";

export interface Replayed {
  readonly kind: "replayed";
  readonly id: string;
  readonly title: string;
  readonly lines: readonly ReplayLine[];
  /** What one should know before believing it. */
  readonly note: string | undefined;
}

/** One that could not be replayed; the others can. */
export interface NotReplayed {
  readonly kind: "failed";
  readonly id: string;
  /** Without a full stop. */
  readonly problem: string;
}

/** Positions hang together with all that was before; so long a past is worked again at most. */
const LONGEST_PAST_MS = 60 * DAY_MS;
/** Advice that the engine keeps of a strategy. */
const MOST_ADVICE = 10_000;

/** A result for each strategy, also for a bad one. @throws {UserError} when there is nothing to replay. */
export async function replayAll(
  terminal: Terminal,
  options: {
    readonly from: string;
    readonly to: string;
    readonly strategy?: string;
    readonly timeout?: string;
  },
): Promise<readonly (Replayed | NotReplayed)[]> {
  const runWithinMs = readTimeout(options.timeout, "replay");
  return await withShelf(terminal, async ({ shelf, config, clock, log, hoursOf }) => {
    const span = readSpan(options, { nowMs: clock.now(), days: 1 });
    await using store = await openStore({ dir: config.dataDir, clock, log });
    const rows = await findRows(store, options.strategy);
    const all: (Replayed | NotReplayed)[] = [];
    for (const row of rows) {
      all.push(
        await tryOne(row, { terminal, store, shelf, span, config, hoursOf, runWithinMs }),
      );
    }
    return all;
  });
}

async function findRows(
  { strategies: { table } }: Store,
  id: string | undefined,
): Promise<readonly StrategyRow[]> {
  if (id === undefined) {
    const rows = await table.list(OWNER);
    if (rows.length > 0) return rows;
    throw new UserError(
      "invalid",
      `There is no strategy to replay; add one, see ${toCommand("strategy", "add", "--help")}`,
    );
  }
  const row = await table.find(OWNER, id);
  if (row !== undefined) return [row];
  const ids = (await table.list(OWNER)).map((known) => known.id).join(", ");
  throw new UserError(
    "invalid",
    `There is no strategy ${JSON.stringify(id.slice(0, 60))}${ids === "" ? "" : `; there are ${ids}`}`,
  );
}

interface Parts {
  readonly terminal: Terminal;
  readonly store: Store;
  readonly shelf: CandleStore;
  readonly span: Span;
  readonly config: Config;
  readonly hoursOf: HoursOf;
  readonly runWithinMs: number;
}

async function tryOne(row: StrategyRow, parts: Parts): Promise<Replayed | NotReplayed> {
  try {
    return await replayOne(row, parts);
  } catch (error) {
    const isInterrupted = error instanceof UserError && error.code === "interrupted";
    if (isInterrupted || error instanceof Deno.errors.NotCapable) throw error;
    const problem = error instanceof BacktestError ? error.problem : toErrorText(error);
    return { kind: "failed", id: row.id, problem: escapeControls(problem) };
  }
}

async function replayOne(row: StrategyRow, parts: Parts): Promise<Replayed> {
  const { store: { strategies: { journal } }, shelf, span, config, runWithinMs } = parts;
  const interval = readIntervalArgument(row.timeframe);
  const title = `${row.kind} on ${row.exchange} ${row.symbol} ${interval}`;
  const job = toJob(row, config);
  const candleMs = intervalLengthMs(interval) ?? 31 * DAY_MS;
  const beginMs = Math.max(Math.min(row.createdAtMs, span.fromMs), span.fromMs - LONGEST_PAST_MS);
  const { warmUpBars: warmUpCandles, historyBars: historyCandles } = await resolve(job, {
    row,
    terminal: parts.terminal,
    runWithinMs,
  });
  const series = { exchange: row.exchange, symbol: row.symbol, interval };
  const hours = await parts.hoursOf(row.exchange);
  const candles = await readReplayCandles(shelf, {
    ...{ series, hours },
    // As much history as a live start looks at; enough also when some minutes had no trade; one more candle at the end, where a run closes everything.
    span: {
      fromMs: beginOfLast(interval, { candles: 2 * historyCandles, beforeMs: beginMs, hours }),
      toMs: hours.nextOpenTime(interval, span.toMs) + 2 * candleMs,
    },
  });
  if (candles.data.columns.openTimeMs.length === 0) {
    return {
      kind: "replayed",
      id: row.id,
      title,
      lines: [],
      note: await toNoneNote(shelf, series),
    };
  }
  await using runner = await openRunner(parts.terminal, {
    job: { ...job, silentUntilMs: beginMs },
    data: await withSessions([candles.data], config),
    runWithinMs,
  });
  const replayed = await runner.advise(row.params);
  const live = (await journal.advice(OWNER, { id: row.id, limit: MOST_ADVICE })).map(toSaid);
  const lines = compareAdvice({ live: live.filter(within(span)), replayed: replayed.filter(within(span)) }, {
    ...toCandleFacts(candles, warmUpCandles),
    hours,
    addedAtMs: row.createdAtMs,
    startsMs: startsOf(row, (await journal.status(OWNER, row.id))?.status),
  });
  const isCut = beginMs > row.createdAtMs;
  return {
    kind: "replayed",
    id: row.id,
    title,
    lines,
    note: isCut ? `It began without a position on ${toKstIso(beginMs).slice(0, 10)}` : undefined,
  };
}

/** Replays are made of the candles that live ones are made of. */
async function toNoneNote(shelf: CandleStore, series: BacktestData["series"]): Promise<string> {
  const text = toNoCandlesText(await shelf.list(), { ...series, interval: REPLAY_BASE });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const within = ({ fromMs, toMs }: Span) => ({ barOpenMs: candleOpenMs }: SaidAdvice) =>
  candleOpenMs >= fromMs && candleOpenMs < toMs;

function toSaid(advice: SaidAdvice["advice"] & { readonly barTimeMs: number }): SaidAdvice {
  return { barOpenMs: advice.barTimeMs, advice };
}

async function resolve(
  job: BacktestJob,
  { row, terminal, runWithinMs }: {
    readonly row: StrategyRow;
    readonly terminal: Terminal;
    readonly runWithinMs: number;
  },
): Promise<ResolvedParams> {
  const data = emptyData(row);
  await using runner = await openRunner(terminal, { job, data: [data], runWithinMs });
  return await runner.resolve(row.params);
}

function emptyData({ exchange, symbol, timeframe }: StrategyRow): BacktestData {
  const none = new Float64Array(0);
  const columns = { openTimeMs: none, open: none, high: none, low: none, close: none, volume: none };
  const series = { exchange, symbol, interval: readIntervalArgument(timeframe) };
  return { series, columns, extra: {}, source: "store", hash: "" };
}

/** Asked for by a person, or noted by the engine when the state of its process changed. */
function startsOf({ startAskedAtMs, createdAtMs }: StrategyRow, status: unknown): readonly number[] {
  const sinceMs = typeof status === "object" && status !== null && "stateSinceMs" in status
    ? Number(status.stateSinceMs)
    : NaN;
  return [createdAtMs, startAskedAtMs ?? NaN, sinceMs].filter((atMs) => atMs > 0).toSorted((a, b) => a - b);
}

function toJob(
  row: StrategyRow,
  { strategyDir, krxFees }: Pick<Config, "strategyDir" | "krxFees">,
): BacktestJob {
  try {
    const { exchange, symbol } = row;
    const { rules, exits, fillModel } = readMoney(row.money, { exchange, symbol, krxFees });
    return {
      strategy: toWish(row.kind, strategyDir),
      modelId: fillModel,
      account: { ...rules, tickSize: tickOf(rules, row) },
      exits,
      version: VERSION,
    };
  } catch (error) {
    throw new UserError("invalid", toErrorText(error));
  }
}

function toWish(kind: string, strategyDir: string): StrategyWish {
  return isUserFileName(kind)
    ? { kind: "file", path: `${strategyDir}/${kind}` }
    : { kind: "shipped", id: kind };
}
