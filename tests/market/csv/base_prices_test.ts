import { deepStrictEqual, match } from "node:assert/strict";
import { dayOfDate } from "../../../src/core/kst.ts";
import { createColumns } from "../../../src/core/candle.ts";
import { readCandleCsv } from "../../../src/market/csv/candle_csv.ts";

async function read(head: string, ...rows: readonly string[]) {
  const bytes = new TextEncoder().encode([head, ...rows].join("\n"));
  await using file = await readCandleCsv(new Blob([bytes]).stream(), { isKorean: true, interval: "1d" });
  let columns = createColumns(0);
  for await (const chunk of file.chunks) columns = chunk;
  const { bases, note } = file.bases?.settle(columns) ?? { bases: new Map(), note: undefined };
  const day = dayOfDate("2025-11-24");
  return { bases: Array.from(bases, ([at, base]) => [at - day, base]), note };
}

const HEAD = "일자,종가,대비,시가,고가,저가,거래량";
const row = (day: string, close: string, change: string) =>
  `2025-11-${day},"${close}","${change}",100,90000,50,10`;

Deno.test("the base price of a day is its close less the change that stands beside it", async () => {
  deepStrictEqual(
    await read(HEAD, row("24", "71,300", "800"), row("25", "71,200", "-100"), row("26", "14,200", "▼40")),
    { bases: [[0, 70_500], [1, 71_300], [2, 14_240]], note: undefined },
  );
});

Deno.test("a change that has lost its sign has that of the rate beside it", async () => {
  const head = HEAD.replace("대비", "대비,등락률");
  const fell = row("24", "71,200", "100").replace('"100"', '"100",-0.14');
  deepStrictEqual((await read(head, fell)).bases, [[0, 71_300]]);
});

Deno.test("a column that contradicts the closes of the days before is not believed, and told", async () => {
  const { bases, note } = await read(
    HEAD,
    ...["24", "25", "26", "27", "28"].map((day, i) => row(day, String(71_000 - 100 * i), "100")),
  );
  deepStrictEqual(bases, []);
  match(note ?? "", /^its column "대비" does not fit to the closes of the days before, and was not used$/);
});

Deno.test("adjusted closes have no base price", async () => {
  const head = "일자,수정종가,대비,수정시가,수정고가,수정저가,거래량";
  deepStrictEqual((await read(head, row("24", "71,300", "800"))).bases, []);
});
