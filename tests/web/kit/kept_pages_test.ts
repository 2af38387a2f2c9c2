import assert from "node:assert/strict";
import { Hono } from "hono";
import { ChangeNotifier } from "../../../src/core/change_notifier.ts";
import { KeptPages } from "../../../src/web/kit/kept_pages.ts";
import { PageTurns } from "../../../src/web/kit/page_turns.ts";
import { ManualClock } from "../../support/manual_clock.ts";

function start() {
  const clock = new ManualClock(0);
  const changes = new ChangeNotifier();
  const kept = new KeptPages({ changes, clock, turns: new PageTurns(clock) });
  let made = 0;
  let fails = false;
  const web = new Hono();
  web.get("/:key", (context) =>
    kept.answer(context, context.req.param("key"), async () => {
      made++;
      const text = `<p>${made} ${"x".repeat(2_000)}</p>`;
      await Promise.resolve();
      if (fails) throw new Error("no");
      return text;
    }));
  web.onError((_error, context) => context.text("failed", 500));
  const ask = async (path = "/a", encoding = "") =>
    await web.request(path, { headers: encoding === "" ? {} : { "accept-encoding": encoding } });
  return { clock, changes, ask, madeSoFar: () => made, failFrom: (is: boolean) => fails = is };
}

Deno.test("all who ask at once get one page that was made once, and it is packed for those who take that", async () => {
  const { ask, madeSoFar } = start();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => ask("/a", i % 2 === 0 ? "gzip, br" : "")),
  );
  const texts = await Promise.all(answers.map(async (answer) => {
    const isPacked = answer.headers.get("content-encoding") === "gzip";
    if (!isPacked) return await answer.text();
    assert.match(answer.headers.get("vary") ?? "", /Accept-Encoding/);
    assert.equal(answer.headers.get("content-type"), "text/html; charset=UTF-8");
    return await new Response(answer.body?.pipeThrough(new DecompressionStream("gzip"))).text();
  }));
  assert.deepEqual([new Set(texts).size, madeSoFar()], [1, 1]);
  assert.equal(answers.filter(({ headers }) => headers.has("content-encoding")).length, 25);
});

Deno.test("another key is another page", async () => {
  const { ask, madeSoFar } = start();
  await Promise.all([ask("/ko"), ask("/en"), ask("/ko")]);
  assert.equal(madeSoFar(), 2);
});

Deno.test("a change makes another page at once, also for who asks while one is being made", async () => {
  const { ask, changes, madeSoFar } = start();
  const before = ask();
  changes.announce();
  const after = ask();
  assert.match(await (await before).text(), /^<p>1 /);
  assert.match(await (await after).text(), /^<p>2 /);
  assert.equal(madeSoFar(), 2);
});

Deno.test("without a change a page is made anew after a quarter of a second", async () => {
  const { ask, clock, madeSoFar } = start();
  await ask();
  await clock.advance(249);
  await ask();
  assert.equal(madeSoFar(), 1);
  await clock.advance(1);
  await ask();
  assert.equal(madeSoFar(), 2);
});

Deno.test("a page that could not be made is no page: the next one who asks gets another try", async () => {
  const { ask, failFrom, madeSoFar } = start();
  failFrom(true);
  assert.equal((await ask()).status, 500);
  failFrom(false);
  assert.equal((await ask()).status, 200);
  assert.equal(madeSoFar(), 2);
});

Deno.test("keys without end take no memory without end", async () => {
  const { ask, madeSoFar } = start();
  for (let i = 0; i < 40; i++) await ask(`/${i}`);
  await ask("/39");
  assert.equal(madeSoFar(), 40);
  await ask("/0");
  assert.equal(madeSoFar(), 41);
});
