import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { toWatchListPort } from "../../../src/app/watch/watch_port.ts";
import { addWatched } from "../../../src/commands/watch/add.ts";
import { listWatched } from "../../../src/commands/watch/list.ts";
import { removeWatched } from "../../../src/commands/watch/remove.ts";
import type { StockQuotesPort } from "../../../src/commands/watch_ports.ts";
import { runCommand } from "../../../src/commands/run_command.ts";
import { OWNER } from "../../../src/core/actor.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { TESTER } from "../../support/owned.ts";

const NOW = "2026-11-29T15:30:00+09:00";

async function openList(stockQuotes?: StockQuotesPort) {
  const dir = makeTempDir();
  const clock = new ManualClock(Date.parse(NOW));
  const store = await openStore({ dir: dir.path, clock });
  const watchList = toWatchListPort(store);
  const context = { actor: TESTER, owner: OWNER, deps: { clock, realClock: clock, watchList, stockQuotes } };
  return {
    watchList,
    add: (code: string, note?: string) =>
      runCommand(addWatched, note === undefined ? { code } : { code, note }, context),
    remove: (code: string) => runCommand(removeWatched, { code }, context),
    list: () => runCommand(listWatched, {}, context),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      dir[Symbol.dispose]();
    },
  };
}

Deno.test("a stock is watched once, however its code is written, and its note can be changed", async () => {
  await using home = await openList();
  strictEqual((await home.add("krx:005930", "분할 뒤")).state, "added");
  for (const spelt of ["005930", "A005930", "005930/KRW", "krx:005930/KRW"]) {
    deepStrictEqual(await home.add(spelt), { code: "005930", name: null, note: "분할 뒤", state: "kept" });
  }
  strictEqual((await home.add("005930", "다시\u202e 봄\n")).state, "noted");
  await home.add("0009k0");
  deepStrictEqual((await home.list()).items.map(({ code, note }) => [code, note]), [
    ["0009K0", null],
    ["005930", "다시\\u202e 봄"],
  ]);
});

Deno.test("what is no code of a Korean stock is refused with what a code looks like", async () => {
  await using home = await openList();
  for (const text of ["BTC/KRW", "krx:12345", "5930", "005930;DROP", "krx:삼성"]) {
    await rejects(
      home.add(text),
      /is not the code of a Korean stock: it has six places, like 005930 or 0009K0/,
      text,
    );
  }
});

Deno.test("a stock that is taken away is gone, and one that was never there is told", async () => {
  await using home = await openList();
  await home.add("005930");
  strictEqual((await home.remove("krx:005930")).code, "005930");
  await rejects(home.remove("005930"), /005930 is not on the watchlist/);
  deepStrictEqual((await home.list()).items, []);
});

Deno.test("two hundred are the most, and one that is there already may be named again", async () => {
  await using home = await openList();
  const wish = { note: undefined, addedAtMs: 1, actor: TESTER, most: 200 };
  for (let i = 0; i < 200; i++) await home.watchList.add(OWNER, { ...wish, code: String(100_000 + i) });
  await rejects(home.add("005930"), /200 stocks are the most that are watched: remove some first/);
  strictEqual((await home.add("100000")).state, "kept");
  strictEqual((await home.watchList.list(OWNER)).length, 200);
  deepStrictEqual(await home.watchList.list("somebody else"), []);
});

Deno.test("every number of the list has its age, and what is not known is said to be unknown", async () => {
  const dayMs = 86_400_000;
  const nowMs = Date.parse(NOW);
  await using home = await openList({
    quotesOf: () =>
      Promise.resolve([{
        ...{ code: "005930", name: "삼성전자", hasCandles: true },
        close: {
          ...{ price: 71_300, atMs: nowMs - 2 * dayMs, interval: "1d" },
          before: { price: 70_000, atMs: nowMs - 3 * dayMs },
        },
        held: { isHeld: true, atMs: nowMs - 600_000 },
      }]),
  });
  await home.add("005930");
  await home.add("000660");
  const { items } = await home.list();
  deepStrictEqual(items[1]?.close, {
    ...{ price: 71_300, at: "2026-11-27T15:30:00+09:00", age_s: 172_800, interval: "1d" },
    ...{ change_pct: 1.86, change_from: "2026-11-26T15:30:00+09:00" },
  });
  deepStrictEqual([items[1]?.held, items[1]?.held_age_s], [true, 600]);
  deepStrictEqual([items[0]?.code, items[0]?.close, items[0]?.held], ["000660", null, null]);
  const { ko, en } = listWatched.words(await home.list());
  strictEqual(
    ko,
    "관심 종목 2개\n· 000660: 저장된 종가 없음, 보유 여부 모름\n" +
      "· 삼성전자(005930) 71,300원, 11-26 대비 +1.86% (11-27 15:30, 2일 전), 보유 중 (10분 전)",
  );
  strictEqual(
    en.split("\n")[2],
    "· 삼성전자(005930) ₩71,300, +1.86% since 11-26 (11-27 15:30, 2 d ago), held (10 min ago)",
  );
});
