import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { HEADER, readFile, refusalOf, toCsv } from "./csv_files.ts";

const DAYS = ["2024-02-26", "2024-02-27", "2024-02-28"];
const lines = (...all: readonly string[]) => all.join("\n");

/** Open, high, low, close and volume of the first candle. */
async function firstOf(content: string | Uint8Array<ArrayBuffer>, options = {}) {
  const { columns: { open, high, low, close, volume } } = await readFile(content, options);
  return [open, high, low, close, volume].map(([first]) => first);
}

Deno.test("a name in quotes may hold the delimiter, and no column moves", async () => {
  const header = 'time,open,high,low,close,"BB (20, 2)",Volume,"Volume MA"';
  const rows = ["1704067200,10,12,9,11,7,1.5,777", "1704067260,10,12,9,11,7,2.5,777"];
  deepStrictEqual(await firstOf(lines(header, ...rows)), [10, 12, 9, 11, 1.5]);
  deepStrictEqual(await firstOf(lines(header, ...rows).replaceAll("\n", "\r\n")), [10, 12, 9, 11, 1.5]);
  deepStrictEqual(await firstOf(lines(header, ...rows).replaceAll("\n", "\r")), [10, 12, 9, 11, 1.5]);
});

Deno.test("a row with more cells than the first line is refused: its numbers may stand in other columns", async () => {
  const thousands = lines(HEADER, "2024-02-26,1,234,1,250,1,200,1,240,10");
  match(
    await refusalOf(thousands),
    /line 2: the row has more cells than the first line .* must stand in quotes/,
  );
  strictEqual((await readFile(toCsv(DAYS).replaceAll(/(\d)$/gm, "$1,"))).times.length, 3);
});

Deno.test("numbers are read as all of the file's numbers tell: digits in groups, or a decimal comma", async () => {
  const cases: readonly (readonly [string, readonly string[], readonly number[]])[] = [
    [",", ['"71,126"', '"71,197"', '"71,055"', '"71,126"', '"5,500,000"'], [
      71126,
      71197,
      71055,
      71126,
      5.5e6,
    ]],
    [",", ['"1,234.5"', '"1,240.0"', '"1,200.0"', '"1,230"', "5.50M"], [1234.5, 1240, 1200, 1230, 5.5e6]],
    [",", ["$180.50", "$181.00", "$179.00", "$180.75", "17.33K"], [180.5, 181, 179, 180.75, 17330]],
    [";", ["180,00", "180,18", "178,74", "178,92", "1500000"], [180, 180.18, 178.74, 178.92, 1.5e6]],
    [";", ["1.234,5", "1.250,0", "1.200", "1.240", "2.000"], [1234.5, 1250, 1200, 1240, 2000]],
  ];
  for (const [delimiter, cells, numbers] of cases) {
    const csv = lines(HEADER.replaceAll(",", delimiter), [DAYS[0], ...cells].join(delimiter));
    deepStrictEqual(await firstOf(csv, { interval: "1d" }), numbers, cells.join(" "));
  }
});

Deno.test("numbers that may be read in two ways are refused, and so are two ways in one file", async () => {
  const of = (...cells: readonly string[]) =>
    lines(HEADER.replaceAll(",", ";"), [DAYS[0], ...cells].join(";"));
  match(
    await refusalOf(of("1,234", "1,250", "1,200", "1,240", "10")),
    /"1,234" may be a thousand or a broken/,
  );
  match(
    await refusalOf(of("1.234", "1.236", "1.233", "1.235", "5")),
    /"1.234" may be a thousand or a broken number, .*: say --decimal dot or --decimal comma/,
  );
  match(await refusalOf(of("1,25", "1.50", "1,00", "1,25", "10")), /write all numbers in one way/);
});

Deno.test("what somebody says about decimal marks is what counts, and other numbers are none", async () => {
  const csv = lines(
    HEADER.replaceAll(",", ";"),
    [DAYS[0], "1.234", "1.236", "1.233", "1.235", "5"].join(";"),
  );
  const interval = "1d" as const;
  deepStrictEqual(await firstOf(csv, { interval, decimal: "." }), [1.234, 1.236, 1.233, 1.235, 5]);
  deepStrictEqual(await firstOf(csv, { interval, decimal: "," }), [1234, 1236, 1233, 1235, 5]);
  match(await refusalOf(csv.replace("1.236", "1.24"), { interval, decimal: "," }), /"1.24" is not a number/);
});

