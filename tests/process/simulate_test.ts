import "../support/sqlite.ts";
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { openStore } from "../../src/app/data/store.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { NOWHERE } from "../../src/signals/outgoing.ts";
import { createFilledHome } from "../support/filled_history.ts";
import { freePort, startProgram, until, urlOf } from "../support/program.ts";
import { signalsOf } from "../support/owned.ts";
import { dumpTables, SIGNAL_TABLES } from "../support/table_dump.ts";
import { BOT_TOKEN, startTelegramServer } from "../support/telegram_server.ts";
import { signalOf } from "../web/scripted_signals.ts";

/** Simulations as jobs of the running service; the real program, with Telegram on loopback. */

const FIRED_MS = Date.parse("2024-11-20T09:05:30+09:00");

async function startHome(telegramUrl: string) {
  const parts = new AsyncDisposableStack();
  const home = parts.use(await createFilledHome());
  {
    const clock = createSystemClock();
    await using store = await openStore({ dir: `${home.dir}/data`, clock });
    const stop = signalOf({
      ...{ rule: "stop", ruleKind: "holding_stop", ticker: "035720", name: "카카오", action: "sell" },
      ...{ signalClass: "sell_protective", label: undefined, firedAtMs: FIRED_MS },
    });
    await store.signalJournalTo(NOWHERE).take("owner", {
      signals: [{ kind: "begin", signal: stop, request: { claim: undefined, decision: undefined } }],
    });
    await store.signalJournalTo(NOWHERE).expire("owner", stop.id, "not_delivered");
    await signalsOf(store).record("035720", "sell", 0.5);
  }
  const program = parts.use(startProgram(["start"], {
    dir: home.dir,
    env: {
      SIGNAL_V2_PORT: String(freePort()),
      SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
      SIGNAL_V2_TELEGRAM_URL: telegramUrl,
      SIGNAL_V2_TELEGRAM_USERS: "777",
    },
  }));
  const url = await urlOf(program);
  const ask = async (path: string, body?: object, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      ...(body === undefined ? {} : {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json", "x-signal-action": "1", ...headers },
      }),
    });
    return { status: answer.status, json: await answer.json() };
  };
  const untilOver = async (id: string) => {
    let job = (await ask(`/jobs/${id}`)).json;
    await until(async () => {
      job = (await ask(`/jobs/${id}`)).json;
      return !["queued", "running"].includes(job.state);
    }, "the end of the job");
    return job;
  };
  return {
    ...{ url, ask, untilOver, program, path: `${home.dir}/data/signal_v2.db` },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

Deno.test("a signal is tried again as a job: its output shows the score, nothing is sent, and nothing real is touched", async () => {
  await using telegram = startTelegramServer();
  await using home = await startHome(telegram.url);
  const { signals } = (await home.ask("/signals")).json;
  const before = dumpTables(home.path, [...SIGNAL_TABLES, "message"]);
  const { status, json } = await home.ask(`/signals/${signals[0].label}/simulate`, {});
  strictEqual(status, 202, JSON.stringify(json));
  const job = await home.untilOver(json.job.id);
  deepStrictEqual([job.state, job.kind, job.exit_code], ["done", "simulation", 0], job.output);
  match(job.output, /^stop at 2024-11-20T09:05:.*: sell 035720, score 100, sent\n.*stopPct 7, pnlPct -8.5/);
  match(job.output, /it would go out; nothing was sent\n$/);
  deepStrictEqual(dumpTables(home.path, [...SIGNAL_TABLES, "message"]), before);
  strictEqual(telegram.count("sendMessage"), 0);
});

Deno.test("asked to deliver, the service sends one marked, silent message by its own outbox; the key is in no output", async () => {
  await using telegram = startTelegramServer();
  await using home = await startHome(telegram.url);
  const before = dumpTables(home.path, SIGNAL_TABLES);
  const wish = { ticker: "035720", at: "2024-11-20T09:05", deliver: true };
  const headers = { "idempotency-key": "one" };
  const { status, json } = await home.ask("/rules/stop/simulate", wish, headers);
  strictEqual(status, 202, JSON.stringify(json));
  const again = await home.ask("/rules/stop/simulate", wish, headers);
  strictEqual(again.json.job.id, json.job.id);
  const job = await home.untilOver(json.job.id);
  match(job.output, /sent as a simulation by telegram to 777: delivered\n$/);
  assertTrue(!JSON.stringify(job).includes(BOT_TOKEN.slice(10)));
  deepStrictEqual(telegram.messages.map(({ isSilent }) => isSilent), [true]);
  match(telegram.texts[0] ?? "", /^🧪 .*실제 신호 아님 · 🔵 매도 신호\(손절선\) · 카카오/);
  deepStrictEqual(dumpTables(home.path, SIGNAL_TABLES), before);
});

Deno.test("a simulation is refused without the sign that it was meant, for a rule that there is not, and for a wrong body", async () => {
  await using telegram = startTelegramServer();
  await using home = await startHome(telegram.url);
  const bare = await fetch(`${home.url}/api/v1/rules/stop/simulate`, { method: "POST", body: "{}" });
  strictEqual(bare.status, 403);
  await bare.body?.cancel();
  const unknown = await home.ask("/rules/stopp/simulate", { ticker: "035720" });
  deepStrictEqual([unknown.status, unknown.json.code], [404, "unknown_rule"]);
  const missing = await home.ask("/rules/stop/simulate", {});
  deepStrictEqual([missing.status, missing.json.code], [400, "bad_arguments"]);
  const foreign = await home.ask("/rules/stop/simulate", { ticker: "035720" }, {
    origin: "https://evil.example",
  });
  strictEqual(foreign.status, 403);
});
