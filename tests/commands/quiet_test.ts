/** What a person does not want to hear, asked for by name, in the memory that rules look into. */
import assert from "node:assert/strict";
import { toMutesPort } from "../../src/app/signals/mutes_port.ts";
import { createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import type { Actor } from "../../src/core/actor.ts";
import { WITHDRAWN } from "../../src/notifiers/message_store.ts";
import { NOWHERE } from "../../src/signals/outgoing.ts";
import { toMessage } from "../../src/signals/pipeline/message.ts";
import { draft } from "../notifiers/message_store_contract.ts";
import { fired } from "../signals/pipeline/pipeline_parts.ts";
import { openTempStore } from "../sqlite/temp_store.ts";
import { ManualClock } from "../support/manual_clock.ts";

const ACTOR: Actor = { kind: "telegram", id: "777" };
const FACTS = { kind: "signal", ring: true, holding: undefined, judgement: undefined } as const;
const START = "2026-11-20T09:20:08+09:00";

async function openQuiet() {
  const clock = new ManualClock(START);
  const opened = await openTempStore({ clock });
  const mutes = toMutesPort(opened.store, clock);
  const door = createCommandDoor(COMMANDS, { clock, realClock: clock, mutes });
  const ask = async (id: string, args: unknown) => {
    const answer = await door.run(id, args, ACTOR);
    return answer.kind === "done" ? answer.words.ko : answer.message;
  };
  const held = () => opened.store.signalJournalTo(NOWHERE).mutes("owner", clock.now());
  return {
    clock,
    ask,
    held,
    store: opened.store,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

Deno.test("a mute of today ends at midnight in Korea, one of a span so long from now, and rules find both", async () => {
  await using quiet = await openQuiet();
  assert.match(await quiet.ask("signals.mute", { ticker: "005930" }), /^005930 신호를 11-20 자정까지/);
  assert.match(
    await quiet.ask("signals.mute", { ticker: "btc/krw", for: "3d" }),
    /^BTC\/KRW 신호를 11-23 09:20까지/,
  );
  const set = { setAtMs: quiet.clock.now(), actor: JSON.stringify(ACTOR) };
  assert.deepEqual(await quiet.held(), [
    { ticker: "005930", untilMs: Date.parse("2026-11-21T00:00:00+09:00"), ...set },
    { ticker: "BTC/KRW", untilMs: Date.parse("2026-11-23T09:20:08+09:00"), ...set },
  ]);
  assert.equal(
    await quiet.ask("signals.mutes", {}),
    "받지 않는 신호: 005930 11-20 자정까지, BTC/KRW 11-23 09:20까지",
  );
  assert.equal(await quiet.ask("signals.unmute", { ticker: "005930" }), "005930 신호를 다시 받습니다.");
  assert.equal(
    await quiet.ask("signals.unmute", { ticker: "005930" }),
    "005930 신호는 막혀 있지 않았습니다.",
  );
});

Deno.test("a pause holds back every signal to buy until it is over or ended, and says what still rings", async () => {
  await using quiet = await openQuiet();
  assert.match(
    await quiet.ask("signals.pause", {}),
    /^매수 신호를 11-20 10:20까지 쉽니다. 매도와 데이터 끊김은/,
  );
  assert.deepEqual((await quiet.held()).map(({ ticker }) => ticker), ["*"]);
  assert.equal(await quiet.ask("signals.resume", {}), "매수 신호를 다시 받습니다.");
  await quiet.ask("signals.pause", { for: "30m" });
  await quiet.clock.advance(1_800_000);
  assert.equal(await quiet.ask("signals.resume", {}), "쉬고 있지 않았습니다.");
});

Deno.test("who says no length ends nothing sooner that is quiet already, and a length that is said counts", async () => {
  await using quiet = await openQuiet();
  for (
    const [id, args] of [["signals.pause", {}], ["outages.quiet", {}], ["signals.mute", {
      ticker: "005930",
    }]] as const
  ) {
    assert.match(await quiet.ask(id, { ...args, for: "3d" }), /11-23 09:20까지/);
    assert.match(await quiet.ask(id, args), /11-23 09:20까지/);
    assert.match(await quiet.ask(id, { ...args, for: "30m" }), /11-20 09:50까지/);
  }
});

Deno.test("what was muted or paused by a clock that was ahead is over once the clock is right; a halt lasts until it is lifted", async () => {
  await using quiet = await openQuiet();
  quiet.clock.setWall("2027-11-20T09:20:08+09:00");
  await quiet.ask("signals.pause", { for: "3d" });
  await quiet.ask("signals.mute", { ticker: "005930", for: "1h" });
  await quiet.ask("outages.quiet", { for: "1h" });
  await quiet.ask("signals.halt", {});
  assert.equal((await quiet.held()).length, 4);
  quiet.clock.setWall(START);
  assert.deepEqual((await quiet.held()).map(({ ticker }) => ticker), ["!"]);
  // A clock that was set right by a little has been ahead of nothing.
  await quiet.ask("signals.mute", { ticker: "005930", for: "1h" });
  quiet.clock.setWall("2026-11-20T09:16:08+09:00");
  assert.deepEqual((await quiet.held()).map(({ ticker }) => ticker), ["!", "005930"]);
});

Deno.test("a halt, a pause or a mute ends messages that wait to be sent, with their signals; what protects stays", async () => {
  const cases = [
    ["signals.halt", {}, ["buy"], "paused"],
    ["signals.pause", {}, ["buy"], "paused"],
    ["signals.mute", { ticker: "005930" }, ["buy", "sell_discretionary"], "muted"],
  ] as const;
  for (const [command, args, quieted, reason] of cases) {
    await using quiet = await openQuiet();
    const { messages } = quiet.store;
    const ids = new Map(
      (["buy", "sell_discretionary", "sell_protective"] as const).map((
        kind,
        i,
      ) => [kind, `01KAG000000000000000000${i}AA`]),
    );
    const journal = quiet.store.signalJournalTo({
      enqueue: (_, { signalId, signalClass }) => messages.append([draft(signalClass, { signalId })]),
    });
    for (const [signalClass, id] of ids) {
      const action = signalClass === "buy" ? "buy" : "sell";
      const signal = fired(quiet.clock, { id, ref: id, signalClass, action });
      const sendNow = (begun: Parameters<typeof toMessage>[0]) => toMessage(begun, FACTS);
      const request = { claim: undefined, decision: undefined, sendNow };
      await journal.take("owner", { signals: [{ kind: "begin", signal, request }] });
    }
    await quiet.ask(command, args);
    for (const [kind, id] of ids) {
      const [row] = await messages.ofSignal("owner", id);
      const signal = await journal.find("owner", id);
      const isQuieted = quieted.some((one) => one === kind);
      assert.deepEqual(
        [row?.state, row?.error, signal?.state, signal?.reason],
        isQuieted ? ["superseded", WITHDRAWN, "expired", reason] : ["queued", undefined, "queued", undefined],
        `${command} ${kind}`,
      );
    }
  }
});

Deno.test("a span or a ticker that is none is refused with what to write, and nothing is muted", async () => {
  await using quiet = await openQuiet();
  for (const span of ["0h", "31d", "soon", "-1h", "1w", ""]) {
    assert.match(await quiet.ask("signals.mute", { ticker: "005930", for: span }), /30m, 2h or 3d|>=1/, span);
  }
  assert.match(
    await quiet.ask("signals.mute", { ticker: "삼성전자" }),
    /is no ticker: write a share like 005930/,
  );
  assert.match(await quiet.ask("signals.mute", { ticker: "*" }), /is no ticker/);
  assert.deepEqual(await quiet.held(), []);
});
