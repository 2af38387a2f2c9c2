import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { UpstreamErrorKind } from "../../src/core/errors.ts";
import { assessFreshness, type FreshnessMoment } from "../../src/stock/freshness.ts";
import type { SourceFacts, SourceState } from "../../src/stock/stock_view.ts";

const LIMIT_MS = 600_000;
const kst = (text: string) => Date.parse(`${text}+09:00`);

function factsOf(change: Partial<SourceFacts> = {}): SourceFacts {
  return {
    id: "portfolio",
    title: "Portfolio",
    data: undefined,
    summary: undefined,
    lastSuccessAtMs: undefined,
    restored: false,
    consecutiveFailures: 0,
    lastError: undefined,
    lastDurationMs: undefined,
    ...change,
  };
}

/** Wednesday in Korea; polling began at 07:00. */
function momentOf(time: string, change: Partial<FreshnessMoment> = {}): FreshnessMoment {
  return {
    nowMs: kst(`2026-03-11T${time}`),
    monotonicMs: 0,
    window: "market",
    windowsOpenedAtMs: kst("2026-03-11T07:00:00"),
    staleLimitMs: LIMIT_MS,
    configured: true,
    ...change,
  };
}

const answeredAt = (time: string) => ({ lastSuccessAtMs: kst(time) });
const failedWith = (kind: UpstreamErrorKind, failures = 1) => ({
  consecutiveFailures: failures,
  lastError: { kind, atMs: kst("2026-03-11T09:59:00"), message: "no answer" },
});

interface Case {
  readonly name: string;
  readonly facts: Partial<SourceFacts>;
  readonly moment: FreshnessMoment;
  readonly state: SourceState;
  readonly stale: boolean;
}

const LAST_EVENING = answeredAt("2026-03-10T19:55:00");
const JUST_NOW = answeredAt("2026-03-11T09:59:30");
const CLOSED = { window: "closed" } as const;

const CASES: readonly Case[] = [
  {
    name: "a source without address or key is unconfigured, whatever it still holds",
    facts: { ...JUST_NOW, ...failedWith("auth") },
    moment: momentOf("10:00:00", { configured: false }),
    state: "unconfigured",
    stale: true,
  },
  {
    name: "a source that never answered is idle while the market is closed",
    facts: {},
    moment: momentOf("22:00:00", CLOSED),
    state: "idle",
    stale: false,
  },
  {
    name: "this evening's answer is idle and not stale in the night",
    facts: answeredAt("2026-03-11T19:55:00"),
    moment: momentOf("23:00:00", CLOSED),
    state: "idle",
    stale: false,
  },
  {
    name: "a failure before the close stays visible as stale in the night",
    facts: { ...JUST_NOW, ...failedWith("network") },
    moment: momentOf("23:00:00", CLOSED),
    state: "idle",
    stale: true,
  },
  {
    name: "a source is waiting before its first answer",
    facts: {},
    moment: momentOf("07:00:01", { window: "pre" }),
    state: "waiting",
    stale: false,
  },
  {
    name: "last evening's answer at 07:00:01 is waiting, and old",
    facts: LAST_EVENING,
    moment: momentOf("07:00:01", { window: "pre" }),
    state: "waiting",
    stale: true,
  },
  {
    name: "last evening's answer is waiting until the limit after the opening",
    facts: LAST_EVENING,
    moment: momentOf("07:10:00", { window: "pre" }),
    state: "waiting",
    stale: true,
  },
  {
    name: "last evening's answer is unavailable one millisecond later",
    facts: LAST_EVENING,
    moment: momentOf("07:10:00.001", { window: "pre" }),
    state: "unavailable",
    stale: true,
  },
  {
    name: "a first attempt that failed without any data is unavailable at once",
    facts: failedWith("network"),
    moment: momentOf("07:00:20", { window: "pre" }),
    state: "unavailable",
    stale: false,
  },
  {
    name: "a fresh answer is ok",
    facts: JUST_NOW,
    moment: momentOf("10:00:00"),
    state: "ok",
    stale: false,
  },
  {
    name: "an answer at the very opening is ok",
    facts: answeredAt("2026-03-11T07:00:00"),
    moment: momentOf("07:00:01"),
    state: "ok",
    stale: false,
  },
  {
    name: "an answer of exactly the limit is ok",
    facts: answeredAt("2026-03-11T09:50:00"),
    moment: momentOf("10:00:00"),
    state: "ok",
    stale: false,
  },
  {
    name: "an answer beyond the limit is unavailable also when no attempt failed",
    facts: answeredAt("2026-03-11T09:50:00"),
    moment: momentOf("10:00:00.001"),
    state: "unavailable",
    stale: true,
  },
  {
    name: "data within the limit after a failure is failing and stale",
    facts: { ...JUST_NOW, ...failedWith("http_5xx") },
    moment: momentOf("10:00:00"),
    state: "failing",
    stale: true,
  },
  {
    name: "data beyond the limit after failures is unavailable",
    facts: { ...answeredAt("2026-03-11T09:40:00"), ...failedWith("timeout", 20) },
    moment: momentOf("10:00:00"),
    state: "unavailable",
    stale: true,
  },
  {
    name: "a refused key is auth, not masked by young data",
    facts: { ...JUST_NOW, ...failedWith("auth") },
    moment: momentOf("10:00:00"),
    state: "auth",
    stale: true,
  },
  {
    name: "a refused key is auth also in the night",
    facts: failedWith("auth"),
    moment: momentOf("23:00:00", CLOSED),
    state: "auth",
    stale: false,
  },
  {
    name: "restored data is stale and waiting until an answer of this run",
    facts: { ...JUST_NOW, restored: true },
    moment: momentOf("10:00:00"),
    state: "waiting",
    stale: true,
  },
  {
    name: "restored data beyond the limit is unavailable",
    facts: { ...answeredAt("2026-03-11T08:00:00"), restored: true },
    moment: momentOf("10:00:00"),
    state: "unavailable",
    stale: true,
  },
  {
    name: "restored data is stale also in the night",
    facts: { ...JUST_NOW, restored: true },
    moment: momentOf("23:00:00", CLOSED),
    state: "idle",
    stale: true,
  },
];

