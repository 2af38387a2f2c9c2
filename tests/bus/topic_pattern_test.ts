import assert from "node:assert/strict";
import { readTopicPattern } from "../../src/bus/topic_pattern.ts";

const CASES: readonly (readonly [pattern: string, topic: string, fits: boolean])[] = [
  ["market_data.upbit.btckrw", "market_data.upbit.btckrw", true],
  ["market_data.upbit.btckrw", "market_data.upbit.ethkrw", false],
  ["market_data.upbit.*", "market_data.upbit.btckrw", true],
  ["market_data.upbit.*", "market_data.okx.btckrw", false],
  ["market_data.upbit.*", "market_data.upbit", false],
  ["market_data.*.btckrw", "market_data.okx.btckrw", true],
  ["*.*.*", "system.log.error", true],
  ["*.*", "system.log.error", false],
  ["events.>", "events.candle_closed", true],
  ["events.>", "events", false],
  ["system.>", "system.log.error", true],
  ["system.*.>", "system.log.error", true],
  [">", "events.anything", true],
];

for (const [pattern, topic, fits] of CASES) {
  Deno.test(`${pattern} ${fits ? "fits" : "does not fit"} ${topic}`, () => {
    assert.equal(readTopicPattern(pattern)(topic), fits);
  });
}

for (const pattern of ["", ".", "a.", ">.a", "a.>.b", "a.**", "a b", "A.b", "a.b*"]) {
  Deno.test(`"${pattern}" is no pattern, and the sentence says how to write one`, () => {
    assert.throws(() => readTopicPattern(pattern), /write parts like market_data\.upbit\.\*/);
  });
}
