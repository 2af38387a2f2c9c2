/** What the whole program says of a stock API that says odd things. */
import assert from "node:assert/strict";
import { openDatabase } from "../../src/sqlite/driver.ts";
import type { App } from "../../src/app/app.ts";
import { PORTFOLIO, TEST_KEY } from "../support/client_parts.ts";
import type { ManualClock } from "../support/manual_clock.ts";
import { startFaultServer } from "../support/fault_server.ts";
import { ok, status } from "../support/fault_steps.ts";
import { createDataDir, getJson, getText, polled, startTestApp, storedText, WEDNESDAY } from "./test_app.ts";

Deno.test("a key that the stock API echoes is on no page, in no answer, in no file and in no line", async () => {
  await using dir = await createDataDir();
  const percent = [...TEST_KEY].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");
  await using server = startFaultServer(({ headers }) =>
    ok({
      holdings: [{ ticker: "005930", name: `삼성 ${TEST_KEY}`, [TEST_KEY]: 1, pnl_pct: 2.5 }],
      request: { headers, url: `/?key=${percent}` },
    })
  );
  {
    await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: server.url });
    await polled(test.app, 1);
    assert.equal(server.requests[0]?.headers["x-webai-key"], TEST_KEY);
    for (const path of ["/", "/state", "/health", "/metrics"]) {
      const { text } = await getText(test.app, path);
      assert.ok(!text.includes(TEST_KEY) && !text.includes(percent), path);
    }
    const { body } = await getJson(test.app, "/state");
    assert.equal(body.sources.portfolio.data.holdings[0].name, "삼성 [redacted]");
    assert.equal(body.sources.portfolio.data.request.headers["x-webai-key"], "[redacted]");
    const echoes = test.log.lines.filter(({ event }) => event === "key_echoed");
    assert.equal(echoes.length, 3, "once a path");
    await test.clock.advance(60_000);
    await polled(test.app, 2);
    assert.equal(test.log.lines.filter(({ event }) => event === "key_echoed").length, 3);
    assert.ok(!JSON.stringify(test.log.lines).includes(TEST_KEY));
  }
  for await (const { name, isFile } of Deno.readDir(dir.path)) {
    if (!isFile) continue;
    const text = new TextDecoder("latin1").decode(await Deno.readFile(`${dir.path}/${name}`));
    assert.ok(!text.includes(TEST_KEY) && !text.includes(percent), name);
  }
});

Deno.test("an answer that is nested too deep is refused with its sentence, and pages go on, also after a restart with one in the database", async () => {
  await using dir = await createDataDir();
  const deep = `{"holdings":${"[".repeat(5_500)}${"]".repeat(5_500)}}`;
  await using server = startFaultServer(() => status(200, { body: deep }));
  {
    await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: server.url });
    await polled(test.app, 1);
    const { body } = await getJson(test.app, "/health");
    assert.equal(body.sources.portfolio.last_error.kind, "bad_shape");
    assert.match(body.problems.join("\n"), /portfolio: the answer is nested deeper than 64 levels/);
    assert.equal(await storedText(dir.path, "portfolio"), undefined);
  }
  const db = openDatabase(`${dir.path}/signal_v2.db`);
  db.prepare("INSERT INTO snapshot (source, fetched_at, payload, saved_at) VALUES ('portfolio', ?, ?, ?)")
    .run(Date.parse(WEDNESDAY) - 60_000, deep, Date.parse(WEDNESDAY) - 60_000);
  db.close();
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: server.url });
  await polled(test.app, 1);
  for (const path of ["/", "/state", "/health"]) {
    assert.equal((await getText(test.app, path)).status, 200, path);
  }
});

Deno.test("an order id of nineteen digits is shown and kept as it was written", async () => {
  await using dir = await createDataDir();
  const answer = '{"holdings":[{"ticker":"005930","order_id":1234567890123456789,"quantity":10}]}';
  await using server = startFaultServer(() => status(200, { body: answer }));
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: server.url });
  await polled(test.app, 1);
  const { body } = await getJson(test.app, "/state");
  assert.equal(body.sources.portfolio.data.holdings[0].order_id, "1234567890123456789");
  await test.app[Symbol.asyncDispose]();
  assert.match(await storedText(dir.path, "portfolio") ?? "", /"order_id":"1234567890123456789"/);
});

