/** `backtest list` and `backtest show`. */
import { OWNER } from "../../core/actor.ts";
import type { BacktestStore } from "../../backtest/backtest_store.ts";
import { listBacktests as listSaved } from "../../commands/backtests/list.ts";
import { showBacktest as showSaved, toUnknownBacktest } from "../../commands/backtests/show.ts";
import { callCommand } from "../kit/command_context.ts";
import { renderReport } from "../../backtest/report/report.ts";
import { toCommand } from "../../core/command_text.ts";
import { realClock } from "../../app/runtime.ts";
import { UserError } from "../../core/errors.ts";
import { createSayFrom, type Lang } from "../../core/lang.ts";
import { readStoredReport } from "../../backtest/run/stored_figures.ts";
import { openBacktestStore } from "../../backtest/store/sqlite_backtest_store.ts";
import { langOf } from "../kit/language.ts";
import { loadConfig } from "../kit/load_config.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { BACKTEST_CLI_TEXTS } from "../texts/backtest.ts";
import { writePage } from "./run_backtest_command.ts";
import { toEntryRow } from "../../backtest/saved_backtests.ts";
import { type LookOptions, LOOKS } from "../kit/with_store.ts";

const HEADS = [
  ...["id", "saved", "strategy", "market", "total", "drawdown"] as const,
  ...["sharpe", "trades", "fee", "slippage", "by"] as const,
];

/** As many as a screen of the pages shows. */
const SHOWN_ROWS = 200;

export async function listBacktests(terminal: Terminal, { json }: { readonly json: boolean }): Promise<void> {
  await using store = await openStore(LOOKS);
  const { items } = await callCommand(listSaved, { limit: SHOWN_ROWS }, { backtests: toPort(store) });
  if (json) return terminal.out(JSON.stringify(items, null, 2));
  const say = createSayFrom(BACKTEST_CLI_TEXTS, langOf(terminal));
  if (items.length === 0) {
    return terminal.out(say("none_saved", {
      command: toCommand("backtest", "run", "--strategy", "ma_cross", "--market", "upbit:BTC/KRW", "--save"),
    }));
  }
  const rows = items.map((item) =>
    toEntryRow({ ...item, atMs: Date.parse(item.saved_at), actor: item.actor ?? undefined })
  );
  printTable(terminal, [HEADS.map((head) => say(`head_${head}`)), ...rows]);
}

/** The result as JSON, or its report as a page. @throws {UserError} */
export async function showBacktest(
  terminal: Terminal,
  id: number,
  options: { readonly html?: string; readonly lang: Lang },
): Promise<void> {
  await using store = await openStore(LOOKS);
  const result = await callCommand(showSaved, { id }, { backtests: toPort(store) });
  if (options.html === undefined) return terminal.out(JSON.stringify(result, null, 2));
  const report = readStoredReport(await store.backtests.report(OWNER, id));
  if (report === undefined) {
    throw new UserError(
      "invalid",
      `The report of backtest ${id} was written by a newer signal-v2: use that version`,
    );
  }
  await writePage(terminal, options.html, renderReport(report, options.lang));
}

const toPort = ({ backtests }: BacktestStore) => ({ table: () => Promise.resolve(backtests) });

/** @throws {UserError} */
export async function removeBacktest(terminal: Terminal, id: number): Promise<void> {
  await using store = await openStore();
  if (await store.backtests.remove(OWNER, id)) {
    return terminal.out(createSayFrom(BACKTEST_CLI_TEXTS, langOf(terminal))("removed", { id }));
  }
  throw toUnknownBacktest(id);
}

async function openStore(options: LookOptions = {}) {
  const { dataDir } = await loadConfig();
  return await openBacktestStore({ dir: dataDir, clock: realClock, ...options });
}
