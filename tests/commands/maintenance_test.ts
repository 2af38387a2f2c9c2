/** A time of maintenance, asked for by name, in the memory that alarms and rules look into. */
import assert from "node:assert/strict";
import { createMaintenanceState } from "../../src/app/maintenance/state.ts";
import { toMaintenancePort } from "../../src/app/maintenance/maintenance_port.ts";
import { toMutesPort } from "../../src/app/signals/mutes_port.ts";
import { createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import type { Actor } from "../../src/core/actor.ts";
import { HOUR_MS } from "../../src/core/kst.ts";
import { passGate } from "../../src/signals/pipeline/gate.ts";
import { NOWHERE } from "../../src/signals/outgoing.ts";
import { fired } from "../signals/pipeline/pipeline_parts.ts";
import { openTempStore } from "../sqlite/temp_store.ts";
import { ManualClock } from "../support/manual_clock.ts";

const ACTOR: Actor = { kind: "http", id: "session 1" };
const START = "2026-11-20T09:20:08+09:00";

async function openMaintenance() {
  const clock = new ManualClock(START);
  const opened = await openTempStore({ clock });
  const { store } = opened;
  const state = createMaintenanceState(store);
  const maintenance = toMaintenancePort(store, clock, () => state.refresh());
  const mutes = toMutesPort(store, clock);
  const door = createCommandDoor(COMMANDS, { clock, realClock: clock, maintenance, mutes });
  const ask = async (id: string, args: unknown = {}) => {
    const answer = await door.run(id, args, ACTOR);
    return answer.kind === "done" ? answer.words.ko : `${answer.reason}: ${answer.message}`;
  };
  return { ...{ clock, ask, store, state }, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

Deno.test("a maintenance is told with its end, its reason and what still goes out, and ends by itself", async () => {
  await using test = await openMaintenance();
  assert.match(await test.ask("maintenance.status"), /점검 중이 아닙니다/);
  const said = await test.ask("maintenance.begin", { for: "2h", why: "라우터 교체" });
  assert.match(said, /^점검 중입니다 \(11-20 11:20:08 까지, 라우터 교체\)\..*손절 매도는 그대로 보냅니다\.$/);
  assert.deepEqual(test.state.current(test.clock.now()), {
    ...{
      sinceMs: Date.parse(START),
      untilMs: Date.parse(START) + 2 * HOUR_MS,
      why: "라우터 교체",
      by: "http",
    },
  });
  await test.clock.advance(2 * HOUR_MS);
  assert.equal(test.state.current(test.clock.now()), undefined);
  assert.match(await test.ask("maintenance.status"), /점검 중이 아닙니다/);
  assert.match(await test.ask("maintenance.end"), /점검 중이 아니었습니다/);
});

Deno.test("one that is on is prolonged: it began when it began; one that is ended is over at once", async () => {
  await using test = await openMaintenance();
  await test.ask("maintenance.begin", { for: "30m", why: "디스크" });
  await test.clock.advance(20 * 60_000);
  await test.ask("maintenance.begin", { for: "1h" });
  const held = test.state.current(test.clock.now());
  assert.equal(held?.sinceMs, Date.parse(START));
  assert.equal(held?.untilMs, test.clock.now() + HOUR_MS);
  assert.equal(held?.why, undefined);
  assert.match(await test.ask("maintenance.end"), /점검이 끝났습니다/);
  assert.equal(test.state.current(test.clock.now()), undefined);
});

Deno.test("a wish without a length changes nothing, and one that shortens a maintenance says until when it was", async () => {
  await using test = await openMaintenance();
  await test.ask("maintenance.begin", { for: "8h", why: "디스크" });
  const before = test.state.current(test.clock.now());
  for (const args of [{}, { why: "라우터" }]) {
    assert.match(
      await test.ask("maintenance.begin", args),
      /^bad_arguments: Cannot do maintenance\.begin: for is missing; /,
    );
  }
  assert.deepEqual(test.state.current(test.clock.now()), before);
  assert.match(
    await test.ask("maintenance.begin", { for: "1h" }),
    /^점검 중입니다 \(11-20 10:20:08 까지\).* 전에는 11-20 17:20:08 까지였습니다 \(줄였습니다\)\.$/,
  );
  assert.match(await test.ask("maintenance.begin", { for: "2h" }), / 전에는 11-20 10:20:08 까지였습니다\.$/);
});

Deno.test("a maintenance of a clock that was ahead is over once the clock is right, and does not keep the next one from beginning", async () => {
  await using test = await openMaintenance();
  test.clock.setWall("2027-11-20T09:20:08+09:00");
  await test.ask("maintenance.begin", { for: "2h" });
  test.clock.setWall(START);
  assert.match(await test.ask("maintenance.status"), /점검 중이 아닙니다/);
  await test.ask("maintenance.begin", { for: "1h" });
  assert.equal(test.state.current(test.clock.now())?.untilMs, Date.parse(START) + HOUR_MS);
});

Deno.test("a maintenance lasts a day at most, and what cannot be read is refused with an example", async () => {
  await using test = await openMaintenance();
  for (const span of ["25h", "2d", "0m", "1441m", "tomorrow", "2h; drop", "-1h"]) {
    assert.match(
      await test.ask("maintenance.begin", { for: span }),
      /^bad_maintenance_span: .*up to 24h like 30m or 2h/,
      span,
    );
  }
  assert.match(await test.ask("maintenance.begin", { why: "x".repeat(201) }), /^bad_arguments: /);
  assert.equal(test.state.current(test.clock.now()), undefined);
  await test.ask("maintenance.begin", { for: "24H", why: "two\nlines \u202e" });
  assert.equal(test.state.current(test.clock.now())?.why, "two lines \\u202e");
});

Deno.test("while there is maintenance signals to buy are held back, and sells, alarms of people and stops go out", async () => {
  await using test = await openMaintenance();
  const gate = async (signalClass: "buy" | "sell_protective" | "sell_discretionary" | "notice") => {
    const mutes = await test.store.signalJournalTo(NOWHERE).mutes("owner", test.clock.now());
    const session = {
      openMs: Date.parse("2026-11-20T09:00+09:00"),
      closeMs: Date.parse("2026-11-20T15:30+09:00"),
    };
    const moment = { nowMs: test.clock.now(), session, openQuietMs: 0, mutes };
    const verdict = passGate({ ...fired(test.clock), signalClass }, { moment, minScore: undefined });
    return verdict.kind === "open" ? "open" : verdict.reason;
  };
  const classes = ["buy", "sell_protective", "sell_discretionary", "notice"] as const;
  const verdicts = () => Promise.all(classes.map(gate));
  assert.deepEqual(await verdicts(), ["open", "open", "open", "open"]);
  await test.ask("maintenance.begin", { for: "2h" });
  assert.deepEqual(await verdicts(), ["paused", "open", "open", "open"]);
  // A pause is another thing, and its end does not end this.
  await test.ask("signals.resume");
  assert.deepEqual((await verdicts())[0], "paused");
  assert.match(await test.ask("signals.mutes"), /점검 중 11-20 11:20까지/);
  await test.ask("maintenance.end");
  assert.deepEqual(await verdicts(), ["open", "open", "open", "open"]);
});
