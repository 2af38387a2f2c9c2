/**
 * A trading program in small, to be killed: `outbox_child.ts <dir> <seed>`. A strategy stores advice, a relay brings it
 * to the bus, a consumer acts on it in its own transaction. Everything but the strategy is the real thing.
 *
 * With a seed of 0 it stores nothing more and ends when its outbox is empty; else it kills itself, as `kill -9` does,
 * at a place that follows from the seed, or waits to be killed.
 */
import { openSignalFile } from "../../src/app/data/signal_file.ts";
import { createStore } from "../../src/app/data/store.ts";
import { createBusEvents } from "../../src/bus/events.ts";
import { createMemoryBus } from "../../src/bus/memory_bus.ts";
import { OutboxRelay } from "../../src/bus/outbox_relay.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { toAdviceMessage } from "../../src/engine/messages.ts";
import { createTransaction } from "../../src/sqlite/transaction.ts";
import { unitOf } from "../../src/demo/seeded.ts";
import "../support/sqlite.ts";
import { journalOf, tableOf } from "../support/owned.ts";

const [dir = "", seedText = "0"] = Deno.args;
const seed = Number(seedText);
let drawn = 0;
const random = () => unitOf(seed, drawn++);
const MINUTE_MS = 60_000;
const STRATEGY = { id: "one", kind: "dca", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m" };
const PLACES = [
  "before the commit",
  "after the commit",
  "read by the relay",
  "handed to the consumer",
  "acted, before its commit",
  "acted, after its commit",
  "confirmed, before the removal",
  "removed",
  "somewhere",
] as const;

const place = seed === 0 ? undefined : PLACES[Math.floor(random() * PLACES.length)];
let left = 1 + Math.floor(random() * 12);
const at = (name: (typeof PLACES)[number]) => {
  if (name === place && --left === 0) Deno.kill(Deno.pid, "SIGKILL");
};

const clock = createSystemClock();
const file = await openSignalFile({ dir, clock });
const { db } = file;
const store = createStore(file, { clock });
const { outbox, deadLetters } = store;
const strategies = tableOf(store);
const journal = journalOf(store);
db.exec("CREATE TABLE IF NOT EXISTS acted (id TEXT NOT NULL) STRICT");
db.exec("CREATE TABLE IF NOT EXISTS delivered (id TEXT NOT NULL) STRICT");
if ((await strategies.list()).length === 0) {
  await strategies.add({
    ...{ ...STRATEGY, params: {}, money: {}, onStop: "leave", isActive: true },
  });
}

const bus = createMemoryBus({
  ...{ clock, from: "child", deadLetters },
  onFault: ({ kind }) => {
    throw new Error(`The bus met ${kind}`);
  },
});
const handled = store.handledBy("trader");
const transact = createTransaction(db);
const note = db.prepare("INSERT INTO delivered VALUES (?)");
const act = db.prepare("INSERT INTO acted VALUES (?)");
bus.subscribe({
  ...{ kind: "durable", name: "trader", topics: ["events.advice_given"], capacity: 1_000 },
  ...{ batch: { size: 3, maxAgeMs: 0 }, retryAfterMs: [10], attemptMs: 10_000 },
}, async (batch) => {
  for (const { id } of batch) {
    at("handed to the consumer");
    note.run(id);
    transact(() => {
      if (handled.note(id)) act.run(id);
      at("acted, before its commit");
    });
    at("acted, after its commit");
    await clock.sleep(0);
  }
});
const watched = {
  written: outbox.written,
  read: async (limit: number) => {
    const rows = await outbox.read(limit);
    if (rows.length > 0) at("read by the relay");
    return rows;
  },
  remove: async (ids: readonly string[]) => {
    at("confirmed, before the removal");
    await outbox.remove(ids);
    at("removed");
  },
};
const relay = new OutboxRelay({
  outbox: watched,
  bus,
  deadLetters,
  clock,
  events: createBusEvents(silentLog),
});
relay.start();
say(`ready ${place ?? "to the end"}`);

if (seed === 0) {
  while ((await outbox.read(1)).length > 0) await clock.sleep(5);
  await relay[Symbol.asyncDispose]();
  await bus[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
} else await adviseForEver();

async function adviseForEver(): Promise<void> {
  let cursorMs = (await journal.load(STRATEGY.id))?.cursorMs;
  for (;;) {
    const nextMs = (cursorMs ?? 0) + MINUTE_MS;
    const advice = {
      ...{ action: "buy" as const, confidence: 1, reason: "again", latencyMs: 0, isLate: false },
      ...{ number: nextMs / MINUTE_MS, barTimeMs: nextMs - MINUTE_MS, decidedAtMs: nextMs },
    };
    const step = {
      ...{ strategyId: STRATEGY.id, expectedCursorMs: cursorMs, cursorMs: nextMs, savedAtMs: nextMs },
      ...{ state: {}, advice: [advice], trades: [], equity: undefined },
      events: [toAdviceMessage(STRATEGY, advice)],
    };
    at("before the commit");
    if (!await journal.save(step)) throw new Error("Somebody else has worked this bar");
    at("after the commit");
    cursorMs = nextMs;
    if (random() < 0.3) await clock.sleep(Math.floor(4 * random()));
  }
}

function say(line: string): void {
  const bytes = new TextEncoder().encode(line + "\n");
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
}
