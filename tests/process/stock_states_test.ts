/** The real program in a process of its own, at whatever time of day the test runs: what it must not forget when it is killed. */
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { startFaultServer, type Step } from "../support/fault_server.ts";
import { ok, rateLimited } from "../support/fault_steps.ts";
import { createHome, type Program, startProgram, until, urlOf } from "../support/program.ts";

const KEY = "key-of-this-home-server-1";
const GOOD = { holdings: [{ ticker: "005930", name: "삼성전자", quantity: 10, order_id: "?" }] };
/** As text, because no number of ours holds it. */
const GOOD_TEXT = JSON.stringify(GOOD).replace('"?"', "1234567890123456789");

Deno.test("kill -9 forgets neither the silence that was asked for nor the list that was known, and a poll by hand goes through both", async () => {
  await using home = await createHome();
  let portfolio: Step = rateLimited({ retryAfter: "3600s" });
  await using server = startFaultServer((request) =>
    request.path.includes("portfolio") ? portfolio : ok({ items: [], results: [], echo: request.headers })
  );
  const env = { STOCK_API_URL: server.url, WEBAI_API_KEY: KEY, SIGNAL_V2_PORT: "0" };
  const start = () => startProgram(["start"], { dir: home.dir, env });
  const killed = async (program: Program) => {
    program.kill("SIGKILL");
    await program.ended;
  };

  {
    await using program = start();
    const web = await open(program);
    await web.poll();
    await until(async () => (await web.health()).upstream.silent_for_s > 0, "the silence");
    // Its row, too: nothing else tells when a write has reached the disk.
    await until(async () => (await web.health()).storage.queued === 0, "the write");
    await killed(program);
  }
  const before = server.requests.length;
  {
    await using program = start();
    const web = await open(program);
    const { upstream, problems } = await web.health();
    assertTrue(upstream.silent_for_s > 3_000 && upstream.silent_for_s <= 3_600, `${upstream.silent_for_s}`);
    match(problems.join("\n"), /asked at .* to be left alone: nothing is sent for another \d+ min/);
    strictEqual(server.requests.length, before, "nothing was sent");
    portfolio = ({ write }) =>
      write(
        `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${
          new TextEncoder().encode(GOOD_TEXT).length
        }\r\n\r\n${GOOD_TEXT}`,
      );
    await until(async () => {
      await web.poll();
      return (await web.health()).sources.portfolio.items === 1;
    }, "an answer");
    strictEqual((await web.health()).upstream.silent_for_s, 0);
    portfolio = ok({ holdingz: GOOD.holdings });
    await until(async () => {
      await web.poll();
      return (await web.health()).sources.portfolio.last_error?.kind === "shape_changed";
    }, "the doubt");
    const { sources } = await web.state();
    strictEqual(sources.portfolio.data.holdings[0].order_id, "1234567890123456789");
    strictEqual(sources.news_sentiment.data.echo["x-webai-key"], "[redacted]");
    match(await web.text("/?lang=en"), /id="doubt-portfolio"/);
    await killed(program);
    assertTrue(!program.out.join("\n").includes(KEY), "no line has the key");
  }
  await using program = start();
  const web = await open(program);
  strictEqual((await web.state()).sources.portfolio.data.holdings[0].name, "삼성전자");
  await until(async () => {
    await web.poll({ accept: ["portfolio"] });
    return (await web.health()).sources.portfolio.last_error === null &&
      (await web.state()).sources.portfolio.data.holdingz !== undefined;
  }, "the accepted shape");
  deepStrictEqual((await web.state()).sources.portfolio.data, { holdingz: GOOD.holdings });
});

async function open(program: Program) {
  const url = await urlOf(program);
  const text = async (path: string) => await (await fetch(`${url}${path}`)).text();
  return {
    text,
    health: async () => JSON.parse(await text("/health")),
    state: async () => JSON.parse(await text("/state")),
    /** It may be refused while another one runs. */
    poll: async (body: { readonly accept?: readonly string[] } = {}) => {
      const headers = { "x-signal-action": "1", "content-type": "application/json" };
      const answer = await fetch(`${url}/api/v1/poll`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      await answer.body?.cancel();
    },
  };
}
