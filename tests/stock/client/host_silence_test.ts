import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { HostSilence, type SilenceTimes } from "../../../src/stock/client/host_silence.ts";
import { createEvents } from "../../../src/telemetry/events.ts";
import { recordingLog } from "../../support/client_parts.ts";
import { ManualClock } from "../../support/manual_clock.ts";

function createSilence() {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const log = recordingLog();
  const kept: (SilenceTimes | undefined)[] = [];
  const silence = new HostSilence({
    clock,
    events: createEvents(log),
    onChange: (times) => kept.push(times),
  });
  return { clock, log, kept, silence, startMs: clock.now() };
}

Deno.test("wishes of one moment are one silence, the longest, told and kept once", async () => {
  const { silence, clock, log, kept, startMs } = createSilence();
  for (const forMs of [30_000, 29_000, 30_900, 0]) silence.ask(forMs);
  strictEqual(silence.leftMs, 30_000);
  deepStrictEqual(kept, [{ askedAtMs: startMs, untilMs: startMs + 30_000 }]);
  strictEqual(log.lines.length, 1);
  silence.ask(90_000);
  strictEqual(silence.leftMs, 90_000);
  await clock.advance(90_000);
  deepStrictEqual([silence.leftMs, silence.times], [0, undefined]);
  for (let i = 0; i < 2; i++) silence.end();
  deepStrictEqual(kept.slice(2), [undefined], "forgotten once");
  match(log.lines.at(-1)?.message ?? "", /silence that the stock API asked for is over/);
});

Deno.test("what is left agrees with the end that is shown, also after the clock was set", async () => {
  const { silence, clock, startMs } = createSilence();
  silence.ask(600_000);
  await clock.advance(60_000);
  clock.setWall(startMs - 3_600_000);
  strictEqual(silence.leftMs, 540_000);
  const times = silence.times;
  strictEqual((times?.untilMs ?? 0) - clock.now(), 540_000);
  strictEqual((times?.askedAtMs ?? Infinity) <= (times?.untilMs ?? 0), true);
});

Deno.test("an earlier run's silence goes on for what is left of it, never for longer than was asked", () => {
  const atMs = Date.parse("2026-03-11T10:00:00+09:00");
  const leftAfter = (askedAtMs: number, untilMs: number) => {
    const { silence } = createSilence();
    silence.restore({ askedAtMs, untilMs });
    return silence.leftMs;
  };
  strictEqual(leftAfter(atMs - 60_000, atMs + 240_000), 240_000);
  strictEqual(leftAfter(atMs - 60_000, atMs), 0);
  strictEqual(leftAfter(atMs + 86_400_000, atMs + 86_700_000), 300_000, "the clock was set back since");
  strictEqual(leftAfter(atMs - 60_000, atMs + 86_400_000), 3_600_000, "a row that cannot be");
});
