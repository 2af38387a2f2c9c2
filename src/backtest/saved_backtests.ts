/** Backtests that were kept: saving, listing and showing them, also for the page of the dashboard. */
import { z } from "zod";
import type { ReportData } from "./report/report_data.ts";
import type { Lang } from "../core/lang.ts";
import { readStoredReport } from "./run/stored_figures.ts";
import type { Clock } from "../core/clock.ts";
import { toKstIso } from "../core/kst.ts";
import { type Actor, OWNER } from "../core/actor.ts";
import { escapeControls } from "../core/text.ts";
import type { BacktestTable, SavedEntry } from "./backtest_store.ts";
import { openBacktestStore } from "./store/sqlite_backtest_store.ts";
import type { ResultJson } from "./report/result_json.ts";
import { readStoredEntry } from "./report/stored_result.ts";
import { toFixedText, toPercentText, toShareText } from "../core/words/numbers.ts";

const figure = z.number().nullish().transform((value) => value ?? undefined);

const entrySchema = z.looseObject({
  strategy: z.string(),
  /** Symbols, as `BTC/KRW` or the name of a file. */
  market: z.string(),
  timeframe: z.string(),
  bars: z.number(),
  from: z.string(),
  to: z.string(),
  return_pct: figure,
  buy_and_hold_pct: figure,
  max_drawdown_pct: figure,
  sharpe: figure,
  trades: figure,
  win_rate_pct: figure,
  /** Costs of the run; earlier versions did not keep them here. */
  fee_rate: figure,
  slippage_share: figure,
});

/** A line of the list. */
export interface BacktestEntry extends z.infer<typeof entrySchema> {
  readonly id: number;
  readonly atMs: number;
  /** Who asked for it; `undefined` of those that earlier versions kept. */
  readonly actor: Actor | undefined;
}

/** What the page of backtests asks. */
export interface BacktestShelf {
  /** Newest first. */
  list(limit?: number): Promise<readonly BacktestEntry[]>;
  /** The whole document of the report; `undefined` when there is none of this id. */
  html(id: number, lang: Lang): Promise<string | undefined>;
}

/** `undefined` for one of a newer program that shares the file. */
export function toBacktestEntry({ id, atMs, entry, actor }: SavedEntry): BacktestEntry | undefined {
  const parsed = entrySchema.safeParse(readStoredEntry(entry));
  return parsed.success ? { ...parsed.data, id, atMs, actor } : undefined;
}

const USUAL_LIMIT = 200;

export function createBacktestShelf(table: Pick<BacktestTable, "list" | "report">): BacktestShelf {
  return {
    list: async (limit = USUAL_LIMIT) =>
      (await table.list(OWNER, { limit })).flatMap((saved) => toBacktestEntry(saved) ?? []),
    html: async (id, lang) => {
      const report = readStoredReport(await table.report(OWNER, id));
      if (report === undefined) return undefined;
      // Read in when somebody looks at one: a start has no use for it.
      const { renderReport } = await import("./report/report.ts");
      return renderReport(report, lang);
    },
  };
}

/** @param place.dir the data directory. @returns its id. */
export async function saveBacktest(
  { result, report }: { readonly result: ResultJson; readonly report: ReportData },
  { dir, clock, actor }: { readonly dir: string; readonly clock: Clock; readonly actor: Actor },
): Promise<number> {
  await using store = await openBacktestStore({ dir, clock });
  const atMs = clock.now();
  return await store.backtests.add(OWNER, { entry: toEntry(result), result, report, atMs, actor });
}

function toEntry({ inputs, statistics }: ResultJson) {
  return {
    format: 2,
    strategy: inputs.strategy,
    market: inputs.data.map(({ symbol }) => symbol).join(", "),
    timeframe: inputs.data[0]?.timeframe ?? "",
    bars: statistics.bars,
    from: inputs.from,
    to: inputs.to,
    return_pct: statistics.return_pct,
    buy_and_hold_pct: statistics.buy_and_hold_pct,
    max_drawdown_pct: statistics.max_drawdown_pct,
    sharpe: statistics.sharpe,
    trades: statistics.trades,
    win_rate_pct: statistics.win_rate_pct,
    fee_rate: inputs.rules.fee_rate,
    slippage_share: inputs.rules.slippage_share,
    tick_size: inputs.rules.tick_size,
    start_cash: inputs.rules.start_cash,
  };
}

export function toEntryRow(entry: BacktestEntry): readonly string[] {
  const percent = (value: number | undefined) => value === undefined ? "–" : toPercentText(value);
  return [
    String(entry.id),
    toKstIso(entry.atMs).slice(0, 16).replace("T", " "),
    entry.strategy,
    `${entry.market} ${entry.timeframe}`,
    percent(entry.return_pct),
    percent(entry.max_drawdown_pct),
    entry.sharpe === undefined ? "–" : toFixedText(entry.sharpe, 2),
    String(entry.trades ?? "–"),
    toShareOrNone(entry.fee_rate),
    toShareOrNone(entry.slippage_share),
    entry.actor === undefined ? "–" : escapeControls(`${entry.actor.kind} (${entry.actor.id})`),
  ];
}

function toShareOrNone(share: number | undefined): string {
  return share === undefined ? "–" : toShareText(share);
}
