/** The process of one strategy and its lives, one after the other: each is opened with its memory and shown candles. */
import { ChildError } from "../../lib/process/child_asks.ts";
import type { ChildStatus } from "../../lib/process/child_process.ts";
import { toEndText } from "../../lib/process/end_text.ts";
import type { EngineOptions } from "../deps.ts";
import { type CheckedStrategy, StrategyParkedError } from "../host/checked_strategy.ts";
import { HEAP_MB, type Opened } from "../host/protocol.ts";
import { StrategyChild } from "../host/strategy_child.ts";
import type { CandleArrivals } from "./candle_source.ts";
import { loadStored } from "./load_stored.ts";
import { toMemoryName } from "./saved_session.ts";
import type { SessionStanding } from "./standing.ts";
import { ToldSessions } from "./told_sessions.ts";
import { SessionWork } from "./work.ts";

export interface LivesParts {
  readonly of: CheckedStrategy;
  readonly engine: EngineOptions;
  readonly source: CandleArrivals;
  readonly standing: SessionStanding;
}

export class ProcessLives implements AsyncDisposable {
  readonly #parts: LivesParts;
  readonly #child: StrategyChild;
  readonly #sessions: ToldSessions;
  /** Aborts when the present process ends, so that its successor is ready before the next candle. */
  #life = new AbortController();
  #warned: string | undefined;

  constructor(parts: LivesParts) {
    this.#parts = parts;
    this.#child = this.#createChild();
    this.#sessions = new ToldSessions(parts.of.hours);
  }

  get status(): ChildStatus {
    return this.#child.status;
  }

  /** Why it is not started again. */
  get lastWords(): string {
    const { lastEnd } = this.#child.status;
    return `its process ended too often, the last time: ${
      lastEnd === undefined ? "unknown" : toEndText(lastEnd, HEAP_MB)
    }`;
  }

  /**
   * One life: works candles until something ends it.
   *
   * @param onUp it came up, or needs no place in the queue any more.
   * @throws {ChildError} {StrategyParkedError} the signal's reason, and what the store throws; it never resolves
   *   before the signal aborts.
   */
  async live(signal: AbortSignal, onUp: () => void): Promise<void> {
    const { of, engine, source, standing } = this.#parts;
    const { row } = of;
    this.#life = new AbortController();
    // A step on its way into the store would be taken for somebody else's.
    await standing.work?.settle().catch(() => {});
    if (standing.state !== "restarting") standing.set("starting");
    const stored = await loadStored(engine, row.id);
    standing.stored = stored;
    const { isFresh, needs, state: run, warning } = await this.#open(signal);
    standing.warning = warning;
    this.#warnOnce(warning);
    const work = new SessionWork({
      of,
      engine,
      child: this.#child,
      needs,
      run,
      stored,
      onFailure: (error) => this.#life.abort(error),
      onStored: () => standing.changed(),
    });
    onUp();
    standing.work = work;
    standing.set("warming_up");
    if (isFresh) work.dropPending();
    const fromMs = isFresh || stored === undefined
      ? await work.warmUp(signal)
      : await work.resume(stored, signal);
    source.restartFrom(fromMs);
    standing.set("running");
    engine.events.started({ id: row.id, kind: row.kind, fromMs });
    const untilEnd = AbortSignal.any([signal, this.#life.signal]);
    while (!signal.aborted) {
      const candles = await source.next(untilEnd, () => work.quietEndMs);
      const sessions = this.#sessions.findChange(engine.clock.now());
      if (sessions !== undefined) this.#child.noteSessions(sessions);
      await work.work(candles, signal);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child[Symbol.asyncDispose]();
  }

  /** However often its process is started again. */
  #warnOnce(warning: string | undefined): void {
    if (warning === undefined || warning === this.#warned) return;
    this.#warned = warning;
    this.#parts.engine.events.warned({ id: this.#parts.of.row.id, warning });
  }

  /** With its memory, when that is of the same kind and parameters and can be used. */
  async #open(
    signal: AbortSignal,
  ): Promise<Extract<Opened, { kind: "open" }> & { readonly isFresh: boolean }> {
    const { of: { row, interval }, engine, standing: { stored } } = this.#parts;
    const wish = { params: row.params, interval, sessions: this.#sessions.begin(engine.clock.now()) };
    const memory = stored?.saved.memoryOf === toMemoryName(row) ? stored.saved.run : undefined;
    if (memory !== undefined) {
      const opened = await this.#child.open({ ...wish, state: memory }, signal);
      if (opened.kind === "open") return { ...opened, isFresh: false };
      engine.events.forgot({ id: row.id, reason: opened.problem });
    }
    const opened = await this.#child.open({ ...wish, state: undefined }, signal);
    if (opened.kind === "refused") throw new StrategyParkedError(opened.problem);
    return { ...opened, isFresh: true };
  }

  #createChild(): StrategyChild {
    const { of: { row: { id, kind } }, engine, standing } = this.#parts;
    return new StrategyChild({
      id,
      kind,
      strategyDir: engine.strategyDir,
      realClock: engine.realClock,
      toCommand: engine.childCommand,
      restarts: engine.restarts,
      onEnd: ({ reason, stderr, retryInMs }) => {
        const detail = toEndText({ reason, stderr }, HEAP_MB);
        standing.explain(detail);
        this.#life.abort(new ChildError("ended", detail));
        if (retryInMs !== undefined) engine.events.ended({ id, reason: detail, retryInMs });
        standing.changed();
      },
    });
  }
}
