/** Tables as programs of Korean brokers and Excel write them. */
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { readCandleCsv } from "../../../src/market/csv/candle_csv.ts";
import { toXlsx, toZip } from "../../support/zip_file.ts";
import { readFile, refusalOf } from "./csv_files.ts";

const lines = (...all: readonly string[]) => all.join("\n");

async function firstOf(content: string | Uint8Array<ArrayBuffer>, options = {}) {
  const { columns: { open, high, low, close, volume } } = await readFile(content, options);
  return [open, high, low, close, volume].map(([first]) => first);
}

async function notesOf(content: string) {
  await using file = await readCandleCsv(new Blob([content]).stream());
  return file.notes;
}

Deno.test("names with spaces, units and two meanings are those of a candle", async () => {
  const rows = ["2024/02/27,71100,71400,71000,71200,5", "2024/02/26,71100,71400,71000,71200,4"];
  for (
    const header of [
      "일 자,시 가,고 가,저 가,종 가,거 래 량",
      "일자/시간,시가(원),고가(원),저가(원),종가(원),거래량(주)",
      "거래일자,시작가,최고가,최저가,현재가(종가),거래량",
    ]
  ) deepStrictEqual(await firstOf(lines(header, ...rows)), [71100, 71400, 71000, 71200, 4], header);
});

Deno.test("signs and arrows before prices tell of up and down, once a price has one of up, and the file says so", async () => {
  const header = '"일자","현재가","전일대비","시가","고가","저가","거래량"';
  const signed = lines(
    header,
    '"2024/02/27","+71,200","▲ 100","-71,000","+71,400","-70,900","5,500,000"',
    '"2024/02/26","-71,100","▼ 100","+71,300","+71,400","-71,000","4,500,000"',
  );
  deepStrictEqual(await firstOf(signed), [71300, 71400, 71000, 71100, 4.5e6]);
  deepStrictEqual(await notesOf(signed), [
    "the signs before its prices tell of up and down, and were left off",
  ]);
  const arrows = signed.replaceAll('"+', '"▲').replaceAll('"-', '"▼');
  deepStrictEqual(await firstOf(arrows), [71300, 71400, 71000, 71100, 4.5e6]);
});

Deno.test("a price below zero stays one where no sign tells of up, and where the names are not Korean", async () => {
  const oil = "2020-04-20,-37.63,17.85,-40.32,18.27,5";
  match(await refusalOf(lines("날짜,종가,고가,저가,시가,거래량", oil)), /-40.32 is not a price above 0/);
  const plus = "2020-04-20,-37.63,+17.85,-40.32,+18.27,5";
  match(await refusalOf(lines("date,close,high,low,open,volume", plus)), /-40.32 is not a price above 0/);
});

Deno.test("volumes in thousands are multiplied, and the file says so", async () => {
  const csv = lines(
    "일자,시가,고가,저가,종가,거래량(천주)",
    "2024-02-26,10,12,9,11,4.5",
    "2024-02-27,10,12,9,11,5",
  );
  deepStrictEqual(await firstOf(csv), [10, 12, 9, 11, 4_500]);
  deepStrictEqual(await notesOf(`${csv}\n`), [
    'its volumes ("거래량(천주)") are in thousands, and were multiplied',
  ]);
});

Deno.test("times under a Korean name are Korean when nobody says otherwise, and the file says that it was assumed", async () => {
  const csv = lines(
    "체결시간,시가,고가,저가,현재가,거래량",
    "20240226090000,1,2,1,2,3",
    "20240226090100,1,2,1,2,3",
  );
  const { times, zone, isZoneAssumed } = await readFile(csv);
  deepStrictEqual([times[0], zone, isZoneAssumed], ["2024-02-26T00:00", "Asia/Seoul", true]);
  const apart = lines(
    "일자,시각,시가,고가,저가,종가,거래량",
    "2024/02/26,09:01,1,2,1,2,3",
    "2024/02/26,09:00,1,2,1,2,3",
  );
  deepStrictEqual((await readFile(apart)).times, ["2024-02-26T00:00", "2024-02-26T00:01"]);
});

Deno.test("times without a year, and years of two digits, are refused by what they lack", async () => {
  const of = (...times: readonly string[]) =>
    lines("일자,시가,고가,저가,종가,거래량", ...times.map((time) => `${time},1,2,1,2,3`));
  match(await refusalOf(of("02/26 09:00", "02/26 09:01")), /"02\/26 09:00" has no year; write it too/);
  match(
    await refusalOf(of("24/02/26", "24/02/27")),
    /the year of "24\/02\/26" has two digits, .*; write four in front/,
  );
});

const ROWS = [
  ["일자", "시가", "고가", "저가", "종가", "거래량"],
  [{ date: 45349 }, 71100, 71400, 71000, 71200, 5_500_000],
  [{ date: 45348 }, 71100, 71400, 71000, 71200, 4_500_000],
] as const;

