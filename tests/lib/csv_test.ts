import { deepStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { createCellEdges, LineFeed, LongLineError, readDecimal, splitCells } from "../../src/lib/csv.ts";

const encoder = new TextEncoder();

function read(text: string): number {
  // Bytes around it show that only the named ones are read.
  const bytes = encoder.encode(`9.9${text}9.9`);
  return readDecimal(bytes, 3, bytes.length - 3);
}

function cellsOf(line: string, delimiter = ","): readonly string[] {
  const bytes = encoder.encode(line);
  const edges = createCellEdges(8);
  const count = splitCells(bytes, { from: 0, to: bytes.length, delimiter: delimiter.charCodeAt(0) }, edges);
  const decoder = new TextDecoder();
  return Array.from({ length: count }, (_, i) => decoder.decode(bytes.slice(edges.starts[i], edges.ends[i])));
}

Deno.test("readDecimal() equals Number() to the last bit for every decimal notation", () => {
  const digits = (max: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: max }).map((list) => list.join(""));
  const spelled = fc.tuple(
    fc.constantFrom("", "", "", "-", "+"),
    digits(20),
    fc.constantFrom("", ".", "."),
    digits(26),
    fc.constantFrom("", "", "", "", "e5", "E-7", "e+300", "e-320"),
  ).map((parts) => parts.join("")).filter((text) => /\d/.test(text.split(/e/i)[0] ?? ""))
    .filter((text) => text.includes(".") || !/^[+-]?$/.test(text));
  fc.assert(fc.property(spelled, (text) => assertTrue(Object.is(read(text), Number(text)), text)), {
    numRuns: 3_000,
  });
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    // -0 is printed as 0.
    assertTrue(Object.is(read(String(value)), Number(String(value))), String(value));
  }));
});

Deno.test("readDecimal() equals Number() for prices and volumes as markets write them", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 53 - 1 }),
      fc.integer({ min: 0, max: 12 }),
      (whole, places) => {
        const text = String(whole).padStart(places + 1, "0");
        const spelled = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
        assertTrue(Object.is(read(spelled), Number(spelled)), spelled);
      },
    ),
    { numRuns: 3_000 },
  );
});

Deno.test("readDecimal() reads digits just beyond 2^53 without rounding twice", () => {
  for (const text of ["90071992547409.93", "9007199254.740993", "90071992.54740993"]) {
    assertTrue(Object.is(read(text), Number(text)), text);
  }
});

Deno.test("readDecimal() takes nothing for a number that is none", () => {
  const cases = [
    ["", ".", "-", "+", "e5", ".e5", "1.2.3", "1..2", "1-2", "0x10", "1_000", "1 000", "Infinity", "NaN"],
    ["null", "٣", "１", "1e", "1e5.5", "--1", "12,5", "123456789012345678901234567890.1.2", "1".repeat(500)],
  ].flat();
  for (const text of cases) strictEqual(read(text), NaN, text);
});

Deno.test("splitCells() finds cells, without quotes and spaces around them", () => {
  const cases: readonly [string, readonly string[]][] = [
    ["a,b,c", ["a", "b", "c"]],
    ["", [""]],
    [",", ["", ""]],
    ["a, b ,\tc\r", ["a", "b", "c"]],
    ['"1","Kim, Lee","3"', ["1", "Kim, Lee", "3"]],
    ['"say ""hi, you""",2', ['say ""hi, you', "2"]],
    ['"never closed,2', ["never closed,2"]],
    ["1,2,3,4,5,6,7,8,9,10", ["1", "2", "3", "4", "5", "6", "7", "8"]],
  ];
  for (const [line, cells] of cases) deepStrictEqual(cellsOf(line), cells, line);
  deepStrictEqual(cellsOf("a\tb\t", "\t"), ["a", "b", ""]);
});

Deno.test("LineFeed gives the same lines however the bytes are cut", () => {
  const text = "one\r\ntwo\n\nfour, a bit longer\nfive";
  const bytes = encoder.encode(text);
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 8 }), (cuts) => {
    const lines: string[] = [];
    const decoder = new TextDecoder();
    const feed = new LineFeed(100, (part, from, to) => lines.push(decoder.decode(part.slice(from, to))));
    const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
    for (let i = 1; i < edges.length; i++) feed.push(bytes.subarray(edges[i - 1], edges[i]));
    feed.end();
    deepStrictEqual(lines, ["one", "two", "", "four, a bit longer", "five"]);
  }));
});

Deno.test("LineFeed gives up on a line that is too long, wherever it is cut", () => {
  for (const size of [10, 11, 5]) {
    throws(() => {
      const feed = new LineFeed(10, () => {});
      for (let i = 0; i < 4; i++) feed.push(new Uint8Array(size).fill(65));
    }, LongLineError);
  }
  throws(() => new LineFeed(3, () => {}).push(encoder.encode("four\n")), LongLineError);
});

Deno.test("LineFeed hands over a last line of one letter that has no end of its own", () => {
  const lines: number[] = [];
  const feed = new LineFeed(10, (_bytes, from, to) => lines.push(to - from));
  feed.push(encoder.encode("a"));
  feed.end();
  deepStrictEqual(lines, [1]);
});
