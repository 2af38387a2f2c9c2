/** Runs a job over data that it holds, in this process: the command's own, or a worker's. */
import type { Advice } from "../../core/advice.ts";
import type { CandleColumns } from "../../core/candle.ts";
import type { MarketRules } from "../../core/market/rules.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { toFieldWords } from "../../core/payload/field_faults.ts";
import { type AccountPlan, type AccountRules, marketOf } from "../../paper/account_rules.ts";
import type { BacktestResult } from "../run/backtest_result.ts";
import { findLookahead, type LookaheadOptions, type LookaheadReport } from "../run/lookahead.ts";
import { AdviceRefusedError, type BacktestRequest, type Prepared, runBacktest } from "../run/run_backtest.ts";
import type { SaidAdvice } from "../run/replay.ts";
import { tickSizeOf } from "../../exchanges/coin_rules.ts";
import { toParamFaults } from "../../strategies/param_faults.ts";
import type { LoadStrategy, Strategy } from "../../strategies/strategy.ts";
import type { BacktestJob, ResolvedParams, Runner, RunRequest } from "./backtest_job.ts";
import type { DataList } from "../run/backtest_data.ts";
import { findModel } from "./find_model.ts";

export class BacktestRunner implements Runner {
  readonly #load: LoadStrategy;
  readonly #job: BacktestJob;
  readonly #data: DataList;

  constructor(load: LoadStrategy, facts: { readonly job: BacktestJob; readonly data: DataList }) {
    this.#load = load;
    this.#job = facts.job;
    this.#data = facts.data;
  }

  async resolve(given: unknown): Promise<ResolvedParams> {
    const prepared = await this.#prepare(given);
    const { warmUpBars: warmUpCandles, historyBars: historyCandles = 0 } = this.#needs(prepared);
    return {
      params: prepared.params,
      warmUpBars: warmUpCandles,
      historyBars: Math.max(warmUpCandles, historyCandles),
    };
  }

  async run({ params, span }: RunRequest): Promise<BacktestResult> {
    const request = await this.#request(params, this.#data);
    return asUserError(() => runBacktest({ ...request, span }));
  }

  async advise(params: unknown): Promise<readonly SaidAdvice[]> {
    const said: SaidAdvice[] = [];
    const request = await this.#request(params, [this.#data[0]]);
    asUserError(() =>
      runBacktest({
        ...request,
        onAdvice: (advice, { candle }) => void said.push({ barOpenMs: candle.openTimeMs, advice }),
      })
    );
    return said;
  }

  async findLookahead(params: unknown, options: LookaheadOptions): Promise<LookaheadReport> {
    const [data] = this.#data;
    return await findLookahead(data.columns, (columns) => this.#advise(params, columns), options);
  }

  /** There is nothing to end. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  async #advise(params: unknown, columns: CandleColumns): Promise<ReadonlyMap<number, Advice>> {
    const [data] = this.#data;
    const length = columns.openTimeMs.length;
    const rowOf = new Map<number, number>();
    columns.openTimeMs.forEach((atMs, row) => rowOf.set(atMs, row));
    const extra = Object.fromEntries(
      Object.entries(data.extra).map(([name, column]) => [name, column.subarray(0, length)]),
    );
    const said = new Map<number, Advice>();
    const request = await this.#request(params, [{ ...data, columns, extra }]);
    asUserError(() =>
      runBacktest({
        ...request,
        onAdvice: (advice, { candle }) => void said.set(rowOf.get(candle.openTimeMs) ?? -1, advice),
      })
    );
    return said;
  }

  async #request(params: unknown, data: DataList): Promise<BacktestRequest<unknown>> {
    const { account, usual, exits, modelId, version, silentUntilMs } = this.#job;
    const prepared = await this.#prepare(params);
    const others: Prepared<unknown>[] = [];
    while (others.length < data.length - 1) others.push(await this.#prepare(params));
    const mostPositions = this.#needs(prepared).mostPositions ?? 1;
    return {
      ...prepared,
      others,
      data,
      model: findModel(modelId),
      rules: toRules(account, mostPositions),
      usual,
      exits,
      version,
      silentUntilMs,
    };
  }

  async #prepare(given: unknown): Promise<Prepared<unknown>> {
    const strategy = await this.#load();
    return { strategy, params: this.#parse(given, strategy) };
  }

  #needs({ strategy, params }: Prepared<unknown>) {
    const { interval } = this.#data[0].series;
    return asUserError(() => strategy.needs(params, interval));
  }

  #parse(given: unknown, strategy: Strategy): unknown {
    if (this.#job.isShortSwitched === true && isRecord(given) && given["allow_short"] === undefined) {
      const switched = strategy.params.safeParse({ ...given, allow_short: true });
      // One that has no such parameter, or wrong ones, is told of what it was given.
      if (switched.success) return switched.data;
    }
    const parsed = strategy.params.safeParse(given, { error: toFieldWords });
    if (parsed.success) return parsed.data;
    const faults = toParamFaults(parsed.error.issues.slice(0, 3), strategy);
    throw new UserError("invalid", `Cannot use these parameters for ${strategy.id}: ${faults.join("; ")}`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param mostPositions that the strategy asks for. */
function toRules(account: AccountPlan, mostPositions: number): AccountRules {
  const market = marketOf(account);
  const tickSize = toTick(account.tickSize, market);
  const rules = { ...account, tickSize, mostPositions: account.mostPositions ?? mostPositions };
  return market === undefined ? rules : { ...rules, market };
}

/** By price they are named, so that the record of a run says which rule it was. */
function toTick(tick: AccountPlan["tickSize"], market: MarketRules | undefined): AccountRules["tickSize"] {
  if (tick === "upbit_krw") return upbitKrw;
  if (tick !== "exchange") return tick === "none" ? undefined : tick;
  if (market === undefined) return undefined;
  const krx = (price: number, atMs: number) => market.tickSizeAt(price, atMs) ?? FINEST_TICK;
  return krx;
}

const upbitKrw = (price: number) => tickSizeOf("upbit", "BTC/KRW", price) ?? FINEST_TICK;
/** Of a price without a known step; it rounds nothing. */
const FINEST_TICK = "0.00000001";

/** What does not fit together is the user's to mend; a stack would only hide the sentence. */
function asUserError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      error instanceof AdviceRefusedError ? "advice_refused" : "invalid",
      toErrorText(error),
    );
  }
}
