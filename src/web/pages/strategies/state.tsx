import type { StrategyState, StrategyView } from "../../../engine/strategy_view.ts";
import { intervalLengthMs, isInterval } from "../../../core/candle.ts";
import { isFileExchange } from "../../../core/symbol.ts";
import { isTextKey } from "../../kit/i18n.ts";
import { type IconName, Mark, type Tone } from "../../kit/marks.tsx";
import { toShownText } from "../../../core/text.ts";
import { sayPlain, type Show } from "../../kit/show.ts";

export const STRATEGY_LOOKS: Readonly<Record<StrategyState, { tone: Tone; icon: IconName }>> = {
  queued: { tone: "calm", icon: "wait" },
  starting: { tone: "calm", icon: "wait" },
  warming_up: { tone: "calm", icon: "wait" },
  running: { tone: "good", icon: "check" },
  restarting: { tone: "warn", icon: "alert" },
  closing: { tone: "calm", icon: "wait" },
  parked: { tone: "bad", icon: "cross" },
  stopped: { tone: "calm", icon: "moon" },
};

/** What a reader has to care for comes first, what rests last; otherwise as they are listed. */
const RANKS: Readonly<Partial<Record<StrategyState, number>>> = { parked: 0, restarting: 1, stopped: 3 };

export function toUrgentFirst(strategies: readonly StrategyView[]): readonly StrategyView[] {
  const rankOf = ({ state }: StrategyView) => RANKS[state] ?? 2;
  return strategies.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** So many bars without an update, and what it is worth is no longer what it says. */
const OLD_AFTER_BARS = 3;

/** Whether its value stands still: nobody reckons it, or its market, which never rests, has told nothing for long. */
export function isStill({ state, exchange, timeframe, lastUpdateMs }: StrategyView, nowMs: number): boolean {
  if (state !== "running" && state !== "closing") return true;
  const barMs = isInterval(timeframe) ? intervalLengthMs(timeframe) : undefined;
  if (lastUpdateMs === undefined || barMs === undefined || isFileExchange(exchange)) return false;
  return nowMs - lastUpdateMs > (OLD_AFTER_BARS + 1) * barMs;
}

export function toStrategyPath(id: string): string {
  return `/strategies/${encodeURIComponent(id)}`;
}

export function StrategyMark({ show, state }: { show: Show; state: StrategyState }) {
  return <Mark {...STRATEGY_LOOKS[state]}>{show.say(`strategy_${state}`)}</Mark>;
}

/** `이동평균 교차 · upbit BTC/KRW · 1분봉`; a user's own file keeps its name. */
export function toStrategyTitle({ say }: Show, strategy: StrategyView): string {
  const { kind, exchange, symbol, timeframe } = strategy;
  const key = `strategy_kind_${kind}`;
  const name = isTextKey(key) ? sayPlain(say, key) : toShownText(kind, 60);
  const bars = isInterval(timeframe) ? say(`interval_${timeframe}`) : toShownText(timeframe, 10);
  return `${name} · ${exchange} ${symbol} · ${bars}`;
}
