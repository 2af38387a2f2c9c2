/** What the whole program says of a stock API that says odd things. */
import assert from "node:assert/strict";
import { openDatabase } from "../../src/sqlite/driver.ts";
import { TEST_KEY } from "../support/client_parts.ts";
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
