import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { readKnown } from "../../support/known.ts";
import {
  readRemainingReq,
  type UpbitGroup,
  type UpbitLane,
  UpbitLimiter,
  type UpbitPass,
} from "../../../src/exchanges/upbit/limiter.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";

const NEVER = new AbortController().signal;

interface Pause {
  readonly group: string;
  readonly status: number;
  readonly waitMs: number;
}

function createLimiter() {
  const clock = new ManualClock("2026-03-11T10:00:00.300+09:00");
  const throttled: Pause[] = [];
  const limiter = new UpbitLimiter({ clock, onThrottled: (pause) => throttled.push(pause) });
  const issued: { name: string; atMs: number }[] = [];
  const enter = (
    name: string,
    options: { group?: UpbitGroup; lane?: UpbitLane; signal?: AbortSignal } = {},
  ): Promise<UpbitPass> => {
    const { group = "candle", lane = "history", signal = NEVER } = options;
    const entered = limiter.enter(group, { lane, signal });
    entered.then(({ issuedAtMs }) => issued.push({ name, atMs: issuedAtMs }), () => {});
    return entered;
  };
  const learn = (
    pass: UpbitPass,
    facts: { status?: number; remaining?: string; blockMs?: number } = {},
  ) =>
    limiter.learn(pass, {
      status: facts.status ?? 200,
      remaining: facts.remaining ?? null,
      blockMs: facts.blockMs,
    });
  return { clock, limiter, enter, learn, issued, throttled };
}

/** The most that were issued within any 1,000 ms, wherever they begin. */
function mostInASecond(atMs: readonly number[]): number {
  const sorted = atMs.toSorted((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((fromMs, i) => sorted.slice(i).filter((ms) => ms < fromMs + 1_000).length),
  );
}

const call = fc.record({
  afterMs: fc.integer({ min: 0, max: 700 }),
  lane: fc.constantFrom<UpbitLane>("urgent", "history"),
  abortAfterMs: fc.option(fc.integer({ min: 0, max: 2_500 }), { nil: undefined }),
  answer: fc.constantFrom<{ status?: number; remaining?: string }>(
    {},
    {},
    {},
    { remaining: "group=candle; min=600; sec=0" },
    { status: 429 },
    { status: 500 },
  ),
});

Deno.test("a limiter of 10/s never issues more than 8 in any second, serves every lane in order and leaves no timer", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 50 }), async (calls) => {
      const { clock, enter, learn, issued } = createLimiter();
      const asked: { name: string; lane: UpbitLane; isAborted: () => boolean }[] = [];
      for (const [i, { afterMs, lane, abortAfterMs, answer }] of calls.entries()) {
        if (afterMs > 400) await clock.advance(afterMs - 400);
        const aborter = new AbortController();
        const name = `${lane} ${i}`;
        let isAborted = false;
        enter(name, { lane, signal: aborter.signal }).then(
          (pass) => learn(pass, answer),
          () => isAborted = true,
        );
        if (abortAfterMs !== undefined) void clock.sleep(abortAfterMs).then(() => aborter.abort());
        asked.push({ name, lane, isAborted: () => isAborted });
      }
      await clock.advance(4 * 3_600_000);
      assertTrue(mostInASecond(issued.map(({ atMs }) => atMs)) <= 8);
      for (const lane of ["urgent", "history"]) {
        const names = asked.filter((one) => one.lane === lane && !one.isAborted()).map(({ name }) => name);
        deepStrictEqual(issued.map(({ name }) => name).filter((name) => name.startsWith(lane)), names);
      }
      strictEqual(clock.sleeping, 0);
    }),
    { numRuns: 60 },
  );
});

Deno.test("callers at the same instant cannot over-issue", async () => {
  const { clock, enter, issued } = createLimiter();
  for (let i = 0; i < 20; i++) void enter(`${i}`);
  await settle();
  strictEqual(issued.length, 8);
  await clock.advance(999);
  strictEqual(issued.length, 8);
  await clock.advance(1);
  strictEqual(issued.length, 16);
  await clock.advance(1_000);
  strictEqual(issued.length, 20);
});

Deno.test("each group has a limit of its own", async () => {
  const { enter, issued } = createLimiter();
  const groups: readonly UpbitGroup[] = ["market", "candle", "trade", "ticker", "orderbook"];
  for (const group of groups) {
    for (let i = 0; i < 9; i++) void enter(group, { group });
  }
  await settle();
  for (const group of groups) strictEqual(issued.filter(({ name }) => name === group).length, 8, group);
});

