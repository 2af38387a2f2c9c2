import assert from "node:assert/strict";
import fc from "fast-check";
import { ManualClock } from "../../support/manual_clock.ts";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { signalsOf } from "../../support/owned.ts";

/** The same rules in the plainest words: a map in memory. Times in ms; a window of 50 h/3600 is 50 ms. */
interface Pair {
  lastSentMs?: number;
  confidence?: number | undefined;
  open?: { id: string; leaseUntilMs: number; confidence: number | undefined };
  confirmedId?: string;
}

const WITHIN_HOURS = 50 / 3_600_000;

type Step =
  | { do: "claim"; pair: number; leaseMs: number; confidence: number | undefined }
  | { do: "confirm" | "release"; which: number }
  | { do: "record"; pair: number }
  | { do: "advance"; ms: number };

const pair = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("claim" as const),
    pair,
    leaseMs: fc.integer({ min: 1, max: 30 }),
    confidence: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
  }),
  fc.record({ do: fc.constantFrom("confirm" as const, "release" as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant("record" as const), pair }),
  fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 1, max: 60 }) }),
);

Deno.test("any order of claim, confirm, release, record and time gives what the rules in plain words give", async () => {
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  await using opened = await openTempStore({ clock });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const trial = new Trial(signalsOf(opened.store), clock, `RUN${run++}-`);
      for (const one of steps) await trial.take(one);
    }),
    { numRuns: 150 },
  );
});

class Trial {
  readonly #pairs: Pair[] = [{}, {}, {}];
  readonly #claims: { id: string; pair: Pair }[] = [];
  constructor(
    readonly dedup: ReturnType<typeof signalsOf>,
    readonly clock: ManualClock,
    readonly prefix: string,
  ) {}

  async take(step: Step): Promise<void> {
    if (step.do === "advance") await this.clock.advance(step.ms);
    if (step.do === "claim") await this.#claim(step);
    if (step.do === "record") await this.#record(step.pair);
    if (step.do === "confirm" || step.do === "release") await this.#end(step);
    await this.#compare();
  }

  async #claim(step: Step & { do: "claim" }): Promise<void> {
    const nowMs = this.clock.now();
    const pair = this.#pair(step.pair);
    const claim = await this.dedup.claim({
      ticker: `${this.prefix}${step.pair}`,
      action: "buy",
      withinHours: WITHIN_HOURS,
      leaseMs: step.leaseMs,
      confidence: step.confidence,
    });
    assert.equal(claim !== undefined, !isRecent(pair, nowMs));
    if (claim === undefined) return;
    pair.open = { id: claim.id, leaseUntilMs: nowMs + step.leaseMs, confidence: step.confidence };
    delete pair.confirmedId;
    this.#claims.push({ id: claim.id, pair });
  }

  async #record(index: number): Promise<void> {
    await this.dedup.record(`${this.prefix}${index}`, "buy", 5);
    Object.assign(this.#pair(index), { lastSentMs: this.clock.now(), confidence: 5 });
  }

  async #end(step: Step & { do: "confirm" | "release" }): Promise<void> {
    const claim = this.#claims.at(-1 - step.which);
    if (claim === undefined) return;
    const { pair, id } = claim;
    const open = pair.open?.id === id ? pair.open : undefined;
    const expected = open !== undefined || (step.do === "confirm" && pair.confirmedId === id);
    assert.equal(await this.dedup[step.do](id), expected);
    if (open === undefined) return;
    delete pair.open;
    if (step.do === "release") return;
    Object.assign(pair, { lastSentMs: this.clock.now(), confidence: open.confidence, confirmedId: id });
  }

  async #compare(): Promise<void> {
    const nowMs = this.clock.now();
    const rows = (await this.dedup.list({ limit: 1000 })).filter((row) => row.ticker.startsWith(this.prefix));
    for (const [i, pair] of this.#pairs.entries()) {
      const row = rows.find((one) => one.ticker === `${this.prefix}${i}`);
      assert.equal(row?.lastSentMs, pair.lastSentMs);
      assert.equal(row?.confidence, pair.confidence);
      assert.equal(row?.leaseUntilMs, pair.open?.leaseUntilMs);
      assert.equal(
        await this.dedup.isRecent(`${this.prefix}${i}`, "buy", WITHIN_HOURS),
        isRecent(pair, nowMs),
      );
    }
  }

  #pair(index: number): Pair {
    return this.#pairs[index] ?? assert.fail();
  }
}

function isRecent(pair: Pair, nowMs: number): boolean {
  const sent = pair.lastSentMs !== undefined && nowMs - pair.lastSentMs < 50;
  return sent || (pair.open !== undefined && nowMs < pair.open.leaseUntilMs);
}
