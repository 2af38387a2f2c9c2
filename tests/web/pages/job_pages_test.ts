import "../../support/sqlite.ts";
import assert from "node:assert/strict";
import { OWNER } from "../../../src/core/actor.ts";
import { openJobStore } from "../../../src/jobs/store/sqlite_job_store.ts";
import { ACTOR } from "../../jobs/job_store_contract.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { createTestWeb, VIEW_NOW_MS } from "../../support/app_view.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { scriptedMessages, scriptedSignals, signalOf } from "../scripted_signals.ts";
import { toText } from "./support.ts";

const HTML = { accept: "text/html", "accept-language": "ko" };

async function openWeb(signal = signalOf()) {
  const dir = makeTempDir();
  const store = await openJobStore({ dir: dir.path, clock: new ManualClock(VIEW_NOW_MS) });
  const signals = scriptedSignals([signal]);
  const { ask } = createTestWeb({
    told: { signals, messages: scriptedMessages([]) },
    deps: { jobs: { store, wake: () => {} }, signalStories: signals },
  });
  const page = async (path: string) => {
    const answer = await ask(path, { headers: HTML });
    return { status: answer.status, html: await answer.text() };
  };
  const story = await page("/signals/S-1120-03");
  const csrf = /name="csrf" value="([^"]+)"/.exec(story.html)?.[1] ?? "";
  const submit = (path: string, fields: Readonly<Record<string, string>>) =>
    ask(path, { method: "POST", body: new URLSearchParams({ csrf, ...fields }) });
  const jobs = async () =>
    await Promise.all(
      (await store.list(OWNER, { limit: 9 })).map(({ id }) => store.find(OWNER, id)),
    );
  return {
    ...{ ask, page, story, submit, store, jobs },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      dir[Symbol.dispose]();
    },
  };
}

Deno.test("the form of a signal begins a job and leads to its page; it delivers only with its box ticked", async () => {
  await using web = await openWeb();
  assert.match(web.story.html, /<input type="checkbox" name="deliver"(?![^>]*checked)/);
  const sent = await web.submit("/signals/S-1120-03/simulate", { next: "/signals/S-1120-03" });
  assert.equal(sent.status, 303);
  const [job] = await web.jobs();
  assert.equal(sent.headers.get("location"), `/jobs/${job?.id}`);
  assert.deepEqual([Object(job?.request).deliver, Object(job?.request).ticker], [false, "005930"]);
  const { status, html } = await web.page(`/jobs/${job?.id}`);
  assert.equal(status, 200);
  assert.match(toText(html), /다시 해 보기.*기다리는 중/);
  assert.match(html, /<noscript><meta http-equiv="refresh" content="2"\/><\/noscript>/);
  assert.match(html, /<main[^>]*data-live="swap"[^>]*data-gap-ms="2000"/);
  const part = await web.page(`/jobs/${job?.id}?part=main`);
  assert.match(part.html, /^<[^!][^]*data-again="true"/);
  assert.doesNotMatch(part.html, /<html|http-equiv/);

  // Another one while it waits: the page of the first, with a word about it.
  const busy = await web.submit("/signals/S-1120-03/simulate", { deliver: "yes" });
  const location = busy.headers.get("location") ?? "";
  assert.match(location, new RegExp(`^/jobs/${job?.id}\\?notice=`));
  assert.match(toText((await web.page(location)).html), /아직 끝나지 않아 새로 시작하지 않았습니다/);

  const cancelled = await web.submit(`/jobs/${job?.id}/cancel`, { next: `/jobs/${job?.id}` });
  const after = await web.page(cancelled.headers.get("location") ?? "");
  assert.match(toText(after.html), /멈추라고 알렸습니다.*취소됨/);
  assert.doesNotMatch(after.html, /http-equiv="refresh"|data-again/);
  await web.submit("/signals/S-1120-03/simulate", { deliver: "yes" });
  assert.deepEqual((await web.jobs()).map((one) => Object(one?.request).deliver), [true, false]);
});

Deno.test("a form without its secret, from a foreign page or of a stranger begins nothing", async () => {
  await using web = await openWeb();
  assert.equal((await web.submit("/signals/S-1120-03/simulate", { csrf: "guess" })).status, 403);
  const foreign = await web.ask("/signals/S-1120-03/simulate", {
    ...{ method: "POST", body: new URLSearchParams() },
    headers: { origin: "http://evil.example", "x-signal-action": "1" },
  });
  assert.equal(foreign.status, 403);
  const stranger = await web.ask("/signals/S-1120-03/simulate", {
    ...{ method: "POST", from: "192.168.0.7", headers: { "x-signal-action": "1" } },
  });
  assert.equal(stranger.status, 401);
  assert.equal((await web.ask("/jobs/1", { from: "192.168.0.7", headers: HTML })).status, 303);
  assert.deepEqual(await web.jobs(), []);
});

Deno.test("a job's page shows what it said, broken into lines and harmless, how it ended and why", async () => {
  await using web = await openWeb();
  const { job } = await web.store.add(OWNER, {
    ...{ key: "a", kind: "simulation", actor: ACTOR, request: {} },
  });
  await web.store.begin("simulation");
  await web.store.end(job.id, {
    ...{ state: "failed", exitCode: 2, progress: 0.5, progressText: "" },
    ...{ output: "one\n<script>alert(1)</script>\nerror: no such rule \x1b[31m\n", cutBytes: 7 },
  });
  const { html } = await web.page(`/jobs/${job.id}`);
  assert.match(html, /<pre class="output" lang="en">one\n&lt;script&gt;alert/);
  assert.ok(!html.includes("\x1b"));
  assert.match(toText(html), /실패.*종료 코드 2.*이유 no such rule.*7바이트는 잘렸습니다/);
  assert.match(toText((await web.page(`/jobs/${job.id}?lang=en`)).html), /failed.*Exit code 2/);
  const unknown = await web.page("/jobs/none");
  assert.equal(unknown.status, 404);
  assert.match(toText(unknown.html), /none 작업은 없습니다/);
});

Deno.test("what another program sent has no button, and one that is refused says why on the page where it was pressed", async () => {
  await using web = await openWeb(signalOf({ ruleKind: "inbound", rule: "inbound" }));
  assert.doesNotMatch(web.story.html, /id="simulate-signal"/);
  assert.match(toText(web.story.html), /다시 해 볼 수 없습니다: 규칙이 본 것이 저장되지 않습니다/);
});

Deno.test("a simulation that cannot be queued says why in the reader's language", async () => {
  await using web = await openWeb();
  const refused = await web.submit("/signals/S-9999-01/simulate", { next: "/signals/S-1120-03" });
  const location = refused.headers.get("location") ?? "";
  assert.match(location, /^\/signals\/S-1120-03\?notice=/);
  assert.match(toText((await web.page(location)).html), /다시 해 보지 않았습니다: 그런 신호가 없습니다/);
});
