import { createTransaction } from "../../src/sqlite/transaction.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { openSignalFile } from "../../src/app/data/signal_file.ts";
import { createStore } from "../../src/app/data/store.ts";
import type { OutboxEvent } from "../../src/sqlite/event_outbox.ts";
import { makeTempDir } from "./temp_store.ts";

export function toEvent(n: number, change: Partial<OutboxEvent> = {}): OutboxEvent {
  return { id: `event:${n}`, topic: "events.tested", v: 1, message: toMessage(n), ...change };
}

export function toMessage(n: number): { readonly atMs: number; readonly facts: { readonly n: number } } {
  return { atMs: n, facts: { n } };
}

/** The real store, whose database the test may write to as well. */
export async function openOutboxStore() {
  const temp = makeTempDir();
  const clock = createSystemClock();
  const file = await openSignalFile({ dir: temp.path, clock });
  const store = createStore(file, { clock });
  const { db } = file;
  return {
    ...{ store, db, dir: temp.path },
    transact: createTransaction(db),
    waiting: () => db.prepare("SELECT id FROM event_outbox ORDER BY seq").rows().map(([id]) => String(id)),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      temp[Symbol.dispose]();
    },
  };
}
