import assert from "node:assert/strict";
import { createTransaction } from "../../src/sqlite/transaction.ts";
import { draft, testMessageStore } from "./message_store_contract.ts";
import { openMessages, OutsideClock, START } from "./notify_parts.ts";

testMessageStore("messages in SQLite", async () => {
  const opened = await openMessages(new OutsideClock(START));
  return { store: opened.messages, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
});

Deno.test("fault 19: a message that is appended in the transaction of a fact is there with it, or not at all", async () => {
  await using opened = await openMessages(new OutsideClock(START));
  const { db, messages } = opened;
  const transact = createTransaction(db);
  db.exec("CREATE TABLE fact (n INTEGER)");
  const insert = db.prepare("INSERT INTO fact VALUES (?)");
  assert.throws(
    () =>
      transact(() => {
        insert.run(1);
        messages.append([draft("a")]);
        throw new Error("the power went");
      }),
    /power/,
  );
  assert.deepEqual([await messages.open("telegram", 5), db.prepare("SELECT * FROM fact").rows()], [[], []]);
  assert.equal(transact(() => (insert.run(2), messages.append([draft("a")]))), 1);
  assert.equal((await messages.open("telegram", 5)).length, 1);
});

Deno.test("attempts cannot be changed afterwards, by nobody", async () => {
  await using opened = await openMessages(new OutsideClock(START));
  const { db, messages } = opened;
  await messages.enqueue([draft("a")]);
  await messages.takeLease({ channel: "telegram", holder: "me", nowMs: 1, untilMs: 2 });
  const [row] = await messages.open("telegram", 1);
  assert.ok(row !== undefined);
  await messages.begin({
    row,
    channel: "telegram",
    holder: "me",
    atMs: 1,
    knownId: undefined,
    isRinging: false,
  });
  assert.throws(() => db.prepare("UPDATE delivery_attempt SET state = 'delivered'").run(), /only ever added/);
});
