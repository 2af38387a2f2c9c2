/** What a person sets by chat: alarms, a halt, a mute; with the commands themselves, over the memory of the program. */
import assert from "node:assert/strict";
import { OWNER } from "../../src/core/actor.ts";
import { createFakeDoor, done, keysOf, OWNER_ID, startTestBot } from "./bot_parts.ts";
import { startSignalBot } from "./signal_parts.ts";

const last = (texts: readonly string[]) => texts.at(-1) ?? "";
const HOUR_MS = 3_600_000;

Deno.test("/alert sets an alarm at once, says what was understood, and its button takes it away once", async () => {
  await using test = await startSignalBot();
  const rules = async () => (await test.journal.rules(OWNER)).map(({ json }) => json);
  await test.say("/alert 005930 70,000 이상");
  assert.match(
    last(test.telegram.texts),
    /^알림을 걸었습니다: 005930 70,000원 이상 되면 한 번\. .* 09:20:\d\d$/,
  );
  const [alarm] = await rules() as { id: string; kind: string; params: unknown }[];
  assert.equal(alarm?.kind, "price_level");
  assert.deepEqual(alarm?.params, {
    ...{ exchange: "krx", ticker: "005930", above: 70_000, action: "notice", repeat: "once" },
  });
  const [remove = ""] = test.buttons();
  assert.ok(new TextEncoder().encode(remove).length <= 64, remove);
  await test.press(remove);
  assert.match(last(test.telegram.texts), /^알림을 지웠습니다: 005930 70,000원 이상/);
  assert.deepEqual([await rules(), test.buttons()], [[], []]);
  await test.press(remove);
  assert.match(test.updates.answered.at(-1)?.text ?? "", /^알림을 지웠습니다/);
  assert.equal(test.telegram.texts.length, 1, "the answer became its end");
});

Deno.test("/alert says where the price comes from, and that one which nobody tells cannot ring now", async () => {
  const portfolio = { fetchedAtMs: 0, dataAtMs: undefined, gap: undefined, total: 1, head: {} };
  await using test = await startSignalBot({
    portfolio: { ...portfolio, rows: [{ ticker: "005930", price: 71_300 }] },
  });
  const said = async (text: string) => {
    await test.say(text);
    return last(test.telegram.texts);
  };
  assert.match(await said("/alert 005930 70000 이하"), /보유 종목이나 스크리너에 있는 동안 가격을 봅니다/);
  assert.match(await said("/alert 999999 100 이하"), /⚠️ 지금은 이 종목의 가격을 알려 주는 곳이 없습니다/);
  assert.match(await said("/alert ETH/KRW 100 이하"), /거래소의 실시간 가격을 봅니다/);
  assert.match(
    await said("/alert BTC/KRW 100 이하"),
    /⚠️ 이 시장은 받아 보지 않고 있습니다.*SIGNAL_V2_MARKETS/,
  );
});

const HELD = {
  ...{ fetchedAtMs: 0, dataAtMs: undefined, gap: undefined, total: 3, head: {} },
  rows: [
    { ticker: "005930", name: "삼성전자", price: 71_300 },
    { ticker: "006400", name: "삼성SDI", price: 401_000 },
    { ticker: "069500", name: "KODEX 200", price: 38_000 },
  ],
};

Deno.test("a stock is named by its name as well as by its code, wherever a ticker is asked for", async () => {
  await using test = await startSignalBot({ portfolio: HELD });
  const said = async (text: string) => {
    await test.say(text);
    return last(test.telegram.texts);
  };
  const held = async () => (await test.journal.mutes(OWNER, test.clock.now())).map(({ ticker }) => ticker);
  assert.match(
    await said("/alert 삼성전자 70,000원 이하"),
    /^알림을 걸었습니다: 삼성전자\(005930\) 70,000원 이하 되면 한 번/,
  );
  assert.match(
    await said("/alert KODEX 200 40000 이상"),
    /^알림을 걸었습니다: KODEX 200\(069500\) 40,000원 이상/,
  );
  assert.match(await said("/alert 이더리움 5000000 이하"), /^알림을 걸었습니다: ETH\/KRW 5,000,000원 이하/);
  assert.match(await said("/alerts"), /^1\. .*\n2\. .*\n3\. /);
  assert.match(await said("/alerts"), /삼성전자\(005930\) 70,000원 이하/);
  assert.match(await said("/mute 삼성SDI 오늘"), /^삼성SDI\(006400\) 신호를 11-20 자정까지 받지 않습니다/);
  assert.match(await said("/mute kodex 200 3일"), /^KODEX 200\(069500\) 신호를 11-23 09:\d\d까지/);
  assert.match(await said("/mute 005930 2시간"), /^삼성전자\(005930\) 신호를 11-20 11:\d\d까지/);
  assert.match(await said("/mute"), /^받지 않는 신호: .*삼성SDI\(006400\) 11-20 자정까지/);
  assert.deepEqual((await held()).toSorted(), ["005930", "006400", "069500"]);
  assert.match(await said("/unmute 삼성sdi"), /^삼성SDI\(006400\) 신호를 다시 받습니다/);
  assert.deepEqual((await held()).toSorted(), ["005930", "069500"]);
});

