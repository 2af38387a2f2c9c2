import type { UpstreamError, UpstreamErrorKind } from "../../core/errors.ts";
import type { Stamp } from "../../core/stamp.ts";
import type { JsonObject, PayloadSummary, Source } from "../sources/source.ts";

/** The last failure there was, also when it is over. */
export interface SourceFailure {
  readonly kind: UpstreamErrorKind;
  /** Wall clock, as is `recoveredAtMs`: both outlive the process. */
  readonly atMs: number;
  /** When the next answer came; `undefined` while none has. */
  readonly recoveredAtMs: number | undefined;
}

/** What is known of one source. Frozen; a new object replaces it at each outcome. */
export interface SourceFacts {
  readonly id: string;
  readonly title: string;
  readonly data: JsonObject | undefined;
  readonly summary: PayloadSummary | undefined;
  /** Epoch ms of the last answer from the origin; moves on nothing else. */
  readonly lastSuccessAtMs: number | undefined;
  /** The same by the clock that measures; see `Stamp`. */
  readonly lastSuccessMonotonicMs?: number | undefined;
  /** The data was read from disk at start and no new answer came yet. */
  readonly restored: boolean;
  readonly consecutiveFailures: number;
  readonly lastError:
    | Stamp & { readonly kind: UpstreamErrorKind; readonly message: string }
    | undefined;
  readonly lastFailure?: SourceFailure | undefined;
  /** How long the last answer took with its retries. */
  readonly lastDurationMs: number | undefined;
}

export interface PollSnapshot {
  readonly sources: readonly SourceFacts[];
}

/**
 * The one place that knows the newest data. Readers get a frozen snapshot, so parts of two moments
 * cannot be mixed.
 */
export class PollState {
  #snapshot: PollSnapshot;
  readonly #summarize: ReadonlyMap<string, Source["summarize"]>;

  constructor(sources: readonly Source[]) {
    this.#summarize = new Map(sources.map(({ id, summarize }) => [id, summarize]));
    this.#snapshot = freeze({ sources: sources.map(toUnknownFacts) });
  }

  get snapshot(): PollSnapshot {
    return this.#snapshot;
  }

  recordSuccess(id: string, answer: { data: JsonObject; fetched: Stamp; durationMs: number }): void {
    const { lastFailure } = this.#facts(id);
    const isOver = lastFailure !== undefined && lastFailure.recoveredAtMs === undefined;
    this.#change(id, {
      ...(isOver ? { lastFailure: { ...lastFailure, recoveredAtMs: answer.fetched.atMs } } : {}),
      data: answer.data,
      summary: this.#summarize.get(id)?.(answer.data),
      lastSuccessAtMs: answer.fetched.atMs,
      lastSuccessMonotonicMs: answer.fetched.monotonicMs,
      restored: false,
      consecutiveFailures: 0,
      lastError: undefined,
      lastDurationMs: answer.durationMs,
    });
  }

  /** Counts the failure; data and the time of the last success stay as they are. */
  recordFailure(id: string, error: UpstreamError, at: Stamp): void {
    const { consecutiveFailures } = this.#facts(id);
    this.#change(id, {
      consecutiveFailures: consecutiveFailures + 1,
      lastError: { ...at, kind: error.kind, message: error.message },
      lastFailure: { kind: error.kind, atMs: at.atMs, recoveredAtMs: undefined },
    });
  }

  /** Fills in what an earlier run had, with its own time. A newer answer is not replaced. */
  restore(id: string, saved: { data: JsonObject; fetched: Stamp }): void {
    const known = this.#snapshot.sources.find((facts) => facts.id === id);
    if (known === undefined || known.lastSuccessAtMs !== undefined) return;
    const summary = this.#summarize.get(id)?.(saved.data);
    this.#change(id, {
      data: saved.data,
      summary,
      lastSuccessAtMs: saved.fetched.atMs,
      lastSuccessMonotonicMs: saved.fetched.monotonicMs,
      restored: true,
    });
  }

  /** Fills in the last failure of an earlier run. One of this run is not replaced. */
  restoreFailure(id: string, failure: SourceFailure): void {
    const known = this.#snapshot.sources.find((facts) => facts.id === id);
    if (known === undefined || known.lastFailure !== undefined) return;
    this.#change(id, { lastFailure: failure });
  }

  #facts(id: string): SourceFacts {
    const facts = this.#snapshot.sources.find((candidate) => candidate.id === id);
    if (facts === undefined) {
      throw new RangeError(`Cannot record for the source ${JSON.stringify(id)}: it is not in the list`);
    }
    return facts;
  }

  #change(id: string, change: Partial<SourceFacts>): void {
    const changed = { ...this.#facts(id), ...change };
    const sources = this.#snapshot.sources.map((facts) => (facts.id === id ? changed : facts));
    this.#snapshot = freeze({ sources });
  }
}

/** `undefined` when it never answered. */
export function lastSuccessOf(facts: SourceFacts): Stamp | undefined {
  const { lastSuccessAtMs: atMs, lastSuccessMonotonicMs: monotonicMs } = facts;
  return atMs === undefined ? undefined : { atMs, monotonicMs };
}

function toUnknownFacts(source: Source): SourceFacts {
  return {
    id: source.id,
    title: source.title,
    data: undefined,
    summary: undefined,
    lastSuccessAtMs: undefined,
    restored: false,
    consecutiveFailures: 0,
    lastError: undefined,
    lastDurationMs: undefined,
  };
}

function freeze(snapshot: PollSnapshot): PollSnapshot {
  snapshot.sources.forEach((facts) => Object.freeze(facts));
  Object.freeze(snapshot.sources);
  return Object.freeze(snapshot);
}
