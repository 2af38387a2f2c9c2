import { deepStrictEqual, match, strictEqual, throws } from "node:assert/strict";
import { readStockTable, toStockFile } from "../../../src/market/csv/stock_rows.ts";

const KRX = [
  "종목코드,종목명,시장구분,종가,대비,시가,고가,저가,거래량",
  '"005930","삼성전자","KOSPI","71,300","800","70,500","71,500","70,400","12,345,678"',
  '"0009K0","가나다","KOSDAQ","41200","-100","41000","41500","40900","345678"',
].join("\r\n");

function read(text: string) {
  const table = readStockTable(text);
  if (table === undefined) throw new Error("It is no table of stocks");
  return table;
}

Deno.test("a day of all stocks is cut into a table a stock, with its name and without times", () => {
  const { stocks, hasTimes, paddedCount } = read(`\uFEFF${KRX}\r\n`);
  deepStrictEqual(stocks.map(({ code, name, lines }) => [code, name, lines]), [
    ["005930", "삼성전자", [2]],
    ["0009K0", "가나다", [3]],
  ]);
  deepStrictEqual([hasTimes, paddedCount], [false, 0]);
});

Deno.test("the table of one stock has its day, and no column that names a market", () => {
  const table = read(KRX);
  const [first] = table.stocks;
  const text = new TextDecoder().decode(toStockFile(table, first ?? { rows: [] }, "2026-11-27"));
  const [head, row] = text.split("\n");
  strictEqual(head, '"일자","x0","x1","시장구분","종가","대비","시가","고가","저가","거래량"');
  match(row ?? "", /^2026-11-27,"005930",/);
});

Deno.test("rows of many days are gathered by code, whatever stands between them", () => {
  const text = [
    "date,code,name,open,high,low,close,volume",
    "2026-11-26,005930,Old,1,1,1,1,1",
    "2026-11-26,000660,Other,2,2,2,2,2",
    "",
    "2026-11-27,A005930,New,3,3,3,3,3",
  ].join("\n");
  const { stocks, hasTimes } = read(text);
  deepStrictEqual(stocks.map(({ code, name, lines }) => [code, name, lines]), [
    ["005930", "New", [2, 5]],
    ["000660", "Other", [3]],
  ]);
  strictEqual(hasTimes, true);
});

Deno.test("codes that a spreadsheet took for numbers get their zeros back, and are counted", () => {
  const { stocks, paddedCount } = read(KRX.replace('"005930"', "5930"));
  deepStrictEqual(stocks.map(({ code }) => code), ["005930", "0009K0"]);
  strictEqual(paddedCount, 1);
});

Deno.test("a table of coins, one without codes and one without a header hold no stocks", () => {
  strictEqual(
    readStockTable("time,symbol,open,high,low,close,volume\n2026-11-27,BTC/KRW,1,1,1,1,1"),
    undefined,
  );
  strictEqual(readStockTable("time,open,high,low,close,volume\n2026-11-27,1,1,1,1,1"), undefined);
  strictEqual(readStockTable("2026-11-27,1,1,1,1,1\n2026-11-28,1,1,1,1,1"), undefined);
});

Deno.test("a later row whose code is none is refused with its line", () => {
  throws(
    () => readStockTable(`${KRX}\r\n합계,,,1,1,1,1,1,1`),
    /line 4: "합계" is not the code of a Korean stock/,
  );
});

Deno.test("the numbers of the rows are no times", () => {
  const { hasTimes } = read(",code,open,high,low,close,volume\n0,005930,1,1,1,1,1\n1,000660,1,1,1,1,1");
  strictEqual(hasTimes, false);
});