Deno.test("a workbook of a broker is read as its CSV would be, newest first, also in a zip archive", async () => {
  const book = toXlsx([{ name: "일별", rows: ROWS }, { name: "Sheet2", rows: [] }]);
  for (const content of [book, toZip([{ name: "삼성전자.xlsx", content: book }])]) {
    const { interval, times } = await readFile(content);
    deepStrictEqual([interval, times], ["1d", ["2024-02-26T00:00", "2024-02-27T00:00"]]);
    deepStrictEqual(await firstOf(content), [71100, 71400, 71000, 71200, 4.5e6]);
  }
});

Deno.test("texts that look like numbers are numbers in a workbook too, and a formula without its value is none", async () => {
  const texts = ROWS.map((row) =>
    row.map((cell) => typeof cell === "number" ? cell.toLocaleString("en-US") : cell)
  );
  deepStrictEqual(await firstOf(toXlsx([{ name: "a", rows: texts }])), [71100, 71400, 71000, 71200, 4.5e6]);
  const formula = [...ROWS, [{ date: 45350 }, { formula: "B2+1" }, 2, 1, 2, 3]];
  match(
    await refusalOf(toXlsx([{ name: "a", rows: formula }])),
    /line 4, column "시가": "=B2\+1" is not a number/,
  );
});

Deno.test("a page that a broker calls Excel is read by its table", async () => {
  const cells = (row: readonly unknown[], tag: string) =>
    row.map((cell) => `<${tag}>${cell}</${tag}>`).join("");
  const page = `<html><meta charset="utf-8"><table>${
    [
      cells(ROWS[0], "th"),
      cells(["2024/02/27", "71,100", "71,400", "71,000", "71,200", "5,500,000"], "td"),
      cells(["2024/02/26", "71,100", "71,400", "71,000", "71,200", "4,500,000"], "td"),
    ].map((row) => `<tr>${row}</tr>`).join("\r\n")
  }</table></html>`;
  deepStrictEqual(await firstOf(page), [71100, 71400, 71000, 71200, 4.5e6]);
});

Deno.test("what a file is that is no table stands in the refusal, and a choice of sheets is a question", async () => {
  match(await refusalOf(Uint8Array.fromHex("d0cf11e0a1b11ae1")), /^it is an old Excel file \(\.xls\)/);
  match(await refusalOf('{"candles":[]}'), /^it is JSON/);
  const two = toXlsx([{ name: "일봉", rows: ROWS }, { name: "주봉", rows: ROWS }]);
  match(await refusalOf(two), /say which one: --sheet "일봉"/);
  strictEqual((await readFile(two, { sheet: "주봉" })).times.length, 2);
});

/** A source that would go on for ever, and how much of it was taken. */
function endlessly(piece: Uint8Array, begin: Uint8Array = new Uint8Array(0)) {
  const taken = { bytes: 0 };
  let isFirst = true;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = isFirst && begin.length > 0 ? begin : piece;
      isFirst = false;
      taken.bytes += next.length;
      controller.enqueue(next.slice());
    },
  }, { highWaterMark: 0 });
  return { stream, taken };
}

const HOSTILE: readonly (readonly [string, string, string, RegExp])[] = [
  ["a line without an end", "", "x".repeat(16_384), /line 1 is longer than 65536 bytes/],
  ["a million columns", "", "a,".repeat(8_192), /line 1 is longer than 65536 bytes/],
  ["bytes of zero", "", "\0".repeat(16_384), /line 1 is longer than 65536 bytes/],
  ["a quote that never ends", 'time,"open\n', "x\n".repeat(8_192), /never ends|names no/],
  [
    "a line of names and one line",
    "time,open,high,low,close,volume\n",
    "1".repeat(16_384),
    /line 2 is longer/,
  ],
];

for (const [what, begin, piece, sentence] of HOSTILE) {
  Deno.test(`${what} is refused after little of an endless file`, async () => {
    const encoder = new TextEncoder();
    const { stream, taken } = endlessly(encoder.encode(piece), encoder.encode(begin));
    let told = "";
    try {
      await readCandleCsv(stream);
    } catch (error) {
      told = String(error);
    }
    match(told, sentence);
    assertTrue(taken.bytes < 2_000_000, `${taken.bytes} bytes`);
  });
}

Deno.test("zeros, marks and line ends of several kinds in the middle of a file spoil no other row", async () => {
  const head = "time,open,high,low,close,volume";
  const rows = ["2024-02-26,10,12,9,11,5", "2024-02-27,10,12,9,11,5", "2024-02-28,10,12,9,11,5"];
  const mixed = `\uFEFF${head}\r\n${rows[0]}\n${rows[1]}\r\n\r\n${rows[2]}`;
  strictEqual((await readFile(mixed)).times.length, 3);
  match(
    await refusalOf(lines(head, rows[0] ?? "", "2024-02-27,1\0,12,9,11,5")),
    /line 3, column "open": "1\\u0000" is not/,
  );
  match(await refusalOf(lines(head, rows[0] ?? "", '"2024-02-27,10,12,9,11,5')), /line 3, column "time"/);
});
