/** What every memory of the stock API keeps to, whatever it is made of. */
import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { Clock } from "../../../src/core/clock.ts";
import { DAY_MS } from "../../../src/core/kst.ts";
import { LARGEST_PAYLOAD_BYTES, type StockStore } from "../../../src/stock/stock_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";

/** A memory that can be left and found again. */
export interface KeptStore extends AsyncDisposable {
  readonly store: StockStore;
  /** What a restart of the program finds: another one on the same memory. */
  restart(): Promise<StockStore>;
}

const AT_MS = Date.parse("2026-03-11T10:00:00+09:00");

export function testStockStore(name: string, open: (clock: Clock) => Promise<KeptStore>): void {
  const test = (
    sentence: string,
    run: (kept: KeptStore, clock: ManualClock) => Promise<void>,
  ) =>
    Deno.test(`${name}: ${sentence}`, async () => {
      const clock = new ManualClock(AT_MS);
      await using kept = await open(clock);
      await run(kept, clock);
    });

  test("an empty memory has nothing of everything", async ({ store }) => {
    deepStrictEqual(await store.snapshots.loadAll(), []);
    deepStrictEqual(await store.failures.loadAll(), []);
    deepStrictEqual(await store.runs.load(), { spans: [], ticks: [] });
  });

  test("the newest answer of each source is there after a restart, by source id", async (kept, clock) => {
    const { snapshots } = kept.store;
    await snapshots.save("portfolio", { payloadText: '{"n":1}', fetchedAtMs: AT_MS - 2 });
    await snapshots.save("portfolio", { payloadText: '{"n":2}', fetchedAtMs: AT_MS - 1 });
    clock.setWall(AT_MS + 5);
    await snapshots.save("news_sentiment", { payloadText: '{"한":"국"}', fetchedAtMs: AT_MS });
    deepStrictEqual(await (await kept.restart()).snapshots.loadAll(), [
      { sourceId: "news_sentiment", fetchedAtMs: AT_MS, payloadText: '{"한":"국"}', savedAtMs: AT_MS + 5 },
      { sourceId: "portfolio", fetchedAtMs: AT_MS - 1, payloadText: '{"n":2}', savedAtMs: AT_MS },
    ]);
  });

  test("an older answer replaces none, unless the newer one has a time to come", async ({ store }, clock) => {
    const { snapshots } = store;
    const stored = async () => (await snapshots.loadAll())[0]?.payloadText;
    await snapshots.save("s", { payloadText: "new", fetchedAtMs: AT_MS });
    await snapshots.save("s", { payloadText: "old", fetchedAtMs: AT_MS - 1 });
    strictEqual(await stored(), "new");
    clock.setWall(AT_MS - 3_600_000);
    await snapshots.save("s", { payloadText: "of the clock set back", fetchedAtMs: AT_MS - 3_600_000 });
    strictEqual(await stored(), "of the clock set back");
  });

  test("answers that are saved at once end with the newest", async ({ store: { snapshots } }) => {
    const saving = [3, 1, 2].map((n) =>
      snapshots.save("s", { payloadText: `${n}`, fetchedAtMs: AT_MS - 9 + n })
    );
    await Promise.all(saving);
    strictEqual((await snapshots.loadAll())[0]?.payloadText, "3");
  });

  test("an answer that is too large, without a source or a time is refused, and changes nothing", async (kept) => {
    const { snapshots } = kept.store;
    const largest = "x".repeat(LARGEST_PAYLOAD_BYTES);
    await snapshots.save("s", { payloadText: largest, fetchedAtMs: AT_MS });
    const unfit = [
      ["s", { payloadText: `${largest}x`, fetchedAtMs: AT_MS + 1 }],
      ["s", { payloadText: "국".repeat(700_000), fetchedAtMs: AT_MS + 1 }],
      ["", { payloadText: "", fetchedAtMs: AT_MS }],
      ["s".repeat(65), { payloadText: "", fetchedAtMs: AT_MS }],
      ...[NaN, 0, -1, 1.5].map((fetchedAtMs) => ["s", { payloadText: "", fetchedAtMs }] as const),
    ] as const;
    for (const [source, snapshot] of unfit) await rejects(snapshots.save(source, snapshot), RangeError);
    const all = await snapshots.loadAll();
    deepStrictEqual(all.map(({ sourceId, payloadText }) => [sourceId, payloadText.length]), [
      ["s", largest.length],
    ]);
  });

  test("the last failure of each source is there after a restart, open or over", async (kept) => {
    const open = { kind: "network", atMs: AT_MS, recoveredAtMs: undefined } as const;
    await Promise.all([
      kept.store.failures.save("portfolio", open),
      kept.store.failures.save("portfolio", { ...open, recoveredAtMs: AT_MS + 240_000.5 }),
      kept.store.failures.save("news_sentiment", { ...open, kind: "timeout" }),
    ]);
    deepStrictEqual(Object.fromEntries(await (await kept.restart()).failures.loadAll()), {
      news_sentiment: { kind: "timeout", atMs: AT_MS, recoveredAtMs: undefined },
      portfolio: { kind: "network", atMs: AT_MS, recoveredAtMs: AT_MS + 240_000 },
    });
  });

  test("the last silence that each host asked for is there after a restart, until it is over", async (kept) => {
    const { silences } = kept.store;
    await silences.save("nas:1", { askedAtMs: AT_MS - 1, untilMs: AT_MS });
    await silences.save("nas:1", { askedAtMs: AT_MS, untilMs: AT_MS + 60_000.5 });
    await silences.save("nas:2", { askedAtMs: AT_MS, untilMs: AT_MS + 1 });
    await silences.save("nas:2", undefined);
    await silences.save("nas:3", undefined);
    const later = await kept.restart();
    deepStrictEqual(await later.silences.load("nas:1"), { askedAtMs: AT_MS, untilMs: AT_MS + 60_000 });
    deepStrictEqual(await later.silences.load("nas:2"), undefined);
    deepStrictEqual(await later.silences.load("nas:3"), undefined);
  });

  test("spans and ticks of a run are there after a restart, a tick with its last outcome", async (kept) => {
    const { runs } = kept.store;
    await runs.begin(AT_MS);
    await runs.extend(AT_MS, AT_MS + 90_000.5);
    for (const hasFailed of [true, false]) {
      await runs.noteTick({ plannedAtMs: AT_MS + 120_000, hasFailed, fromMs: AT_MS });
    }
    await runs.extend(AT_MS, AT_MS + 100_000);
    deepStrictEqual(await (await kept.restart()).runs.load(), {
      spans: [{ fromMs: AT_MS, untilMs: AT_MS + 120_000 }],
      ticks: [{ plannedAtMs: AT_MS + 120_000, hasFailed: false }],
    });
  });

  test("a run without polls is no stretch in which a plan was followed", async (kept) => {
    const { runs } = kept.store;
    await runs.begin(AT_MS, { isPolling: false });
    await runs.extend(AT_MS, AT_MS + 90_000, { isPolling: false });
    await runs.begin(AT_MS + 120_000);
    deepStrictEqual((await runs.load()).spans, [{ fromMs: AT_MS + 120_000, untilMs: AT_MS + 120_000 }]);
  });

  test("a run forgets what is later than its beginning, and what is older than eight days", async (kept) => {
    const { runs } = kept.store;
    for (const daysAgo of [9, 1]) {
      const fromMs = AT_MS - daysAgo * DAY_MS;
      await runs.begin(fromMs);
      await runs.noteTick({ plannedAtMs: fromMs + 60_000, hasFailed: false, fromMs });
    }
    const fromMs = AT_MS - DAY_MS;
    await runs.extend(fromMs, AT_MS + 3_600_000);
    await runs.noteTick({ plannedAtMs: AT_MS + 1_800_000, hasFailed: false, fromMs });
    await runs.begin(AT_MS);
    deepStrictEqual(await runs.load(), {
      spans: [{ fromMs, untilMs: AT_MS }, { fromMs: AT_MS, untilMs: AT_MS }],
      ticks: [{ plannedAtMs: fromMs + 60_000, hasFailed: false }],
    });
  });
}
