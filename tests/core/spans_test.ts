import assert from "node:assert/strict";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/core/kst.ts";
import { readWrittenSpan } from "../../src/core/words/spans.ts";

Deno.test("a span is read as people write it, in Korean and in English", () => {
  const lengths: readonly (readonly [string, number])[] = [
    ["30분", 30 * MINUTE_MS],
    ["2시간", 2 * HOUR_MS],
    ["3일", 3 * DAY_MS],
    ["30m", 30 * MINUTE_MS],
    ["30min", 30 * MINUTE_MS],
    ["2H", 2 * HOUR_MS],
    [" 3d ", 3 * DAY_MS],
    // As a telephone of another make sends the same letters.
    ["3일".normalize("NFD"), 3 * DAY_MS],
  ];
  for (const [text, lengthMs] of lengths) {
    assert.deepEqual(readWrittenSpan(text), { kind: "length", lengthMs }, text);
  }
  for (const text of ["오늘", "today", "TODAY"]) assert.deepEqual(readWrittenSpan(text), { kind: "today" });
});

Deno.test("what is no span is none", () => {
  for (
    const text of [
      "",
      "내일",
      "0일",
      "3",
      "일",
      "3 일",
      "-3일",
      "3x",
      "1w",
      "99999분",
      "constructor",
      "1toString",
    ]
  ) {
    assert.equal(readWrittenSpan(text), undefined, text);
  }
});
