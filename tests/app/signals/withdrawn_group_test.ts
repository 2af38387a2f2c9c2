/** A halt by another process, while signals wait to be told in one message: from the mute to the signal's own end. */
import assert from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { startMessages } from "../../../src/app/notifiers.ts";
import { toMutesPort } from "../../../src/app/signals/mutes_port.ts";
import { createTold } from "../../../src/app/signals/told.ts";
import { haltSignals } from "../../../src/commands/signals/halt.ts";
import { runCommand } from "../../../src/commands/run_command.ts";
import { readConfig } from "../../../src/config/config.ts";
import { createStoreClock } from "../../../src/core/clock.ts";
import { silentLog } from "../../../src/core/log.ts";
import { NOWHERE } from "../../../src/signals/outgoing.ts";
import { toMessage } from "../../../src/signals/pipeline/message.ts";
import { at, buy, OutsideClock, protectiveSell, START } from "../../notifiers/notify_parts.ts";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { BOT_TOKEN, startTelegramServer } from "../../support/telegram_server.ts";
import { signalOf } from "../../web/scripted_signals.ts";

const FACTS = { kind: "signal", ring: true, holding: undefined, judgement: undefined } as const;
const idOf = (n: number) => `01KAG000000000000000000${n}AA`;

Deno.test("fault 53: after a halt from the terminal a gathered buy goes to nobody, and its signal ends as paused", async () => {
  const clock = new OutsideClock(START);
  await using telegram = startTelegramServer();
  await using opened = await openTempStore({ clock });
  const { store } = opened;
  const variables: Readonly<Record<string, string>> = {
    ...{ SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN, SIGNAL_V2_TELEGRAM_URL: telegram.url },
    ...{ SIGNAL_V2_TELEGRAM_USERS: "777", SIGNAL_V2_RINGS_PER_5MIN: "1" },
  };
  const config = readConfig({ get: (name) => variables[name], envFile: undefined });
  const runtime = {
    ...{ clock, log: silentLog, fetch, random: () => 0, version: "0", embeddedHolidays: undefined },
    ...{ mode: "live" as const, requestStop() {} },
  };
  const counters = {
    ...{ fired() {}, decided() {}, delivered() {}, conflict() {}, asked() {} },
    ...{ outageTold() {}, summaryTold() {} },
  };
  const told = createTold(counters, () => clock.now());
  const messages = await startMessages(config, runtime, store, told.notify);
  const kinds = ["buy", "sell", "buy"] as const;
  const journal = store.signalJournalTo({ enqueue: () => 1 });
  for (const [i, action] of kinds.entries()) {
    const { label: _label, state: _state, ...signal } = signalOf({
      ...{ id: idOf(i), ref: `r${i}`, ticker: `00593${i}`, action, firedAtMs: clock.now() },
      signalClass: action === "buy" ? "buy" : "sell_protective",
    });
    const request = {
      claim: undefined,
      decision: undefined,
      sendNow: (begun: Parameters<typeof toMessage>[0]) => toMessage(begun, FACTS),
    };
    await journal.take("owner", { signals: [{ kind: "begin", signal, request }] });
  }
  told.reportTo({
    reports: {
      delivered: (id) => journal.deliver("owner", id),
      expired: (id, _atMs, reason = "not_delivered") => journal.expire("owner", id, reason),
    },
    ...{ messages: store.messages, open: [], onFailure: (error) => assert.fail(String(error)) },
  });
  telegram.fail({ silenceS: 60 });
  const validUntilMs = at("09:50:00");
  for (const [i, action] of kinds.entries()) {
    const name = { name: `종목${i}`, ticker: `00593${i}` };
    const facts = action === "buy" ? buy({ ...name, validUntilMs }) : protectiveSell(name);
    await messages.tell({ key: `k${i}`, facts, signalId: idOf(i), validUntilMs });
  }
  const rows = () => store.messages.browse({ state: undefined, limit: 100 });
  await clock.until(async () =>
    (await rows()).some(({ key, error }) => key.startsWith("group:") && error !== undefined)
  );
  {
    await using elsewhere = await openStore({ dir: opened.dir, clock: createStoreClock(clock) });
    const deps = { clock, realClock: clock, mutes: toMutesPort(elsewhere, clock) };
    const actor = { kind: "cli", id: "signals" } as const;
    await runCommand(haltSignals, {}, { actor, owner: "owner", deps });
  }
  await clock.until(async () => (await rows()).every(({ doneAtMs }) => doneAtMs !== undefined));
  assert.equal(telegram.texts.length, 1);
  assert.match(telegram.texts[0] ?? "", /^🔵 매도 신호\(손절선\) · 종목1/);
  const reader = store.signalJournalTo(NOWHERE);
  const ends = async () => await Promise.all(kinds.map((_, i) => reader.find("owner", idOf(i))));
  await clock.until(async () => (await ends()).every((one) => one?.state !== "queued"));
  assert.deepEqual((await ends()).map((one) => [one?.state, one?.reason]), [
    ["expired", "paused"],
    ["delivered", undefined],
    ["expired", "paused"],
  ]);
  let isOver = false;
  const ending = messages[Symbol.asyncDispose]().then(() => isOver = true);
  await clock.until(() => isOver);
  await ending;
});
