/** `backtest list` and `backtest show`. */
import { OWNER } from "../../core/actor.ts";
import { renderReport } from "../../backtest/report/report.ts";
import type { ReportLang } from "../../backtest/report/words.ts";
import { toCommand } from "../../core/command_text.ts";
import { realClock } from "../../app/runtime.ts";
import { UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { readStoredReport } from "../../backtest/run/stored_figures.ts";
import { openBacktestStore } from "../../backtest/store/sqlite_backtest_store.ts";
import { loadConfig } from "../kit/load_config.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { writePage } from "./run_backtest_command.ts";
import { createBacktestShelf, toEntryRow } from "../../backtest/saved_backtests.ts";
import { readStoredResult } from "../../backtest/report/stored_result.ts";

const HEADS = [
  "id",
  "saved",
  "strategy",
  "market",
  "return",
  "drawdown",
  "sharpe",
  "trades",
  "fee",
  "slippage",
];

export async function listBacktests(terminal: Terminal, { json }: { readonly json: boolean }): Promise<void> {
  await using store = await openStore();
  const entries = await createBacktestShelf(store.backtests).list();
  if (json) {
    const rows = entries.map(({ id, atMs, ...entry }) => ({ id, saved_at: toKstIso(atMs), ...entry }));
    return terminal.out(JSON.stringify(rows, null, 2));
  }
  if (entries.length === 0) {
    return terminal.out(
      `no saved backtests yet; keep one with: ${
        toCommand("backtest", "run", "--strategy", "ma_cross", "--market", "upbit:BTC/KRW", "--save")
      }`,
    );
  }
  for (const line of toTable([HEADS, ...entries.map(toEntryRow)])) terminal.out(line);
}

/** The result as JSON, or its report as a page. @throws {UserError} */
export async function showBacktest(
  terminal: Terminal,
  id: number,
  options: { readonly html?: string; readonly lang: ReportLang },
): Promise<void> {
  await using store = await openStore();
  const result = await store.backtests.result(OWNER, id);
  if (result === undefined) {
    throw new UserError(
      "invalid",
      `There is no saved backtest ${id}; \`${toCommand("backtest", "list")}\` shows what there is`,
    );
  }
  if (options.html === undefined) return terminal.out(JSON.stringify(readStoredResult(result), null, 2));
  const report = readStoredReport(await store.backtests.report(OWNER, id));
  if (report === undefined) {
    throw new UserError(
      "invalid",
      `The report of backtest ${id} was written by a newer signal-v2: use that version`,
    );
  }
  await writePage(terminal, options.html, renderReport(report, options.lang));
}

/** @throws {UserError} */
export async function removeBacktest(terminal: Terminal, id: number): Promise<void> {
  await using store = await openStore();
  if (await store.backtests.remove(OWNER, id)) return terminal.out(`backtest ${id} removed`);
  throw new UserError(
    "invalid",
    `There is no saved backtest ${id}; \`${toCommand("backtest", "list")}\` shows what there is`,
  );
}

async function openStore() {
  const { dataDir } = await loadConfig();
  return await openBacktestStore({ dir: dataDir, clock: realClock });
}