Deno.test("tables of Korean sources are read in both of their encodings", async () => {
  const utf8 = new TextEncoder().encode(lines(
    '"일자","종가","대비","등락률","시가","고가","저가","거래량"',
    '"2024/02/27","71,100","-100","-0.13","71,200","71,300","71,000","5,500,000"',
    '"2024/02/26","71,200","-100","-0.13","71,100","71,400","71,000","4,500,000"',
  ));
  deepStrictEqual(await firstOf(utf8), [71100, 71400, 71000, 71200, 4.5e6]);
  // The header in CP949; the rows are ASCII in both.
  const names = [
    [0xc0, 0xcf, 0xc0, 0xda], // 일자
    [0xc1, 0xbe, 0xb0, 0xa1], // 종가
    [0xbd, 0xc3, 0xb0, 0xa1], // 시가
    [0xb0, 0xed, 0xb0, 0xa1], // 고가
    [0xc0, 0xfa, 0xb0, 0xa1], // 저가
    [0xb0, 0xc5, 0xb7, 0xa1, 0xb7, 0xae], // 거래량
  ];
  const header = names.flatMap((name, i) => i === 0 ? name : [44, ...name]);
  const rows = "\n2024-02-26,71200,71100,71400,71000,4500000\n2024-02-27,71200,71100,71400,71000,4500000";
  const cp949 = Uint8Array.from([...header, ...new TextEncoder().encode(rows)]);
  deepStrictEqual(await firstOf(cp949), [71100, 71400, 71000, 71200, 4.5e6]);
});

const row = (...cells: readonly (string | number)[]) => cells.join(",");
const SHAPES: readonly (readonly [string, string])[] = [
  [
    "yfinance's three lines of names",
    lines(
      "Price,Close,High,Low,Open,Volume",
      "Ticker,A,A,A,A,A",
      "Date,,,,,",
      ...DAYS.map((day) => row(day, 11, 12, 9, 10, 5)),
    ),
  ],
  [
    "Investing.com",
    lines(
      '\uFEFF"Date","Price","Open","High","Low","Vol.","Change %"',
      ...["02/28", "02/27", "02/26"].map((day) => `"${day}/2024","11.00","10.00","12.00","9.00","5","0.40%"`),
    ),
  ],
  [
    "Investing.com in Korean",
    lines(
      '"날짜","종가","시가","고가","저가","거래량","변동 %"',
      ...["28", "27", "26"].map((day) => `"2024- 02- ${day}","11","10","12","9","5","0.40%"`),
    ),
  ],
  ["Excel's first line", lines("sep=,", HEADER, ...DAYS.map((day) => row(day, 10, 12, 9, 11, 5)))],
  [
    "Excel's American dates",
    lines(HEADER, ...["26", "27", "28"].map((day) => row(`2/${day}/2024`, 10, 12, 9, 11, 5))),
  ],
  [
    "CryptoDataDownload",
    lines(
      "https://www.example.com",
      "Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT",
      ...DAYS.map((day) => row(Date.parse(day), `${day} 00:00:00`, "BTCUSDT", 10, 12, 9, 11, 5, 77)),
    ),
  ],
  [
    "MetaTrader 5",
    lines(
      "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>",
      ...DAYS.map((day) => [day.replaceAll("-", "."), "00:00:00", 10, 12, 9, 11, 5].join("\t")),
    ),
  ],
  [
    "a title above the names",
    lines("Daily prices", "", HEADER, ...DAYS.map((day) => row(day, 10, 12, 9, 11, 5))),
  ],
];

for (const [what, content] of SHAPES) {
  Deno.test(`${what}: read as it is`, async () => {
    const { interval, times } = await readFile(content);
    deepStrictEqual([interval, times], ["1d", DAYS.map((day) => `${day}T00:00`)]);
    deepStrictEqual(await firstOf(content), [10, 12, 9, 11, 5]);
  });
}

Deno.test("several tickers side by side are refused by name", async () => {
  const csv = lines("Price,Close,Close,High,Low,Open,Volume", "Ticker,A,B,A,A,A,A", "Date,,,,,,");
  match(await refusalOf(csv), /it holds several tickers side by side \(A, B\)/);
});

Deno.test("a file without volumes is refused with the way out, and read with volumes of 0 by it", async () => {
  const csv = lines("time,open,high,low,close", ...DAYS.map((day) => row(day, 10, 12, 9, 11)));
  match(await refusalOf(csv), /names no volume column; .* say --no-volume: each is 0 then/);
  deepStrictEqual(await firstOf(csv, { withoutVolume: true }), [10, 12, 9, 11, 0]);
});

Deno.test("a file of several markets is refused with the first row of another one, and says how to choose", async () => {
  for (
    const [name, a, b] of [["symbol", "BBB", "AAA"], ["Name", "SK", "삼성"], ["종목코드", "005930", "000660"]]
  ) {
    const csv = ["A", "A", "B"].map((row, i) => `2024-02-2${i},10,12,9,11,5,${row === "A" ? a : b}`);
    match(
      await refusalOf(lines(`${HEADER},${name}`, ...csv)),
      new RegExp(`^line 4, column "${name}": "${b}" is another market than "${a}" .* --only ${name}=${a}$`),
    );
  }
});

Deno.test("candles that begin after now are counted and refused", async () => {
  const csv = lines(HEADER, ...[1, 2, 3].map((day) => `2024-02-0${day},10,12,9,11,5`));
  match(
    await refusalOf(csv, { notAfterMs: Date.parse("2024-02-01T12:00:00Z") }),
    /^line 3: 2 of its candles lie in the future by this machine's clock, the first at 2024-02-02T09:00:00\+09:00/,
  );
});
