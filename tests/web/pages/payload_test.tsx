import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { portfolioAt, screenerAt } from "../../../src/demo/stock_api/payloads.ts";
import { HOSTILE_STRINGS } from "../../support/hostile_strings.ts";
import { readHoldings, readNews, readRanking, readTotals } from "../../../src/core/payload/rows.ts";
import { toShownText } from "../../../src/core/text.ts";
import { createTestPages, sectionOf, toText, viewWith } from "./support.ts";

const ko = { "accept-language": "ko" };
const HOLDING = {
  name: "삼성전자",
  ticker: "005930",
  quantity: 10,
  avg_price: 70_000,
  current_price: 71_400,
  pnl: 14_000,
  pnl_pct: 2,
};

for (const priceColors of ["kr", "intl"] as const) {
  Deno.test(`gains and losses have sign, arrow, word and class; the page says prices-${priceColors}`, async () => {
    const loss = { ...HOLDING, name: "카카오", pnl: -1_500.4, pnl_pct: -1.256 };
    const { text } = await createTestPages(
      viewWith("portfolio", { holdings: [HOLDING, loss] }, { priceColors }),
    )("/", ko);
    match(text, new RegExp(`<html lang="ko" class="prices-${priceColors}">`));
    const change = (way: string, arrow: string, word: string, value: string) =>
      `<span class="change ${way}"><span class="arrow" aria-hidden="true">${arrow}</span><span class="hidden">${word} </span>${value}</span>`;
    assertTrue(text.includes(change("up", "▲", "상승", "+2.00%")));
    assertTrue(text.includes(change("up", "▲", "상승", "+14,000원")));
    assertTrue(text.includes(change("down", "▼", "하락", "−1.26%")));
    assertTrue(text.includes(change("down", "▼", "하락", "−1,500원")));
  });
}

Deno.test("the colours of rising and falling prices are the Korean ones, or the other way round", async () => {
  const { text } = await createTestPages()("/assets/style.css");
  const up = /--price-up: (#\w+)/.exec(text)?.[1];
  const intl = /\.prices-intl \{[^}]*--price-up: (#\w+);\s*--price-down: (#\w+)/.exec(text);
  strictEqual(up, "#c4242b");
  deepStrictEqual([intl?.[1], intl?.[2]], ["#1b7a34", "#c4242b"]);
});

Deno.test("the simulated payloads are recognised whole", () => {
  const scene = { seed: 1, atMs: Date.parse("2026-03-11T10:00:00+09:00") };
  const portfolio = portfolioAt(scene);
  const holdings = readHoldings({ ...portfolio });
  assertTrue(holdings.kind === "rows" && holdings.rows.length === portfolio.holdings.length);
  assertTrue(
    holdings.kind === "rows" && holdings.rows.every((row) => !Object.values(row).includes(undefined)),
  );
  strictEqual(readTotals({ ...portfolio })?.value, portfolio.total_value);
  const ranking = readRanking({ ...screenerAt(scene, { weights: undefined, topN: 5 }) });
  assertTrue(ranking.kind === "rows" && ranking.rows.length === 5 && ranking.rows[0]?.factors.length === 4);
});

Deno.test("numbers as text, an inner `data` and other names are recognised; what is missing is a dash", async () => {
  const row = { stock_name: "LG", code: 3550, qty: "1,200", price: "76,000" };
  const data = { data: { positions: [row] } };
  const { text } = await createTestPages(viewWith("portfolio", data))("/", ko);
  match(toText(sectionOf(text, "data-portfolio")), /LG 3550 1,200 – 76,000원 –/);
});

Deno.test("another currency than won has its code and cents", async () => {
  const data = { currency: "USD", holdings: [{ ticker: "AAPL", current_price: 231.4 }] };
  const { text } = await createTestPages(viewWith("portfolio", data))("/", ko);
  match(toText(sectionOf(text, "data-portfolio")), /231\.40 USD/);
});

Deno.test("an empty list, an unknown shape and no object in the list are told apart in words", async () => {
  const shown = async (data: Record<string, unknown>) =>
    sectionOf((await createTestPages(viewWith("portfolio", data))("/", ko)).text, "data-portfolio");
  match(await shown({ holdings: [] }), /목록이 비어 있습니다/);
  for (const data of [{ hello: "world" }, { holdings: [1, "x", null] }, { holdings: "none" }, {}]) {
    const section = await shown(data);
    match(section, /모양을 알아보지 못했습니다/);
    match(section, /<details id="raw-portfolio"/);
  }
});

Deno.test("an unknown shape is shown escaped and at most 20 KB of it", async () => {
  const data = { html: "</code><script>alert(1)</script>", long: "가".repeat(60_000) };
  const { text } = await createTestPages(viewWith("screener_preview", data))("/", ko);
  const section = sectionOf(text, "data-screener_preview");
  assertTrue(section.includes("&lt;/code&gt;&lt;script&gt;"));
  match(section, /처음 20 KB만 표시/);
  assertTrue(section.length < 24 * 1024);
});

Deno.test("a sentiment is a word and a number; one on an unknown scale has no word", async () => {
  const items = [
    { headline: "a", sentiment: 0.62, published_at: "2026-03-11 09:10" },
    { headline: "b", sentiment: -0.3 },
    { headline: "c", sentiment: "neutral", score: 0.1 },
    { headline: "d", sentiment: 87 },
  ];
  const { text } = await createTestPages(viewWith("news_sentiment", { items }))("/", ko);
  const shown = toText(sectionOf(text, "data-news_sentiment"));
  for (const words of ["긍정 +0.62 a 03-11 09:10:00", "부정 −0.30 b", "중립 +0.10 c"]) {
    assertTrue(shown.includes(words), shown);
  }
  match(shown, /– \+87\.00 d/);
});

Deno.test("hostile text stays text on every page", async () => {
  const strings = [...HOSTILE_STRINGS, '"><img src=x onerror=alert(1)>', "\u202eevil\u0000", "\ud800"];
  const rows = strings.map((name) => ({ ...HOLDING, name, headline: name, ticker: name }));
  for (let i = 0; i < rows.length; i += 100) {
    for (
      const [id, list] of [["portfolio", "holdings"], ["news_sentiment", "items"], [
        "screener_preview",
        "results",
      ]]
    ) {
      const data = { [list ?? ""]: rows.slice(i, i + 100) };
      const { text } = await createTestPages(viewWith(id ?? "", data))("/", ko);
      strictEqual(text.match(/<script/g)?.length, 1);
      doesNotMatch(text, /<(img|iframe|object|embed|body[^>]+on)\b[^>]*>|<[a-z]+[^>]*\son\w+=(?!["']?&)/i);
      doesNotMatch(text, /[\p{Bidi_Control}\0]/u);
    }
  }
});

Deno.test("text from outside is one line and has an end", () => {
  strictEqual(toShownText("  a\n\tb  "), "a b");
  strictEqual([...toShownText("가".repeat(500))].length, 201);
});

Deno.test("no JSON makes a reader fail", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const names = ["holdings", "items", "results", "data"].map((name) => ({ [name]: value }));
    for (const payload of [...names, { holdings: [value], items: [value], results: [value] }]) {
      for (const read of [readHoldings, readNews, readRanking]) assertTrue(read(payload).kind.length > 0);
      readTotals(payload);
    }
  }));
});