Deno.test("what is urgent goes before history that waits already", async () => {
  const { clock, enter, issued } = createLimiter();
  for (let i = 0; i < 20; i++) void enter("history");
  await clock.advance(500);
  void enter("urgent 1", { lane: "urgent" });
  void enter("urgent 2", { lane: "urgent" });
  await clock.advance(500);
  deepStrictEqual(issued.slice(8, 11).map(({ name }) => name), ["urgent 1", "urgent 2", "history"]);
});

Deno.test("ten thousand waiters need no stack", async () => {
  const { clock, enter, issued } = createLimiter();
  const aborter = new AbortController();
  for (let i = 0; i < 10_000; i++) void enter("x", { signal: aborter.signal }).catch(() => {});
  await clock.advance(10_000);
  strictEqual(issued.length, 88);
  aborter.abort();
  await settle();
  strictEqual(clock.sleeping, 0);
});

Deno.test("sec=0 holds its group back for the second, and nobody else", async () => {
  const { clock, enter, learn, issued } = createLimiter();
  learn(await enter("first"), { remaining: "group=candle; min=600; sec=0" });
  void enter("second");
  void enter("other", { group: "ticker" });
  await clock.advance(999);
  deepStrictEqual(issued.map(({ name }) => name), ["first", "other"]);
  await clock.advance(1);
  deepStrictEqual(issued.map(({ name }) => name), ["first", "other", "second"]);
});

Deno.test("sec above 0, an empty or a strange header hold nobody back", async () => {
  for (const remaining of ["group=candle; min=600; sec=1", "", "garbage", "group=candle; sec=-1"]) {
    const { enter, learn, issued } = createLimiter();
    learn(await enter("first"), { remaining });
    void enter("second");
    await settle();
    strictEqual(issued.length, 2, remaining);
  }
});

Deno.test("a 429 pauses its group for a second, and repeats for 2, 4, 8 … up to 60", async () => {
  const { clock, enter, learn, throttled } = createLimiter();
  for (let i = 0; i < 8; i++) {
    const entered = enter(`${i}`);
    await clock.advance(60_000);
    learn(await entered, { status: 429 });
  }
  deepStrictEqual(throttled.map(({ waitMs }) => waitMs), [
    1_000,
    2_000,
    4_000,
    8_000,
    16_000,
    32_000,
    60_000,
    60_000,
  ]);
  deepStrictEqual(
    new Set(throttled.map(({ group, status }) => `${group} ${status}`)),
    new Set(["candle 429"]),
  );
});

Deno.test("a burst of 429 that was under way together is one refusal", async () => {
  const { clock, enter, learn, issued, throttled } = createLimiter();
  const passes = await Promise.all(Array.from({ length: 8 }, (_, i) => enter(`${i}`)));
  await clock.advance(50);
  for (const pass of passes) learn(pass, { status: 429 });
  strictEqual(throttled.length, 1);
  void enter("next");
  await clock.advance(999);
  strictEqual(issued.length, 8);
  await clock.advance(1);
  strictEqual(issued.length, 9);
});

Deno.test("a good answer ends the growth, but not one that was under way before the refusal", async () => {
  const { clock, enter, learn, throttled } = createLimiter();
  const [early, refused] = await Promise.all([enter("early"), enter("refused")]);
  await clock.advance(10);
  learn(refused, { status: 429 });
  learn(early);
  const again = enter("again");
  await clock.advance(1_000);
  learn(await again, { status: 429 });
  const good = enter("good");
  await clock.advance(2_000);
  learn(await good);
  learn(await enter("last"), { status: 429 });
  deepStrictEqual(throttled.map(({ waitMs }) => waitMs), [1_000, 2_000, 1_000]);
});

Deno.test("a 429 that names a longer silence gets it", async () => {
  const { enter, learn, throttled } = createLimiter();
  learn(await enter("x"), { status: 429, blockMs: 7_000 });
  strictEqual(throttled[0]?.waitMs, 7_000);
});

