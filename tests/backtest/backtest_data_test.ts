import { deepStrictEqual, notStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { type CsvDataOptions, readCsvData, readStoreData } from "../../src/backtest/run/backtest_data.ts";
import { describeData } from "../../src/backtest/run/data_notes.ts";
import { ALWAYS_OPEN } from "../../src/core/market/hours.ts";
import { HOUR_MS } from "../../src/core/kst.ts";
import { toData } from "./backtest_parts.ts";

function read(csv: string, more: Partial<CsvDataOptions> = {}) {
  const open = () => Promise.resolve(new Blob([csv]).stream());
  return readCsvData(open, { exchange: "file", symbol: "A/B", source: "a.csv", withExtra: true, ...more });
}

const T0_S = Date.parse("2024-01-02T00:00:00Z") / 1_000;

const TABLE = [
  "ts,o,h,l,c,v,enter_long,Exit Long,note,up",
  `${T0_S},10,12,9,11,5,1,0,first,True`,
  `${T0_S + HOUR_MS / 1_000},11,12,9,10,5,,0.5,second,False`,
  `${T0_S + 2 * HOUR_MS / 1_000},10,12,9,11,5,0,1,third,true`,
].join("\n");

Deno.test("further columns of numbers are read beside the bars, by their names in lower case", async () => {
  const { extra, columns, series } = await read(TABLE);
  deepStrictEqual(Object.keys(extra), ["enter_long", "exit_long", "up"]);
  deepStrictEqual([...extra["enter_long"] ?? []], [1, NaN, 0]);
  deepStrictEqual([...extra["exit_long"] ?? []], [0, 0.5, 1]);
  deepStrictEqual([...extra["up"] ?? []], [1, 0, 1]);
  deepStrictEqual([...columns.close], [11, 10, 11]);
  strictEqual(series.interval, "1h");
});

Deno.test("further columns are written as the prices are, and moved with their bars", async () => {
  const { extra, columns } = await read([
    'time;open;high;low;close;volume;"stop; loss";mark',
    "2024-03-08T09:30:00-05:00;10,5;12;9;11;5;9,75;1",
    "2024-03-11T09:30:00-04:00;10,5;12;9;11;5;1.009,5;2",
    "2024-03-12T09:30:00-04:00;10,5;12;9;11;5;;3",
  ].join("\n"));
  deepStrictEqual([...columns.openTimeMs], [8, 11, 12].map((day) => Date.UTC(2024, 2, day)));
  deepStrictEqual([...extra["stop_loss"] ?? []], [9.75, 1009.5, NaN]);
  deepStrictEqual([...extra["mark"] ?? []], [1, 2, 3]);
});

Deno.test("they are left alone when nobody wants them", async () => {
  deepStrictEqual((await read(TABLE, { withExtra: false })).extra, {});
});

Deno.test("a file whose first column has no name is one of dates", async () => {
  const { columns, series, extra } = await read(
    ",Open,High,Low,Close,Volume\n2004-08-19,100,104.06,95.96,100.34,22351900\n2004-08-20,101,109,100.5,108,11\n",
  );
  strictEqual(series.interval, "1d");
  deepStrictEqual([...columns.openTimeMs], [Date.UTC(2004, 7, 19), Date.UTC(2004, 7, 20)]);
  deepStrictEqual(extra, {});
});

Deno.test("a row that gives no bar takes its further numbers with it", async () => {
  const { columns, extra } = await read([
    "date,open,high,low,close,volume,mark",
    "2024-01-02,10,12,9,11,5,1",
    "2024-01-03,0,0,0,11,0,2",
    "2024-01-04,10,12,9,11,5,3",
    "2024-01-05,10,12,9,11,5,4",
  ].join("\n"));
  strictEqual(columns.open.length, 3);
  deepStrictEqual([...extra["mark"] ?? []], [1, 3, 4]);
});

Deno.test("Korean days find their further columns too", async () => {
  const { extra } = await read(
    "date_kst,open,high,low,close,volume,mark\n2024-01-02,10,12,9,11,5,1\n2024-01-03,10,12,9,11,5,2\n",
  );
  deepStrictEqual([...extra["mark"] ?? []], [1, 2]);
});

Deno.test("packed files are read with their further columns", async () => {
  const packed = new Blob([TABLE]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = await new Response(packed).bytes();
  const open = () => Promise.resolve(new Blob([bytes]).stream());
  const data = await readCsvData(open, { exchange: "file", symbol: "A/B", source: "a.gz", withExtra: true });
  deepStrictEqual([...data.extra["up"] ?? []], [1, 0, 1]);
  strictEqual(data.hash, (await read(TABLE)).hash);
});

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  [
    "rows that are not ascending",
    "ts,o,h,l,c,v,mark\n1704157200,1,1,1,1,1,1\n1704153600,1,1,1,1,1,2\n1704160800,1,1,1,1,1,3",
    /line 3, column "ts": must be later/,
  ],
  [
    "a time that is there twice",
    "ts,o,h,l,c,v,mark\n1704153600,1,1,1,1,1,1\n1704153600,1,1,1,1,1,2\n1704157200,1,1,1,1,1,3",
    /line 3, column "ts": must be later/,
  ],
  [
    "two further columns of one name",
    "ts,o,h,l,c,v,mark,Mark\n1704153600,1,1,1,1,1,1,1\n1704157200,1,1,1,1,1,1,1",
    /two of its columns are called mark/,
  ],
  [
    "too many further columns",
    `ts,o,h,l,c,v${
      Array.from({ length: 65 }, (_, i) => `,m${i}`).join("")
    }\n1704153600,1,1,1,1,1\n1704157200,1,1,1,1,1`,
    /65 further columns; at most 64/,
  ],
  [
    "a high below the close",
    "ts,o,h,l,c,v\n1704153600,10,11,9,12,1\n1704157200,1,1,1,1,1",
    /line 2, column "h"/,
  ],
];

for (const [what, csv, message] of REFUSED) {
  Deno.test(`${what} are refused`, async () => {
    await rejects(read(csv), { name: "CandleFileError", message });
  });
}

Deno.test("bars that contradict themselves can be let in, and are counted", async () => {
  const { columns, series, source, hash } = await read(
    "ts,o,h,l,c,v\n1704153600,10,11,9,12,1\n1704157200,1,1,1,1,1\n1704160800,5,6,5.5,6,1",
    { keepOdd: true },
  );
  strictEqual(columns.open.length, 3);
  strictEqual(
    describeData(columns, {
      ...{ series, source, hash, firstRow: 0, listedMs: undefined },
      hours: ALWAYS_OPEN,
    }).oddBars,
    2,
  );
  await rejects(read("ts,o,h,l,c,v\n1704153600,10,11,-9,12,1\n1704157200,1,1,1,1,1", { keepOdd: true }), {
    message: /not a price above 0/,
  });
});

Deno.test("data of a Korean stock tell where it was probably split; those of a coin do not", () => {
  const columns = {
    openTimeMs: Float64Array.of(Date.parse("2026-11-19T09:00+09:00"), Date.parse("2026-11-20T09:00+09:00")),
    ...{ open: Float64Array.of(500, 100), high: Float64Array.of(500, 100), low: Float64Array.of(500, 100) },
    ...{ close: Float64Array.of(500, 100), volume: Float64Array.of(1, 1) },
  };
  const jumpsOf = (exchange: string, symbol: string) =>
    describeData(columns, {
      ...{ series: { exchange, symbol, interval: "1d" }, source: "store", hash: "" },
      ...{ firstRow: 0, listedMs: undefined, hours: ALWAYS_OPEN },
    }).jumps;
  deepStrictEqual(jumpsOf("krx", "005930/KRW"), [{ atMs: columns.openTimeMs[1], before: 500, after: 100 }]);
  strictEqual(jumpsOf("upbit", "BTC/KRW"), undefined);
});

Deno.test("one share of a file of all is chosen by a column", async () => {
  const csv = "date,code,open,high,low,close,volume\n2024-01-02,A,1,1,1,1,1\n2024-01-02,B,2,2,2,2,1\n" +
    "2024-01-03,A,3,3,3,3,1\n2024-01-03,B,4,4,4,4,1";
  const { columns, extra } = await read(csv, { only: { column: "code", text: "B" } });
  deepStrictEqual([...columns.open], [2, 4]);
  deepStrictEqual(extra, {});
});

Deno.test("the hash is of the numbers: one digit changes it, the order of rows does not", async () => {
  const rows = ["1704153600,10,12,9,11,5", "1704157200,11,12,9,10,5", "1704160800,10,12,9,11,5"];
  const hashOf = async (list: readonly string[]) =>
    (await read(["ts,o,h,l,c,v", ...list].join("\n"), { withExtra: false })).hash;
  const hash = await hashOf(rows);
  strictEqual(hash.length, 64);
  strictEqual(await hashOf(rows.toReversed()), hash);
  notStrictEqual(await hashOf([...rows.slice(0, 2), "1704160800,10,12,9,11,5.000001"]), hash);
  notStrictEqual((await read(TABLE)).hash, (await read(TABLE, { withExtra: false })).hash);
});

Deno.test("a series of a store is read as it is", async () => {
  const { columns, series } = toData([1, 2, 3]);
  const asked: unknown[] = [];
  const data = await readStoreData({
    readColumns: (key, span) => {
      asked.push(key, span);
      return Promise.resolve(columns);
    },
  }, { series, span: { fromMs: 0, toMs: 9 } });
  strictEqual(data.columns, columns);
  strictEqual(data.source, "store");
  deepStrictEqual(asked, [series, { fromMs: 0, toMs: 9 }]);
});

const SIGNALS = {
  flags: new Set(["enter_long", "exit_long"]),
  amounts: new Set(["stop_loss"]),
  shares: new Set(["share"]),
};

function toSignals(cells: readonly string[], name = "enter_long"): string {
  const rows = cells.map((cell, i) => `2024-01-${String(i + 1).padStart(2, "0")},10,12,9,11,5,${cell}`);
  return [`date,open,high,low,close,volume,${name}`, ...rows].join("\n");
}

Deno.test("a cell of a signal column that is not understood is refused with its line, and never a no", async () => {
  for (const cell of ["매수", "-1", "2", "0.5", "oui", "x", "inf"]) {
    await rejects(
      read(toSignals(["1", cell, "0"]), { obeyed: SIGNALS }),
      (error: Error) =>
        error.message.includes(`line 3, column "enter_long": "${cell}" is not understood: 1, true, yes or y`),
      cell,
    );
  }
  const price = toSignals(["9.5", "-3"], "stop_loss");
  await rejects(
    read(price, { obeyed: SIGNALS }),
    /line 3, column "stop_loss": "-3" .* a number of 0 or more/,
  );
  const share = toSignals(["0.5", "50"], "share");
  await rejects(read(share, { obeyed: SIGNALS }), /line 3, column "share": "50" .* a number from 0 to 1/);
  deepStrictEqual((await read(toSignals(["1", "매수"]))).extra, {}, "of a strategy that obeys no column");
});

Deno.test("signals are understood in the spellings of the world", async () => {
  const cells = [
    "1",
    "0",
    "TRUE",
    "False",
    "yes",
    "No",
    "y",
    "n",
    "t",
    "F",
    "1.0",
    "0.0",
    "",
    "nan",
    "None",
    '"1"',
  ];
  const { extra } = await read(toSignals(cells), { obeyed: SIGNALS });
  deepStrictEqual([...extra["enter_long"] ?? []], [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, NaN, NaN, NaN, 1]);
});
