/** Settings that a person changes by chat: asked first, in force at once and after a new start. */
import assert from "node:assert/strict";
import { startProgramBotIfSet } from "../../src/app/bot.ts";
import type { Store } from "../../src/app/data/store.ts";
import { startMessages } from "../../src/app/notifiers.ts";
import { openLiveSettings } from "../../src/app/settings/live_settings.ts";
import { toSettingsPort } from "../../src/app/settings/settings_port.ts";
import { createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { type Config, readConfig } from "../../src/config/config.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { HOUR_MS, toKstIso } from "../../src/core/kst.ts";
import { keysOf } from "../bot/bot_parts.ts";
import { openTempStore } from "../sqlite/temp_store.ts";
import { until } from "../support/program.ts";
import { BOT_TOKEN, startTelegramServer } from "../support/telegram_server.ts";

const [ME, FRIEND, STRANGER] = ["777", "778", "666"];
const LONGEST_MS = 20_000;
const clock = createSystemClock();
const runtime = {
  ...{ clock, log: silentLog, fetch, random: () => 0, version: "0", embeddedHolidays: undefined },
  requestStop() {},
};

function configOf(url: string): Config {
  const variables: Readonly<Record<string, string>> = {
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: url,
    SIGNAL_V2_TELEGRAM_USERS: `${ME},${FRIEND}`,
    SIGNAL_V2_QUIET: "off",
  };
  return readConfig({ get: (name) => variables[name], envFile: undefined });
}

/** The program's messages and its bot over one memory, until disposal. */
async function startProgram(config: Config, store: Store) {
  await using opened = new AsyncDisposableStack();
  const notifiers = opened.use(await startMessages(config, { ...runtime, mode: "live" }, store));
  const settings = toSettingsPort({ config, databases: store, clock });
  const door = createCommandDoor(COMMANDS, { clock, realClock: clock, settings });
  opened.use(
    await startProgramBotIfSet(config, {
      ...{ runtime, databases: store, notifiers, openDoor: () => Promise.resolve(door) },
    }),
  );
  const running = opened.move();
  return { notifiers, settings, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Quiet hours that hold now, whatever the hour of the test. */
function quietNow(): string {
  const hour = (shift: number) => toKstIso(clock.now() + shift * HOUR_MS).slice(11, 16);
  return `${hour(-2)}-${hour(2)}`;
}

const notice = (key: string) => ({
  key,
  facts: { kind: "notice" as const, title: `무엇을 알림 ${key}`, lines: [], atMs: clock.now() },
});

async function openChat() {
  await using opened = new AsyncDisposableStack();
  const telegram = opened.use(startTelegramServer());
  const temp = opened.use(await openTempStore());
  const config = configOf(telegram.url);
  const mine = (chat: string = ME) => telegram.messages.filter((one) => one.isOfBot && one.chat === chat);
  const last = (chat?: string) => mine(chat).at(-1);
  const running = opened.move();
  return {
    ...{ telegram, config, last, mine, store: temp.store },
    /** @returns when the last message of the chat says this. */
    async write(text: string, expected: RegExp, who: string = ME) {
      const count = mine(who).length;
      telegram.updates.message(who, text, { sentAtMs: clock.now() });
      const isThere = () => mine(who).length > count && expected.test(last(who)?.text ?? "");
      await until(isThere, `${text}: ${expected}`, LONGEST_MS);
    },
    async press(button: string, expected: RegExp, who: string = ME) {
      const data = keysOf(last(who)).find(({ text }) => text === button)?.data ?? "";
      assert.ok(data !== "" && new TextEncoder().encode(data).length <= 64, `${button}: ${data}`);
      telegram.updates.press(who, data);
      await until(
        () => mine(who).some((one) => expected.test(one.text)),
        `${button}: ${expected}`,
        LONGEST_MS,
      );
      return data;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

Deno.test("quiet hours that are set by chat hold at once and after a new start, and taken back let go what waits", async () => {
  await using chat = await openChat();
  const { config, store } = chat;
  const isTold = (key: string) => chat.mine().some(({ text }) => text.includes(key));
  {
    await using program = await startProgram(config, store);
    await program.notifiers.tell(notice("first"));
    await until(() => isTold("first"), "a notice outside of quiet hours");
    const span = quietNow();
    await chat.write(`/settings quiet ${span}`, /^조용한 시간: .*바꿀까요\? \(지금 없음\)/);
    assert.equal((await program.settings.list("owner"))[0]?.from, "environment", "asked, not done");
    await chat.press("바꾸기", /^바꿨습니다. 조용한 시간/);
    const [quiet] = await program.settings.list("owner");
    assert.deepEqual([quiet?.value, quiet?.from, quiet?.actor], [span, "chat", { kind: "telegram", id: ME }]);
    await program.notifiers.tell(notice("second"));
    // The answer goes out after the notice was there, and the notice does not.
    await chat.write("/settings", /^설정\n조용한 시간: .*에 바꿈/);
    assert.ok(!isTold("second"));
  }
  await using program = await startProgram(config, store);
  await chat.write("/settings", /^설정\n조용한 시간: .*에 바꿈/);
  assert.ok(!isTold("second"), "it holds after a new start");
  await chat.press("조용히 처음으로", /처음 설정으로 돌릴까요/);
  await chat.press("처음으로", /^처음 설정으로 돌렸습니다. 조용한 시간: 없음/);
  await until(() => isTold("second"), "what waited");
  assert.equal((await program.settings.list("owner"))[0]?.from, "environment");
});

Deno.test("quiet hours that are taken back by another way than the chat let go what waits, too", async () => {
  await using chat = await openChat();
  await using program = await startProgram(chat.config, chat.store);
  const actor = { kind: "http", id: "session" } as const;
  await program.settings.set("owner", { name: "quiet", value: quietNow(), actor });
  await program.notifiers.tell(notice("waits"));
  // The sender has looked at both when the one that rings at any hour is there.
  await program.notifiers.tell({ key: "test", facts: { kind: "test", atMs: clock.now() } });
  await until(() => chat.mine().length === 1, "the other message");
  assert.doesNotMatch(chat.last()?.text ?? "", /waits/);
  await program.settings.reset("owner", "quiet");
  await until(() => /waits/.test(chat.last()?.text ?? ""), "what waited", LONGEST_MS);
});

Deno.test("a choice under /settings becomes its question, and pressing twice asks and does once", async () => {
  await using chat = await openChat();
  await using program = await startProgram(chat.config, chat.store);
  await chat.write("/settings", /^설정\n.*\n요약 시각: 08:40 · 15:40\n매수 신호가 울리는 점수: 규칙마다/);
  const count = chat.mine().length;
  const choice = await chat.press("85점부터", /점수: 85\(으\)로 바꿀까요/);
  const { answered } = chat.telegram.updates;
  chat.telegram.updates.press(ME, choice);
  await until(() => answered.at(-1)?.text?.startsWith("이미 물었습니다") === true, "the second press");
  const yes = await chat.press("바꾸기", /^바꿨습니다. 매수 신호가 울리는 점수: 85/);
  const setAtMs = async () => (await program.settings.list("owner"))[2]?.setAtMs;
  const before = await setAtMs();
  chat.telegram.updates.press(ME, yes);
  await until(() => answered.at(-1)?.text?.startsWith("바꿨습니다") === true, "the second yes");
  assert.deepEqual([chat.mine().length, await setAtMs()], [count, before]);
  assert.equal(openLiveSettings(chat.config, chat.store).ringFrom, 85);
});

Deno.test("a question that is left, and the press of another person, change nothing", async () => {
  await using chat = await openChat();
  await using program = await startProgram(chat.config, chat.store);
  const froms = async () => (await program.settings.list("owner")).map(({ from }) => from);
  await chat.write("/settings 요약 끄기", /요약 시각: 없음\(으\)로 바꿀까요/);
  const yes = keysOf(chat.last())[0]?.data ?? "";
  const { answered } = chat.telegram.updates;
  chat.telegram.updates.press(FRIEND, yes);
  await until(() => /다른 분/.test(answered.at(-1)?.text ?? ""), "another person");
  const count = answered.length;
  chat.telegram.updates.press(STRANGER, yes);
  await until(() => answered.length > count, "a stranger");
  assert.equal(answered.at(-1)?.text, undefined);
  await chat.press("그만두기", /^그대로 두었습니다/);
  assert.deepEqual(await froms(), ["environment", "default", "rules"]);
});

Deno.test("what is no setting or no value of it is told at once how to write it, and not asked about", async () => {
  await using chat = await openChat();
  await using program = await startProgram(chat.config, chat.store);
  const wrong = [
    ...["quiet 25:00-07:00", "quiet 20:00", "quiet 20:00-20:00", "summary 15:40,08:40", "score 49"],
    ...["score 101", "score 80.5", "telegram_token 1", "constructor 1", "quiet", `quiet ${"9".repeat(60)}`],
  ];
  for (const text of wrong) {
    await chat.write(`/settings ${text}`, /^설정을 읽지 못했습니다/);
    assert.deepEqual(keysOf(chat.last()), [], text);
  }
  const right = [
    ["조용한 시간 21:00~07:00", /조용한 시간: 21:00–07:00\(으\)로/],
    ["요약 08:30·15:50", /요약 시각: 08:30 · 15:50\(으\)로/],
    ["기준 점수 90점", /점수: 90\(으\)로/],
    ["점수 처음으로", /점수: .*처음 설정으로 돌릴까요/],
  ] as const;
  for (const [text, question] of right) await chat.write(`/settings ${text}`, question);
  assert.deepEqual((await program.settings.list("owner")).map(({ from }) => from), [
    ...["environment", "default", "rules"],
  ]);
});
