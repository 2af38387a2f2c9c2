import assert from "node:assert/strict";
import { openBotMemory } from "../../src/app/bot/bot_memory.ts";
import type { NewAction } from "../../src/bot/bot_store.ts";
import { openTempStore } from "../sqlite/temp_store.ts";

const AT_MS = Date.parse("2026-11-20T09:20:08+09:00");
const updateOf = (updateId: number, kind = "press") => ({ updateId, atMs: AT_MS, kind, outcome: "taken" });
const ACTION: NewAction = {
  ...{ id: "700001-1", kind: "strategies.stop", args: { id: "x" }, userId: "777", chat: "777" },
  ...{ replyKey: "bot:1:1", askedAtMs: AT_MS, expiresAtMs: AT_MS + 60_000 },
};

Deno.test("fault 5: of presses that are under way at once one has it, and none after it was dropped or its time was over", async () => {
  await using opened = await openTempStore();
  const memory = openBotMemory(opened.store);
  const ask = (id: string, updateId: number) =>
    memory.handle(updateOf(updateId, "message"), { action: { ...ACTION, id, isTaken: false } });
  const take = (id: string, updateId: number, atMs = AT_MS) =>
    memory.handle({ ...updateOf(updateId), atMs }, { take: { id } });
  await ask("pressed-1", 1);
  const outcomes = await Promise.all([10, 11, 12].map((updateId) => take("pressed-1", updateId)));
  assert.deepEqual(outcomes.toSorted(), ["handled", "not_taken", "not_taken"]);
  await ask("dropped-1", 2);
  const end = { id: "dropped-1", state: "dropped", result: "left" } as const;
  assert.equal(await memory.handle(updateOf(20), { end }), "handled");
  assert.equal(await take("dropped-1", 21), "not_taken");
  await ask("overdue-1", 3);
  assert.equal(await take("overdue-1", 30, ACTION.expiresAtMs), "not_taken");
  const action = await memory.findAction("pressed-1");
  assert.deepEqual([action?.state, action?.begun], ["taken", 1]);
});

Deno.test("fault 32: an update that is handled in two places at once is handled in one, with one answer", async () => {
  await using opened = await openTempStore();
  const memory = openBotMemory(opened.store);
  const reply = (text: string) => ({
    ...{ key: `bot:${text}`, chat: "777", text, buttons: [], edits: undefined, isRinging: false },
  });
  const outcomes = await Promise.all(
    ["one", "two"].map((text) => memory.handle(updateOf(5), { replies: [reply(text)] })),
  );
  assert.deepEqual(outcomes, ["handled", "known"]);
  const rows = await opened.store.messages.browse({ state: undefined, limit: 9 });
  assert.deepEqual(rows.map(({ body }) => body), ["one"]);
});
