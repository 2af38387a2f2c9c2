import { type Database, prepareEach, type SqlValue, type Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import { NIGHTLY_FAULTS, type NightlyFault, type NightlyPlace, type PlaceOutcome } from "./outcome.ts";

/** What is remembered of the copies in one place. */
export interface NightlyRow {
  /** From when on they are expected. */
  readonly sinceMs: number;
  readonly triedAtMs: number | undefined;
  /** Of the last try. */
  readonly fault: NightlyFault | undefined;
  readonly good: { readonly atMs: number; readonly bytes: number; readonly kept: number } | undefined;
}

const TEXTS = {
  find: "SELECT since_at, tried_at, fault, good_at, bytes, kept FROM nightly_backup WHERE place = ?",
  expect: "INSERT INTO nightly_backup (place, since_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
  forget: "DELETE FROM nightly_backup WHERE place = ?",
  note: "UPDATE nightly_backup SET tried_at = ?, fault = ? WHERE place = ?",
  noteGood: "UPDATE nightly_backup SET good_at = ?, bytes = ?, kept = ? WHERE place = ?",
} as const;

/** In signal_v2.db: how the copies fared outlives a restart. */
export class NightlyTable {
  readonly #queue: WriteQueue;
  readonly #sql: Readonly<Record<keyof typeof TEXTS, Statement>>;

  constructor({ db, queue }: { readonly db: Database; readonly queue: WriteQueue }) {
    this.#queue = queue;
    this.#sql = prepareEach(db, TEXTS);
  }

  find(place: NightlyPlace): NightlyRow | undefined {
    const [row] = this.#sql.find.rows(place);
    return row === undefined ? undefined : toRow(row);
  }

  /** Copies are wanted from now on; the time of the first wish stays. */
  async expect(place: NightlyPlace, nowMs: number): Promise<void> {
    await this.#queue.run(() => this.#sql.expect.run(place, Math.trunc(nowMs)));
  }

  /** Nobody wants copies there any more. */
  async forget(place: NightlyPlace): Promise<void> {
    await this.#queue.run(() => this.#sql.forget.run(place));
  }

  /** A try that failed takes nothing from the last good one. */
  async note(place: NightlyPlace, outcome: PlaceOutcome, atMs: number): Promise<void> {
    const at = Math.trunc(atMs);
    await this.#queue.run(() => {
      if (outcome.kind === "failed") return this.#sql.note.run(at, outcome.fault, place);
      return this.#sql.note.run(at, null, place) +
        this.#sql.noteGood.run(at, outcome.bytes, outcome.kept, place);
    });
  }
}

function toRow([since, tried, fault, good, bytes, kept]: readonly SqlValue[]): NightlyRow {
  return {
    sinceMs: Number(since),
    triedAtMs: tried === null ? undefined : Number(tried),
    fault: NIGHTLY_FAULTS.find((known) => known === fault),
    good: good === null ? undefined : { atMs: Number(good), bytes: Number(bytes), kept: Number(kept ?? 1) },
  };
}
