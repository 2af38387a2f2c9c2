import type { Clock } from "../../core/clock.ts";
import { toErrorText, UpstreamError } from "../../core/errors.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import { ageAt, nowOf, type Stamp, stampOf } from "../../core/stamp.ts";
import type { CircuitBreaker } from "../../lib/limits/circuit_breaker.ts";
import type { JsonObject, Source, StockRequest } from "../sources/source.ts";
import type { Events } from "../../telemetry/events.ts";
import type { AskBudget } from "../client/ask_budget.ts";
import type { StockAskOptions } from "../client/stock_client.ts";
import type { PollWish, SourceFailure } from "../stock_view.ts";
import { findLostShape } from "./lost_shape.ts";
import { lastSuccessOf, type PollState } from "./state.ts";

/** A refused key is tried again this often: soon enough after it was mended, too seldom to be locked out. */
const AUTH_PAUSE_MS = 5 * MINUTE_MS;

/** The part of the stock client that a cycle needs. */
export interface StockApi {
  createBudget(options?: { readonly passesSilence?: boolean }): AskBudget;
  /** How much longer the host asked to be left alone. */
  readonly silentForMs: number;
  fetchNow(
    request: StockRequest,
    options: StockAskOptions & { readonly budget: AskBudget },
  ): Promise<{ readonly data: JsonObject; readonly fetched: Stamp }>;
}

export interface PollCycleOptions {
  readonly sources: readonly Source[];
  readonly stockApi: StockApi;
  readonly state: PollState;
  readonly breaker: CircuitBreaker;
  readonly clock: Clock;
  readonly events: Events;
  /** Keeps the last failure of a source over a restart, whenever it changes; never waited for. */
  readonly keepFailure?: ((sourceId: string, failure: SourceFailure) => void) | undefined;
  /** Keeps the last good payload over a restart; never waited for. */
  readonly keep: (sourceId: string, answer: { data: JsonObject; fetched: Stamp }) => void;
}

export interface Outcome {
  readonly sourceId: string;
  readonly durationMs: number;
  readonly error?: UpstreamError;
}

/** Asks all sources at once and records what came; one failing does not touch the others. */
export class PollCycle {
  readonly #options: PollCycleOptions;
  /** Planned time of the tick at which a source's key was refused. */
  readonly #refusedAtMs = new Map<string, number>();
  #nextProbe = 0;

  constructor(options: PollCycleOptions) {
    this.#options = options;
  }

  get sourceIds(): readonly string[] {
    return this.#options.sources.map(({ id }) => id);
  }

