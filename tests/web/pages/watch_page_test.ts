/** `/watch`: the watchlist for people, and the same as JSON under `/api/v1/watch`. */
import assert from "node:assert/strict";
import type { StockQuotesPort, WatchListPort } from "../../../src/commands/watch_ports.ts";
import { createTestWeb, VIEW_NOW_MS } from "../../support/app_view.ts";
import { toText } from "./support.ts";

const HTML = { accept: "text/html", "accept-language": "ko" };
const DAY_MS = 86_400_000;

function openWeb(list: WatchListPort["list"]) {
  const watchList: WatchListPort = {
    list,
    add: () => Promise.resolve("kept"),
    remove: () => Promise.resolve(false),
  };
  const stockQuotes: StockQuotesPort = {
    quotesOf: () =>
      Promise.resolve([{
        ...{ code: "005930", name: "<i>삼성</i>전자", hasCandles: true },
        close: {
          ...{ price: 71_300, atMs: VIEW_NOW_MS - DAY_MS, interval: "1d" },
          before: { price: 70_000, atMs: VIEW_NOW_MS - 2 * DAY_MS },
        },
        held: { isHeld: false, atMs: VIEW_NOW_MS - 600_000 },
      }]),
  };
  return createTestWeb({ deps: { watchList, stockQuotes } });
}

const TWO = () =>
  Promise.resolve([
    { code: "005930", note: "<b>분할</b>", addedAtMs: VIEW_NOW_MS },
    { code: "0009K0", note: undefined, addedAtMs: VIEW_NOW_MS },
  ]);

Deno.test("the page of the watchlist shows closes with their age, and names and notes as text", async () => {
  const { ask } = openWeb(TWO);
  const html = await (await ask("/watch", { headers: HTML })).text();
  const text = toText(html);
  assert.match(html, /<a href="\/chart\/krx\/005930-KRW">&lt;i&gt;삼성&lt;\/i&gt;전자 \(005930\)<\/a>/);
  assert.doesNotMatch(html, /<i>삼성|<b>분할/);
  assert.match(text, /71,300/);
  assert.match(text, /\+1\.86%\s*\d{4}-\d{2}-\d{2} 종가 대비/);
  assert.match(text, /24시간 전/);
  assert.match(text, /없음\s.*10분 전/);
  assert.match(text, /0009K0\s*저장된 캔들 없음/);
  assert.match(text, /알 수 없음/);
  assert.match(toText(await (await ask("/watch?lang=en", { headers: HTML })).text()), /not held/);
});

Deno.test("an empty list says how to begin, and programs read the same under /api/v1/watch", async () => {
  const empty = openWeb(() => Promise.resolve([]));
  assert.match(toText(await (await empty.ask("/watch", { headers: HTML })).text()), /watch add krx:005930/);
  const { items } = await (await openWeb(TWO).ask("/api/v1/watch")).json();
  assert.deepEqual(
    items.map(({ code, held, close }: Record<string, unknown>) => [code, held, close === null]),
    [
      ["005930", false, false],
      ["0009K0", null, true],
    ],
  );
});
