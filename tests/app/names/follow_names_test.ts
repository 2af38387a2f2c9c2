import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { followNames } from "../../../src/app/names/follow_names.ts";
import { toNamesPort } from "../../../src/app/names/names_port.ts";
import { OWNER } from "../../../src/core/actor.ts";
import { DAY_MS } from "../../../src/core/kst.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";

const NOW_MS = Date.parse("2026-11-27T10:00:00+09:00");
const pollOf = (fetchedAtMs: number, ...rows: Readonly<Record<string, string>>[]) => ({
  ...{ source: "portfolio", fetchedAtMs, head: {}, rows, total: rows.length },
});
type Polls = Parameters<typeof followNames>[0]["stock"];
const stockOf = (polls: Readonly<Record<string, unknown>>) =>
  ({ lastPolls: () => polls }) as unknown as Polls;

Deno.test("names of polls are kept with the time of the poll, and coins and codes alone are not", async () => {
  await using shelf = new MemoryCandleStore();
  const polls = {
    portfolio: pollOf(NOW_MS, { ticker: "005930", name: "삼성전자" }, { ticker: "BTC", name: "비트코인" }),
    screener_preview: pollOf(NOW_MS + 1, { ticker: "0009k0", name: "가나다" }, { ticker: "000660" }),
  };
  const names = followNames({ stock: stockOf(polls), market: { shelf } });
  names.onCycle();
  await names.settled();
  deepStrictEqual(await shelf.names(), [
    { code: "0009K0", name: "가나다", atMs: NOW_MS + 1 },
    { code: "005930", name: "삼성전자", atMs: NOW_MS },
  ]);
});

Deno.test("a poll that says the same names writes nothing, until another day or another name", async () => {
  await using shelf = new MemoryCandleStore();
  const asked: number[] = [];
  const counting = {
    learnNames: (names: Parameters<typeof shelf.learnNames>[0]) => {
      asked.push(names.length);
      return shelf.learnNames(names);
    },
  };
  const polls = { portfolio: pollOf(NOW_MS, { ticker: "035720", name: "다음카카오" }) };
  const names = followNames({ stock: stockOf(polls), market: { shelf: counting } });
  const cycleAt = async (atMs: number, name: string) => {
    polls.portfolio = pollOf(atMs, { ticker: "035720", name });
    names.onCycle();
    await names.settled();
  };
  await cycleAt(NOW_MS, "다음카카오");
  await cycleAt(NOW_MS + 60_000, "다음카카오");
  strictEqual(asked.length, 1);
  await cycleAt(NOW_MS + 120_000, "카카오");
  await cycleAt(NOW_MS + DAY_MS, "카카오");
  strictEqual(asked.length, 3);
  deepStrictEqual((await shelf.names()).map(({ name }) => name), ["카카오"]);
});

Deno.test("names that could not be stored are told again with the next poll", async () => {
  await using shelf = new MemoryCandleStore();
  let isBroken = true;
  const learnNames = (names: Parameters<typeof shelf.learnNames>[0]) =>
    isBroken ? Promise.reject(new Error("full")) : shelf.learnNames(names);
  const polls = { portfolio: pollOf(NOW_MS, { ticker: "005930", name: "삼성전자" }) };
  const names = followNames({ stock: stockOf(polls), market: { shelf: { learnNames } } });
  names.onCycle();
  await names.settled();
  isBroken = false;
  names.onCycle();
  await names.settled();
  strictEqual((await shelf.names()).length, 1);
});

Deno.test("a name from a file is understood in a chat, after those of the polls", async () => {
  await using shelf = new MemoryCandleStore();
  await shelf.learnNames([{ code: "005930", name: "삼성전자보통주", atMs: 1 }, {
    code: "000660",
    name: "하이닉스",
    atMs: 1,
  }]);
  const polls = { portfolio: pollOf(NOW_MS, { ticker: "005930", name: "삼성전자" }) };
  const port = toNamesPort({
    stock: stockOf(polls),
    config: { markets: [] },
    watching: { reader: { list: () => Promise.resolve([]) } },
    market: { shelf },
  });
  deepStrictEqual((await port.list(OWNER)).map(({ ticker, name }) => `${ticker} ${name}`), [
    "005930 삼성전자",
    "000660 하이닉스",
    "005930 삼성전자보통주",
  ]);
});
