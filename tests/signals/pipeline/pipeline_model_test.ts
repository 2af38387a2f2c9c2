import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { kstDayOf } from "../../../src/core/kst.ts";
import type { JudgeAnswer } from "../../../src/signals/judges/judge.ts";
import type { SignalRecord } from "../../../src/signals/signal_journal.ts";
import { piece } from "../signal_parts.ts";
import { CONFIRM, found, momentAt, openBench, REJECT, withDatabase } from "./pipeline_parts.ts";

const ANSWERS: Readonly<Record<string, JudgeAnswer>> = {
  confirm: CONFIRM,
  reject: REJECT,
  error: { kind: "error", error: "unreachable" },
  budget: { kind: "skipped", why: "budget" },
  none: { kind: "skipped", why: "no_judge" },
};

const step = fc.record({
  signalClass: fc.constantFrom("buy" as const, "sell_discretionary" as const, "sell_protective" as const),
  pair: fc.integer({ min: 0, max: 1 }),
  share: fc.integer({ min: 75, max: 100 }).map((percent) => percent / 100),
  answer: fc.constantFrom(...Object.keys(ANSWERS)),
  restarts: fc.boolean(),
  advanceMs: fc.constantFrom(1_000, 60_000, 8 * 3_600_000),
});

Deno.test("whatever comes in whatever order: no buy goes out without a confirmation, a pair goes out once a day unless it turned or is clearly higher, and nothing is left on its way", async () => {
  await using bench = await openBench();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const prefix = String(100 + run++);
      const begun = bench.sent.length;
      let pipeline = bench.pipeline;
      for (const one of steps) {
        await bench.clock.advance(one.advanceMs);
        if (one.restarts) {
          pipeline = bench.restart();
          await pipeline.resume(momentAt(bench.clock));
        }
        bench.answer = ANSWERS[one.answer] ?? CONFIRM;
        const { signalClass } = one;
        const nowMs = bench.clock.now();
        await pipeline.take(found(bench.clock, [{
          ...{
            signalClass,
            action: signalClass === "buy" ? "buy" : "sell",
            ticker: `${prefix}${one.pair}/KRW`,
          },
          ...{ exchange: "upbit", occasion: String(nowMs) },
          evidence: [piece({ numbers: { share: one.share }, fetchedAtMs: nowMs, dataAtMs: nowMs })],
        }]));
        await pipeline.settled();
      }
      const sent = bench.sent.slice(begun);
      for (const message of sent) {
        if (message.action !== "buy" || message.kind !== "signal") continue;
        const { raw, errorKind } = message.judgement ?? {};
        assertTrue(raw === "CONFIRM" || errorKind === "no_judge", `a buy went out on ${raw}`);
      }
      const records = await bench.store.list("owner", { limit: 100 });
      const decided = records.filter(({ ticker, sentAtMs }) =>
        ticker.startsWith(prefix) && sentAtMs !== undefined
      );
      checkOncePerDay(decided.toReversed());
      strictEqual((await bench.store.unfinished("owner")).length, 0);
      const open = (await bench.claims()).filter(({ state }) => state === "claimed");
      deepStrictEqual(open, []);
    }),
    { numRuns: 40 },
  );
});

/** Of those that were decided, whatever became of them: what nobody was told of turns a pair as well. */
function checkOncePerDay(decided: readonly SignalRecord[]): void {
  decided.forEach((one, i) => {
    const before = decided.slice(0, i).filter(({ ticker }) => ticker === one.ticker);
    const at = before.findLastIndex(({ action }) => action === one.action);
    const same = before[at];
    if (same === undefined || kstDayOf(same.firedAtMs) !== kstDayOf(one.firedAtMs)) return;
    const isHigher = (one.score ?? 0) >= (same.score ?? 0) + 10;
    assertTrue(isHigher || before.length > at + 1, `${one.action} ${one.ticker} was decided twice a day`);
  });
}

const FAILURES = {
  none: undefined,
  row: "INSERT ON signal",
  claim: "INSERT ON signal_dedup",
  question: "INSERT ON agent_decisions",
  label: "UPDATE OF number ON signal",
  answer: "UPDATE OF raw ON agent_decisions",
  end: "UPDATE OF state ON signal",
} as const;

const failingStep = fc.record({
  fails: fc.constantFrom(...(Object.keys(FAILURES) as (keyof typeof FAILURES)[])),
  signalClass: fc.constantFrom("buy" as const, "sell_discretionary" as const, "sell_protective" as const),
  answer: fc.constantFrom(...Object.keys(ANSWERS)),
  restarts: fc.boolean(),
  isMuted: fc.boolean(),
});

Deno.test("whatever write fails at whatever step: what is sent again until it is taken ends as its verdict has it, once, and nothing is left on its way", async () => {
  await using bench = await openBench();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(failingStep, { minLength: 1, maxLength: 6 }), async (steps) => {
      let pipeline = bench.restart();
      const prefix = 100 + run++;
      for (const [i, one] of steps.entries()) {
        const ticker = `${prefix}${i}/KRW`;
        bench.answer = ANSWERS[one.answer] ?? CONFIRM;
        const { signalClass } = one;
        const action = signalClass === "buy" ? "buy" : "sell";
        const mutes = one.isMuted ? [{ ticker, untilMs: Infinity }] : [];
        const take = () => {
          const nowMs = bench.clock.now();
          const evidence = [piece({ fetchedAtMs: nowMs, dataAtMs: nowMs })];
          const sent = {
            signalClass,
            action,
            ticker,
            exchange: "upbit",
            occasion: ticker,
            evidence,
          } as const;
          const moment = { ...momentAt(bench.clock), mutes };
          return pipeline.take(found(bench.clock, [sent], { sender: "api", moment }));
        };
        const on = FAILURES[one.fails];
        if (on !== undefined) {
          const raise = "SELECT RAISE(ABORT, 'database or disk is full')";
          withDatabase(bench.dir, (db) => db.exec(`CREATE TRIGGER broken BEFORE ${on} BEGIN ${raise}; END`));
        }
        await take().catch(() => {});
        await pipeline.settled();
        if (on !== undefined) withDatabase(bench.dir, (db) => db.exec("DROP TRIGGER broken"));
        if (one.restarts) {
          await pipeline[Symbol.asyncDispose]();
          pipeline = bench.restart();
          await pipeline.resume({ ...momentAt(bench.clock), mutes });
        }
        await take();
        await bench.clock.advance(1_000);
        await pipeline.settled();
        const rows = (await bench.store.list("owner", { limit: 100 })).filter((row) => row.ticker === ticker);
        const kinds = bench.sent.filter((message) => message.ticker === ticker).map(({ kind }) => kind);
        const told = kinds.filter((kind) => kind !== "opinion");
        deepStrictEqual([rows.map(({ state }) => state), told], expectedOf(one), JSON.stringify(one));
      }
      deepStrictEqual(await bench.store.unfinished("owner"), []);
      deepStrictEqual((await bench.claims()).filter(({ state }) => state === "claimed"), []);
    }),
    { numRuns: 25 },
  );
});

function expectedOf(
  { signalClass, answer, isMuted }: { signalClass: string; answer: string; isMuted: boolean },
): readonly [readonly string[], readonly string[]] {
  if (signalClass === "sell_protective") return [["queued"], ["signal"]];
  if (isMuted) return [["skipped"], []];
  if (answer === "reject") return [["rejected"], []];
  const isJudged = answer === "confirm" || answer === "none";
  return signalClass !== "buy" || isJudged ? [["queued"], ["signal"]] : [["unjudged"], ["not_judged"]];
}
