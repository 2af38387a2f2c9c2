import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { openHome } from "../candles/candle_home.ts";

const ROWS = [
  "일자,종목코드,종목명,시가,고가,저가,종가,거래량",
  "2025-11-26,005930,삼성전자,70000,71000,69000,70500,10",
  "2025-11-27,005930,삼성전자,70500,71500,70400,71300,20",
];

Deno.test("a stock is watched by code or by its name, listed with its stored close, and taken away", async () => {
  await using home = await openHome({ "any.csv": ROWS.join("\n") });
  const none = await home.run("watch", "list");
  deepStrictEqual([none.code, none.out.join("\n")], [0, "no stock is watched"]);
  strictEqual((await home.json("list")).series.length, 0);
  await home.json("import", "any.csv");
  const added = await home.run("watch", "add", "삼성전자", "--note", "after the split");
  deepStrictEqual([added.code, added.out], [0, ["on the watchlist: 삼성전자(005930) · after the split"]]);
  const { items: [first] } = JSON.parse((await home.run("watch", "list", "--json")).out.join("\n"));
  deepStrictEqual([first.code, first.name, first.held, first.close.price, first.close.change_pct], [
    ...["005930", "삼성전자", null, 71_300, 1.13],
  ]);
  const unknown = await home.run("watch", "add", "삼성");
  strictEqual(unknown.code, 2);
  match(unknown.text, /Which one is .*: 삼성전자\(005930\)/);
  strictEqual(
    (await home.run("watch", "remove", "krx:005930")).out.join(""),
    "off the watchlist: 삼성전자(005930)",
  );
});
