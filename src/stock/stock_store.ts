/** The port to the memory of the stock API: what a restart must find again. It may lie behind a server. */
import type { SilenceTimes } from "./client/host_silence.ts";
import type { SourceFailure } from "./stock_view.ts";

export interface StockStore {
  readonly snapshots: SnapshotStore;
  readonly failures: FailureStore;
  readonly silences: SilenceStore;
  readonly runs: RunStore;
}

/** The last good answer of each source, so that a restart during an outage has something to show. */
export interface SnapshotStore {
  /**
   * Resolves when this answer or a newer one of the source is stored. An older one never replaces a newer one, except
   * that a time in the future is the mark of a clock that was set back and does not count as newer.
   *
   * @throws {RangeError} as `refuseUnfitSnapshot`.
   */
  save(sourceId: string, snapshot: Snapshot): Promise<void>;
  /** What was stored last, by source id. */
  loadAll(): Promise<readonly StoredSnapshot[]>;
}

export interface Snapshot {
  readonly payloadText: string;
  /** When the source answered. */
  readonly fetchedAtMs: number;
}

export interface StoredSnapshot extends Snapshot {
  readonly sourceId: string;
  readonly savedAtMs: number;
}

/** The last failure of each source, so that a restart does not make it look as if there had been none. */
export interface FailureStore {
  save(sourceId: string, failure: SourceFailure): Promise<void>;
  /** What was stored last, in whole milliseconds. */
  loadAll(): Promise<readonly StoredFailure[]>;
}

export type StoredFailure = readonly [sourceId: string, failure: SourceFailure];

/** That a host asked to be left alone, so that a restart does not forget it. */
export interface SilenceStore {
  /** @param host with its port. @param silence in whole milliseconds; `undefined` when it is over. */
  save(host: string, silence: SilenceTimes | undefined): Promise<void>;
  /** Also one that has passed. */
  load(host: string): Promise<SilenceTimes | undefined>;
}

/** When the program was there and which planned polls it ran: what tells a missed poll from one before. */
export interface RunStore {
  /** Stretches without polls are not among them. */
  load(): Promise<StoredRuns>;
  /** A stretch begins. What claims to be later was noted by a clock that has been set back since. */
  begin(atMs: number, kind?: RunKind): Promise<void>;
  /** The stretch that began at `fromMs` goes on. */
  extend(fromMs: number, untilMs: number, kind?: RunKind): Promise<void>;
  /** The stretch that began at `fromMs` has lasted until this tick. */
  noteTick(tick: { plannedAtMs: number; hasFailed: boolean; fromMs: number }): Promise<void>;
}

export interface RunKind {
  /** Default true. Without an address there is no plan to follow, and nothing is missed. */
  readonly isPolling?: boolean;
}

/** Ascending. */
export interface StoredRuns {
  readonly spans: readonly { readonly fromMs: number; readonly untilMs: number }[];
  readonly ticks: readonly { readonly plannedAtMs: number; readonly hasFailed: boolean }[];
}

/** In bytes of UTF-8. */
export const LARGEST_PAYLOAD_BYTES = 2 * 1024 * 1024;
const LONGEST_SOURCE_ID = 64;

/** @throws {RangeError} for an answer over 2 MiB, an id over 64 characters or a time that is none. */
export function refuseUnfitSnapshot(sourceId: string, snapshot: Snapshot): void {
  if (sourceId.length === 0 || sourceId.length > LONGEST_SOURCE_ID) {
    throw new RangeError(
      `Cannot save a snapshot: the source id has ${sourceId.length} characters, not 1 to 64`,
    );
  }
  if (!Number.isSafeInteger(snapshot.fetchedAtMs) || snapshot.fetchedAtMs <= 0) {
    throw new RangeError(`Cannot save a snapshot of ${sourceId}: fetchedAtMs is ${snapshot.fetchedAtMs}`);
  }
  const bytes = new TextEncoder().encode(snapshot.payloadText).length;
  if (bytes > LARGEST_PAYLOAD_BYTES) {
    throw new RangeError(
      `Cannot save a snapshot of ${sourceId}: ${bytes} bytes, ${LARGEST_PAYLOAD_BYTES} are allowed`,
    );
  }
}
