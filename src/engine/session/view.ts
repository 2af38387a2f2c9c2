import { checkStrategy } from "../host/checked_strategy.ts";
import { isInterval } from "../../core/candle.ts";
import { nextFill } from "../../core/market/fill_moment.ts";
import { ALL_ALWAYS_OPEN } from "../../core/market/hours.ts";
import type { EngineOptions } from "../deps.ts";
import type { EquityPoint, SavedAdvice, StoredStep, WantedStrategy } from "../strategy_store.ts";
import type { AccountView, AdviceView, StrategyView } from "../strategy_view.ts";
import { toAccountView } from "../portfolio_totals.ts";
import { StrategyAccount } from "./strategy_account.ts";
import { readStored, type StoredSession, workedAtOf } from "./saved_session.ts";
import type { StrategySession } from "./session.ts";

const MOST_POINTS = 300;
/** Points that are read and thinned: a hundred days of quarter hours. */
const MOST_READ = 9_600;

/** What is stored of a strategy: read once, and told of from then on. */
interface Stored {
  readonly step: StoredSession | undefined;
  readonly lastAdvice: SavedAdvice | undefined;
  readonly curve: { readonly untilMs: number; readonly points: readonly EquityPoint[] } | undefined;
}

/** What does not change between candles, and is not worth making again for each look. */
interface Kept {
  readonly step: StoredSession | undefined;
  readonly account: AccountView | undefined;
  readonly lastAdvice: AdviceView | undefined;
  readonly equityCurve: readonly EquityPoint[];
}

/** Views of strategies, running or not: from memory, which what happens feeds. */
export class ViewMaker implements AsyncDisposable {
  readonly #engine: EngineOptions;
  readonly #stored = new Map<string, Stored>();
  readonly #kept = new Map<string, Kept>();
  /** Curves that are being read, by strategy. */
  readonly #reading = new Map<string, Promise<void>>();

  constructor(engine: EngineOptions) {
    this.#engine = engine;
  }

  /** Reads what is stored of strategies that nobody has told about. Never rejects. @returns whether all could be read. */
  async read(ids: readonly string[]): Promise<boolean> {
    let isRead = true;
    await Promise.all(ids.map(async (id) => {
      try {
        const stored = await this.#readOne(id);
        this.#stored.set(id, stored);
      } catch (error) {
        isRead = false;
        this.#stored.delete(id);
        this.#engine.events.failed({ what: `what is stored of ${id} cannot be read`, error });
      }
      this.#kept.delete(id);
    }));
    return isRead;
  }

  /** What was stored last, as far as it can be used; its session says what is wrong with it otherwise. */
  storedOf(id: string): StoredSession | undefined {
    return this.#stored.get(id)?.step;
  }

