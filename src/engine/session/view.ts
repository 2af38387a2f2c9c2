import { checkStrategy } from "../host/checked_strategy.ts";
import type { EngineOptions, EquityPoint, SavedAdvice, WantedStrategy } from "../deps.ts";
import type { AccountView, AdviceView, StrategyView } from "../strategy_view.ts";
import { toAccountView } from "../portfolio_totals.ts";
import { StrategyAccount } from "./strategy_account.ts";
import { readStored, type StoredSession, workedAtOf } from "./saved_session.ts";
import type { StrategySession } from "./session.ts";

const MOST_POINTS = 300;
/** Points that are read and thinned: a hundred days of quarter hours. */
const MOST_READ = 9_600;

/** What does not change between bars, and is not worth reading again for each look. */
interface Kept {
  readonly stored: StoredSession | undefined;
  readonly account: AccountView | undefined;
  readonly lastAdvice: AdviceView | undefined;
  readonly equityCurve: readonly EquityPoint[];
}

/** Views of strategies, running or not. */
export class ViewMaker {
  readonly #engine: EngineOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #curves = new Map<string, { readonly untilMs: number; readonly points: readonly EquityPoint[] }>();

  constructor(engine: EngineOptions) {
    this.#engine = engine;
  }

  /** Something happened to it. */
  forget(id: string): void {
    this.#kept.delete(id);
  }

  make(row: WantedStrategy, session: StrategySession | undefined): StrategyView {
    const { id, kind, exchange, symbol, timeframe, params } = row;
    const facts = session?.facts();
    const kept = this.#keptOf(row, session);
    // One stored step for all of them: a number of pieces of advice goes with the last one of these.
    const work = kept.stored?.saved.work;
    return {
      id,
      kind,
      exchange,
      symbol,
      timeframe,
      params,
      state: facts?.state ?? "stopped",
      detail: facts?.detail,
      stateSinceMs: facts?.stateSinceMs,
      pid: facts?.process?.pid,
      restarts: facts?.process?.restarts ?? 0,
      recentRestarts: facts?.process?.recentRestarts ?? 0,
      memoryBytes: facts?.process?.rssBytes,
      totalSignals: work?.advice ?? 0,
      meanBarMs: work === undefined || work.bars === 0 ? undefined : work.tookMs / work.bars,
      lastUpdateMs: kept.stored === undefined ? undefined : workedAtOf(kept.stored),
      workedUntilMs: kept.stored?.cursorMs,
      waitingBars: facts?.waitingBars ?? 0,
      lastAdvice: kept.lastAdvice,
      account: kept.account,
      equityCurve: kept.equityCurve,
    };
  }

  #keptOf(row: WantedStrategy, session: StrategySession | undefined): Kept {
    const known = this.#kept.get(row.id);
    // A row without a session may have been removed and added again under the same id.
    if (known !== undefined && session !== undefined) return known;
    const kept = this.#read(row, session);
    this.#kept.set(row.id, kept);
    return kept;
  }

  #read(row: WantedStrategy, session: StrategySession | undefined): Kept {
    const facts = session?.facts();
    const stored = facts?.stored ?? this.#load(row.id);
    const desk = facts?.work?.desk ?? this.#deskOf(row, stored);
    const advice = facts?.work?.lastAdvice ?? this.#engine.book.advice(row.id, 1)[0];
    return {
      stored,
      account: desk === undefined || stored === undefined
        ? undefined
        : toAccountView(desk, stored.saved.startCash),
      lastAdvice: advice === undefined ? undefined : toAdviceView(advice),
      equityCurve: this.#curveOf(row.id, { stored, desk }),
    };
  }

  #load(id: string): StoredSession | undefined {
    try {
      return readStored(this.#engine.book.load(id));
    } catch {
      return undefined;
    }
  }

  #deskOf(row: WantedStrategy, stored: StoredSession | undefined): StrategyAccount | undefined {
    if (stored === undefined) return undefined;
    try {
      const { model, exits, rulesFor } = checkStrategy(row, this.#engine);
      const { intervals: [interval], mostPositions, paper, desk: counts } = stored.saved;
      const desk = new StrategyAccount({ rules: rulesFor(mostPositions), exits, model, interval });
      desk.restore({ paper, counts });
      return desk;
    } catch {
      // The state says what is wrong with the row.
      return undefined;
    }
  }

  /** What is stored, read now and then, and the present as its last point. */
  #curveOf(
    id: string,
    { stored, desk }: {
      readonly stored: StoredSession | undefined;
      readonly desk: StrategyAccount | undefined;
    },
  ): readonly EquityPoint[] {
    if (stored === undefined) {
      this.#curves.delete(id);
      return [];
    }
    const { cursorMs } = stored;
    let curve = this.#curves.get(id);
    if (curve === undefined || curve.untilMs < cursorMs) {
      const points = this.#engine.book.equity(id, MOST_READ);
      curve = { untilMs: points.at(-1)?.atMs ?? cursorMs, points: thin(points, MOST_POINTS - 1) };
      this.#curves.set(id, curve);
    }
    const { lastPrice } = desk?.counts ?? { lastPrice: 0 };
    if (desk === undefined || lastPrice === 0) return curve.points;
    const now = { atMs: cursorMs, equity: desk.trader.equityAt(lastPrice) };
    return [...curve.points.filter(({ atMs }) => atMs < cursorMs), now];
  }
}

/** Evenly, with the first and the last one. */
export function thin<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => points[Math.round(i * step)]).filter((point) =>
    point !== undefined
  );
}

function toAdviceView({ number: _number, ...advice }: SavedAdvice): AdviceView {
  return advice;
}
