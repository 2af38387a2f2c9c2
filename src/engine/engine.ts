/** Strategies at work on live candles, each in a process of its own, with simulated money. */
import type { Envelope } from "../bus/bus.ts";
import { BASE_INTERVAL } from "./session/candle_feed.ts";
import type { EngineOptions } from "./deps.ts";
import type { WantedStrategy } from "./strategy_store.ts";
import type { EngineView, StrategyView } from "./strategy_view.ts";
import { PortfolioTotals } from "./portfolio_totals.ts";
import { StatusRecorder } from "./status_recorder.ts";
import { ViewMaker } from "./session/view.ts";
import type { StrategySession } from "./session/session.ts";
import { StrategySupervisor } from "./supervisor.ts";
import { WishLog } from "./wish_log.ts";

export interface Engine extends AsyncDisposable {
  /** From memory, so pages and /health may ask at any rate. */
  status(): EngineView;
  /** Looks at the table of strategies at once instead of within a second. Never rejects. */
  poke(): Promise<void>;
}

/** Candles that wait for the engine itself; what is dropped is read from the store later. */
const MOST_WAITING = 50_000;
const BATCH = { size: 1_000, maxAgeMs: 0 };
/** To say who removed a strategy that is gone since the last look. */
const LOOKED_AT_REMOVALS = 100;

/**
 * Starts the strategies that are active in the table and follows every change of it. A strategy that fails in any way
 * hurts neither the program nor another strategy.
 *
 * A strategy that begins is shown the candles of its warm-up, and what it says about them counts for nothing; its first
 * advice is of the first candle after its start. Candles that were missed while the engine was down are worked in their order
 * at the next start. There is no least time between two pieces of advice: only closed candles are shown, and advice that
 * reduces risk must not wait.
 *
 * Disposal ends all processes within 2 s; what they know is stored.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const ledger = new PortfolioTotals();
  const views = new ViewMaker(options);
  const notes = new StatusRecorder(options);
  const wishes = new WishLog(
    options.events,
    () => options.store.table.removals(options.owner, LOOKED_AT_REMOVALS),
  );
  const supervisor: StrategySupervisor = new StrategySupervisor({
    engine: options,
    stored: views,
    onRows: (rows) => wishes.note(rows),
    onChange: (session) => {
      views.note(session);
      notes.note(session.row.id, factsOf(session));
      options.onChange();
    },
    onLook: (session) => notes.noteAlive(session.row.id, factsOf(session)),
  });
  const factsOf = (session: StrategySession) => {
    const { state, detail, stored } = session.facts();
    const advice = stored?.saved.work.advice ?? 0;
    return { state, detail, advice, read: () => viewOf(session.row) };
  };
  const viewOf = (row: WantedStrategy): StrategyView => views.make(row, supervisor.sessionOf(row.id));
  const subscription = options.bus.subscribe({
    kind: "live",
    name: "engine",
    topics: ["market_data.>"],
    capacity: MOST_WAITING,
    batch: BATCH,
  }, (batch) => handOn(batch, supervisor));
  await supervisor.start();
  return {
    status() {
      const strategies = supervisor.rows.map(viewOf);
      const { starting, waiting: queued } = supervisor.starts;
      return { strategies, totals: ledger.totals(strategies), starting, queued };
    },
    poke: () => supervisor.poke(),
    async [Symbol.asyncDispose]() {
      await subscription[Symbol.asyncDispose]();
      await supervisor[Symbol.asyncDispose]();
      await notes[Symbol.asyncDispose]();
      await views[Symbol.asyncDispose]();
    },
  };
}

function handOn(batch: readonly Envelope[], supervisor: StrategySupervisor): void {
  for (const { message } of batch) {
    if (!("kind" in message) || message.kind !== "candle_closed" || message.interval !== BASE_INTERVAL) {
      continue;
    }
    supervisor.push(message, message.candle);
  }
}
