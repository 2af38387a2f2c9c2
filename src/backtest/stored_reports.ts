/** Stored backtests for the pages; commands write them, so the file may appear while the service runs. */
import type { BacktestTable } from "./backtest_store.ts";
import { type BacktestShelf, createBacktestShelf } from "./saved_backtests.ts";
import type { Clock } from "../core/clock.ts";
import { toErrorText, UserError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { openBacktestStore, type OpenedBacktests } from "./store/sqlite_backtest_store.ts";
import type { ReportEntry, ReportReader } from "./backtest_view.ts";

/** So long after an opening that failed it is tried again, when somebody asks. */
const OPEN_AGAIN_MS = 10_000;

export class StoredReports implements ReportReader, AsyncDisposable {
  readonly #dir: string;
  readonly #log: Log;
  readonly #clock: Clock;
  #opened: OpenedBacktests | undefined;
  #opening: Promise<void> | undefined;
  /** Why it could not be opened, and when that was found, on the monotonic clock. */
  #fault: { readonly why: string; readonly foundAtMs: number } | undefined;

  constructor(options: { dir: string; log: Log; clock: Clock }) {
    this.#dir = options.dir;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#openWhenThere();
  }

  async list(): Promise<readonly ReportEntry[] | undefined> {
    const shelf = await this.#shelf();
    if (shelf === undefined) return this.#fault === undefined ? [] : undefined;
    return (await shelf.list()).map((entry) => ({
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
      actor: entry.actor,
    }));
  }

  async html(id: string, lang: "ko" | "en"): Promise<string | undefined> {
    return /^\d{1,9}$/.test(id) ? await (await this.#shelf())?.html(Number(id), lang) : undefined;
  }

  /**
   * For commands. @returns `undefined` while nothing was kept yet.
   *
   * @throws {UserError} with the reason when there is a file and it cannot be read.
   */
  async table(): Promise<BacktestTable | undefined> {
    const opened = await this.#open();
    const why = this.problem();
    if (opened === undefined && why !== undefined) throw new UserError("failed", why);
    return opened?.backtests;
  }

  /** A sentence while the file cannot be read; asking also has it tried again. */
  problem(): string | undefined {
    this.#openWhenThere();
    return this.#fault === undefined ? undefined : `Saved backtests cannot be read: ${this.#fault.why}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opening;
    await this.#opened?.[Symbol.asyncDispose]();
  }

  async #shelf(): Promise<BacktestShelf | undefined> {
    const opened = await this.#open();
    return opened === undefined ? undefined : createBacktestShelf(opened.backtests);
  }

  /** The file at its path, also when it was moved aside and another one was made since. */
  async #open(): Promise<OpenedBacktests | undefined> {
    const opened = this.#opened;
    if (opened !== undefined && opened.checkFile() !== undefined) {
      this.#opened = undefined;
      await opened[Symbol.asyncDispose]();
    }
    this.#openWhenThere();
    await this.#opening;
    return this.#opened;
  }

  /** Only a file that exists: looking at a page must not make one. */
  #openWhenThere(): void {
    if (this.#opened !== undefined || this.#opening !== undefined) return;
    const nowMs = this.#clock.monotonic();
    if (this.#fault !== undefined && nowMs - this.#fault.foundAtMs < OPEN_AGAIN_MS) return;
    try {
      Deno.statSync(`${this.#dir}/backtests.db`);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) this.#fault = undefined;
      return;
    }
    this.#opening = openBacktestStore({ dir: this.#dir, clock: this.#clock }).then(
      (opened) => {
        this.#opened = opened;
        this.#fault = undefined;
      },
      (error) => {
        const why = toErrorText(error);
        // Told once; the rest of the program does without.
        if (this.#fault === undefined) {
          this.#log.write("error", "reports_off", `stored backtests cannot be shown: ${why}`);
        }
        this.#fault = { why, foundAtMs: this.#clock.monotonic() };
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
