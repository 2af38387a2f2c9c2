import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { FreshCache, isFresh } from "../../../src/lib/limits/fresh_cache.ts";

const at = (ms: number) => ({ atMs: ms, monotonicMs: ms });

Deno.test("FreshCache gives back the answer with the time of its fetch", () => {
  const cache = new FreshCache<string>(2);
  strictEqual(cache.get("a"), undefined);
  cache.put("a", "one", at(1_000));
  deepStrictEqual(cache.get("a"), { value: "one", fetched: at(1_000) });
});

Deno.test("FreshCache keeps the newer answer when a late one arrives", () => {
  const cache = new FreshCache<string>(2);
  cache.put("a", "new", at(2_000));
  cache.put("a", "late", at(1_999));
  deepStrictEqual(cache.get("a"), { value: "new", fetched: at(2_000) });
  cache.put("a", "newest", at(2_001));
  strictEqual(cache.get("a")?.value, "newest");
});

Deno.test("FreshCache holds 64 answers and drops the one that was used longest ago", () => {
  const cache = new FreshCache<number>(64);
  for (let i = 0; i < 64; i++) cache.put(`key ${i}`, i, at(i));
  cache.get("key 0");
  cache.put("key 64", 64, at(64));
  strictEqual(cache.size, 64);
  strictEqual(cache.get("key 0")?.value, 0, "read a moment ago");
  strictEqual(cache.get("key 1"), undefined, "used longest ago");
  strictEqual(cache.get("key 64")?.value, 64);
});

Deno.test("FreshCache counts an answer that is written again as used", () => {
  const cache = new FreshCache<string>(2);
  cache.put("a", "1", at(1));
  cache.put("b", "1", at(1));
  cache.put("a", "2", at(2));
  cache.put("c", "1", at(1));
  strictEqual(cache.get("b"), undefined);
  strictEqual(cache.get("a")?.value, "2");
});

Deno.test("FreshCache never grows beyond its limit and never goes back in time", () => {
  const puts = fc.array(fc.record({ key: fc.integer({ min: 0, max: 12 }), atMs: fc.nat(50) }), {
    maxLength: 200,
  });
  fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), puts, (limit, puts) => {
    const cache = new FreshCache<number>(limit);
    for (const { key, atMs } of puts) {
      const before = cache.get(String(key))?.fetched.monotonicMs ?? -1;
      cache.put(String(key), key, at(atMs));
      strictEqual(cache.get(String(key))?.fetched.monotonicMs, Math.max(before, atMs));
      strictEqual(cache.size <= limit, true);
    }
  }));
});

Deno.test("FreshCache loads once for all who ask for a key at the same time", async () => {
  const cache = new FreshCache<string>(2);
  const gate = Promise.withResolvers<string>();
  let loads = 0;
  const load = () => {
    loads++;
    return gate.promise;
  };
  const asked = Array.from({ length: 50 }, () => cache.once("a", load));
  gate.resolve("answer");
  deepStrictEqual(new Set(await Promise.all(asked)), new Set(["answer"]));
  strictEqual(loads, 1);
});

Deno.test("FreshCache loads for each key of its own", async () => {
  const cache = new FreshCache<string>(2);
  deepStrictEqual(
    await Promise.all(["a", "b"].map((key) => cache.once(key, () => Promise.resolve(`answer ${key}`)))),
    ["answer a", "answer b"],
  );
});

Deno.test("FreshCache loads again once the flight is over", async () => {
  const cache = new FreshCache<number>(2);
  let loads = 0;
  const load = () => Promise.resolve(++loads);
  await cache.once("a", load);
  strictEqual(await cache.once("a", load), 2);
});

Deno.test("FreshCache tells a failed flight to all who waited and lets the next one try", async () => {
  const cache = new FreshCache<string>(2);
  const gate = Promise.withResolvers<string>();
  const asked = [cache.once("a", () => gate.promise), cache.once("a", () => gate.promise)];
  const ends = Promise.allSettled(asked);
  gate.reject(new Error("down"));
  deepStrictEqual((await ends).map(({ status }) => status), ["rejected", "rejected"]);
  strictEqual(await cache.once("a", () => Promise.resolve("up")), "up");
});

Deno.test("FreshCache keeps the old answer when a load fails", async () => {
  const cache = new FreshCache<string>(2);
  cache.put("a", "old", at(1));
  await rejects(cache.once("a", () => Promise.reject(new Error("down"))));
  strictEqual(cache.get("a")?.value, "old");
});

Deno.test("FreshCache takes an answer for newer although the wall clock was set back before it came", () => {
  const cache = new FreshCache<string>(2);
  cache.put("a", "old", { atMs: 10_000_000, monotonicMs: 1_000 });
  cache.put("a", "new", { atMs: 7_600_000, monotonicMs: 61_000 });
  strictEqual(cache.get("a")?.value, "new");
});

Deno.test("FreshCache takes any answer of this run for newer than one of an earlier run", () => {
  const cache = new FreshCache<string>(2);
  cache.put("a", "restored", { atMs: 10_000_000 });
  cache.put("a", "new", { atMs: 7_600_000, monotonicMs: 5 });
  strictEqual(cache.get("a")?.value, "new");
});

Deno.test("isFresh() ends exactly at the time to live and refuses answers of unknown age", () => {
  const cases = [[0, true], [59, true], [60, false], [1_000, false], [undefined, false]] as const;
  for (const [ageMs, expected] of cases) strictEqual(isFresh(ageMs, 60), expected, `${ageMs}`);
});
