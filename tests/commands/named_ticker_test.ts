/** A name in place of a code: what is meant for certain is taken, what could be meant is told. */
import assert from "node:assert/strict";
import type { NamedTicker } from "../../src/commands/deps.ts";
import { CommandRefusal } from "../../src/commands/refusal.ts";
import { readNamedTicker, toNamed } from "../../src/commands/tickers/named_ticker.ts";
import { OWNER } from "../../src/core/actor.ts";
import { ManualClock } from "../support/manual_clock.ts";

const KNOWN: readonly NamedTicker[] = [
  { ticker: "005930", name: "삼성전자" },
  { ticker: "006400", name: "삼성SDI" },
  { ticker: "035720", name: "카카오" },
  { ticker: "323410", name: "카카오뱅크" },
  { ticker: "069500", name: "KODEX 200" },
  { ticker: "BTC/KRW", name: "BTC" },
  { ticker: "BTC/KRW", name: "비트코인" },
  { ticker: "005930", name: "삼성전자 " },
];

const clock = new ManualClock(0);
const read = (text: string, known: readonly NamedTicker[] | undefined = KNOWN) => {
  const names = { list: () => Promise.resolve(known) };
  return readNamedTicker(text, { owner: OWNER, deps: { clock, realClock: clock, names } });
};

async function refusalOf(text: string, known?: readonly NamedTicker[]): Promise<CommandRefusal> {
  const error = await read(text, known).then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof CommandRefusal, text);
  return error;
}

Deno.test("a code needs no name, and a name is known however it is spaced or cased", async () => {
  const cases = [
    ["005930", "005930"],
    ["btc-krw", "BTC/KRW"],
    ["삼성전자", "005930"],
    ["카카오", "035720"],
    ["삼성sdi", "006400"],
    ["kodex200", "069500"],
    ["KODEX  200", "069500"],
    ["비트코인", "BTC/KRW"],
    ["btc", "BTC/KRW"],
    ["카카오".normalize("NFD"), "035720"],
  ] as const;
  for (const [text, ticker] of cases) assert.equal(await read(text), ticker, text);
});

Deno.test("a part of a name lists those that have it, also where there is but one: nobody guesses", async () => {
  const several = await refusalOf("삼성");
  assert.deepEqual([several.kind, several.reason], ["arguments", "which_ticker"]);
  assert.equal(
    several.ko,
    "“삼성” 은(는) 어느 종목인가요? 이름 전체나 코드로 적어 주세요: 삼성전자(005930), 삼성SDI(006400)",
  );
  assert.equal(
    several.message,
    "Which one is “삼성”? Write the whole name or the code: 삼성전자(005930), 삼성SDI(006400)",
  );
  assert.deepEqual(several.more.candidates, KNOWN.slice(0, 2));
  assert.match((await refusalOf("뱅크")).ko ?? "", /: 카카오뱅크\(323410\)$/);
});

Deno.test("a slip of the hand is told what may be meant", async () => {
  assert.match((await refusalOf("삼성전지")).ko ?? "", /: 삼성전자\(005930\)$/);
});

Deno.test("a name that two tickers have is never guessed", async () => {
  const twins = [{ ticker: "BTC/KRW", name: "BTC" }, { ticker: "BTC/USDT", name: "BTC" }];
  assert.match((await refusalOf("BTC", twins)).ko ?? "", /: BTC\/KRW, BTC\/USDT$/);
});

Deno.test("a name that nobody knows is told with those that are known, and without any how a code looks", async () => {
  const { reason, ko, message } = await refusalOf("하이브");
  assert.equal(reason, "bad_ticker");
  assert.equal(
    ko,
    "“하이브” 은(는) 모르는 이름입니다. 코드로 적어 주세요(005930, BTC/KRW). 아는 이름: " +
      "삼성전자(005930), 삼성SDI(006400), 카카오(035720), 카카오뱅크(323410), KODEX 200(069500), BTC/KRW",
  );
  assert.match(message, /^Nobody here knows “하이브”\. Write a code like 005930 or BTC\/KRW, or a name/);
  assert.equal(
    (await refusalOf("하이브", [])).ko,
    "“하이브” 은(는) 모르는 이름입니다. 코드로 적어 주세요(005930, BTC/KRW).",
  );
  const many = Array.from({ length: 30 }, (_, i) => ({ ticker: String(100_000 + i), name: `회사${i}` }));
  assert.match((await refusalOf("하이브", many)).ko ?? "", /회사9\(100009\) … \+20$/);
});

Deno.test("where no names are known a name is no ticker", async () => {
  const deps = { clock, realClock: clock };
  await assert.rejects(readNamedTicker("삼성전자", { owner: OWNER, deps }), /is no ticker/);
});

Deno.test("a name from outside can do nothing in a chat", async () => {
  const hostile = [{ ticker: "000001", name: "@everyone /halt\u202e<b>x" }];
  const { ko = "" } = await refusalOf("everyone", hostile);
  assert.doesNotMatch(ko, /@|\/halt|\u202e/);
  assert.equal(toNamed("000001", "\u200b"), "000001");
});