Deno.test("a silence that a host asked for outlives a restart, is one sentence, and a poll by hand ends it", async () => {
  await using dir = await createDataDir();
  let isAngry = true;
  await using server = startFaultServer(() =>
    isAngry ? status(429, { headers: { "retry-after": "99999999" } }) : ok(PORTFOLIO)
  );
  const start = (at: string) => startTestApp({ start: at, dir: dir.path, url: server.url });
  {
    await using test = await start(WEDNESDAY);
    await polled(test.app, 1);
    assert.equal(test.log.lines.filter(({ event }) => event === "upstream_silence_began").length, 1);
  }
  const before = server.requests.length;
  await using test = await start("2026-03-11T10:18:00+09:00");
  await polled(test.app, 1);
  await test.clock.advance(60_000);
  await polled(test.app, 2);
  assert.equal(server.requests.length, before, "nothing is sent");
  const { body } = await getJson(test.app, "/health");
  assert.equal(body.upstream.silent_for_s, 2_460);
  assert.equal(body.upstream.silent_until, "2026-03-11T11:00:00+09:00");
  const told = body.problem_details.filter(({ code }: { code: string }) => code === "upstream_silent");
  assert.equal(told.length, 1);
  assert.match(told[0].en, /another 41 min, until 2026-03-11T11:00:00\+09:00/);
  isAngry = false;
  const asked = await postPoll(test.app);
  assert.equal(asked.status, 202);
  await polled(test.app, 3);
  const after = await getJson(test.app, "/health");
  assert.deepEqual([after.body.upstream.silent_for_s, after.body.upstream.silent_until], [0, null]);
  assert.equal(after.body.sources.portfolio.state, "ok");
  await test.app[Symbol.asyncDispose]();
  await using third = await start("2026-03-11T10:20:00+09:00");
  assert.equal(
    (await getJson(third.app, "/health")).body.upstream.silent_for_s,
    0,
    "a restart forgets it too",
  );
});

Deno.test("a silence of another home server's is none of this one's", async () => {
  await using dir = await createDataDir();
  await using angry = startFaultServer(() => status(429, { headers: { "retry-after": "3600" } }));
  {
    await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: angry.url });
    await polled(test.app, 1);
  }
  await using server = startFaultServer(() => ok(PORTFOLIO));
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: server.url });
  await polled(test.app, 1);
  assert.equal(test.app.view().sources[0]?.state, "ok");
});

Deno.test("however often a person polls by hand, the planned polls succeed and nothing is called rate_limited", async () => {
  await using dir = await createDataDir();
  await using server = startFaultServer(() => ok(PORTFOLIO));
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: server.url });
  await polled(test.app, 1);
  let refused: { status: number; body: { code: string; detail: string; retry_after_s: number } } | undefined;
  for (let i = 0; i < 60 && refused === undefined; i++) {
    const { polls } = test.app.view().schedule;
    const answer = await postPoll(test.app);
    if (answer.status === 202) await polled(test.app, polls + 1);
    else refused = answer;
  }
  assert.equal(refused?.body.code, "too_soon");
  assert.match(refused?.body.detail ?? "", /ask again in 1 min/);
  const { polls } = test.app.view().schedule;
  await test.clock.advance(60_000);
  await polled(test.app, polls + 1);
  const { body } = await getJson(test.app, "/health");
  for (const id of ["portfolio", "news_sentiment", "screener_preview"]) {
    assert.deepEqual([body.sources[id].state, body.sources[id].last_failure], ["ok", null]);
  }
  assert.equal((await postPoll(test.app)).status, 202, "a minute later it may be asked for again");
});

Deno.test("a list that the stock API renames is a warning on the page, in /health and in the database, also after a restart, until a person accepts it", async () => {
  await using dir = await createDataDir();
  let answer: Record<string, unknown> = PORTFOLIO;
  await using server = startFaultServer((request) =>
    request.path.includes("portfolio") ? ok(answer) : ok({ items: [] })
  );
  const renamed = { as_of: PORTFOLIO.as_of, holdingz: PORTFOLIO.holdings };
  const start = (at: string) => startTestApp({ start: at, dir: dir.path, url: server.url });
  const health = async (app: App) => (await getJson(app, "/health")).body;
  {
    await using test = await start(WEDNESDAY);
    await polled(test.app, 1);
    assert.deepEqual((await health(test.app)).problems, []);
    answer = renamed;
    await test.clock.advance(60_000);
    await polled(test.app, 2);
    const body = await health(test.app);
    assert.equal(body.state, "degraded");
    const { state, stale, age_s, items, last_error } = body.sources.portfolio;
    assert.deepEqual({ state, stale, age_s, items }, { state: "failing", stale: true, age_s: 60, items: 1 });
    assert.equal(last_error.kind, "shape_changed");
    const [problem] = body.problem_details;
    assert.deepEqual([problem.code, problem.subject, problem.severity], [
      "source_shape",
      "portfolio",
      "warning",
    ]);
    assert.match(problem.en, /"holdingz" is new.*the data shown is 1 min old.*accept it on the dashboard/);
    const { text } = await getText(test.app, "/?lang=en");
    assert.match(text, /id="doubt-portfolio"[^]*holdingz[^]*name="accept" value="portfolio"/);
    assert.match(text, /삼성전자/, "what was known is still shown");
    assert.match((await getText(test.app, "/metrics")).text, /signal_problems\{code="source_shape"\} 1/);
    assert.deepEqual((await getJson(test.app, "/state")).body.sources.portfolio.data, PORTFOLIO);
    await test.app[Symbol.asyncDispose]();
    assert.deepEqual(JSON.parse(storedText(dir.path, "portfolio") ?? ""), PORTFOLIO);
  }
  await using test = await start("2026-03-11T10:02:00+09:00");
  await polled(test.app, 1);
  assert.equal((await health(test.app)).sources.portfolio.last_error.kind, "shape_changed");
  const unknown = await postPoll(test.app, { accept: ["portfolioz"] });
  assert.deepEqual([unknown.status, unknown.body.code], [400, "unknown_source"]);
  const csrf = /name="csrf" value="([^"]+)"/.exec((await getText(test.app, "/")).text)?.[1] ?? "";
  const form = await fetch(`${test.app.url}/poll`, {
    method: "POST",
    body: new URLSearchParams({ csrf, next: "/", accept: "portfolio" }),
    redirect: "manual",
  });
  await form.body?.cancel();
  assert.equal(form.status, 303);
  await polled(test.app, 2);
  assert.deepEqual((await health(test.app)).problems, []);
  assert.deepEqual((await getJson(test.app, "/state")).body.sources.portfolio.data, renamed);
  await test.app[Symbol.asyncDispose]();
  await using third = await start("2026-03-11T10:04:00+09:00");
  await polled(third.app, 1);
  assert.deepEqual((await health(third.app)).problems, [], "what was accepted stays accepted");
});

