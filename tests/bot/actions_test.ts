/** Questions with buttons: what is pressed is done once. */
import assert from "node:assert/strict";
import { type CommandAnswer, createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { SqlError } from "../../src/sqlite/sql_error.ts";
import { openCommandHome } from "../commands/command_home.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { changesOf, createFakeDoor, done, OWNER_ID, startTestBot, STRANGER_ID } from "./bot_parts.ts";

const last = (texts: readonly string[]) => texts.at(-1) ?? "";

Deno.test("a change is asked about first, and the question becomes its result with the time", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door });
  await test.say("/stop_strategy btc_ma");
  assert.match(last(test.telegram.texts), /^전략 btc_ma 를 멈출까요\?/);
  assert.deepEqual(changesOf(door), []);
  const [yes = ""] = test.buttons();
  await test.press(yes);
  assert.deepEqual(changesOf(door), [
    { id: "strategies.stop", given: { id: "btc_ma" }, actor: { kind: "telegram", id: OWNER_ID } },
  ]);
  assert.equal(test.telegram.texts.length, 1);
  assert.match(last(test.telegram.texts), /^전략 btc_ma 를 멈췄습니다 09:20:\d\d$/);
  assert.deepEqual(test.buttons(), []);
});

Deno.test("fault 5: pressed twice, by an app that repeats or by a finger, it is done once and the second sees the result", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door });
  await test.say("/stop_strategy btc_ma");
  const [yes = ""] = test.buttons();
  test.updates.press(OWNER_ID, yes);
  await test.press(yes);
  await test.press(yes);
  assert.equal(changesOf(door).length, 1);
  assert.equal(test.updates.answered.length, 3);
  assert.match(test.updates.answered[2]?.text ?? "", /^전략 btc_ma 를 멈췄습니다/);
  assert.equal(test.telegram.texts.length, 1);
});

Deno.test("fault 5: another person's press does nothing, also when that person may ask", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door, settings: { users: [OWNER_ID, "888"] } });
  await test.say("/stop_strategy btc_ma");
  const [yes = ""] = test.buttons();
  await test.press(yes, "888");
  assert.equal(
    last(test.updates.answered.map(({ text }) => text ?? "")),
    "다른 분이 보낸 명령의 단추입니다.",
  );
  await test.press(yes, STRANGER_ID);
  assert.equal(test.updates.answered.at(-1)?.text, undefined);
  assert.deepEqual(changesOf(door), []);
  assert.equal(test.bot.view().strangers, 1);
});

Deno.test("said no, it is left as it was", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door });
  await test.say("/start_strategy btc_ma");
  const [yes = "", no = ""] = test.buttons();
  await test.press(no);
  await test.press(yes);
  assert.deepEqual(changesOf(door), []);
  assert.match(last(test.telegram.texts), /^그대로 두었습니다/);
});

Deno.test("fault 62: after 60 s the question loses its buttons, and a press that comes late does nothing", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door });
  await test.say("/stop_strategy btc_ma");
  const [yes = ""] = test.buttons();
  await test.clock.until(() => test.buttons().length === 0, 70_000);
  assert.match(last(test.telegram.texts), /^60초가 지나 실행하지 않았습니다/);
  await test.press(yes);
  assert.match(test.updates.answered[0]?.text ?? "", /^60초가 지나/);
  assert.deepEqual(changesOf(door), []);
});

Deno.test("fault 6: a press of an hour ago, handed over after an outage, does nothing", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door, waits: { careMs: 86_400_000 } });
  await test.say("/stop_strategy btc_ma");
  const [yes = ""] = test.buttons();
  await test.stop();
  await test.clock.advance(3_600_000);
  const id = test.updates.press(OWNER_ID, yes);
  await test.restart();
  await test.handled(id);
  assert.deepEqual(changesOf(door), []);
  assert.match(last(test.telegram.texts), /^60초가 지나/);
});

Deno.test("fault 61: a press is answered before the work, also when Telegram holds its answer", async () => {
  const held = Promise.withResolvers<CommandAnswer>();
  const door = createFakeDoor((id) => id === "strategies.stop" ? held.promise : done(id));
  await using test = await startTestBot({ door });
  await test.say("/stop_strategy btc_ma");
  test.updates.holdsAnswers = true;
  const [yes = ""] = test.buttons();
  const id = test.updates.press(OWNER_ID, yes);
  await test.clock.until(() => changesOf(door).length === 1 && test.updates.answered.length === 1);
  held.resolve(done("멈춤"));
  await test.handled(id);
  assert.match(last(test.telegram.texts), /멈췄습니다/);
});

Deno.test("a button that nobody knows any more is answered", async () => {
  await using test = await startTestBot();
  await test.press("a:7777777-1:yes");
  await test.press("something else");
  assert.deepEqual(test.updates.answered.map(({ text }) => text), [
    "이 단추는 더 쓸 수 없습니다.",
    "이 단추는 더 쓸 수 없습니다.",
  ]);
});