for (const { name, facts, moment, state, stale } of CASES) {
  Deno.test(`judge(): ${name}`, () => {
    const view = assessFreshness(factsOf(facts), moment);
    deepStrictEqual({ state: view.state, stale: view.stale }, { state, stale });
  });
}

Deno.test("judge() counts the age from the answer, also when it was given last evening", () => {
  const ageOf = (facts: Partial<SourceFacts>, moment: FreshnessMoment) =>
    assessFreshness(factsOf(facts), moment).ageMs;
  strictEqual(ageOf(LAST_EVENING, momentOf("07:00:00")), 39_900_000);
  strictEqual(ageOf(JUST_NOW, momentOf("10:00:00")), 30_000);
  strictEqual(ageOf({}, momentOf("10:00:00")), undefined);
});

Deno.test("judge() tells no age of restored data whose time is still to come, and does not call it fresh", () => {
  const view = assessFreshness(factsOf({ ...JUST_NOW, restored: true }), momentOf("08:00:00"));
  deepStrictEqual([view.ageMs, view.stale, view.state], [undefined, true, "unavailable"]);
});

const SECOND_MS = 1_000;
/** Answered at 09:59:30, and half a minute passed before the clock was set to `time`. */
const stepped = (time: string, change: Partial<SourceFacts> = {}) =>
  assessFreshness(factsOf({ ...JUST_NOW, lastSuccessMonotonicMs: 5 * SECOND_MS, ...change }), {
    ...momentOf(time),
    monotonicMs: 35 * SECOND_MS,
  });

for (const time of ["09:20:00", "09:55:00", "09:59:40", "07:00:31"]) {
  Deno.test(`judge() tells the age that passed although the clock was set back to ${time}`, () => {
    const view = stepped(time);
    strictEqual(view.ageMs, 30_000);
    strictEqual(view.state, "ok");
    const shownAgeMs = kst(`2026-03-11T${time}`) - (view.facts.lastSuccessAtMs ?? 0);
    assertTrue(Math.abs(shownAgeMs - 30_000) <= 1_000, "the shown time agrees with the age");
  });
}

Deno.test("judge() tells the longer age when the clock went forward: the machine may have slept", () => {
  const view = stepped("13:00:00");
  strictEqual(view.ageMs, 10_830_000);
  strictEqual(view.state, "unavailable");
});

Deno.test("judge() calls data unavailable that grew old while the clock was set back", () => {
  const view = assessFreshness(factsOf({ ...JUST_NOW, lastSuccessMonotonicMs: 0 }), {
    ...momentOf("09:20:00"),
    monotonicMs: LIMIT_MS + 1,
  });
  deepStrictEqual([view.state, view.stale], ["unavailable", true]);
});

Deno.test("judge() shows the last error at no time that is still to come", () => {
  const lastError = {
    kind: "timeout",
    message: "m",
    atMs: kst("2026-03-11T09:59:50"),
    monotonicMs: 25_000,
  } as const;
  const { facts } = stepped("09:20:00", { lastError, consecutiveFailures: 1 });
  strictEqual(facts.lastError?.atMs, kst("2026-03-11T09:19:50"));
});