Deno.test("a name that may be two is not guessed, and one that nobody knows is told with those that are known", async () => {
  await using test = await startSignalBot({ portfolio: HELD });
  for (const text of ["/mute 삼성 오늘", "/alert 삼성 70000 이하"]) {
    await test.say(text);
    assert.equal(
      last(test.telegram.texts),
      "“삼성” 은(는) 어느 종목인가요? 이름 전체나 코드로 적어 주세요: 삼성전자(005930), 삼성SDI(006400)",
    );
  }
  await test.say("/mute 하이브 3일");
  assert.equal(
    last(test.telegram.texts),
    "“하이브” 은(는) 모르는 이름입니다. 코드로 적어 주세요(005930, BTC/KRW). 아는 이름: " +
      "삼성전자(005930), 삼성SDI(006400), KODEX 200(069500), ETH/KRW",
  );
  assert.deepEqual(await test.journal.mutes(OWNER, test.clock.now()), []);
  assert.deepEqual(await test.journal.rules(OWNER), []);
});

Deno.test("/profit takes its span in both languages, and says which there are", async () => {
  const door = createFakeDoor(() =>
    done("", {
      ...{ span: "week", since: "", real: REAL, before: null, change: null, paper: [] },
    }), ["account.profit"]);
  await using test = await startTestBot({ door });
  for (const text of ["", " 오늘", " 주", " 이번 주", " day", " WEEK"]) await test.say(`/profit${text}`);
  assert.deepEqual(door.calls.map(({ given }) => (given as { span: string }).span), [
    ...["day", "day", "week", "week", "day", "week"],
  ]);
  await test.say("/profit 작년");
  assert.match(last(test.telegram.texts), /\/profit 오늘, \/profit 주$/);
});

Deno.test("/alert without a side and without a known price asks for it; nonsense is told how", async () => {
  await using test = await startSignalBot();
  await test.say("/alert 005930 70000");
  assert.match(last(test.telegram.texts), /^지금 가격을 몰라/);
  for (
    const text of [
      ...["/alert", "/alert 005930", "/alert 005930 abc", "/alert 005930 -5", "/alert 005930 1 up"],
      ...["/alert 이상", "/alert 005930 1e3", "/alert 005930 0", "/alert 005930 7만원"],
    ]
  ) {
    await test.say(text);
    assert.match(last(test.telegram.texts), /^종목과 가격을 적어 주세요/, text);
  }
  for (const text of ["/alert ' OR 1=1;-- 70000", "/alert 삼성전자 70000"]) {
    await test.say(text);
    assert.match(last(test.telegram.texts), /은\(는\) 모르는 이름입니다. 코드로 적어 주세요/);
  }
  assert.deepEqual(await test.journal.rules(OWNER), []);
});

Deno.test("an alarm whose message is handed over again, or that was cut off in the middle, is set once", async () => {
  await using test = await startSignalBot();
  const id = test.updates.message(OWNER_ID, "/alert btc/krw 90000000 이하", { sentAtMs: test.clock.now() });
  await test.handled(id);
  test.updates.again(id);
  await test.handled(id);
  const rows = await test.journal.rules(OWNER);
  assert.equal(rows.length, 1);
  // The same action once more, as after a kill between its effect and its end.
  const answer = await test.door.run("alerts.add", {
    ...{ ticker: "BTC/KRW", price: 90_000_000, side: "below", id: rows[0]?.id },
  }, { kind: "telegram", id: OWNER_ID });
  assert.equal(answer.kind, "done");
  assert.equal((await test.journal.rules(OWNER)).length, 1);
});

