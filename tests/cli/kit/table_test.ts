import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { cutCells, printRows, printTable, toTableBlocks } from "../../../src/cli/kit/table.ts";
import { cellWidth } from "../../../src/cli/kit/terminal.ts";

const WHY = "거래소가 한 시간 넘게 아무 말도 하지 않아 그 사이의 봉을 받지 못했습니다, 다시 물어봅니다";
const LONG_NAME = "삼성바이오로직스우선주이월배당금보유회사";
const AT = "2026-11-20T09:20:08+09:00";
const ID = "01KAG6X7Y8Z9A0B1C2D3E4F5G6";

/** Every list command by its heads, with rows as long as they come. */
const LISTS: Readonly<Record<string, readonly [heads: readonly string[], row: readonly string[]]>> = {
  "signals list": [
    ["number", "ticker", "name", "action", "rule", "score", "state", "fired"],
    ["S-1120-01", "005930", LONG_NAME, "매수", "my-own-long-rule-name", "100", `보내지 않음 (${WHY})`, AT],
  ],
  "signals claims": [
    ["ticker", "action", "state", "conf", "last sent", "claim conf", "claimed", "lease", "claim"],
    ["BTC/KRW", "buy", "claimed (its time lies ahead)", "0.82", AT, "0.82", AT, AT, ID],
  ],
  "candles list": [
    ["exchange", "symbol", "interval", "candles", "first", "last", "not fetched", "lost"],
    ["upbit", "1000SHIB/USDT", "1dKST", "12,345,678", AT, AT, "123,456", "123,456"],
  ],
  "jobs list": [
    ["id", "kind", "state", "done", "asked", "at"],
    [ID, "backtest_sweep", "running? nobody has said so for a while", "100%", "2026-11-20 09:20", WHY],
  ],
  "strategy list": [
    ["id", "kind", "market", "bars", "wanted", "state", "advice", "trades", "equity", "P/L", "fall"],
    ["a-strategy-with-a-long-name", "my-idea", "upbit:BTC/KRW", "1dKST", "on", "parked (why)", "1,234,567"]
      .concat(
        ["12,345", "1,234,567,890", "−1,234,567,890", "12.34%"],
      ),
  ],
  "history list": [
    ["day", "source", "polls", "gaps", "bytes", "state"],
    ["2026-11-20", "screener_preview", "1,234", "12", "123,456,789", "sealed"],
  ],
  "notify outbox": [
    ["id", "channel", "chat", "kind", "part", "state", "tries", "queued", "why"],
    [ID, "telegram", "-1001234567890", "signal", "1/3", "refused", "12", AT, WHY],
  ],
  "rules list": [
    ["rule", "kind", "state", "score", "window", "parameters"],
    [
      "dip-buy",
      "price_drop",
      "on",
      "75",
      "session",
      `movePct -7.5, within 10, tickers ["005930","000660"], ${WHY}`,
    ],
  ],
  "alert list": [["alarm", "kind", "parameters"], [
    ID,
    "price_alert",
    `ticker "005930", above 71000, note "${WHY}"`,
  ]],
  "backtest list": [
    ["id", "saved", "strategy", "market", "total", "drawdown", "sharpe", "trades", "fee", "slippage", "by"],
    ["1234", "2026-11-20 09:20", "hyper_rsi", "upbit:BTC/KRW 1dKST", "+1,234.56%", "−12.34%", "−1.23"].concat(
      ["12,345", "0.05%", "0.05%", "cli (somebody)"],
    ),
  ],
};

Deno.test("no list is wider than its terminal, whatever stands in it", () => {
  for (const [name, [heads, row]] of Object.entries(LISTS)) {
    for (const columns of [60, 80, 100]) {
      const lines: string[] = [];
      printTable(terminalOf(lines, columns), [heads, row, row.map(() => "-")]);
      for (const line of lines) ok(cellWidth(line) <= columns, `${name}, ${cellWidth(line)} cells: ${line}`);
      ok(lines.join("\n").includes(row[0] ?? ""), `${name} lost what names its row`);
    }
  }
});

Deno.test("a list keeps every name, number and time; only sentences may be shortened", () => {
  for (const [name, [heads, row]] of Object.entries(LISTS)) {
    const text = toTableBlocks([heads, row], 80).flat().join(" ").replace(/\s+/g, " ");
    for (const cell of row) ok(/ \S+ /.test(cell) || text.includes(cell), `${name} lost ${cell}`);
  }
});

Deno.test("what looks at no terminal gets every cell whole", () => {
  const lines: string[] = [];
  const [heads, row] = LISTS["notify outbox"] ?? [[], []];
  printTable(terminalOf(lines, undefined), [heads, row]);
  strictEqual(lines.length, 2);
  ok(lines[1]?.endsWith(WHY));
});

Deno.test("a sentence is shortened first, and columns go below where that is not enough", () => {
  deepStrictEqual(toTableBlocks([["id", "why"], ["a", "one two three four five six"]], 24), [
    ["id  why"],
    ["a   one two three four…"],
  ]);
  deepStrictEqual(
    toTableBlocks([["id", "first", "second"], ["a", "1234567890", "1234567890"], ["b", "-", "–"]], 20),
    [
      ["id  first"],
      ["a   1234567890", "  second 1234567890"],
      ["b   -"],
    ],
  );
});

Deno.test("rows without heads keep their columns", () => {
  const lines: string[] = [];
  printRows(terminalOf(lines, 20), [["2026-11-20", "1234567890", "x"]]);
  deepStrictEqual(lines, ["2026-11-20", "  1234567890 · x"]);
});

Deno.test("a Korean letter is never cut in half", () => {
  strictEqual(cutCells("가나다라", 8), "가나다라");
  strictEqual(cutCells("가나다라마", 8), "가나다…");
  strictEqual(cutCells("가나다라마", 7), "가나다…");
});

function terminalOf(lines: string[], columns: number | undefined) {
  const out = (line: string) => lines.push(...line.split("\n"));
  return { out, err: out, isTerminal: columns !== undefined, hasColor: false, columns };
}