Deno.test("a refusal takes the place of the question, in Korean where it is a known one", async () => {
  const door = createFakeDoor((id) =>
    id === "strategies.show" ? done(id) : {
      kind: "refused",
      why: "missing",
      reason: "unknown_strategy",
      message: "There is no strategy nobody",
      ko: "그런 전략이 없습니다: nobody",
      more: {},
    }
  );
  await using test = await startTestBot({ door });
  await test.say("/stop_strategy nobody");
  await test.press(test.buttons()[0] ?? "");
  assert.equal(last(test.telegram.texts), "그런 전략이 없습니다: nobody");
});

Deno.test("a strategy that there is not is refused at once with those there are, in both languages", async () => {
  await using home = await openCommandHome();
  const door = createCommandDoor(COMMANDS, home.deps);
  for (
    const [lang, expected] of [
      ["ko", "그런 전략이 없습니다: btc_ma. 있는 전략: one"],
      ["en", 'There is no strategy "btc_ma"; there are one'],
    ] as const
  ) {
    await using test = await startTestBot({ door, settings: { lang } });
    for (const word of ["stop_strategy", "start_strategy"]) {
      await test.say(`/${word} btc_ma`);
      assert.equal(last(test.telegram.texts), expected);
      assert.deepEqual(test.buttons(), []);
    }
  }
});

Deno.test("a strategy that is off already is not asked about, and an open position is named in the question", async () => {
  const account = { positions: [{ side: "long" }] };
  const found: Readonly<Record<string, unknown>> = {
    off: { is_active: false },
    on: { is_active: true, status: { account } },
  };
  const door = createFakeDoor((id, given) => done(id, found[(given as { id: string }).id]));
  await using test = await startTestBot({ door });
  const said = async (text: string) => {
    await test.say(text);
    return last(test.telegram.texts);
  };
  assert.equal(await said("/stop_strategy off"), "전략 off 는 이미 꺼져 있습니다.");
  assert.equal(await said("/start_strategy on"), "전략 on 는 이미 켜져 있습니다.");
  assert.deepEqual(test.buttons(), []);
  assert.match(await said("/stop_strategy on"), /^전략 on 를 멈출까요\?\n열린 모의 포지션 1개는/);
  assert.equal(test.buttons().length, 2);
});

Deno.test("a look that never ends is given up, and neither the next command nor the end of the bot waits for it", async () => {
  const door = createFakeDoor((id) =>
    id === "strategies.show" ? new Promise<CommandAnswer>(() => {}) : done("상태")
  );
  const test = await startTestBot({ door, waits: { readMs: 20 } });
  await test.say("/stop_strategy btc_ma");
  assert.match(last(test.telegram.texts), /^답이 제때 나오지 않았습니다/);
  await test.say("/status");
  assert.equal(last(test.telegram.texts), "상태");
  await test[Symbol.asyncDispose]();
});

Deno.test("the bot ends while a look hangs, and the message comes again at the next start", async () => {
  let isHanging = true;
  const door = createFakeDoor((id) =>
    isHanging && id === "strategies.show" ? new Promise<CommandAnswer>(() => {}) : done(id)
  );
  await using test = await startTestBot({ door, waits: { readMs: 60_000 } });
  const id = test.updates.message(OWNER_ID, "/stop_strategy btc_ma", { sentAtMs: test.clock.now() });
  await test.clock.until(() => door.calls.length === 1);
  await test.stop();
  isHanging = false;
  await test.restart();
  await test.handled(id);
  assert.match(last(test.telegram.texts), /^전략 btc_ma 를 멈출까요/);
});

Deno.test("without a name the strategies are listed", async () => {
  const items = [{ id: "btc_ma", is_active: true }, { id: "eth_rsi", is_active: false }];
  await using test = await startTestBot({ door: createFakeDoor(() => done("", { items })) });
  await test.say("/stop_strategy");
  assert.equal(
    last(test.telegram.texts),
    "어느 전략인가요? 예: /stop_strategy btc_ma\n· btc_ma (켜짐)\n· eth_rsi (꺼짐)",
  );
});

Deno.test("a change that was cut off by the end of the program is done once more at the next start, and told", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door });
  await test.say("/stop_strategy btc_ma");
  const [id = ""] = /(?<=a:)[^:]+/.exec(test.buttons()[0] ?? "") ?? [];
  await test.stop();
  const update = { updateId: 1, kind: "press", outcome: "taken", atMs: test.clock.now() };
  assert.equal(await test.memory.handle(update, { take: { id } }), "handled");
  await test.restart();
  await test.clock.until(() => /멈췄습니다/.test(last(test.telegram.texts)));
  await test.restart();
  assert.equal(changesOf(door).length, 1);
});