Deno.test("/alerts numbers the alarms as its buttons do", async () => {
  await using test = await startSignalBot();
  await test.say("/alerts");
  assert.equal(last(test.telegram.texts), "걸어 둔 알림이 없습니다.");
  await test.say("/alert 005930 70000 이상");
  await test.say("/alert 000660 150000 이하");
  await test.say("/alerts");
  const lines = last(test.telegram.texts).split("\n");
  assert.equal(lines.length, 2);
  const keys = keysOf(test.telegram.messages.filter(({ isOfBot }) => isOfBot).at(-1));
  assert.deepEqual(keys.map(({ text }) => text), ["1 지우기", "2 지우기"]);
  const place = lines.findIndex((line) => line.includes("000660"));
  await test.press(keys[place]?.data ?? "");
  const left = (await test.journal.rules(OWNER)).map(({ json }) =>
    (json as { params: { ticker: string } }).params
  );
  assert.deepEqual(left.map(({ ticker }) => ticker), ["005930"]);
  assert.match(last(test.telegram.texts), /지웠습니다: 000660/);
});

Deno.test("/halt is done at once; who did it lifts it within a day, and nobody else by chat", async () => {
  await using test = await startSignalBot({ settings: { users: [OWNER_ID, "888"] } });
  const held = async () => (await test.journal.mutes(OWNER, test.clock.now())).map(({ ticker }) => ticker);
  await test.say("/halt");
  assert.match(last(test.telegram.texts), /^매수 신호를 모두 멈췄습니다/);
  assert.deepEqual(await held(), ["!"]);
  await test.say("/halt", { userId: "888" });
  await test.say("/resume", { userId: "888" });
  assert.match(last(test.telegram.texts), /^다른 분이 멈추셨습니다/);
  assert.deepEqual(await held(), ["!"]);
  await test.say("/mute");
  assert.match(last(test.telegram.texts), /모든 매수\(풀 때까지\)/);
  await test.say("/resume");
  assert.match(last(test.telegram.texts), /^매수 신호를 다시 받습니다/);
  assert.deepEqual(await held(), []);
});

Deno.test("a halt of more than a day ago, or one that was set elsewhere, is lifted at the computer and not by chat", async () => {
  await using test = await startSignalBot({ waits: { careMs: 24 * HOUR_MS } });
  const run = (id: string, kind: "telegram" | "cli") => test.door.run(id, {}, { kind, id: OWNER_ID });
  await test.say("/halt");
  await test.clock.pass(25 * HOUR_MS);
  const late = await run("signals.resume", "telegram");
  assert.deepEqual([late.kind, late.kind === "refused" && late.reason], ["refused", "halt_is_old"]);
  assert.equal((await run("signals.resume", "cli")).kind, "done");
  await run("signals.halt", "cli");
  const other = await run("signals.resume", "telegram");
  assert.deepEqual([other.kind, other.kind === "refused" && other.reason], ["refused", "halt_of_other"]);
});

Deno.test("/flatten is asked about first", async () => {
  const door = createFakeDoor(() => done("전략 2개를 멈췄습니다."), ["strategies.flatten"]);
  await using test = await startTestBot({ door });
  await test.say("/flatten");
  assert.match(last(test.telegram.texts), /^모든 전략을 멈추고 열린 모의 포지션을 닫을까요\?/);
  assert.deepEqual(door.calls, []);
  await test.press(test.buttons()[0] ?? "");
  assert.deepEqual(door.calls.map(({ id }) => id), ["strategies.flatten"]);
});

/** As the home server tells it: its total has the cash in it. */
const REAL = {
  ...{
    age_s: 41,
    stale: false,
    currency: "KRW",
    value: 48_210_000,
    cash: 1_200_000,
    pnl: -366_000,
    pnl_pct: -0.8,
    holdings_value: 47_010_000,
    total: 48_210_000,
  },
};

