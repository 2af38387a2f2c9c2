import { deepStrictEqual } from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

const AT_MS = Date.parse("2026-03-11T02:13:00+09:00");

Deno.test("the last failure of each source is there for the next run, open or over", async () => {
  using temp = makeTempDir();
  {
    await using store = await openStore({ dir: temp.path, clock: createSystemClock() });
    const open = { kind: "network", atMs: AT_MS, recoveredAtMs: undefined } as const;
    await Promise.all([
      store.failures.save("portfolio", open),
      store.failures.save("portfolio", { ...open, recoveredAtMs: AT_MS + 240_000.5 }),
      store.failures.save("news_sentiment", { ...open, kind: "timeout" }),
    ]);
  }
  await using store = await openStore({ dir: temp.path, clock: createSystemClock() });
  deepStrictEqual(Object.fromEntries(await store.failures.loadAll()), {
    news_sentiment: { kind: "timeout", atMs: AT_MS, recoveredAtMs: undefined },
    portfolio: { kind: "network", atMs: AT_MS, recoveredAtMs: AT_MS + 240_000 },
  });
});
