import { throws } from "node:assert/strict";
import { UnaskedLines } from "../../../src/lib/process/unasked_lines.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const FAULT = { name: "LineFault", message: /more than 2000 lines a second that nobody asked for/ };

Deno.test("2,000 lines a second are taken for ever, and three seconds' worth at once", async () => {
  const clock = new ManualClock(0);
  const lines = new UnaskedLines(clock);
  for (let second = 0; second < 30; second++) {
    for (let i = 0; i < 2_000; i++) lines.note(20);
    await clock.advance(1_000);
  }
  for (let i = 0; i < 5_999; i++) lines.note(20);
  throws(() => {
    for (let i = 0; i < 3; i++) lines.note(20);
  }, FAULT);
});

Deno.test("long lines count by their length: 8 MB a second", () => {
  const lines = new UnaskedLines(new ManualClock(0));
  for (let i = 0; i < 24; i++) lines.note(1_048_576);
  throws(() => lines.note(1_048_576), FAULT);
});