Deno.test("/balance, /positions, /profit and /trades keep real and paper apart, each with its age", async () => {
  const paper = { id: "btc_ma", symbol: "BTC/KRW", currency: "KRW", side: "long", age_s: 20, stale: false };
  const results: Readonly<Record<string, unknown>> = {
    "account.balance": { real: REAL, paper: [{ ...paper, equity: 1_010_000, cash: 510_000 }] },
    "account.positions": {
      real: { ...REAL, stale: true },
      holdings: [{
        name: "카카오",
        ticker: "035720",
        currency: "KRW",
        quantity: 120,
        price: 38_150,
        pnl_pct: -7.4,
      }],
      paper: [{
        ...paper,
        units: 0.01,
        entry_price: 90_000_000,
        last_price: 91_000_000,
        age_s: 400,
        stale: true,
      }],
    },
    "account.profit": {
      ...{ span: "day", since: "2026-11-20T00:00:00+09:00", real: REAL, change: 210_000 },
      before: { value: 48_000_000, at: "2026-11-19T15:30:00+09:00" },
      paper: [{ currency: "KRW", pnl: 12_000.4, trades: 3 }],
    },
    "account.trades": {
      items: [{
        ...paper,
        units: 0.01,
        exit_price: 91_000_000,
        pnl: 9_500,
        exit_at: "2026-11-20T08:00:00+09:00",
      }],
    },
  };
  const door = createFakeDoor((id) => done("", results[id]), Object.keys(results));
  await using test = await startTestBot({ door });
  for (const word of ["balance", "positions", "profit", "trades"]) await test.say(`/${word}`);
  assert.deepEqual(test.telegram.texts.map((text) => text.replace(/\n09:20:\d\d$/, "")), [
    "실제: 평가 47,010,000원 · 현금 1,200,000원 · 총자산 48,210,000원 · 손익 −366,000원 · ▼0.8% · 자료 41초 전\n" +
    "모의 btc_ma: 현금 510,000원 · 총자산 1,010,000원 · 자료 20초 전",
    "⚠️ 오래된 자료\n실제: 보유 1종목 · 자료 41초 전\n· 카카오 120주 38,150원 손익 ▼7.4%\n" +
    "모의 btc_ma: BTC/KRW 매수 0.01 · 90,000,000원 → 91,000,000원 · ⚠️ 오래된 자료 자료 6분 40초 전",
    "오늘 손익\n실제: +210,000원 · ▲0.4% · 11-19 15:30 총액과 견줌, 입출금 포함 · 자료 41초 전\n" +
    "모의: +12,000원 · 끝난 거래 3건",
    "모의 거래 (새것부터). 실제 계좌의 체결은 홈서버가 알려 주지 않습니다.\n" +
    "11-20 08:00 btc_ma BTC/KRW 매수 91,000,000원 +9,500원",
  ]);
  assert.deepEqual(
    test.counted,
    ["balance", "positions", "profit", "trades"].map((word) => `command ${word} replied`),
  );
  const shown = { quiet: undefined, summaries: [], ringsPer5Min: 5, hidesAmounts: true };
  await using hidden = await startTestBot({ door, settings: { shown } });
  for (const word of ["balance", "positions", "profit", "trades"]) await hidden.say(`/${word}`);
  assert.ok(
    !/48,210,000|47,010,000|1,200,000|366,000|1,010,000|510,000|120주|0\.01|210,000|12,000|9,500/.test(
      hidden.telegram.texts.join(),
    ),
  );
});

Deno.test("nothing to compare with is said, and no number is made up", async () => {
  const profit = {
    span: "week",
    since: "2026-11-16T00:00:00+09:00",
    real: REAL,
    before: null,
    change: null,
    paper: [],
  };
  const door = createFakeDoor(() => done("", profit), ["account.profit"]);
  await using test = await startTestBot({ door });
  await test.say("/profit week");
  assert.match(
    test.telegram.texts[0] ?? "",
    /^이번 주 손익.*\n실제: 그 전 기록이 없어 견줄 수 없음 · 자료 41초 전\n모의: 끝난 거래가 없습니다/,
  );
});

Deno.test("a press that was cut off between its taking and its effect is done at the next start, once", async () => {
  await using test = await startSignalBot();
  const id = await test.tell({ action: "buy", signalClass: "buy", ticker: "005930", name: "삼성전자" });
  await test.stop();
  const atMs = test.clock.now();
  const action = {
    ...{ id: `${id}-mute`, kind: "signals.mute", args: { signal: id }, userId: OWNER_ID, chat: OWNER_ID },
    ...{ replyKey: undefined, askedAtMs: atMs, expiresAtMs: atMs, isTaken: true },
  };
  const update = { updateId: 1, kind: "press", outcome: "taken", atMs };
  assert.equal(await test.memory.handle(update, { action }), "handled");
  // Another process takes the same press of the same person: the row is there.
  assert.equal(await test.memory.handle({ ...update, updateId: 2 }, { action }), "not_taken");
  await test.restart();
  await test.clock.until(() => /받지 않습니다/.test(last(test.telegram.texts)));
  await test.clock.until(() => keysOf(test.messageOf("매수 신호")).length === 1);
  await test.restart();
  assert.equal(test.telegram.texts.length, 2);
  assert.deepEqual((await test.journal.mutes(OWNER, test.clock.now())).map(({ ticker }) => ticker), [
    "005930",
  ]);
});

Deno.test("words that there are not are counted as one, so that nobody fills the counters by writing", async () => {
  await using test = await startTestBot();
  for (const text of ["/a1", "/a2", "hello", "/status"]) await test.say(text);
  assert.deepEqual(test.counted, [
    ...Array.from({ length: 3 }, () => "command unknown unknown"),
    "command status replied",
  ]);
});