Deno.test("judge() shows a failure that is over at no time that is still to come, and as long as it was", () => {
  const atMs = kst("2026-03-11T09:40:00");
  const lastFailure = { kind: "timeout", atMs, recoveredAtMs: atMs + 240_000 } as const;
  const { facts } = stepped("09:20:00", { lastFailure });
  const { recoveredAtMs = NaN } = facts.lastFailure ?? {};
  strictEqual(recoveredAtMs, kst("2026-03-11T09:20:00"));
  strictEqual(recoveredAtMs - (facts.lastFailure?.atMs ?? NaN), 240_000);
});

Deno.test("judge() calls nothing ok that failed, is restored, is too old or was never fetched", () => {
  const minutes = fc.integer({ min: -900, max: 60 });
  const facts = fc.record({
    lastSuccessAtMs: fc.option(minutes.map((age) => kst("2026-03-11T10:00:00") + age * 60_000), {
      nil: undefined,
    }),
    restored: fc.boolean(),
    consecutiveFailures: fc.nat(3),
  });
  const window = fc.constantFrom("pre", "market", "post", "closed");
  fc.assert(fc.property(facts, window, (change, window) => {
    const view = assessFreshness(factsOf(change), momentOf("10:00:00", { window }));
    if (view.state !== "ok") return;
    assertTrue(!view.stale && change.consecutiveFailures === 0 && !change.restored);
    assertTrue(view.ageMs !== undefined && view.ageMs <= LIMIT_MS);
  }));
});

Deno.test("judge() shows the facts it judged", () => {
  const facts = factsOf(JUST_NOW);
  strictEqual(assessFreshness(facts, momentOf("10:00:00")).facts, facts);
});

const DOUBTS: readonly (readonly [string, string, FreshnessMoment, "old" | "future" | undefined])[] = [
  ["of this minute", "2026-03-11T09:59:00", momentOf("10:00:00"), undefined],
  ["of yesterday, once the market has opened", "2026-03-10T19:55:00", momentOf("10:00:00"), "old"],
  ["of last week, after the close", "2026-03-04T15:30:00", momentOf("17:00:00", { window: "post" }), "old"],
  [
    "of yesterday, before the open",
    "2026-03-10T19:55:00",
    momentOf("08:00:00", { window: "pre" }),
    undefined,
  ],
  ["of Friday, at the weekend", "2026-03-06T19:55:00", momentOf("10:00:00", CLOSED), undefined],
  ["of this day without a time", "2026-03-11T00:00:00", momentOf("10:00:00"), undefined],
  ["of four minutes from now", "2026-03-11T10:04:00", momentOf("10:00:00"), undefined],
  ["of tomorrow", "2026-03-12T09:00:00", momentOf("10:00:00"), "future"],
];

Deno.test("judge() blames no data for our clock: one that was set since the answer, or one that is known to be off", () => {
  const answer = { lastSuccessAtMs: kst("2026-03-11T10:00:00"), lastSuccessMonotonicMs: 0 };
  const doubtAt = (now: string, dataAt: string, change: Partial<FreshnessMoment> = {}) => {
    const facts = factsOf({ ...answer, summary: { items: 1, dataAtMs: kst(dataAt) } });
    return assessFreshness(facts, {
      ...momentOf("10:00:00"),
      nowMs: kst(now),
      monotonicMs: 30_000,
      ...change,
    }).dataDoubt;
  };
  const good = "2026-03-11T09:59:59";
  strictEqual(doubtAt("2026-03-11T09:20:30", good), undefined, "set back by 40 min");
  strictEqual(doubtAt("2026-03-11T09:20:30", "2026-03-11T10:06:00"), "future", "of the data's own making");
  strictEqual(doubtAt("2026-03-11T10:00:30", "2026-03-11T10:20:00"), "future");
  strictEqual(
    doubtAt("2026-03-11T10:00:30", "2026-03-11T10:20:00", { upstreamSkewMs: -1_200_000 }),
    undefined,
  );
  strictEqual(
    doubtAt("2026-03-11T10:00:30", "2026-03-11T10:27:00", { upstreamSkewMs: -1_200_000 }),
    "future",
  );
  strictEqual(doubtAt("2026-03-11T10:00:30", "2026-03-10T10:00:00"), "old");
  strictEqual(
    doubtAt("2026-03-11T10:00:30", "2026-03-10T10:00:00", { upstreamSkewMs: 86_400_000 }),
    undefined,
  );
});

for (const [what, dataAt, moment, doubt] of DOUBTS) {
  Deno.test(`judge() ${doubt === undefined ? "does not doubt" : `calls ${doubt}`} data ${what}`, () => {
    const facts = factsOf({ ...JUST_NOW, summary: { items: 1, dataAtMs: kst(dataAt) } });
    strictEqual(assessFreshness(facts, moment).dataDoubt, doubt);
  });
}
