import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { startBus } from "../../src/bus/start_bus.ts";
import { openOutboxStore, toEvent } from "../sqlite/outbox_parts.ts";
import { recordingLog } from "../support/client_parts.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { until } from "../support/program.ts";
import { toDurable } from "./bus_parts.ts";

Deno.test("events that wait in the outbox come to the bus when the relay starts, dated by the clock of the program", async () => {
  await using parts = await openOutboxStore();
  const { store, transact } = parts;
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  await using messages = startBus({ runtime: { clock, log: recordingLog() }, store });
  await using _relay = messages.relay;
  const seen: { id: string; publishedAtMs: number }[] = [];
  messages.bus.subscribe(toDurable({ topics: ["events.>"] }), (batch) => {
    seen.push(...batch.map(({ id, publishedAtMs }) => ({ id, publishedAtMs })));
  });
  transact(() => store.outbox.append([toEvent(1)]));
  strictEqual(parts.waiting().length, 1);
  deepStrictEqual(seen, []);
  messages.relay.start();
  await until(() => parts.waiting().length === 0, "the outbox empties");
  deepStrictEqual(seen, [{ id: "event:1", publishedAtMs: clock.now() }]);
});

Deno.test("a relay that ends before the bus takes along what was written last", async () => {
  await using parts = await openOutboxStore();
  const { store, transact } = parts;
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const messages = startBus({ runtime: { clock, log: recordingLog() }, store });
  const seen: string[] = [];
  messages.bus.subscribe(toDurable({ topics: ["events.>"] }), (batch) => {
    seen.push(...batch.map(({ id }) => id));
  });
  messages.relay.start();
  transact(() => store.outbox.append([toEvent(7)]));
  await messages.relay[Symbol.asyncDispose]();
  await messages[Symbol.asyncDispose]();
  deepStrictEqual([seen, parts.waiting()], [["event:7"], []]);
});
