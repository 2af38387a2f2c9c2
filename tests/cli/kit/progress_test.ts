import assert from "node:assert/strict";
import { Progress, toProgressBar, toProgressLine } from "../../../src/cli/kit/progress.ts";
import { ManualClock } from "../../support/manual_clock.ts";

function createScreen() {
  const lines: string[] = [];
  const terminal = {
    out: () => assert.fail("results only"),
    err: (line: string) => lines.push(line),
    isTerminal: false,
    hasColor: false,
  };
  return { terminal, lines, clock: new ManualClock("2026-11-14T09:00:00+09:00") };
}

const HALF = { share: 0.5, text: "12,400 candles", etaMs: 10_000 };

const CANDLES: readonly (readonly [Parameters<typeof toProgressBar>[0], string])[] = [
  [HALF, "[############------------]  50%  12,400 candles  10 s left"],
  [{ share: 0, text: "0 candles", etaMs: undefined }, "[------------------------]   0%  0 candles"],
  [{ share: 1, text: "1 candle", etaMs: 0 }, "[########################] 100%  1 candle  1 s left"],
  [{ share: 7, text: "x", etaMs: undefined }, "[########################] 100%  x"],
  [{ share: -1, text: "x", etaMs: undefined }, "[------------------------]   0%  x"],
  [{ share: undefined, text: "9 candles", etaMs: undefined }, "9 candles"],
];

for (const [facts, expected] of CANDLES) {
  Deno.test(`toProgressBar() shows ${facts.share} as ${expected}`, () => {
    assert.equal(toProgressBar(facts), expected);
  });
}

Deno.test("toProgressLine() never says that all is done before it is", () => {
  assert.equal(toProgressLine({ share: 0.9999, text: "x", etaMs: undefined }), " 99%  x");
});

Deno.test("in a pipe a line comes at most every five seconds, and none for what is over soon", async () => {
  const { terminal, lines, clock } = createScreen();
  using progress = new Progress(terminal, { clock });
  for (let second = 0; second < 12; second++) {
    progress.show({ ...HALF, text: String(second) });
    await clock.advance(1_000);
  }
  assert.deepEqual(lines, [" 50%  5  10 s left", " 50%  10  10 s left"]);
});

Deno.test("on a terminal the bar is drawn over itself and taken away at the end", async () => {
  const { terminal, lines, clock } = createScreen();
  const drawn: string[] = [];
  {
    using progress = new Progress(terminal, { clock, draw: (text) => drawn.push(text) });
    progress.show(HALF);
    await clock.advance(100);
    progress.show(HALF);
    progress.show(HALF);
  }
  assert.deepEqual(drawn, [`\r\x1b[2K${toProgressBar(HALF)}`, "\r\x1b[2K"]);
  assert.deepEqual(lines, []);
});
