import assert from "node:assert/strict";
import { toMaintenancePort } from "../../../src/app/maintenance/maintenance_port.ts";
import { OWNER } from "../../../src/core/actor.ts";
import { HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import { TESTER } from "../../support/owned.ts";
import { createHome } from "./telling_parts.ts";

type Test = Awaited<ReturnType<ReturnType<typeof createHome>["start"]>>;

const portOf = ({ store, clock }: Test) => toMaintenancePort(store, clock);
const begin = (test: Test, lengthMs: number) =>
  portOf(test).begin(OWNER, {
    ...{ sinceMs: test.clock.now(), untilMs: test.clock.now() + lengthMs },
    ...{ why: "라우터", actor: TESTER },
  });

Deno.test("in a maintenance no outage is told; at its end one message says what is still wrong, once", async () => {
  await using home = createHome();
  const { telegram, world } = home;
  await using test = await home.start();
  await test.lookFor(2);
  await begin(test, 20 * MINUTE_MS);
  world.broken.set("portfolio", "network");
  world.broken.set("news_sentiment", "http_5xx");
  await test.lookFor(19);
  assert.equal((await test.rows()).length, 0);
  await test.lookFor(10);
  await test.settle();
  assert.equal(telegram.messages.length, 1, telegram.texts.join("\n---\n"));
  assert.match(telegram.texts[0] ?? "", /점검이 끝났습니다\. 아직 남은 문제 2건/);
  assert.match(telegram.texts[0] ?? "", /포트폴리오/);
  assert.equal(telegram.messages[0]?.isSilent, false);
  // Their ends are told, each as its own.
  world.broken.clear();
  await test.lookFor(6);
  await test.settle();
  const ends = telegram.texts.filter((text) => text.startsWith("✅"));
  assert.equal(ends.length, 2, telegram.texts.join("\n---\n"));
  assert.equal(telegram.messages.length, 3);
});

Deno.test("a maintenance after which all is well ends without a word", async () => {
  await using home = createHome();
  const { telegram, world } = home;
  await using test = await home.start();
  await begin(test, 10 * MINUTE_MS);
  world.broken.set("portfolio", "network");
  await test.lookFor(8);
  world.broken.clear();
  await test.lookFor(10);
  assert.equal((await test.rows()).length, 0);
  assert.equal(telegram.messages.length, 0);
  // What breaks afterwards is told as ever.
  world.broken.set("portfolio", "timeout");
  await test.lookFor(6);
  await test.settle();
  assert.match(telegram.texts[0] ?? "", /^⚠️ 포트폴리오/);
});

Deno.test("one that is ended by hand is told at the next look", async () => {
  await using home = createHome();
  const { telegram, world } = home;
  await using test = await home.start();
  await begin(test, 2 * HOUR_MS);
  world.broken.set("portfolio", "auth");
  await test.lookFor(5);
  assert.equal(await portOf(test).end(OWNER), true);
  await test.lookFor(8);
  await test.settle();
  assert.deepEqual(telegram.messages.length, 1);
  assert.match(telegram.texts[0] ?? "", /아직 남은 문제 1건/);
});

Deno.test("a maintenance outlives a restart, and its end is told by the program that comes after it", async () => {
  await using home = createHome();
  const { telegram, world, clock } = home;
  {
    await using test = await home.start();
    await begin(test, 30 * MINUTE_MS);
    world.broken.set("portfolio", "network");
    await test.lookFor(5);
  }
  await clock.advance(10 * MINUTE_MS);
  await using test = await home.start();
  await test.lookFor(10);
  assert.equal((await test.rows()).length, 0);
  await test.lookFor(20);
  await test.settle();
  assert.equal(telegram.messages.length, 1, telegram.texts.join("\n---\n"));
  assert.match(telegram.texts[0] ?? "", /점검이 끝났습니다/);
});

Deno.test("one that ended while the program was off for long is settled without a message of its own", async () => {
  await using home = createHome();
  const { telegram, world, clock } = home;
  {
    await using test = await home.start();
    await begin(test, MINUTE_MS);
  }
  await clock.advance(7 * HOUR_MS - 90 * MINUTE_MS);
  await clock.advance(90 * MINUTE_MS);
  world.broken.set("portfolio", "network");
  await using test = await home.start();
  await test.lookFor(6);
  await test.settle();
  assert.ok(!telegram.texts.some((text) => text.includes("점검")), telegram.texts.join("\n---\n"));
});

Deno.test("an outage that was told before a maintenance is told to be over in it; it is no alarm", async () => {
  await using home = createHome();
  const { telegram, world } = home;
  await using test = await home.start();
  await test.lookFor(1);
  world.broken.set("portfolio", "network");
  await test.lookFor(5);
  await test.settle();
  await begin(test, HOUR_MS);
  world.broken.clear();
  await test.lookFor(6);
  await test.settle();
  assert.deepEqual(telegram.messages.length, 1);
  assert.match(telegram.texts[0] ?? "", /^✅ 포트폴리오 정상/);
});
