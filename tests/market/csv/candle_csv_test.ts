import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type CandleColumns, createColumns } from "../../../src/core/candle.ts";
import { HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import { type CandleCsvOptions, readCandleCsv } from "../../../src/market/csv/candle_csv.ts";
import { writeCandleCsv } from "../../../src/market/csv/write.ts";
import { CandleFileError } from "../../../src/market/csv/candle_file_error.ts";
import { hasMarketData, joinChunks, openMarketFile } from "./market_files.ts";

const T0 = Date.parse("2024-03-04T00:00:00Z");
const HEADER = "time,open,high,low,close,volume\n";

type Content = string | Uint8Array<ArrayBuffer>;

/** In pieces, as files come. */
function toStream(content: Content): ReadableStream<Uint8Array> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const pieces = Array.from(
    { length: Math.ceil(bytes.length / 65_536) },
    (_, i) => bytes.subarray(i * 65_536, (i + 1) * 65_536),
  );
  return ReadableStream.from(pieces);
}

async function readAll(content: Content, options: CandleCsvOptions = {}) {
  await using file = await readCandleCsv(toStream(content), options);
  const columns = await joinChunks(file.chunks);
  return { interval: file.interval, columns, times: [...columns.openTimeMs], summary: file.summary() };
}

/** What the file is refused with. */
async function refusal(content: Content, options: CandleCsvOptions = {}): Promise<string> {
  try {
    await readAll(content, options);
  } catch (error) {
    if (error instanceof CandleFileError) return error.message.replace("Cannot use the candle file: ", "");
    throw error;
  }
  throw new Error("The file was taken");
}

function row(minute: number, rest = "10,12,9,11,1.5"): string {
  return `${T0 + minute * MINUTE_MS},${rest}\n`;
}

