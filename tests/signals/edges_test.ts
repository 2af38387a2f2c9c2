/** The last value that counts, and the first one that does not. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { planPeaks, type StoredPeak } from "../../src/signals/facts/peaks.ts";
import { readInbound, strikeKey } from "../../src/signals/inbound/read_inbound.ts";
import { readRule } from "../../src/signals/rule_file/rule_spec.ts";
import { priceLevel } from "../../src/signals/rules/price_level.ts";
import type { RuleMemory } from "../../src/signals/rules/rule.ts";
import { screenerMomentum } from "../../src/signals/rules/screener_momentum.ts";
import { evidenceAgeMs, freshnessOf } from "../../src/signals/score/limits.ts";
import { factsAt, HELD, NOW_MS, piece, RANKED } from "./signal_parts.ts";

const peak = (change: Partial<StoredPeak> = {}): StoredPeak => ({
  ticker: HELD.ticker,
  price: 50_000,
  atMs: NOW_MS - 1,
  absentSinceMs: undefined,
  ...change,
});

const planOf = (known: readonly StoredPeak[], rows: readonly (typeof HELD)[]) =>
  planPeaks(new Map(known.map((one) => [one.ticker, one])), {
    fetchedAtMs: NOW_MS,
    dataAtMs: undefined,
    rows,
  });

Deno.test("a peak that stands is not stored again, and one whose holding came back is", () => {
  deepStrictEqual(planOf([peak()], [{ ...HELD, price: 50_000 }]), { save: [], forget: [] });
  deepStrictEqual(planOf([peak()], [{ ...HELD, price: undefined }]), { save: [], forget: [] });
  deepStrictEqual(planOf([peak({ absentSinceMs: NOW_MS - 5 })], [{ ...HELD, price: 50_000 }]), {
    save: [peak()],
    forget: [],
  });
  deepStrictEqual(planOf([peak()], [{ ...HELD, price: 50_001 }]).save, [
    peak({ price: 50_001, atMs: NOW_MS }),
  ]);
  deepStrictEqual(planOf([], [{ ...HELD, price: 0 }]).save, []);
});

Deno.test("a holding that is gone is noted once, and forgotten when it has been gone for ten minutes", () => {
  deepStrictEqual(planOf([peak()], []), { save: [peak({ absentSinceMs: NOW_MS })], forget: [] });
  const goneFor = (ms: number) => planOf([peak({ absentSinceMs: NOW_MS - ms })], [{ ...HELD, quantity: 0 }]);
  deepStrictEqual(goneFor(599_999), { save: [], forget: [] });
  deepStrictEqual(goneFor(600_000), { save: [], forget: [HELD.ticker] });
});

Deno.test("evidence counts in full at its soft limit, as nothing at its hard one and by half between", () => {
  const freshAt = (ageMs: number) => freshnessOf(piece({ softMs: 1_000, hardMs: 3_000 }), NOW_MS + ageMs);
  deepStrictEqual([0, 1_000, 2_000, 3_000, 9_000].map(freshAt), [1, 1, 0.5, 0, 0]);
});

Deno.test("evidence may be five seconds ahead of our clock, and is of unknown age beyond", () => {
  const ageOf = (fetchedMs: number, dataMs?: number) =>
    evidenceAgeMs(
      piece({
        fetchedAtMs: NOW_MS + fetchedMs,
        dataAtMs: dataMs === undefined ? undefined : NOW_MS + dataMs,
      }),
      NOW_MS,
    );
  deepStrictEqual([ageOf(5_000), ageOf(5_001), ageOf(0, 5_000), ageOf(0, 5_001)], [
    0,
    undefined,
    0,
    undefined,
  ]);
  deepStrictEqual([ageOf(-10), ageOf(-10, -30), ageOf(-30, -10)], [10, 30, 30]);
});

Deno.test("screener_momentum takes the last place and both ends of the rise", () => {
  const fires = (params: object, change: Partial<typeof RANKED>) =>
    screenerMomentum.prepare(params).evaluate(factsAt(NOW_MS, { ranked: [{ ...RANKED, ...change }] }), {})
      .firings
      .length === 1;
  deepStrictEqual([3, 4].map((rank) => fires({ topN: 3 }, { rank })), [true, false]);
  deepStrictEqual([0.99, 1, 15, 15.01].map((changePct) => fires({}, { changePct })), [
    false,
    true,
    true,
    false,
  ]);
  deepStrictEqual(
    [1.99, 2].map((volume_ratio) => fires({ minVolumeRatio: 2 }, { factors: { volume_ratio } })),
    [false, true],
  );
});

Deno.test("a key is struck out of an object that has one, and anything else stays as it is", () => {
  deepStrictEqual(strikeKey({ key: "k", a: 1 }), { key: "k", body: { a: 1 } });
  deepStrictEqual(strikeKey({ key: 5, a: 1 }), { key: undefined, body: { a: 1 } });
  for (const json of [{ a: 1 }, [1], null, "key", 5]) {
    deepStrictEqual(strikeKey(json), { key: undefined, body: json });
  }
});

Deno.test("a body may have 16 kB, counted in bytes, and one that is no object is refused", () => {
  const signal = { ticker: "005930", action: "buy", confidence: 0.5, ref: "r" };
  const read = (text: string) => {
    const reading = readInbound(text, { sender: "s", receivedAtMs: NOW_MS });
    return reading.kind === "signal" ? "signal" : reading.status;
  };
  const text = JSON.stringify(signal);
  strictEqual(read(text + " ".repeat(16_384 - text.length)), "signal");
  strictEqual(read(text + " ".repeat(16_385 - text.length)), 413);
  deepStrictEqual(
    ["", "[]", "5", "{}", JSON.stringify({ ...signal, ref: "a b" })].map(read),
    Array(5).fill(422),
  );
});

Deno.test("price_level below a level is armed again when the price has gone up by its part, and not sooner", () => {
  const rule = priceLevel.prepare({
    ...{ exchange: "upbit", ticker: "BTC/KRW", below: 100, repeat: "again", rearmPct: 1 },
  });
  let memory: RuleMemory = {};
  const fired = [101, 99, 100.5, 99, 101, 100].map((price, i) => {
    const nowMs = NOW_MS + i * 60_000;
    const fact = { origin: "price_stream", price, changePct: undefined, name: undefined } as const;
    const at = { fetchedAtMs: nowMs, dataAtMs: nowMs };
    const prices = new Map([["upbit BTC/KRW", { ...fact, ...at }]]);
    const verdict = rule.evaluate(factsAt(nowMs, { prices }), memory);
    memory = verdict.memory;
    return verdict.firings.map(({ occasion }) => occasion);
  });
  deepStrictEqual(fired, [[], ["100:1"], [], [], [], ["100:2"]]);
});

Deno.test("a kind that there is not is repeated in a fault up to forty letters", () => {
  const faultOf = (kind: string) => {
    const reading = readRule({ id: "m", kind }, { kinds: [priceLevel], place: "it" });
    return reading.kind === "faults" ? reading.faults.join() : "no fault";
  };
  strictEqual(faultOf("x".repeat(40)), `it (m): there is no kind "${"x".repeat(40)}"; there are price_level`);
  strictEqual(faultOf("x".repeat(41)), faultOf("x".repeat(40)));
});
