/** The life of one strategy: its turn, its process, its end. Whatever happens in it stays in it. */
import { toErrorText } from "../../core/errors.ts";
import type { Candle } from "../../core/candle.ts";
import { ChildError } from "../../lib/process/child_asks.ts";
import type { ChildStatus } from "../../lib/process/child_process.ts";
import { CandleArrivals } from "./candle_source.ts";
import { type CheckedStrategy, checkStrategy, StrategyParkedError } from "../host/checked_strategy.ts";
import { closePositions, createClosingWork } from "./closing.ts";
import { toParkedMessage } from "../messages.ts";
import type { EngineOptions } from "../deps.ts";
import type { WantedStrategy } from "../strategy_store.ts";
import type { StrategyState } from "../strategy_view.ts";
import { loadStored } from "./load_stored.ts";
import { ProcessLives } from "./process_lives.ts";
import type { StoredSession } from "./saved_session.ts";
import { SessionStanding } from "./standing.ts";
import type { SessionWork } from "./work.ts";
import type { StartQueue } from "../start_queue.ts";

export interface SessionParts {
  readonly row: WantedStrategy;
  readonly engine: EngineOptions;
  readonly starts: StartQueue;
  readonly onChange: (session: StrategySession) => void;
  /** It was stopped by its owner and nothing of it is left to do. */
  readonly onOver: (session: StrategySession) => void;
}

/** After a failure of the store or of this program, not of the strategy. */
const TRY_AGAIN_MS = 5_000;
/** A process that just ended is not asked again in the same moment. */
const BREATH_MS = 100;

export class StrategySession implements AsyncDisposable {
  readonly row: WantedStrategy;
  readonly #parts: SessionParts;
  readonly #standing: SessionStanding;
  readonly #source: CandleArrivals;
  /** Aborts when the strategy is no longer to give advice. */
  readonly #live = new AbortController();
  /** Aborts when the engine ends. */
  readonly #closing = new AbortController();
  readonly #over: Promise<void>;
  #of: CheckedStrategy | undefined;
  #lives: ProcessLives | undefined;
  #onStop: "leave" | "close" | undefined;
  #wake = Promise.withResolvers<void>();