  /** Something happened to it. */
  note(session: StrategySession): void {
    const { row: { id } } = session;
    const { stored: step, work } = session.facts();
    const before = this.#stored.get(id);
    this.#stored.set(id, {
      step: step ?? before?.step,
      lastAdvice: work?.lastAdvice ?? before?.lastAdvice,
      curve: before?.curve,
    });
    this.#kept.delete(id);
    if (step !== undefined && (before?.curve?.untilMs ?? -1) < step.cursorMs) this.#readCurve(id);
  }

  /** It is removed. */
  forget(id: string): void {
    this.#stored.delete(id);
    this.#kept.delete(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#reading.values());
  }

  make(row: WantedStrategy, session: StrategySession | undefined): StrategyView {
    const { id, kind, exchange, symbol, timeframe, params } = row;
    const facts = session?.facts();
    const kept = this.#keptOf(row, session);
    // One stored step for all of them: a number of pieces of advice goes with the last one of these.
    const work = kept.step?.saved.work;
    return {
      id,
      kind,
      exchange,
      symbol,
      timeframe,
      params,
      state: facts?.state ?? "stopped",
      detail: facts?.detail,
      warning: facts?.warning,
      stateSinceMs: facts?.stateSinceMs,
      pid: facts?.process?.pid,
      restarts: facts?.process?.restarts ?? 0,
      recentRestarts: facts?.process?.recentRestarts ?? 0,
      memoryBytes: facts?.process?.rssBytes,
      totalSignals: work?.advice ?? 0,
      meanBarMs: work === undefined || work.bars === 0 ? undefined : work.tookMs / work.bars,
      lastUpdateMs: kept.step === undefined ? undefined : workedAtOf(kept.step),
      workedUntilMs: kept.step?.cursorMs,
      waitingBars: facts?.waitingBars ?? 0,
      lastAdvice: kept.lastAdvice,
      account: kept.account,
      equityCurve: kept.equityCurve,
    };
  }

  #keptOf(row: WantedStrategy, session: StrategySession | undefined): Kept {
    const known = this.#kept.get(row.id);
    if (known !== undefined) return known;
    const kept = this.#make(row, session);
    this.#kept.set(row.id, kept);
    return kept;
  }

  #make(row: WantedStrategy, session: StrategySession | undefined): Kept {
    const stored = this.#stored.get(row.id);
    const step = stored?.step;
    const desk = session?.facts().work?.desk ?? this.#deskOf(row, step);
    const advice = stored?.lastAdvice;
    return {
      step,
      account: desk === undefined || step === undefined
        ? undefined
        : toAccountView(desk, step.saved.startCash),
      lastAdvice: advice === undefined ? undefined : toAdviceView(advice, this.#momentOf(row, advice)),
      equityCurve: step === undefined ? [] : toCurve(stored?.curve?.points ?? [], { step, desk }),
    };
  }

  #momentOf({ exchange, timeframe }: WantedStrategy, { barTimeMs: advisedMs }: SavedAdvice) {
    const hours = (this.#engine.hoursOf ?? ALL_ALWAYS_OPEN)(exchange);
    return isInterval(timeframe) ? nextFill(timeframe, { advisedMs, hours }).moment : undefined;
  }

  async #readOne(id: string): Promise<Stored> {
    const { owner, store: { journal } } = this.#engine;
    const [step, [lastAdvice], points] = await Promise.all([
      journal.load(owner, id),
      journal.advice(owner, { id, limit: 1 }),
      journal.equity(owner, { id, limit: MOST_READ }),
    ]);
    return { step: readUsable(step), lastAdvice, curve: toThinCurve(points, step?.cursorMs ?? 0) };
  }

  /** Now and then: until it is read, the curve ends with the present as its last point. */
  #readCurve(id: string): void {
    if (this.#reading.has(id)) return;
    const { owner, store, events } = this.#engine;
    const reading = store.journal.equity(owner, { id, limit: MOST_READ }).then(
      (points) => {
        const stored = this.#stored.get(id);
        if (stored === undefined) return;
        this.#stored.set(id, { ...stored, curve: toThinCurve(points, stored.step?.cursorMs ?? 0) });
        this.#kept.delete(id);
      },
      (error) => events.failed({ what: `the curve of ${id} cannot be read`, error }),
    ).finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
  }

  #deskOf(row: WantedStrategy, stored: StoredSession | undefined): StrategyAccount | undefined {
    if (stored === undefined) return undefined;
    try {
      const { model, exits, usual, rulesFor, hours } = checkStrategy(row, this.#engine);
      const { intervals: [interval], mostPositions, paper, desk: counts } = stored.saved;
      const rules = rulesFor(mostPositions);
      const desk = new StrategyAccount({ rules, usual, exits, model, interval, hours });
      desk.restore({ paper, counts });
      return desk;
    } catch {
      // The state says what is wrong with the row.
      return undefined;
    }
  }
}

/** What is stored, and the present as its last point. */
function toCurve(
  points: readonly EquityPoint[],
  { step, desk }: { readonly step: StoredSession; readonly desk: StrategyAccount | undefined },
): readonly EquityPoint[] {
  const { lastPrice } = desk?.counts ?? { lastPrice: 0 };
  if (desk === undefined || lastPrice === 0) return points;
  const now = { atMs: step.cursorMs, equity: desk.trader.equityAt(lastPrice) };
  return [...points.filter(({ atMs }) => atMs < step.cursorMs), now];
}

function toThinCurve(points: readonly EquityPoint[], cursorMs: number): NonNullable<Stored["curve"]> {
  return { untilMs: points.at(-1)?.atMs ?? cursorMs, points: thin(points, MOST_POINTS - 1) };
}

function readUsable(step: StoredStep | undefined): StoredSession | undefined {
  try {
    return readStored(step);
  } catch {
    return undefined;
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

function toAdviceView(
  { number: _number, ...advice }: SavedAdvice,
  fillMoment: AdviceView["fillMoment"],
): AdviceView {
  return { ...advice, ...(fillMoment === undefined ? {} : { fillMoment }) };
}