async function gzip(content: Content): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([content]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

Deno.test("a plain file gives its bars, its interval and its counts", async () => {
  const { interval, columns, summary } = await readAll(HEADER + row(0) + row(1, "11,13,11,12,0") + row(3));
  strictEqual(interval, "1m");
  deepStrictEqual(columns, {
    openTimeMs: Float64Array.of(T0, T0 + MINUTE_MS, T0 + 3 * MINUTE_MS),
    open: Float64Array.of(10, 11, 10),
    high: Float64Array.of(12, 13, 12),
    low: Float64Array.of(9, 11, 9),
    close: Float64Array.of(11, 12, 11),
    volume: Float64Array.of(1.5, 0, 1.5),
  });
  deepStrictEqual(summary, { rows: 3, candles: 3, duplicates: 0, halted: 0, bad: 0, leftOut: 0 });
});

Deno.test("columns are found by the names that files of the world give them", async () => {
  const numbers = "10,12,9,11,1.5";
  const cases: readonly [string, string][] = [
    [`ts,o,h,l,c,v,n`, `${T0},${numbers},7`],
    [`Timestamp,Open,High,Low,Close,Vol`, `${T0},${numbers}`],
    [`,Open,High,Low,Close,Volume`, `2024-03-04,${numbers}`],
    [`"Date";"Open";"High";"Low";"Close";"Volume"`, `2024-03-04;10;12;9;11;"1.5"`],
    [`Open Time\tOpen\tHigh\tLow\tClose\tVolume`, `${T0}\t10\t12\t9\t11\t1.5`],
    [`\uFEFFdate,open,high,low,close,volume`, `20240304,${numbers}`],
    [`volume,close,low,high,open,date`, `1.5,11,9,12,10,2024/03/04`],
    [`name,date,open,high,low,close,volume`, `"Kim, Lee",2024-03-04,${numbers}`],
    [
      "market,candle_date_time_utc,timestamp,opening_price,high_price,low_price,trade_price,candle_acc_trade_volume",
      `KRW-BTC,2024-03-04T00:00:00,1709510399999,${numbers}`,
    ],
    ["candle_date_time_kst,open,high,low,close,volume", `2024-03-04T09:00:00,${numbers}`],
    [`time, open, "BB (20, 2)", high, low, close, volume`, `${T0},10,7,12,9,11,1.5`],
    [`time,"a ""quoted"", name",open,high,low,close,volume`, `${T0},7,${numbers}`],
    [`time,open,"two\nlines, and\nthree",high,low,close,volume,`, `${T0},10,7,12,9,11,1.5,`],
    [`\uFEFF"Date","a;b","Open","High","Low","Close","Volume"`, `"2024-03-04","7","10","12","9","11","1.5"`],
    [",날짜,open,high,low,close,volume", `7,2024-03-04,${numbers}`],
    ["날짜,시가,고가,저가,종가,거래량,등락률", `2024-03-04,${numbers},0.1`],
    ["sep=;\nDate;Open;High;Low;Close;Volume", "2024-03-04;10,0;12,00;9,0;11,0;1,5"],
    ["Date;Open;High;Low;Close;Volume", "2024-03-04;10;12;9;11;1,5"],
    [
      "https://example.com\nUnix,Symbol,Open,High,Low,Close,Volume USD,Volume A",
      `${T0},AUSD,10,12,9,11,7,1.5`,
    ],
    ["<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<VOL>", "2024.03.04\t00:00\t10\t12\t9\t11\t1.5"],
    ["Price,Close,High,Low,Open,Volume\nTicker,A,A,A,A,A\nDate,,,,,", "2024-03-04,11,12,9,10,1.5"],
    [`${T0 - 86_400_000},${numbers}`, `${T0},${numbers}`],
    [`\uFEFF2024-03-03 00:00,${numbers}`, `2024-03-04 00:00,${numbers}`],
  ];
  for (const [header, line] of cases) {
    const { columns } = await readAll(`${header}\r\n${line}\r\n`, { interval: "1d" });
    strictEqual(columns.openTimeMs.at(-1), T0, header);
    const last = [columns.open, columns.high, columns.low, columns.close, columns.volume].map((c) =>
      c.at(-1)
    );
    deepStrictEqual(last, [10, 12, 9, 11, 1.5], header);
  }
});

Deno.test("times are read in every notation", async () => {
  const cases = [
    `${T0}`,
    `${T0 / 1_000}`,
    `${T0 / 1_000}.000`,
    `${T0}000`,
    `${T0}000000`,
    "2024-03-04",
    "20240304",
    "2024-03-04 00:00",
    "2024-03-04T00:00:00Z",
    "2024-03-04T00:00:00.000Z",
    "2024-03-04 00:00:00.000000+00:00",
    "2024-03-04 00:00:00 UTC",
    "2024-03-04T09:00:00+09:00",
    "2024-03-04T09:00:00+0900",
    "2024-03-03T19:00:00-05",
    "2024/03/04 00:00:00",
    "2024-03-04 0:00",
    "2024. 3. 4. 오전 12:00",
    "3/4/2024 12:00:00 AM",
    '"Mar 4, 2024"',
    "202403040000",
    "20240304000000",
    "2024030400",
  ];
  for (const time of cases) {
    const { times } = await readAll(`${HEADER}${time},1,1,1,1,1\n`, { interval: "1d", dates: "mdy" });
    deepStrictEqual(times, [T0], time);
  }
});

Deno.test("what is no time is refused, and so is another unit than in the rows before", async () => {
  const cases = [
    "",
    "x",
    "2024-02-30",
    "20240230",
    "2024-13-01",
    "2024-03-04T24:00",
    "2024-03-04T00:60",
    "-5",
  ];
  const more = ["2024-03-04 00:00 KST", "2024-03-04T00:00+99:00", "2024-03-04 0:0", "1e99", "2024-03/04"];
  for (const time of [...cases, ...more]) {
    const sentence = `line 2, column "time": "${time}" is not a time as in the rows before`;
    strictEqual(await refusal(`${HEADER}${time},1,1,1,1,1\n`, { interval: "1d" }), sentence);
  }
  const mixed = `${HEADER}${T0},1,1,1,1,1\n${T0 / 1_000 + 60},1,1,1,1,1\n`;
  assertTrue((await refusal(mixed)).startsWith('line 3, column "time":'));
});

Deno.test("dates without a zone begin in Korea when days of Korea are asked for", async () => {
  const { times } = await readAll(`${HEADER}2024-03-04,1,1,1,1,1\n`, { interval: "1dKST" });
  deepStrictEqual(times, [T0 - 9 * HOUR_MS]);
});

Deno.test("the interval is the distance between most rows", async () => {
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
  const cases: readonly [string, readonly number[]][] = [
    ["1m", [0, 1, 2, 7, 12].map((minute) => T0 + minute * MINUTE_MS)],
    ["1d", [4, 5, 6, 7, 8, 11, 12].map((d) => day(`2024-03-${String(d).padStart(2, "0")}`))],
    ["1dKST", [0, 24, 48].map((hours) => T0 + hours * HOUR_MS - 9 * HOUR_MS)],
    ["1w", [0, 7, 14].map((days) => T0 + days * 24 * HOUR_MS)],
    ["1M", ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"].map(day)],
    ["1y", ["2022-01-01", "2023-01-01", "2024-01-01"].map(day)],
  ];
  for (const [interval, times] of cases) {
    const text = HEADER + times.map((time) => `${time},1,1,1,1,1\n`).join("");
    strictEqual((await readAll(text)).interval, interval);
  }
  const seven = HEADER + [0, 7, 14].map((minute) => row(minute)).join("");
  const sentence = "the distance between most of its rows is no interval; name the interval";
  strictEqual(await refusal(seven), sentence);
  strictEqual(await refusal(HEADER + row(0)), sentence);
});

Deno.test("a file in any order gives its bars in order", async () => {
  const minutes = Array.from({ length: 25_000 }, (_, i) => i);
  const shuffled = minutes.toSorted((a, b) => (a * 7919) % 25_013 - (b * 7919) % 25_013);
  for (const order of [minutes, minutes.toReversed(), shuffled]) {
    const { times, summary } = await readAll(HEADER + order.map((minute) => row(minute)).join(""));
    deepStrictEqual(times, minutes.map((minute) => T0 + minute * MINUTE_MS));
    strictEqual(summary.candles, 25_000);
  }
});

Deno.test("equal rows of one time are dropped and counted, wherever they are", async () => {
  for (const order of [[0, 1, 1, 2], [2, 1, 1, 0], [1, 0, 2, 1]]) {
    const { times, summary } = await readAll(HEADER + order.map((minute) => row(minute)).join(""));
    deepStrictEqual(times.length, 3);
    strictEqual(summary.duplicates, 1);
  }
});

Deno.test("rows of one time that differ are refused, and both are named", async () => {
  const other = row(1, "10,12,9,11,7");
  const sentence = (line: number, first: number) =>
    `line ${line}, column "time": has the time of line ${first} and other numbers`;
  strictEqual(await refusal(HEADER + row(0) + row(1) + other + row(2)), sentence(4, 3));
  strictEqual(await refusal(HEADER + row(1) + row(0) + row(2) + other), sentence(5, 2));
});

Deno.test("what is wrong with a row is told by line and column, and after five faults reading stops", async () => {
  const cases: readonly [string, string][] = [
    ["x,12,9,11,1", 'column "open": "x" is not a number'],
    ["0,12,9,11,1", 'column "open": 0 is not a price above 0'],
    ["10,9,8,11,1", 'column "high": 9 lies below another price of its bar'],
    ["10,12,10.5,11,1", 'column "low": 10.5 lies above another price of its bar'],
    ["10,12,9,11,-1", 'column "volume": -1 is not a volume'],
    ["10,12,9,11", 'column "volume": is missing'],
    ["10,12,9,,1", 'column "close": "" is not a number'],
    ["10,12,9,nan,1", 'column "close": "nan" is not a number'],
    ["10,12,9,1e400,1", 'column "close": Infinity is not a price above 0'],
    ['"10,12,9,11,1', 'column "open": "10,12,9,11,1" is not a number'],
    ["10,12,9,\u202e\x07,1", 'column "close": "\\u202e\\u0007" is not a number'],
  ];
  for (const [numbers, sentence] of cases) {
    strictEqual(await refusal(HEADER + row(0) + row(1, numbers) + row(2)), `line 3, ${sentence}`);
  }
  const broken = HEADER + Array.from({ length: 9 }, (_, minute) => row(minute, "x,1,1,1,1")).join("");
  strictEqual((await refusal(broken)).split("; ").length, 5);
});

Deno.test("a row that does not begin a bar of the interval is refused", async () => {
  const odd = `${T0 + 5_000},10,12,9,11,1\n`;
  const sentence = 'line 3, column "time": is not the beginning of a bar of 1m';
  strictEqual(await refusal(HEADER + row(0) + odd + row(1) + row(2) + row(3)), sentence);
  const { times, summary } = await readAll(HEADER + row(0) + odd + row(1) + row(2) + row(3), {
    skipBad: true,
  });
  deepStrictEqual([times.length, summary.bad], [4, 1]);
});

Deno.test("skipBad counts bad rows and keeps the good ones", async () => {
  const text = HEADER + row(0) + row(1, "x,1,1,1,1") + row(1) + row(1, "5,5,5,5,5") + "rubbish\n" + row(2);
  const { times, summary } = await readAll(text, { skipBad: true });
  deepStrictEqual(times, [0, 1, 2].map((minute) => T0 + minute * MINUTE_MS));
  deepStrictEqual(summary, { rows: 6, candles: 3, duplicates: 0, halted: 0, bad: 3, leftOut: 0 });
});

Deno.test("days on which the Korean exchange halted a stock are left out and counted", async () => {
  const { times, summary } = await readAll(HEADER + row(0) + row(1, "0,0,0,910,0") + row(2) + row(3));
  deepStrictEqual([times.length, summary.halted], [3, 1]);
});

Deno.test("blank lines, lines of commas and a missing last line end do no harm", async () => {
  const { times, summary } = await readAll(`\r\n\n${HEADER}\n${row(0)}\r\n   \n${row(1).trimEnd()}`);
  deepStrictEqual([times.length, summary.rows], [2, 2]);
});

/** So many rows with eight digits behind the mark of each volume. */
const even = (count: number) =>
  Array.from({ length: count }, (_, i) => row(i, `10,12,9,11,${i + 1}.12345678`)).join("");

async function notesOf(content: Content, options: CandleCsvOptions = {}): Promise<readonly string[]> {
  await using file = await readCandleCsv(toStream(content), options);
  await joinChunks(file.chunks);
  return file.notes;
}

Deno.test("a file that is cut off in the last number of its last row is refused, and without that row it is taken", async () => {
  for (const last of ["10,12,9,11,61.1234", "10,12,9,11,6", '10,12,9,11,"61']) {
    const text = HEADER + even(60) + row(60, last).trimEnd();
    const sentence = await refusal(text);
    assertTrue(/^line 62: the file breaks off in this row: /.test(sentence), sentence);
    const { times, summary } = await readAll(text, { skipBad: true });
    deepStrictEqual([times.length, summary.bad], [60, 1], last);
  }
});

Deno.test("a last volume without commas between thousands is none that is cut off", async () => {
  const toTabs = (text: string) => text.replaceAll(",", "\t");
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${toTabs(row(i, "10.5,12.5,9.5,11.5")).trimEnd()}\t1,${100 + i}\n`,
  );
  const text = `${toTabs(HEADER)}${rows.join("")}${toTabs(row(60, "10.5,12.5,9.5,11.5,987")).trimEnd()}`;
  deepStrictEqual((await readAll(text)).times.length, 61);
});

Deno.test("a file that is cut off before the last cells of its last row is refused, also when no candle needs them", async () => {
  const wide = (minute: number, rest = "10,12,9,11,1.5,7,8") => row(minute, rest);
  const text = `time,open,high,low,close,volume,trades,side\n${wide(0)}${wide(1)}${wide(2, "10,12,9,11,1")}`
    .trimEnd();
  const sentence = await refusal(text);
  assertTrue(
    /^line 4: the file breaks off in this row: it has 6 cells, and each row before it 8/.test(sentence),
    sentence,
  );
  // As long as the end of the line is there, cells may be left off.
  deepStrictEqual((await readAll(`${text}\n`)).times.length, 3);
});

Deno.test("a last line without an end is told where nobody can say whether its number is whole, and only there", async () => {
  const uneven = HEADER + row(0) + row(1) + row(2, "10,12,9,11,17");
  deepStrictEqual(await notesOf(uneven), []);
  deepStrictEqual(await notesOf(uneven.trimEnd()), [
    'its last line has no end: if the file was cut off there, the last number is more than "17"',
  ]);
  deepStrictEqual(await notesOf(uneven.replaceAll("\n", "\r\n").slice(0, -1)), []);
  deepStrictEqual(await notesOf((HEADER + even(60)).trimEnd()), []);
  deepStrictEqual(await notesOf(uneven.trimEnd().replace(/17$/, '"17"')), []);
});

Deno.test("files that are no candles are refused with a sentence", async () => {
  const cases: readonly [Content, RegExp][] = [
    ["", /^it is empty$/],
    ["\n\n", /^it is empty$/],
    [HEADER, /^it has no usable row$/],
    ["hello\nworld\n", /^its first line names no time column; it may be called open_time, /],
    ["time,open,high,low,close\n1,1,1,1,1\n", /^its first line names no volume column/],
    ["time,open,open,high,low,close,volume\n", /^two of its columns are called "open"$/],
    ["1,2,3\n", /^its first line has 3 cells; without a header there must be six/],
    [Uint8Array.from([0xff, 0xfe, 0x74, 0, 0x69, 0, 10, 0]), /^its first line names no time column/],
    [Uint8Array.from([0x74, 0, 0x69, 0, 10, 0]), /^its first line is not text in UTF-8/],
    [Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 251), /./],
    ["x".repeat(10_000_000), /^line 1 is longer than 65536 bytes$/],
    [HEADER + row(0) + "1".repeat(10_000_000), /^line 3 is longer than 65536 bytes$/],
  ];
  for (const [content, sentence] of cases) {
    const text = await refusal(content);
    assertTrue(sentence.test(text), text);
  }
});

Deno.test("packed files are known by their first bytes, and damaged ones are refused", async () => {
  const text = HEADER + Array.from({ length: 5_000 }, (_, minute) => row(minute)).join("");
  const packed = await gzip(text);
  strictEqual((await readAll(packed)).times.length, 5_000);
  const sentence = "its packed data is damaged or cut off";
  strictEqual(await refusal(packed.slice(0, packed.length / 2)), sentence);
  strictEqual(await refusal(packed.slice(0, 12)), sentence);
  strictEqual(await refusal(Uint8Array.of(0x1f, 0x8b, 1, 2, 3)), sentence);
});

Deno.test("a packed file of several members is read to its end, and a cut or a foreign member is damage", async () => {
  const parts = [HEADER + row(0) + row(1), row(2), "", row(3)];
  const packed = await Promise.all(parts.map(gzip));
  const whole = new Uint8Array(await new Blob(packed).arrayBuffer());
  strictEqual((await readAll(whole)).times.length, 4);
  const padded = new Uint8Array(await new Blob([whole, new Uint8Array(512)]).arrayBuffer());
  strictEqual((await readAll(padded)).times.length, 4, "as tape and block devices pad it");
  const sentence = "its packed data is damaged or cut off";
  strictEqual(await refusal(whole.slice(0, -5)), sentence);
  strictEqual(await refusal(new Uint8Array(await new Blob([whole, "and more"]).arrayBuffer())), sentence);
});

Deno.test("a small packed file that unpacks to very much is given up at its first line", async () => {
  const bomb = await gzip(new Uint8Array(100_000_000));
  assertTrue(bomb.length < 200_000);
  strictEqual(await refusal(bomb), "line 1 is longer than 65536 bytes");
});

Deno.test("an error of the source is passed on as it is, packed or not", async () => {
  const packed = await gzip(HEADER + row(0));
  for (const begin of [new TextEncoder().encode(HEADER), packed.slice(0, 20)]) {
    const source = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(begin),
      pull: (controller) => controller.error(new Deno.errors.BadResource("the disk is gone")),
    }, { highWaterMark: 0 });
    await rejects(readCandleCsv(source), Deno.errors.BadResource);
  }
});

Deno.test("a file that is too long to be held is passed through in order, and must be in order", async () => {
  const lines = Array.from({ length: 60_000 }, (_, minute) => row(minute));
  const options = { mostHeldRows: 15_000 };
  const { times, summary } = await readAll(HEADER + lines.join("") + lines.at(-1), options);
  deepStrictEqual([times.length, summary.candles, summary.duplicates], [60_000, 60_000, 1]);
  strictEqual(times.every((time, i) => time === T0 + i * MINUTE_MS), true);
  strictEqual(
    await refusal(HEADER + lines.join("") + row(5), options),
    "line 60002 is earlier than a line before it, and so long a file must be sorted by time",
  );
  const faulty = await refusal(HEADER + lines.join("") + row(60_000, "x,1,1,1,1"), options);
  strictEqual(faulty, 'line 60002, column "open": "x" is not a number');
});

Deno.test("chunks hold at most 10,000 bars", async () => {
  const lines = Array.from({ length: 25_000 }, (_, minute) => row(minute)).join("");
  await using file = await readCandleCsv(new Blob([lines]).stream());
  const lengths: number[] = [];
  for await (const { open } of file.chunks) lengths.push(open.length);
  deepStrictEqual(lengths, [10_000, 10_000, 5_000]);
});

Deno.test("a file that nobody reads to its end is let go", async () => {
  let isCancelled = false;
  const encoder = new TextEncoder();
  let minute = 0;
  const source = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(encoder.encode(row(minute++))),
    cancel: () => void (isCancelled = true),
  });
  await using file = await readCandleCsv(source, { mostHeldRows: 10 });
  await file[Symbol.asyncDispose]();
  strictEqual(isCancelled, true);
});

Deno.test("one share of a file of all is chosen by a column", async () => {
  const text = "date,code,open,high,low,close,volume\n" +
    "2024-03-04,A,1,1,1,1,1\n2024-03-04,AB,2,2,2,2,2\n2024-03-05,A,3,3,3,3,3\n";
  const { columns, summary } = await readAll(text, { only: { column: "Code", text: "A" } });
  deepStrictEqual([...columns.open], [1, 3]);
  strictEqual(summary.leftOut, 1);
  strictEqual(
    await refusal(text, { only: { column: "ticker", text: "A" } }),
    'it has no column called "ticker" to choose rows by',
  );
});

Deno.test("what is written reads back as the same bars, to the last bit", async () => {
  const price = fc.double({ min: 1e-12, max: 1e15, noNaN: true });
  const volume = fc.double({ min: 0, max: 1e18, noNaN: true }).map(Math.abs);
  await fc.assert(fc.asyncProperty(
    fc.array(fc.tuple(price, price, price, price, volume), { minLength: 2, maxLength: 50 }),
    fc.constantFrom("iso" as const, "ms" as const),
    async (rows, times) => {
      const columns: CandleColumns = createColumns(rows.length);
      rows.forEach(([a, b, c, d, v], i) => {
        columns.openTimeMs[i] = T0 + i * MINUTE_MS;
        [columns.low[i], columns.open[i], columns.close[i], columns.high[i]] = [a, b, c, d]
          .toSorted((x, y) => x - y) as [number, number, number, number];
        columns.volume[i] = v;
      });
      const text = [...writeCandleCsv(columns, { times, withHeader: true })].join("");
      deepStrictEqual((await readAll(text)).columns, columns);
    },
  ));
});

Deno.test("writeCandleCsv() writes UTC times and plain numbers", () => {
  const columns = { ...createColumns(1), openTimeMs: Float64Array.of(T0), open: Float64Array.of(0.1) };
  deepStrictEqual([...writeCandleCsv(columns, { times: "iso", withHeader: true })], [
    "open_time,open,high,low,close,volume\n",
    "2024-03-04T00:00:00Z,0.1,0,0,0,0\n",
  ]);
  deepStrictEqual([...writeCandleCsv(columns, { times: "ms", withHeader: false })], [`${T0},0.1,0,0,0,0\n`]);
});

// ---- candles of the world ----

const FILES: readonly [string, string, number][] = [
  ["backtestingpy_GOOG.csv", "1d", 2148],
  ["binance_btcusdt_1m_2021-02-19_1week.csv.gz", "1m", 10080],
  ["bitfinex_btcusd_1dKST_2017_from1m.csv.gz", "1dKST", 366],
  ["bitfinex_btcusd_1d_2017_from1m.csv.gz", "1d", 365],
  ["bitfinex_btcusd_1h_2017_from1m.csv.gz", "1h", 8760],
  ["bitfinex_btcusd_1m_2016.csv.gz", "1m", 293230],
  ["bitfinex_btcusd_1m_2017.csv.gz", "1m", 505209],
  ["krx_005930_1d_2018-01-02_2021-12-30.csv", "1d", 986],
  ["upbit_krw-btc_1d_2024-01-02_2024-07-19.csv", "1d", 200],
  ["upbit_krw-btc_1m_2020-02-20.csv", "1m", 240],
];

for (const [name, interval, rows] of FILES) {
  Deno.test({
    name: `${name} gives all its ${rows} rows`,
    ignore: !hasMarketData,
    fn: async () => {
      await using file = await readCandleCsv(await openMarketFile(name));
      const { openTimeMs } = await joinChunks(file.chunks);
      const { candles, halted, bad, duplicates } = file.summary();
      deepStrictEqual([file.interval, candles + halted, bad, duplicates], [interval, rows, 0, 0]);
      strictEqual(openTimeMs.every((time, i) => i === 0 || time > (openTimeMs[i - 1] ?? 0)), true);
    },
  });
}

Deno.test({
  name: "a file of all Korean stocks is refused as a whole, and gives one stock when asked for it",
  ignore: !hasMarketData,
  fn: async () => {
    const name = "krx_all_1d_2022-01-03_2022-02-17.csv.gz";
    await rejects(
      readCandleCsv(await openMarketFile(name)),
      /line 3, column "code": "000040" is another market than "000020" .* --only code=000020/,
    );
    for (const [code, candles, halted] of [["005930", 31, 0], ["072520", 17, 14]] as const) {
      const only = { column: "code", text: code };
      await using file = await readCandleCsv(await openMarketFile(name), { only });
      const { openTimeMs } = await joinChunks(file.chunks);
      const summary = file.summary();
      deepStrictEqual([openTimeMs.length, summary.halted, summary.rows], [candles, halted, 80_918]);
    }
  },
});