  /** @param isClosing it was stopped before the engine started, and its position is still to be closed. */
  constructor(parts: SessionParts, isClosing = false) {
    const { row, engine } = parts;
    this.row = row;
    this.#parts = parts;
    this.#standing = new SessionStanding(engine.clock, () => parts.onChange(this));
    this.#source = new CandleArrivals({
      read: (span, limit) => engine.readCandles(this.#checked().series, span, limit),
      realClock: engine.realClock,
      clock: engine.clock,
      patienceMs: engine.holePatienceMs,
      onHole: (hole) => engine.events.hole({ id: row.id, hole }),
      hours: () => this.#checked().hours,
    });
    if (isClosing) this.stop("close");
    this.#over = this.#runAll();
  }

  get state(): StrategyState {
    return this.#standing.state;
  }

  /** From memory only. */
  facts() {
    const { state, detail, warning, sinceMs: stateSinceMs, work, stored } = this.#standing;
    const process: ChildStatus | undefined = this.#lives?.status;
    return {
      state: state === "running" && process?.state !== "running" ? "restarting" as const : state,
      detail,
      warning,
      stateSinceMs,
      waitingBars: this.#source.waiting,
      process,
      work,
      stored: work?.stored ?? stored,
    };
  }

  /** Takes a closed 1-minute candle of its market. */
  push(candle: Candle): void {
    this.#source.push(candle);
  }

  /** Its owner wants it to end. `onOver` tells when it has. */
  stop(onStop: "leave" | "close"): void {
    this.#onStop = onStop;
    this.#live.abort(new Error("stopped"));
    this.#wake.resolve();
  }

  /** The engine ends; the strategy goes on at the next start as if nothing had happened. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("the engine ends"));
    this.#live.abort(this.#closing.signal.reason);
    this.#wake.resolve();
    await this.#lives?.[Symbol.asyncDispose]();
    await this.#over;
  }

  /** Never rejects. */
  async #runAll(): Promise<void> {
    // Not within the constructor: whoever makes it must know it before it speaks.
    await Promise.resolve();
    await this.#runLive();
    await this.#lives?.[Symbol.asyncDispose]();
    await this.#standing.work?.settle().catch(() => {});
    this.#lives = undefined;
    while (this.#onStop !== undefined && !this.#closing.signal.aborted) {
      try {
        await this.#end(this.#onStop);
        return;
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#parts.engine.events.failed({ what: `${this.row.id} cannot be ended yet`, error });
        await this.#pause(TRY_AGAIN_MS, this.#closing.signal);
      }
    }
  }

  async #runLive(): Promise<void> {
    const { signal } = this.#live;
    const { engine } = this.#parts;
    let leave = () => {};
    try {
      const of = this.#checked();
      this.#standing.stored = await this.#loadAtLast(signal);
      if (signal.aborted) return;
      leave = await this.#enterQueue(signal);
      const lives = new ProcessLives({ of, engine, source: this.#source, standing: this.#standing });
      this.#lives = lives;
      while (!signal.aborted) {
        await this.#tryOnce(lives, leave);
      }
    } catch (error) {
      leave();
      if (signal.aborted) return;
      await this.#park(toErrorText(error));
    } finally {
      leave();
    }
  }

  /** One life of the process. @throws {StrategyParkedError} */
  async #tryOnce(lives: ProcessLives, leave: () => void): Promise<void> {
    const { signal } = this.#live;
    try {
      await lives.live(signal, leave);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof StrategyParkedError) throw error;
      // One that does not come up must not keep others from starting.
      leave();
      if (error instanceof ChildError) {
        if (error.kind === "parked") throw new StrategyParkedError(lives.lastWords);
        this.#standing.set("restarting", this.#standing.detail ?? error.message);
        return await this.#pause(BREATH_MS, signal);
      }
      await this.#tryLater(error, signal);
    }
  }

  /** A failure of the store or of this program, which the strategy is not to blame for. */
  async #tryLater(error: unknown, signal: AbortSignal): Promise<void> {
    this.#parts.engine.events.failed({ what: `${this.row.id} tries again in 5 s`, error });
    this.#standing.set("restarting", toErrorText(error));
    await this.#pause(TRY_AGAIN_MS, signal);
  }

  /** However often it takes: a store that cannot be read now can be later. @throws {StrategyParkedError} */
  async #loadAtLast(signal: AbortSignal): Promise<StoredSession | undefined> {
    while (!signal.aborted) {
      try {
        return await loadStored(this.#parts.engine, this.row.id);
      } catch (error) {
        if (error instanceof StrategyParkedError) throw error;
        await this.#tryLater(error, signal);
      }
    }
    return undefined;
  }

  async #end(onStop: "leave" | "close"): Promise<void> {
    const { engine, row, onOver } = this.#parts;
    const work = await this.#loadClosingWork();
    if (work?.stored !== undefined && onStop === "close" && work.desk.trader.positions.length > 0) {
      this.#standing.set("closing", "It is stopped; its position is closed at the open of the next bar.");
      this.#standing.work = work;
      const { cursorMs } = work.stored;
      await closePositions(work, { cursorMs, source: this.#source, signal: this.#closing.signal });
    }
    await work?.saveStopped();
    this.#standing.work = work;
    const positions = work?.desk.trader.positions.length ?? 0;
    this.#standing.set("stopped");
    engine.events.stopped({ id: row.id, positions });
    onOver(this);
  }

  async #loadClosingWork(): Promise<SessionWork | undefined> {
    const { engine } = this.#parts;
    if (this.#of === undefined) return undefined;
    const stored = await loadStored(engine, this.row.id);
    this.#standing.stored = stored;
    return stored === undefined ? undefined : createClosingWork(this.#of, { engine, stored });
  }

  async #park(reason: string): Promise<void> {
    const { row, engine } = this.#parts;
    this.#standing.set("parked", reason);
    engine.events.parked({ id: row.id, reason });
    await this.#lives?.[Symbol.asyncDispose]();
    const atMs = Math.trunc(engine.clock.now());
    const { id, topic, message } = toParkedMessage(row, { reason, atMs });
    const result = await engine.bus.publish(topic, message, { id });
    if (result.kind === "refused") engine.events.failed({ what: `${topic} is lost`, error: result.what });
    if (!this.#live.signal.aborted) await this.#wake.promise;
  }

  async #enterQueue(signal: AbortSignal): Promise<() => void> {
    const { starts, engine, row } = this.#parts;
    // Nobody is there to watch an open position while its strategy waits.
    const isUrgent = (this.#standing.stored?.saved.paper.positions.length ?? 0) > 0;
    const entering = starts.enter({ isUrgent, signal });
    this.#standing.set("queued");
    if (starts.waiting > 0) engine.events.queued({ id: row.id, waiting: starts.waiting });
    return await entering;
  }

  #checked(): CheckedStrategy {
    return this.#of ??= checkStrategy(this.row, this.#parts.engine);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    await this.#parts.engine.realClock.sleep(ms, signal).catch(() => {});
  }
}