  /**
   * @param tickAtMs the planned time, so that a pause of five minutes ends on a five-minute grid.
   * @param wish of a person who asks by hand: then what was to be spared is asked all the same, the host with one request
   *   first.
   */
  async run(tickAtMs: number, signal: AbortSignal, wish?: PollWish): Promise<readonly Outcome[]> {
    const { breaker, stockApi, sources } = this.#options;
    const due = wish === undefined ? sources.filter(({ id }) => !this.#isPaused(id, tickAtMs)) : sources;
    if (due.length === 0) return [];
    const passesSilence = wish !== undefined && stockApi.silentForMs > 0;
    const budget = stockApi.createBudget({ passesSilence });
    const ask = (source: Source, attempts?: number) =>
      this.#ask(source, {
        tickAtMs,
        budget,
        signal,
        attempts,
        accepts: wish?.accept?.includes(source.id) ?? false,
      });
    const outcomes = breaker.isOpen || passesSilence
      ? await this.#probe(due, ask)
      : await Promise.all(due.map((source) => ask(source)));
    signal.throwIfAborted();
    this.#recordInBreaker(outcomes);
    return outcomes;
  }

  #recordInBreaker(outcomes: readonly Outcome[]): void {
    const { breaker, events } = this.#options;
    // A refused key is an answer: the host is there, and its pause already spares it. What was not sent says nothing.
    const telling = outcomes.filter(({ error }) => error?.kind !== "auth" && error?.kind !== "held_back");
    if (telling.length === 0) return;
    const change = breaker.record(
      telling.some(({ error }) => error === undefined || error.kind === "shape_changed"),
    );
    if (change !== "unchanged") events.breakerChanged({ change, failedCycles: breaker.failuresInARow });
  }

  /** One request for the whole cycle; when it succeeds, the others are asked at once. */
  async #probe(
    due: readonly Source[],
    ask: (source: Source, attempts?: number) => Promise<Outcome>,
  ): Promise<readonly Outcome[]> {
    // Taking turns, so that one endpoint that stays broken cannot keep the breaker open for all.
    const probe = due[this.#nextProbe++ % due.length];
    if (probe === undefined) return [];
    const first = await ask(probe, 1);
    if (first.error !== undefined) return [first];
    const rest = await Promise.all(due.filter((source) => source !== probe).map((source) => ask(source)));
    return [first, ...rest];
  }

  #isPaused(sourceId: string, tickAtMs: number): boolean {
    const refusedAtMs = this.#refusedAtMs.get(sourceId);
    if (refusedAtMs === undefined) return false;
    const sinceMs = tickAtMs - refusedAtMs;
    return sinceMs >= 0 && sinceMs < AUTH_PAUSE_MS;
  }

  async #ask(
    source: Source,
    facts: Pick<StockAskOptions, "signal"> & {
      readonly tickAtMs: number;
      readonly budget: AskBudget;
      readonly signal: AbortSignal;
      readonly attempts: number | undefined;
      /** A person takes its answer as it comes. */
      readonly accepts: boolean;
    },
  ): Promise<Outcome> {
    const { stockApi, state, clock, events, keep } = this.#options;
    const startedMs = this.#options.clock.real.monotonic();
    const durationMs = () => this.#options.clock.real.monotonic() - startedMs;
    const before = this.#factsOf(source);
    const wasFailing = before?.consecutiveFailures ?? 0;
    let doubted: JsonObject | undefined;
    const judge = (now: JsonObject) => {
      const lost = findLostShape(source, { before: before?.data, now });
      if (lost === undefined || facts.accepts) return;
      doubted = now;
      throw lost;
    };
    try {
      const { budget, signal, attempts } = facts;
      const answer = await stockApi.fetchNow(source.request(), {
        ...{ budget, signal, judge },
        ...(attempts === undefined ? {} : { attempts }),
      });
      this.#refusedAtMs.delete(source.id);
      const flag = emptiedList(state, source, answer.data);
      state.recordSuccess(source.id, { ...answer, durationMs: durationMs() });
      if (flag !== undefined) events.listEmptied({ source: source.id, before: flag });
      if (wasFailing > 0) events.sourceRecovered({ source: source.id, failures: wasFailing });
      keep(source.id, answer);
      this.#keepFailure(source, before?.lastFailure);
      return { sourceId: source.id, durationMs: durationMs() };
    } catch (thrown) {
      if (facts.signal.aborted) throw facts.signal.reason;
      const error = thrown instanceof UpstreamError
        ? thrown
        : new UpstreamError("bad_shape", toErrorText(thrown));
      // Nothing was sent, so nothing has failed: the data grows older, and that is what is shown.
      if (error.kind === "held_back") {
        this.#options.events.sourceHeldBack({ source: source.id, message: error.message });
        return { sourceId: source.id, durationMs: durationMs(), error };
      }
      if (error.kind === "auth") this.#refusedAtMs.set(source.id, facts.tickAtMs);
      const at = stampOf(clock);
      state.recordFailure(source.id, error, at);
      if (doubted !== undefined) state.noteDoubt(source.id, { data: doubted, atMs: at.atMs });
      this.#reportFailure(source, error);
      this.#keepFailure(source, before?.lastFailure);
      return { sourceId: source.id, durationMs: durationMs(), error };
    }
  }

  #factsOf({ id }: Source) {
    return this.#options.state.snapshot.sources.find((facts) => facts.id === id);
  }

  #keepFailure(source: Source, before: SourceFailure | undefined): void {
    const lastFailure = this.#factsOf(source)?.lastFailure;
    if (lastFailure !== undefined && lastFailure !== before) {
      this.#options.keepFailure?.(source.id, lastFailure);
    }
  }

  #reportFailure(source: Source, error: UpstreamError): void {
    const facts = this.#factsOf(source);
    const last = facts && lastSuccessOf(facts);
    this.#options.events.sourceFailed({
      source: source.id,
      kind: error.kind,
      message: error.message,
      failures: facts?.consecutiveFailures ?? 1,
      hasData: last !== undefined,
      ageMs: last && ageAt(last, nowOf(this.#options.clock)),
    });
  }
}

/** Rows there were before, when a list that had some is suddenly empty: accepted, but worth a word. */
function emptiedList(state: PollState, source: Source, data: JsonObject): number | undefined {
  const before = state.snapshot.sources.find(({ id }) => id === source.id)?.summary?.items ?? 0;
  return before > 0 && source.summarize(data).items === 0 ? before : undefined;
}