Deno.test("a portfolio that was sold is an empty list and no doubt", async () => {
  await using dir = await createDataDir();
  let answer: Record<string, unknown> = PORTFOLIO;
  await using server = startFaultServer((request) =>
    request.path.includes("portfolio") ? ok(answer) : ok({ items: [] })
  );
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: server.url });
  await polled(test.app, 1);
  answer = { ...PORTFOLIO, holdings: [] };
  await test.clock.advance(60_000);
  await polled(test.app, 2);
  const { body } = await getJson(test.app, "/health");
  assert.deepEqual([body.sources.portfolio.state, body.sources.portfolio.items, body.problems], [
    "ok",
    0,
    [],
  ]);
});

async function postPoll(app: App, body?: unknown) {
  const response = await fetch(`${app.url}/api/v1/poll`, {
    method: "POST",
    headers: { "x-signal-action": "1", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

Deno.test("a clock that disagrees with the home server's is told by the running service, and a jump of ours is called ours", async () => {
  await using dir = await createDataDir();
  let clock: ManualClock | undefined;
  let offMs = 240_000;
  await using server = startFaultServer(() => {
    const trueMs = (clock?.now() ?? 0) + offMs;
    const body = JSON.stringify({ ...PORTFOLIO, as_of: new Date(trueMs).toISOString() });
    return status(200, { headers: { date: new Date(trueMs).toUTCString() }, body });
  });
  await using test = await startTestApp({
    ...{ start: WEDNESDAY, dir: dir.path, url: server.url },
    onClock: (made) => clock = made,
  });
  const { app, log } = test;
  const nextPoll = async () => {
    const { polls } = app.view().schedule;
    assert.equal((await postPoll(app)).status, 202);
    await polled(app, polls + 1);
    return (await getJson(app, "/health")).body;
  };
  await polled(app, 1);
  const { body: behind } = await getJson(app, "/health");
  assert.ok(Math.abs(behind.upstream.clock_skew_s + 240) <= 1, behind.upstream.clock_skew_s);
  assert.equal(behind.state, "degraded");
  assert.match(
    behind.problems.join("\n"),
    /behind that of the stock API's machine; set the one that is wrong/,
  );
  assert.match((await getText(app, "/metrics")).text, /signal_upstream_clock_skew_seconds -2(39|40|41)/);
  offMs = 0;
  for (let cycles = 0; cycles < 3; cycles++) await nextPoll();
  assert.deepEqual((await getJson(app, "/health")).body.problems, []);
  clock?.setWall(clock.now() - 1_200_000);
  const { body: jumped } = await getJson(app, "/health");
  assert.deepEqual(
    codesOf(jumped).filter((code) => code.startsWith("data")),
    [],
    "no data is called future before the next answer either",
  );
  offMs = 1_200_000;
  const after = await nextPoll();
  assert.deepEqual(codesOf(after).filter((code) => code.startsWith("data")), []);
  assert.match(
    after.problems.join("\n"),
    /(20 min|20 min 1 s|19 min 59 s) behind that of .* it is the one that is wrong; set it/,
  );
  const told = log.lines.filter(({ fields }) => fields.code === "clock_skewed");
  assert.deepEqual(told.map(({ event }) => event), ["problem_began", "problem_ended"]);
});

function codesOf({ problem_details }: { problem_details: readonly { code: string }[] }): readonly string[] {
  return problem_details.map(({ code }) => code);
}
