import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { UpstreamClock } from "../../../src/stock/client/upstream_clock.ts";
import { ManualClock } from "../../support/manual_clock.ts";

/** A home server whose clock is right: answers tell how far ours is from the truth. */
function createUpstream(start = "2026-03-11T10:00:00+09:00") {
  const clock = new ManualClock(start);
  const trueOffsetMs = clock.now();
  const upstream = new UpstreamClock(clock);
  const answer = (offMs = 0) =>
    upstream.note({ skewMs: clock.now() - trueOffsetMs - clock.monotonic() + offMs, doubtMs: 500 });
  const cycle = () => [1, 2, 3].forEach(() => answer());
  const set = (byMs: number) => clock.setWall(clock.now() + byMs);
  return { clock, upstream, answer, cycle, set };
}

Deno.test("three answers tell; one that a cache gave out late does not decide", () => {
  const { upstream, answer } = createUpstream();
  answer();
  answer(3_600_000);
  strictEqual(upstream.skew, undefined);
  answer();
  deepStrictEqual(upstream.skew, { skewMs: 0, isFault: false, isOurs: false });
});

Deno.test("a difference is a fault beyond 30 s and over below 15 s", () => {
  const { upstream, answer } = createUpstream();
  const cycleAt = (offMs: number) => [...Array(9)].forEach(() => answer(offMs));
  cycleAt(30_500);
  strictEqual(upstream.skew?.isFault, false);
  cycleAt(30_501);
  deepStrictEqual(upstream.skew, { skewMs: 30_501, isFault: true, isOurs: false });
  cycleAt(15_501);
  strictEqual(upstream.skew?.isFault, true);
  cycleAt(-15_500);
  strictEqual(upstream.skew?.isFault, false);
});

Deno.test("a clock of ours that was set while both agreed is the wrong one, until it is set right", () => {
  const { upstream, cycle, set } = createUpstream();
  cycle();
  set(-1_200_000);
  strictEqual(upstream.skew, undefined, "what was measured before the step holds no more");
  cycle();
  deepStrictEqual(upstream.skew, { skewMs: -1_200_000, isFault: true, isOurs: true });
  set(600_000);
  cycle();
  deepStrictEqual(upstream.skew, { skewMs: -600_000, isFault: true, isOurs: true });
  set(600_000);
  cycle();
  deepStrictEqual(upstream.skew, { skewMs: 0, isFault: false, isOurs: false });
});

Deno.test("a machine that slept agrees afterwards, and the clock of a home server that goes wrong later is not ours", async () => {
  const { clock, upstream, answer, cycle, set } = createUpstream();
  cycle();
  set(28_800_000);
  // The truth went on, too, while the monotonic clock stood still.
  [1, 2, 3].forEach(() => answer(-28_800_000));
  deepStrictEqual(upstream.skew, { skewMs: 0, isFault: false, isOurs: false });
  await clock.advance(60_000);
  [...Array(9)].forEach(() => answer(-28_800_000 + 28_800_000));
  deepStrictEqual(upstream.skew, { skewMs: 28_800_000, isFault: true, isOurs: false });
});

Deno.test("a clock that was wrong from the start is not called ours, and one that is set right agrees", () => {
  const { upstream, answer, set } = createUpstream();
  [1, 2, 3].forEach(() => answer(240_000));
  deepStrictEqual(upstream.skew, { skewMs: 240_000, isFault: true, isOurs: false });
  set(-240_000);
  [1, 2, 3].forEach(() => answer(240_000));
  deepStrictEqual(upstream.skew, { skewMs: 0, isFault: false, isOurs: false });
});
