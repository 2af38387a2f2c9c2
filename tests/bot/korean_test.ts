/** A Korean telephone speaks Korean: every table of texts it has words from, every answer, every refusal. */
import assert from "node:assert/strict";
import { CHAT_COMMANDS } from "../../src/bot/chat/chat_commands.ts";
import { createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { runCommand } from "../../src/commands/run_command.ts";
import { OWNER } from "../../src/core/actor.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { findLatinWords } from "../support/latin_words.ts";
import { TESTER } from "../support/owned.ts";
import { EXAMPLES } from "../commands/command_examples.ts";
import { openCommandHome } from "../commands/command_home.ts";
import { readHouse } from "../house/read_house.ts";
import { findTextTables } from "../house/text_tables.ts";
import { startTestBot } from "./bot_parts.ts";

/** Those of pages and of reports are walked by their own tests. */
const OF_PHONE = /^(?:bot|commands|notifiers|core\/words|app)\//;

Deno.test("no table of texts that a telephone speaks from has a Latin word in its Korean", async () => {
  const { texts } = await readHouse();
  const tables = await findTextTables(texts);
  const files = [...tables].filter(([file]) => OF_PHONE.test(file));
  assert.ok(files.length >= 8, files.map(([file]) => file).join());
  for (const [file, found] of files) {
    for (const [key, [ko = ""]] of found.flatMap((table) => Object.entries(table))) {
      assert.deepEqual(findLatinWords(ko), [], `${file} ${key}: ${ko}`);
    }
  }
});

Deno.test("the menu of the bot is Korean, its examples too", () => {
  for (const { word, menu: [ko] } of CHAT_COMMANDS) {
    assert.deepEqual(findLatinWords(ko), [], `/${word} ${ko}`);
  }
});

/** What a chat shows by the words of the command itself. */
const SHOWN = /^(?:signals|alerts|settings|strategies|outages|account|program|maintenance)\./;
/** Ids, names and words of the test's own things. */
const OWN = ["one", "momentum", "dca", "upbit", "a1", "telegram", "chat", "test", "a new router"];
/** Only programs ask for these; a chat shows them in its own words, or never. */
const FOR_PROGRAMS = [
  ...["program.health", "program.state", "program.poll", "program.news", "program.screener"],
  ...["program.portfolio", "signals.claim", "strategies.list", "strategies.show", "strategies.add"],
  ...["strategies.set", "strategies.remove", "strategies.removals"],
];

Deno.test("what a command says of its result is Korean where a chat shows it", async () => {
  for (const command of COMMANDS.filter(({ id }) => SHOWN.test(id) && !FOR_PROGRAMS.includes(id))) {
    await using home = await openCommandHome();
    const args = EXAMPLES[command.id]?.(home.ids) ?? {};
    const result = await runCommand(command, args, { actor: TESTER, owner: OWNER, deps: home.deps });
    const { ko } = command.words(result);
    assert.deepEqual(findLatinWords(ko, [...OWN, home.ids.job]), [], `${command.id}: ${ko}`);
  }
});

Deno.test("what a command lacks is said in Korean, and so is every sentence of a door without anything", async () => {
  const clock = new ManualClock(0);
  const door = createCommandDoor(COMMANDS, { clock, realClock: clock });
  await using home = await openCommandHome();
  for (const { id } of COMMANDS) {
    const answer = await door.run(id, EXAMPLES[id]?.(home.ids) ?? {}, TESTER);
    assert.ok(answer.kind === "refused", id);
    assert.deepEqual(findLatinWords(answer.ko ?? "English", OWN), [], `${id}: ${answer.ko}`);
  }
});

/** What people write, right and wrong. */
const WRITTEN = [
  ...["/start", "/help", "/status", "/portfolio_status", "/balance", "/positions", "/profit", "/profit 주"],
  ...["/profit 작년", "/trades", "/signals", "/signals 3", "/why", "/why S-0310-01", "/why S-9999-01"],
  ...[
    "/mute",
    "/mute 005930 오늘",
    "/mute 005930 3일",
    "/mute 005930 내일",
    "/mute 없는회사",
    "/mute 005930 99일",
  ],
  ...["/unmute 005930", "/unmute", "/pause", "/pause 2시간", "/pause 영원히", "/resume", "/halt", "/resume"],
  ...["/alert", "/alert 005930", "/alert 005930 80000", "/alert 없는회사 5", "/alerts", "/start_strategy"],
  ...["/start_strategy 없음", "/start_strategy one", "/stop_strategy one", "/stop_strategy 없음", "/flatten"],
  ...[
    "/trade_start",
    "/cost",
    "/test",
    "/settings",
    "/settings 조용히 25:00",
    "/settings 조용히 21:00-07:00",
  ],
  ...["/maintenance", "/maintenance 2시간 라우터 교체", "/maintenance 이틀", "/maintenance 끝"],
  ...["/settings 모름", "/unlink", "/register 키", "안녕", "/없는명령"],
];

Deno.test("whatever is written to the bot in Korean, right or wrong, is answered without an English word", async () => {
  await using home = await openCommandHome();
  const door = createCommandDoor(COMMANDS, home.deps);
  await using test = await startTestBot({ door, settings: { users: ["777"] } });
  // A command stands there as it can be typed here, however this was started.
  const own = [...OWN, "npx", "doctor", "deno", "task", "signal", "v2"];
  for (const text of WRITTEN) {
    await test.say(text);
    const answer = test.telegram.texts.at(-1) ?? "";
    assert.ok(/[가-힣]/.test(answer), `${text}: ${answer}`);
    assert.deepEqual(findLatinWords(answer, own), [], `${text} was answered with: ${answer}`);
  }
});
