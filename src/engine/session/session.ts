/** The life of one strategy: its process, its candles, its end. Whatever happens in it stays in it. */
import { toErrorText } from "../../core/errors.ts";
import type { Candle } from "../../core/candle.ts";
import { ChildError } from "../../lib/process/child_asks.ts";
import type { ChildStatus } from "../../lib/process/child_process.ts";
import { CandleArrivals } from "./candle_source.ts";
import { type CheckedStrategy, checkStrategy, StrategyParkedError } from "../host/checked_strategy.ts";
import { toParkedMessage } from "../messages.ts";
import type { EngineOptions } from "../deps.ts";
import type { WantedStrategy } from "../strategy_store.ts";
import type { StrategyState } from "../strategy_view.ts";
import { toEndText } from "../../lib/process/end_text.ts";
import { HEAP_MB, type Opened } from "../host/protocol.ts";
import { readStored, type StoredSession, toMemoryName } from "./saved_session.ts";
import { SessionWork } from "./work.ts";
import type { StartQueue } from "../start_queue.ts";
import { StrategyChild } from "../host/strategy_child.ts";

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
  readonly #source: CandleArrivals;
  /** Aborts when the strategy is no longer to give advice. */
  readonly #live = new AbortController();
  /** Aborts when the engine ends. */
  readonly #closing = new AbortController();
  readonly #over: Promise<void>;
  /** Aborts when the present process ends, so that its successor is ready before the next candle. */
  #life = new AbortController();
  #of: CheckedStrategy | undefined;
  #child: StrategyChild | undefined;
  #work: SessionWork | undefined;
  #stored: StoredSession | undefined;
  #state: StrategyState = "queued";
  #detail: string | undefined;
  #stateSinceMs: number;
  #onStop: "leave" | "close" | undefined;
  #warned: string | undefined;
  #wake = Promise.withResolvers<void>();

  /** @param isClosing it was stopped before the engine started, and its position is still to be closed. */
  constructor(parts: SessionParts, isClosing = false) {
    const { row, engine } = parts;
    this.row = row;
    this.#parts = parts;
    this.#stateSinceMs = engine.clock.now();
    this.#source = new CandleArrivals({
      read: (span, limit) => engine.readCandles(this.#checked().series, span, limit),
      realClock: engine.realClock,
      patienceMs: engine.holePatienceMs,
      onHole: (hole) => engine.events.hole({ id: row.id, hole }),
    });
    if (isClosing) this.stop("close");
    this.#over = this.#runAll();
  }

  get state(): StrategyState {
    return this.#state;
  }

  /** From memory only. */
  facts() {
    const process: ChildStatus | undefined = this.#child?.status;
    return {
      state: this.#state === "running" && process?.state !== "running" ? "restarting" as const : this.#state,
      detail: this.#detail,
      stateSinceMs: this.#stateSinceMs,
      waitingBars: this.#source.waiting,
      process,
      work: this.#work,
      stored: this.#work?.stored ?? this.#stored,
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
    await this.#child?.[Symbol.asyncDispose]();
    await this.#over;
  }

  /** Never rejects. */
  async #runAll(): Promise<void> {
    // Not within the constructor: whoever makes it must know it before it speaks.
    await Promise.resolve();
    await this.#runLive();
    await this.#child?.[Symbol.asyncDispose]();
    await this.#work?.settle().catch(() => {});
    this.#child = undefined;
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
    let leave = () => {};
    try {
      this.#of = checkStrategy(this.row, this.#parts.engine);
      this.#stored = await this.#loadAtLast(signal);
      if (signal.aborted) return;
      leave = await this.#enterQueue(signal);
      this.#child = this.#createChild();
      while (!signal.aborted) {
        await this.#tryOnce(leave);
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
  async #tryOnce(leave: () => void): Promise<void> {
    const { signal } = this.#live;
    try {
      await this.#openAndWork(leave);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof StrategyParkedError) throw error;
      // One that does not come up must not keep others from starting.
      leave();
      if (error instanceof ChildError) {
        if (error.kind === "parked") throw new StrategyParkedError(this.#lastWords());
        this.#setState("restarting", this.#detail ?? error.message);
        return await this.#pause(BREATH_MS, signal);
      }
      await this.#tryLater(error, signal);
    }
  }

  /** A failure of the store or of this program, which the strategy is not to blame for. */
  async #tryLater(error: unknown, signal: AbortSignal): Promise<void> {
    this.#parts.engine.events.failed({ what: `${this.row.id} tries again in 5 s`, error });
    this.#setState("restarting", toErrorText(error));
    await this.#pause(TRY_AGAIN_MS, signal);
  }

  /** However often it takes: a store that cannot be read now can be later. @throws {StrategyParkedError} */
  async #loadAtLast(signal: AbortSignal): Promise<StoredSession | undefined> {
    while (!signal.aborted) {
      try {
        return await this.#load();
      } catch (error) {
        if (error instanceof StrategyParkedError) throw error;
        await this.#tryLater(error, signal);
      }
    }
    return undefined;
  }

  async #openAndWork(leave: () => void): Promise<void> {
    const { row, engine } = this.#parts;
    const { signal } = this.#live;
    const child = this.#child;
    if (child === undefined) return;
    this.#life = new AbortController();
    // A step on its way into the store would be taken for somebody else's.
    await this.#work?.settle().catch(() => {});
    if (this.#state !== "restarting") this.#setState("starting");
    this.#stored = await this.#load();
    const { isFresh, needs, state: run, warning } = await this.#open(child);
    this.#warnOnce(warning);
    const onFailure = (error: unknown) => this.#life.abort(error);
    const onStored = () => this.#parts.onChange(this);
    const parts = {
      of: this.#checked(),
      engine,
      child,
      needs,
      run,
      stored: this.#stored,
      onFailure,
      onStored,
    };
    const work = new SessionWork(parts);
    leave();
    this.#work = work;
    this.#setState("warming_up");
    if (isFresh) work.dropPending();
    const fromMs = isFresh || this.#stored === undefined
      ? await work.warmUp(signal)
      : await work.resume(this.#stored, signal);
    this.#source.restartFrom(fromMs);
    this.#setState("running");
    engine.events.started({ id: row.id, kind: row.kind, fromMs });
    const untilEnd = AbortSignal.any([signal, this.#life.signal]);
    while (!signal.aborted) {
      await work.work(await this.#source.next(untilEnd), signal);
    }
  }

  /** However often its process is started again. */
  #warnOnce(warning: string | undefined): void {
    if (warning === undefined || warning === this.#warned) return;
    this.#warned = warning;
    this.#parts.engine.events.warned({ id: this.row.id, warning });
  }

  /** With its memory, when that is of the same kind and parameters and can be used. */
  async #open(
    child: StrategyChild,
  ): Promise<Extract<Opened, { kind: "open" }> & { readonly isFresh: boolean }> {
    const { row, engine } = this.#parts;
    const { signal } = this.#live;
    const wish = { params: row.params, interval: this.#checked().interval };
    const memory = this.#stored?.saved.memoryOf === toMemoryName(row) ? this.#stored.saved.run : undefined;
    if (memory !== undefined) {
      const opened = await child.open({ ...wish, state: memory }, signal);
      if (opened.kind === "open") return { ...opened, isFresh: false };
      engine.events.forgot({ id: row.id, reason: opened.problem });
    }
    const opened = await child.open({ ...wish, state: undefined }, signal);
    if (opened.kind === "refused") throw new StrategyParkedError(opened.problem);
    return { ...opened, isFresh: true };
  }

  async #end(onStop: "leave" | "close"): Promise<void> {
    const { engine, row, onOver } = this.#parts;
    const work = await this.#freshWork();
    if (work !== undefined && onStop === "close" && work.desk.trader.positions.length > 0) {
      this.#setState("closing", "It is stopped; its position is closed at the open of the next bar.");
      this.#work = work;
      await this.#closeOut(work);
    }
    await work?.saveStopped();
    this.#work = work;
    const positions = work?.desk.trader.positions.length ?? 0;
    this.#setState("stopped");
    engine.events.stopped({ id: row.id, positions });
    onOver(this);
  }

  async #closeOut(work: SessionWork): Promise<void> {
    const { signal } = this.#closing;
    const stored = this.#stored;
    if (stored === undefined) return;
    work.desk.closeAll({
      openTimeMs: 0,
      open: 0,
      high: 0,
      low: 0,
      close: work.desk.counts.lastPrice,
      volume: 0,
    });
    this.#source.restartFrom(await work.resumeFeed(stored.cursorMs));
    while (!await work.closeOut(await this.#source.next(signal)));
    await work.settle();
  }

  /** From what is stored: the one at work may have been in the middle of a candle. */
  async #freshWork(): Promise<SessionWork | undefined> {
    const { engine } = this.#parts;
    if (this.#of === undefined) return undefined;
    this.#stored = await this.#load();
    if (this.#stored === undefined) return undefined;
    const { intervals, mostPositions } = this.#stored.saved;
    const needs = { intervals, warmUpBars: 0, mostPositions };
    const child = { work: () => Promise.reject(new Error("its process has ended")) };
    // Its owner's wish to close is not advice of the strategy, which exits may be told to ignore.
    const of = { ...this.#of, exits: { ...this.#of.exits, useExitSignal: true } };
    const run = this.#stored.saved.run;
    return new SessionWork({
      of,
      engine,
      child,
      needs,
      run,
      stored: this.#stored,
      onFailure: () => {},
      onStored: () => {},
    });
  }

  async #park(reason: string): Promise<void> {
    const { row, engine } = this.#parts;
    this.#setState("parked", reason);
    engine.events.parked({ id: row.id, reason });
    await this.#child?.[Symbol.asyncDispose]();
    const atMs = Math.trunc(engine.clock.now());
    const { id, topic, message } = toParkedMessage(row, { reason, atMs });
    const result = await engine.bus.publish(topic, message, { id });
    if (result.kind === "refused") engine.events.failed({ what: `${topic} is lost`, error: result.what });
    if (!this.#live.signal.aborted) await this.#wake.promise;
  }

  async #enterQueue(signal: AbortSignal): Promise<() => void> {
    const { starts, engine, row } = this.#parts;
    // Nobody is there to watch an open position while its strategy waits.
    const isUrgent = (this.#stored?.saved.paper.positions.length ?? 0) > 0;
    const entering = starts.enter({ isUrgent, signal });
    this.#setState("queued");
    if (starts.waiting > 0) engine.events.queued({ id: row.id, waiting: starts.waiting });
    return await entering;
  }

  #createChild(): StrategyChild {
    const { row: { id, kind }, engine } = this.#parts;
    return new StrategyChild({
      id,
      kind,
      strategyDir: engine.strategyDir,
      realClock: engine.realClock,
      toCommand: engine.childCommand,
      restarts: engine.restarts,
      onEnd: ({ reason, stderr, retryInMs }) => {
        this.#detail = toEndText({ reason, stderr }, HEAP_MB);
        this.#life.abort(new ChildError("ended", this.#detail));
        if (retryInMs !== undefined) engine.events.ended({ id, reason: this.#detail, retryInMs });
        this.#parts.onChange(this);
      },
    });
  }

  async #load(): Promise<StoredSession | undefined> {
    const { owner, store } = this.#parts.engine;
    try {
      return readStored(await store.journal.load(owner, this.row.id));
    } catch (error) {
      if (error instanceof RangeError) throw new StrategyParkedError(error.message);
      throw error;
    }
  }

  #checked(): CheckedStrategy {
    return this.#of ??= checkStrategy(this.row, this.#parts.engine);
  }

  #lastWords(): string {
    const { lastEnd } = this.#child?.status ?? {};
    return `its process ended too often, the last time: ${
      lastEnd === undefined ? "unknown" : toEndText(lastEnd, HEAP_MB)
    }`;
  }

  #setState(state: StrategyState, detail?: string): void {
    if (state !== this.#state) this.#stateSinceMs = this.#parts.engine.clock.now();
    this.#state = state;
    this.#detail = detail;
    this.#parts.onChange(this);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    await this.#parts.engine.realClock.sleep(ms, signal).catch(() => {});
  }
}