Deno.test("a 418 stops every group for as long as it says", async () => {
  const { clock, enter, learn, issued } = createLimiter();
  learn(await enter("x"), { status: 418, blockMs: 90_000 });
  void enter("candle");
  void enter("ticker", { group: "ticker", lane: "urgent" });
  await clock.advance(89_999);
  strictEqual(issued.length, 1);
  await clock.advance(1);
  deepStrictEqual(issued.slice(1).map(({ name }) => name).toSorted(), ["candle", "ticker"]);
});

Deno.test("a 418 that says nothing lasts 60 s, 120 s … at most an hour", async () => {
  const { clock, enter, learn, throttled } = createLimiter();
  for (let i = 0; i < 8; i++) {
    const entered = enter(`${i}`);
    await clock.advance(3_600_000);
    learn(await entered, { status: 418 });
  }
  deepStrictEqual(throttled.map(({ waitMs }) => waitMs / 60_000), [1, 2, 4, 8, 16, 32, 60, 60]);
});

Deno.test("a 418 after a quiet hour begins with 60 s again", async () => {
  const { clock, enter, learn, throttled } = createLimiter();
  learn(await enter("x"), { status: 418 });
  await clock.advance(60_000 + 3_600_001);
  learn(await enter("y"), { status: 418 });
  deepStrictEqual(throttled.map(({ waitMs }) => waitMs), [60_000, 60_000]);
});

Deno.test("a block of no length, or of days, is neither hammered nor believed", async () => {
  for (const [blockMs, waitMs] of [[0, 60_000], [10 * 86_400_000, 3_600_000]] as const) {
    const { enter, learn, throttled } = createLimiter();
    learn(await enter("x"), { status: 418, blockMs });
    strictEqual(throttled[0]?.waitMs, waitMs);
  }
});

Deno.test("an aborted wait ends at once with its reason and frees its place", async () => {
  const { clock, enter, learn, issued } = createLimiter();
  learn(await enter("x"), { status: 418 });
  const aborter = new AbortController();
  const waiting = enter("gone", { signal: aborter.signal });
  void enter("next");
  await settle();
  aborter.abort(new Error("no longer wanted"));
  await rejects(waiting, /no longer wanted/);
  await clock.advance(60_000);
  deepStrictEqual(issued.map(({ name }) => name), ["x", "next"]);
});

Deno.test("when the last one leaves, its timer leaves too, and the next one is served as ever", async () => {
  const { clock, enter, learn, issued } = createLimiter();
  learn(await enter("x"), { status: 429 });
  const aborter = new AbortController();
  enter("gone", { signal: aborter.signal }).catch(() => {});
  await settle();
  strictEqual(clock.sleeping, 1);
  aborter.abort();
  await settle();
  strictEqual(clock.sleeping, 0);
  void enter("next");
  await clock.advance(1_000);
  deepStrictEqual(issued.map(({ name }) => name), ["x", "next"]);
});

Deno.test("who comes with an aborted signal is not queued", async () => {
  const { clock, enter } = createLimiter();
  await rejects(enter("x", { signal: AbortSignal.abort(new Error("too late")) }), /too late/);
  strictEqual(clock.sleeping, 0);
});

const HEADERS: readonly (readonly [string | null, ReturnType<typeof readRemainingReq>])[] = [
  ["group=default; min=1800; sec=29", { group: "default", min: 1800, sec: 29 }],
  ["group=candle;min=600;sec=0", { group: "candle", min: 600, sec: 0 }],
  ["sec=3; group=ticker", { group: "ticker", min: undefined, sec: 3 }],
  ["group=ticker; min=x; sec=3", { group: "ticker", min: undefined, sec: 3 }],
  ["group=ticker; min=1", undefined],
  ["group=ticker; sec=3.5", undefined],
  ["sec=3", undefined],
  ["", undefined],
  [null, undefined],
];

for (const [header, expected] of HEADERS) {
  Deno.test(`readRemainingReq() reads ${JSON.stringify(header)}`, () => {
    deepStrictEqual(readRemainingReq(header), expected);
  });
}

const recorded = readKnown<{ remaining_req: readonly RecordedHeader[] }>("upbit_answers.json").remaining_req;

Deno.test({
  name: "readRemainingReq() reads every recorded header",
  fn() {
    for (const { header, group, min, sec } of recorded) {
      const read = readRemainingReq(header);
      deepStrictEqual(read === undefined ? null : read, group === null ? null : { group, min, sec }, header);
    }
  },
});

interface RecordedHeader {
  readonly header: string;
  readonly group: string | null;
  readonly min?: number;
  readonly sec?: number;
}
