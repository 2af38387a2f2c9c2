import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { endsInsideQuotes, findDelimiter, readCells } from "../../src/lib/csv_cells.ts";

Deno.test("readCells() keeps a delimiter, quotes and line breaks that stand inside of quotes", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [`time,"BB (20, 2)",Volume`, ["time", "BB (20, 2)", "Volume"]],
    [`time, "BB (20, 2)" ,Volume`, ["time", "BB (20, 2)", "Volume"]],
    [`\uFEFF"time","say ""hi, you"" now",x`, ["time", 'say "hi, you" now', "x"]],
    [`a,"two\nlines, and more",b`, ["a", "two\nlines, and more", "b"]],
    [`a,5" MA,b`, ["a", '5" MA', "b"]],
    ["날짜,시가,", ["날짜", "시가", ""]],
  ];
  for (const [line, cells] of cases) deepStrictEqual(readCells(line, ","), cells, line);
});

Deno.test("findDelimiter() counts outside of quotes, and trusts many semicolons more than commas", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["time,open,high,low,close,volume", ","],
    ["time;close", ";"],
    [`"a;b;c;d;e;f",time,close`, ","],
    ["2024-02-26;180,00;180,18;178,74;178,92;1.500,00", ";"],
    ["time\topen\thigh\tlow\tclose", "\t"],
  ];
  for (const [line, delimiter] of cases) strictEqual(findDelimiter(line), delimiter, line);
});

Deno.test("endsInsideQuotes() knows a cell that goes on in the next line", () => {
  const cases: readonly (readonly [string, boolean])[] = [
    [`a,"two`, true],
    [`a,"two ""quotes""`, true],
    [`a,"two ""quotes"""`, false],
    [`a,"two",b`, false],
    [`a,5" MA,b`, false],
  ];
  for (const [line, isInside] of cases) strictEqual(endsInsideQuotes(line), isInside, line);
});
