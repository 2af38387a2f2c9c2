import type { UpstreamError } from "../../core/errors.ts";
import type { Stamp } from "../../core/stamp.ts";
import type { JsonObject, Source } from "../sources/source.ts";
import type { SourceFacts, SourceFailure } from "../stock_view.ts";

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
      doubted: undefined,
      lastDurationMs: answer.durationMs,
    });
  }

  /** An answer that did not replace what is known, for a person to look at. It stays until one is taken. */
  noteDoubt(id: string, doubted: { readonly data: JsonObject; readonly atMs: number }): void {
    this.#change(id, { doubted });
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
