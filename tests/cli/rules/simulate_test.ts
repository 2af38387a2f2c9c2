import "../../support/sqlite.ts";
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { NOWHERE } from "../../../src/signals/outgoing.ts";
import { createFilledHome } from "../../support/filled_history.ts";
import { runProgram } from "../../support/program.ts";
import { dumpTables, SIGNAL_TABLES } from "../../support/table_dump.ts";
import { BOT_TOKEN, startTelegramServer, type TelegramServer } from "../../support/telegram_server.ts";
import { startWebhookReceiver } from "../../support/webhook_receiver.ts";
import { signalsOf } from "../../support/owned.ts";

const STOP = ["signals", "simulate", "--rule", "stop", "--ticker", "035720"];
const MOMENTUM = ["signals", "simulate", "--rule", "momentum_low", "--ticker", "005930"];
/** The first minute after the noise of the open. */
const AT = ["--at", "2024-11-20T09:05"];

/** With a rule whose score is low enough to fire, and something in every table that a simulation must not touch. */
async function createUsedHome() {
  const home = await createFilledHome();
  const rules = [
    { id: "stop", kind: "holding_stop", params: { stopPct: 7 } },
    { id: "momentum_low", kind: "screener_momentum", params: { topN: 10, minChangePct: 1 }, minScore: 50 },
  ];
  await Deno.writeTextFile(`${home.dir}/data/rules.json`, JSON.stringify({ rules }));
  const clock = createSystemClock();
  await using store = await openStore({ dir: `${home.dir}/data`, clock });
  const journal = store.signalJournalTo(NOWHERE);
  await journal.mute("owner", {
    ticker: "035720",
    untilMs: clock.now() + 3_600_000,
    setAtMs: clock.now(),
    actor: "test",
  });
  await signalsOf(store).record("035720", "sell", 0.5);
  await signalsOf(store).claim({ ticker: "005930", action: "buy" });
  return home;
}

const envOf = (telegram: TelegramServer, more: Readonly<Record<string, string>> = {}) => ({
  SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
  SIGNAL_V2_TELEGRAM_URL: telegram.url,
  SIGNAL_V2_TELEGRAM_USERS: "777",
  ...more,
});

Deno.test("simulate --deliver sends one silent message that says what it is, by the outbox, and touches no claim, mute or peak", async () => {
  await using telegram = startTelegramServer();
  await using home = await createUsedHome();
  const path = `${home.dir}/data/signal_v2.db`;
  const before = dumpTables(path, SIGNAL_TABLES);
  const sent = await runProgram([...STOP, ...AT, "--deliver"], { ...home, env: envOf(telegram) });
  strictEqual(sent.code, 0, sent.text);
  match(sent.text, /sent as a simulation by telegram to 777: delivered$/);
  strictEqual(telegram.messages.length, 1);
  const [message] = telegram.messages;
  match(message?.text ?? "", /^🧪 다시 해 보기, 실제 신호 아님 · 🔵 매도 신호\(손절선\) · 카카오/);
  match(message?.text ?? "", /2024-11-20 09:0\d:0\d 자료로/);
  match(message?.text ?? "", /SIM 09:0\d/);
  strictEqual(message?.isSilent, true);
  deepStrictEqual(dumpTables(path, SIGNAL_TABLES), before);
  const outbox = JSON.parse((await runProgram(["notify", "outbox", "--json"], home)).out.join("\n"));
  deepStrictEqual(
    outbox.map(({ kind, state, ring }: Record<string, unknown>) => [kind, state, ring]),
    [["simulated", "delivered", false]],
  );
});

Deno.test("simulate without --deliver, or of what would not go out, sends nothing, writes nothing, and says so", async () => {
  await using telegram = startTelegramServer();
  await using home = await createUsedHome();
  const path = `${home.dir}/data/signal_v2.db`;
  const tables = [...SIGNAL_TABLES, "message"];
  const before = dumpTables(path, tables);
  const run = (...args: readonly string[]) => runProgram(args, { ...home, env: envOf(telegram) });
  match((await run(...STOP, ...AT)).text, /it would go out; nothing was sent$/);
  const below = await run("signals", "simulate", "--rule", "stop", "--ticker", "005930", ...AT, "--deliver");
  match(below.text, /^stop says nothing of 005930/);
  const again = await run(...STOP, "--at", "2024-11-20T09:07", "--deliver");
  match(
    again.text,
    /it went out at 2024-11-20T09:05:01.500\+09:00 already\nit would not go out; nothing was sent$/,
  );
  deepStrictEqual(dumpTables(path, tables), before);
  strictEqual(telegram.count("sendMessage"), 0);
});

Deno.test("a simulated signal goes to people alone: a program that acts on signals hears nothing of it", async () => {
  await using telegram = startTelegramServer();
  await using office = startWebhookReceiver();
  await using home = await createUsedHome();
  const env = envOf(telegram, {
    SIGNAL_V2_OFFICE_URL: office.url,
    SIGNAL_V2_OFFICE_SECRET: `whsec_${btoa("a secret of enough letters")}`,
  });
  const { code, text } = await runProgram([...STOP, ...AT, "--deliver"], { ...home, env });
  strictEqual(code, 0, text);
  deepStrictEqual([telegram.messages.length, office.requests.length], [1, 0]);
});

Deno.test("simulate asks the judge that is named: none lets the rule decide, and one that there is not is refused", async () => {
  await using home = await createUsedHome();
  const run = async (...more: readonly string[]) => {
    const { code, out, text } = await runProgram([...MOMENTUM, ...AT, "--json", ...more], home);
    return { code, text, json: code === 0 ? JSON.parse(out.join("\n")) : undefined };
  };
  const byRule = await run();
  deepStrictEqual([byRule.json.judge.id, byRule.json.judge.said, byRule.json.would_send], [
    "none",
    "SKIPPED",
    true,
  ]);
  const always = await run("--judge", "always_confirm");
  deepStrictEqual([always.json.judge.said, always.json.judge.confidence, always.json.judge.state], [
    "CONFIRM",
    100,
    "confirmed",
  ]);
  const unknown = await run("--judge", "oracle");
  strictEqual(unknown.code, 2);
  match(unknown.text, /no judge "oracle"; there are none, always_confirm/);
});

Deno.test("simulate --deliver without anybody to tell says how to set one up, and a wrong ticker how one is written", async () => {
  await using home = await createUsedHome();
  const nobody = await runProgram([...STOP, ...AT, "--deliver"], home);
  strictEqual(nobody.code, 2);
  match(nobody.text, /Nobody would be told, so nothing was sent: .*telegram link/);
  const wrong = await runProgram(["signals", "simulate", "--rule", "stop", "--ticker", "삼성전자"], home);
  strictEqual(wrong.code, 2);
  assertTrue(wrong.text.includes("a share like 005930"), wrong.text);
});
