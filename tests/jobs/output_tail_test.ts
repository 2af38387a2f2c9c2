import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { MOST_OUTPUT_BYTES } from "../../src/jobs/job.ts";
import { OutputTail } from "../../src/jobs/output_tail.ts";
import { readProgressLine, toProgressLine } from "../../src/jobs/progress_line.ts";

Deno.test("an output that fits is kept whole", () => {
  const tail = new OutputTail(10);
  tail.add("12345");
  tail.add("67890");
  deepStrictEqual(tail.read(), { output: "1234567890", cutBytes: 0 });
});

Deno.test("of a longer output the end is kept, and what is gone is counted", () => {
  const tail = new OutputTail(10);
  for (let i = 0; i < 100; i++) tail.add(`${i % 10}`);
  deepStrictEqual(tail.read(), { output: "0123456789", cutBytes: 90 });
  tail.add("ab");
  deepStrictEqual(tail.read(), { output: "23456789ab", cutBytes: 92 });
});

Deno.test("a cut through a letter takes the whole letter", () => {
  const tail = new OutputTail(10);
  tail.add("삼성전자");
  // Three bytes each: ten bytes would begin within the second one.
  deepStrictEqual(tail.read(), { output: "성전자", cutBytes: 3 });
});

Deno.test("what is kept is never more than 64 kB, and a NUL is no NUL any more", () => {
  const tail = new OutputTail();
  tail.add("a\0b".repeat(100_000));
  const { output, cutBytes } = tail.read();
  const bytes = new TextEncoder().encode(output).length;
  assertTrue(bytes <= MOST_OUTPUT_BYTES && bytes > MOST_OUTPUT_BYTES - 3, String(bytes));
  strictEqual(bytes + cutBytes, 5 * 100_000);
  strictEqual(output.includes("\0"), false);
});

Deno.test("a line of progress reads as it was written, and no other line is one", () => {
  deepStrictEqual(readProgressLine(toProgressLine(0.25, "reading candles")), {
    share: 0.25,
    text: "reading candles",
  });
  deepStrictEqual(readProgressLine(toProgressLine(7, "done")), { share: 1, text: "done" });
  for (const line of ["", "@progress", "@progress 2 far", "@progress x y", " @progress 0.5 text", "50 %"]) {
    strictEqual(readProgressLine(line), undefined, line);
  }
});
