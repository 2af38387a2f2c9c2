/** Which events a consumer has acted on: an event is delivered at least once and acted on exactly once. */
import type { Clock } from "../core/clock.ts";
import { DAY_MS } from "../core/kst.ts";
import type { Database, Statement } from "./sql.ts";

/** No event is delivered again so long after it was handled, unless it still waits in the outbox. */
const KEEP_MS = 30 * DAY_MS;
/** Old ids are looked for at every so many new ones. */
const PRUNE_EVERY = 1_000;

export class HandledEvents {
  readonly #consumer: string;
  readonly #clock: Clock;
  readonly #insert: Statement;
  readonly #prune: Statement;
  #count = 0;

  /** @param consumer the same name after a restart. */
  constructor(consumer: string, { db, clock }: { db: Database; clock: Clock }) {
    this.#consumer = consumer;
    this.#clock = clock;
    this.#insert = db.prepare(
      "INSERT INTO handled_event (consumer, id, at) VALUES (?, ?, ?) ON CONFLICT (consumer, id) DO NOTHING",
    );
    this.#prune = db.prepare(
      `DELETE FROM handled_event WHERE consumer = ? AND at < ?
       AND NOT EXISTS (SELECT 1 FROM event_outbox WHERE event_outbox.id = handled_event.id)`,
    );
  }

  /**
   * Called inside the transaction in which the consumer acts, before it acts.
   *
   * @returns false when it has acted on this event already: it must not again.
   */
  note(id: string): boolean {
    const nowMs = Math.trunc(this.#clock.now());
    const isNew = this.#insert.run(this.#consumer, id, nowMs) > 0;
    if (isNew && ++this.#count % PRUNE_EVERY === 0) this.#prune.run(this.#consumer, nowMs - KEEP_MS);
    return isNew;
  }
}
