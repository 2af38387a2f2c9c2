import { toCommand } from "../../core/command_text.ts";
import { DAY_MS, HOUR_MS, toDurationText } from "../../core/kst.ts";
import { isFileExchange } from "../../core/symbol.ts";
import type { StrategyView } from "../../engine/strategy_view.ts";
import { createProblemSay } from "../kit/texts/problem_say.ts";
import type { Problem } from "./problem_facts.ts";
import { spanInKorean } from "./source_sentence.ts";
import type { MarketHealthView } from "../../market/market_view.ts";
import type { AppView } from "../view.ts";

const ko = createProblemSay("ko");
const en = createProblemSay("en");

/** So many restarts within ten minutes are a loop, also while it happens to run. */
const LOOP_RESTARTS = 2;
/** Quiet coins go without a trade for minutes; a strategy lives on 1-minute bars, however long its own are. */
const NO_BAR_AFTER_MS = HOUR_MS;
/** For so long it is enough to say of its market that no candles come. */
const EXPLAINED_FOR_MS = DAY_MS;

export function isCrashLooping({ state, recentRestarts }: StrategyView): boolean {
  return state !== "stopped" && recentRestarts >= LOOP_RESTARTS;
}

/** Without the reason, which may name files of this machine: anybody may ask for /health. */
export function findStrategyProblems(view: AppView): readonly Problem[] {
  const { strategies, unservedStrategies = [] } = view;
  return [
    ...(strategies?.strategies ?? []).flatMap((strategy) => [
      ...findProcessProblem(strategy),
      ...findCandleProblem(strategy, view),
    ]),
    ...unservedStrategies.flatMap((strategy) => isMarketOff(view) ? [] : [toUncollected(strategy)]),
  ];
}

/** Whether one of those that are to work gets no candles, whatever sentence says so. */
export function hasStarving(
  problems: readonly Problem[],
  strategies: readonly Pick<StrategyView, "state" | "exchange" | "symbol">[],
): boolean {
  const markets = strategies.filter(({ state }) => state === "running").map(({ exchange, symbol }) =>
    `${exchange} ${symbol} `
  );
  return problems.some(({ code, subject = "" }) =>
    code === "strategy_without_candles" ||
    (code === "series_stale" && markets.some((market) => subject.startsWith(market)))
  );
}

function findProcessProblem(strategy: StrategyView): readonly Problem[] {
  const { id, state, stateSinceMs, recentRestarts } = strategy;
  if (state === "parked") {
    const text = { ko: ko("problem_parked", { id }), en: en("problem_parked", { id }) };
    return [{ code: "strategy_parked", subject: id, severity: "error", sinceMs: stateSinceMs, ...text }];
  }
  const isLoop = isCrashLooping(strategy);
  if (state !== "restarting" && !isLoop) return [];
  const facts = { id, count: recentRestarts };
  const key = isLoop ? "problem_crash_loop" : "problem_restarting";
  const text = { ko: ko(key, facts), en: en(key, facts) };
  return [{ code: "strategy_restarting", subject: id, severity: "warning", ...text }];
}

function findCandleProblem(strategy: StrategyView, view: AppView): readonly Problem[] {
  const { id, exchange, symbol, state, workedUntilMs = 0, stateSinceMs = 0 } = strategy;
  if (state === "stopped" || state === "parked" || isMarketOff(view)) return [];
  const series = findSeries(view.market, strategy);
  if (series === undefined) return [toUncollected(strategy)];
  const sinceMs = workedUntilMs > 0 ? workedUntilMs : stateSinceMs;
  const silentForMs = view.nowMs - sinceMs;
  // One that has just begun is given the time to make up for what it missed.
  const isNew = view.nowMs - stateSinceMs < NO_BAR_AFTER_MS;
  const isExplained = series.state === "down" || series.state === "stale";
  const toldAfterMs = isExplained ? EXPLAINED_FOR_MS : NO_BAR_AFTER_MS;
  if (state !== "running" || isNew || sinceMs === 0 || silentForMs < toldAfterMs) return [];
  const facts = { id, market: `${exchange}:${symbol}` };
  return [{
    code: "strategy_without_candles",
    subject: id,
    severity: "warning",
    sinceMs,
    ko: ko("problem_no_bar", { ...facts, span: spanInKorean(silentForMs) }),
    en: en("problem_no_bar", { ...facts, span: toDurationText(silentForMs) }),
  }];
}

/** Then one sentence says so of all candles. */
function isMarketOff({ market }: AppView): boolean {
  return market !== undefined && market.problems.length > 0;
}

type Wanted = Pick<StrategyView, "id" | "exchange" | "symbol">;

function findSeries(market: MarketHealthView | undefined, { exchange, symbol }: Wanted) {
  return market?.series.find((one) => one.exchange === exchange && one.symbol === symbol);
}

function toUncollected({ id, exchange, symbol }: Wanted): Problem {
  const key = isFileExchange(exchange) ? "problem_file_market" : "problem_not_collected";
  const facts = { id, market: `${exchange}:${symbol}`, command: toCommand("strategy", "stop", id) };
  const text = { ko: ko(key, facts), en: en(key, facts) };
  return { code: "strategy_without_candles", subject: id, severity: "error", ...text };
}