Deno.test("a result that could not be written is told a moment later, and the change is done once", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door });
  const finish = test.memory.finish.bind(test.memory);
  let faults = 2;
  test.memory.finish = (...end) =>
    faults-- > 0 ? Promise.reject(new SqlError("full", "database or disk is full")) : finish(...end);
  await test.say("/stop_strategy btc_ma");
  const [yes = ""] = test.buttons();
  await test.press(yes);
  await test.clock.until(() => last(test.telegram.texts).startsWith("전략 btc_ma 를 멈췄습니다"), 60_000);
  assert.match(last(test.telegram.texts), /^전략 btc_ma 를 멈췄습니다 09:20:\d\d$/);
  await test.press(yes);
  assert.match(test.updates.answered.at(-1)?.text ?? "", /^전략 btc_ma 를 멈췄습니다/);
  assert.equal(changesOf(door).length, 1);
  assert.deepEqual(await test.memory.unfinished(), []);
});

Deno.test("one that was cut off long ago is not done any more, and says that nobody knows", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door });
  await test.say("/stop_strategy btc_ma");
  const [id = ""] = /(?<=a:)[^:]+/.exec(test.buttons()[0] ?? "") ?? [];
  await test.stop();
  await test.memory.handle({ updateId: 1, kind: "press", outcome: "taken", atMs: test.clock.now() }, {
    take: { id },
  });
  await test.clock.advance(3_600_000);
  await test.restart();
  await test.clock.until(() => /알 수 없습니다/.test(last(test.telegram.texts)));
  assert.deepEqual(changesOf(door), []);
});

Deno.test("what a second message undoes is done at once, as one action of its update", async () => {
  const door = createFakeDoor(() => done("005930 신호를 받지 않습니다."), ["signals.mute"]);
  await using test = await startTestBot({ door });
  const id = test.updates.message(OWNER_ID, "/mute 005930 3d", { sentAtMs: test.clock.now() });
  await test.handled(id);
  test.updates.again(id);
  await test.handled(id);
  assert.deepEqual(changesOf(door).map(({ given }) => given), [{ ticker: "005930", for: "3d" }]);
  assert.deepEqual(test.telegram.texts.map((text) => text.slice(0, -9)), ["005930 신호를 받지 않습니다."]);
});

Deno.test("refusals of the rack itself come in Korean: an unknown signal, a span, a ticker, a word too few", async () => {
  const clock = new ManualClock(0);
  const mutes = {
    list: () => Promise.resolve([]),
    set: () => Promise.resolve(),
    end: () => Promise.resolve(false),
  };
  const list = () => Promise.resolve([]);
  const signalStories = {
    find: () => Promise.resolve(undefined),
    list,
    ruleIds: list,
    counts: () => Promise.resolve({ fired: 0, confirmed: 0, rejected: 0, unjudged: 0, skipped: {} }),
  };
  const door = createCommandDoor(COMMANDS, { clock, realClock: clock, mutes, signalStories });
  await using test = await startTestBot({ door });
  for (
    const text of ["/why S-1", "/mute 005930 soon", "/mute 삼성전자", "/why", "/signals", "/alert 005930 5"]
  ) {
    await test.say(text);
  }
  assert.deepEqual(test.telegram.texts.map((text) => text.split(".")[0]), [
    "그런 신호가 없습니다",
    "기간을 읽지 못했습니다",
    '종목 "삼성전자" 을(를) 읽지 못했습니다',
    "명령이 덜 적혔거나 맞지 않습니다",
    "나간 신호가 아직 없습니다",
    "신호는 실행 중인 프로그램이 살핍니다",
  ]);
});

Deno.test("a refusal that nobody has put into Korean says what kind it is, and its English goes to the log", async () => {
  const refusal = (why: "conflict" | "unavailable" | "missing"): CommandAnswer => ({
    ...{ kind: "refused", why, reason: "something_new", message: "Something English", more: {} },
  });
  const answers = [refusal("conflict"), refusal("unavailable"), refusal("missing"), refusal("conflict")];
  const door = createFakeDoor(() => answers.shift() ?? done(""));
  await using test = await startTestBot({ door });
  for (let i = 0; i < 3; i++) await test.say("/status");
  assert.deepEqual(test.telegram.texts.map((text) => text.split(".")[0]), [
    "지금은 다른 것과 맞지 않아 하지 않았습니다",
    "지금 이 프로그램에서는 할 수 없습니다",
    "그런 것이 없어 하지 않았습니다",
  ]);
  const logged = test.lines.filter(({ event }) => event === "bot_refused").map(({ message }) => message);
  assert.deepEqual(logged, ["Something English", "Something English", "Something English"]);
  await using english = await startTestBot({ door, settings: { lang: "en" } });
  await english.say("/status");
  assert.equal(english.telegram.texts[0], "Not done: Something English");
});
