import "../support/sqlite.ts";
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { OWNER } from "../../src/core/actor.ts";
import { ANSWER_KEPT_MS } from "../../src/jobs/answers/answer_memory.ts";
import { openJobStore } from "../../src/jobs/store/sqlite_job_store.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { ManualClock } from "../support/manual_clock.ts";

const ANSWER = { status: 202, body: '{"polling":true}' };

async function openAnswers() {
  const temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const store = await openJobStore({ dir: temp.path, clock });
  return {
    ...{ answers: store.answers, clock, dir: temp.path },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      temp[Symbol.dispose]();
    },
  };
}

Deno.test("a key is new once, open until it is answered, and answered from then on", async () => {
  await using home = await openAnswers();
  const take = () => home.answers.take(OWNER, "k", "digest");
  deepStrictEqual([await take(), await take()], [{ kind: "new" }, { kind: "open" }]);
  await home.answers.keep(OWNER, "k", ANSWER);
  deepStrictEqual(await take(), { kind: "answered", answer: ANSWER });
  await home.answers.keep(OWNER, "k", { status: 500, body: "{}" });
  deepStrictEqual(await take(), { kind: "answered", answer: ANSWER }, "the first answer is the one");
});

Deno.test("of ten that take a key at once, one finds it new", async () => {
  await using home = await openAnswers();
  const taken = await Promise.all(Array.from({ length: 10 }, () => home.answers.take(OWNER, "k", "digest")));
  deepStrictEqual(taken.filter(({ kind }) => kind === "new").length, 1);
  strictEqual(taken.filter(({ kind }) => kind === "open").length, 9);
});

Deno.test("another request with the key is told so, another owner has keys of its own", async () => {
  await using home = await openAnswers();
  await home.answers.take(OWNER, "k", "digest");
  deepStrictEqual(await home.answers.take(OWNER, "k", "other"), { kind: "other" });
  deepStrictEqual(await home.answers.take("somebody", "k", "other"), { kind: "new" });
});

Deno.test("a key that is forgotten is new again; one that was answered cannot be forgotten", async () => {
  await using home = await openAnswers();
  await home.answers.take(OWNER, "k", "digest");
  await home.answers.forget(OWNER, "k");
  deepStrictEqual(await home.answers.take(OWNER, "k", "digest"), { kind: "new" });
  await home.answers.keep(OWNER, "k", ANSWER);
  await home.answers.forget(OWNER, "k");
  deepStrictEqual((await home.answers.take(OWNER, "k", "digest")).kind, "answered");
});

Deno.test("an answer is kept for 24 hours to the millisecond, also by another connection", async () => {
  await using home = await openAnswers();
  await home.answers.take(OWNER, "k", "digest");
  await home.answers.keep(OWNER, "k", ANSWER);
  await home.clock.advance(ANSWER_KEPT_MS);
  await using other = await openJobStore({ dir: home.dir, clock: home.clock });
  strictEqual((await other.answers.take(OWNER, "k", "digest")).kind, "answered");
  await home.clock.advance(1);
  strictEqual((await other.answers.take(OWNER, "k", "other")).kind, "new");
});
