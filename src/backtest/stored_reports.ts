/** Stored backtests for the pages; commands write them, so the file may appear while the service runs. */
import type { BacktestStore, BacktestTable } from "./backtest_store.ts";
import { type BacktestShelf, createBacktestShelf } from "./saved_backtests.ts";
import type { Clock } from "../core/clock.ts";
import { toErrorText } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { openBacktestStore } from "./store/sqlite_backtest_store.ts";
import type { ReportEntry, ReportReader } from "./backtest_view.ts";

export class StoredReports implements ReportReader, AsyncDisposable {
  readonly #dir: string;
  readonly #log: Log;
  readonly #clock: Clock;
  #opened: BacktestStore | undefined;
  #opening: Promise<void> | undefined;
  #hasFailed = false;

  constructor(options: { dir: string; log: Log; clock: Clock }) {
    this.#dir = options.dir;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#openWhenThere();
  }

  async list(): Promise<readonly ReportEntry[]> {
    const entries = await this.#shelf()?.list() ?? [];
    return entries.map((entry) => ({
      id: String(entry.id),
      atMs: entry.atMs,
      strategy: entry.strategy,
      markets: `${entry.market} ${entry.timeframe}`,
      fromMs: toTime(entry.from),
      toMs: toTime(entry.to),
      trades: entry.trades,
      returnShare: toShare(entry.return_pct),
      maxDrawdownShare: toShare(entry.max_drawdown_pct),
      sharpe: entry.sharpe,
      feeRate: entry.fee_rate,
      slippageShare: entry.slippage_share,
    }));
  }

  async html(id: string, lang: "ko" | "en"): Promise<string | undefined> {
    return /^\d{1,9}$/.test(id) ? await this.#shelf()?.html(Number(id), lang) : undefined;
  }

  /** For commands. @returns `undefined` while nothing was kept yet, or when it cannot be read. */
  async table(): Promise<BacktestTable | undefined> {
    this.#openWhenThere();
    await this.#opening;
    return this.#opened?.backtests;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opening;
    await this.#opened?.[Symbol.asyncDispose]();
  }

  #shelf(): BacktestShelf | undefined {
    this.#openWhenThere();
    return this.#opened === undefined ? undefined : createBacktestShelf(this.#opened.backtests);
  }

  /** Only a file that exists: looking at a page must not make one. */
  #openWhenThere(): void {
    if (this.#opened !== undefined || this.#opening !== undefined || this.#hasFailed) return;
    try {
      Deno.statSync(`${this.#dir}/backtests.db`);
    } catch {
      return;
    }
    this.#opening = openBacktestStore({ dir: this.#dir, clock: this.#clock }).then(
      (opened) => void (this.#opened = opened),
      (error) => {
        // Told once; the rest of the program does without.
        this.#hasFailed = true;
        this.#log.write("error", "reports_off", `stored backtests cannot be shown: ${toErrorText(error)}`);
      },
    ).finally(() => this.#opening = undefined);
  }
}

/** What another program wrote into the file may be no time, or no number. */
function toTime(text: string): number | undefined {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}

const toShare = (percent: number | undefined) => percent === undefined ? undefined : percent / 100;
