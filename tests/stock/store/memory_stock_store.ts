/** A memory that ends with the process: the second one behind the port, by which the contract proves to be one. */
import type { Clock } from "../../../src/core/clock.ts";
import { DAY_MS } from "../../../src/core/kst.ts";
import {
  refuseUnfitSnapshot,
  type StockStore,
  type StoredFailure,
  type StoredSnapshot,
} from "../../../src/stock/stock_store.ts";

const KEPT_MS = 8 * DAY_MS;

/** What is kept; stores on the same one are one memory. */
export function createMemory() {
  return {
    snapshots: new Map<string, StoredSnapshot>(),
    failures: new Map<string, StoredFailure[1]>(),
    silences: new Map<string, { askedAtMs: number; untilMs: number }>(),
    spans: new Map<number, number>(),
    ticks: new Map<number, boolean>(),
    idle: new Set<number>(),
  };
}

export function createMemoryStockStore(memory: ReturnType<typeof createMemory>, clock: Clock): StockStore {
  const { spans, ticks, idle } = memory;
  const noteSpan = (fromMs: number, untilMs: number) =>
    spans.set(Math.trunc(fromMs), Math.trunc(Math.max(spans.get(Math.trunc(fromMs)) ?? 0, untilMs)));
  return {
    snapshots: {
      save: (sourceId, snapshot) =>
        Promise.try(() => {
          refuseUnfitSnapshot(sourceId, snapshot);
          const savedAtMs = Math.trunc(clock.now());
          const known = memory.snapshots.get(sourceId)?.fetchedAtMs ?? 0;
          if (known > snapshot.fetchedAtMs && known <= savedAtMs) return;
          memory.snapshots.set(sourceId, { sourceId, ...snapshot, savedAtMs });
        }),
      loadAll: () =>
        Promise.resolve([...memory.snapshots].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, one]) => one)),
    },
    failures: {
      save: (sourceId, { kind, atMs, recoveredAtMs }) =>
        Promise.try(() => {
          const endMs = recoveredAtMs === undefined ? undefined : Math.trunc(recoveredAtMs);
          memory.failures.set(sourceId, { kind, atMs: Math.trunc(atMs), recoveredAtMs: endMs });
        }),
      loadAll: () => Promise.resolve([...memory.failures]),
    },
    silences: {
      save: (host, silence) =>
        Promise.try(() => {
          if (silence === undefined) return void memory.silences.delete(host);
          const { askedAtMs, untilMs } = silence;
          memory.silences.set(host, { askedAtMs: Math.trunc(askedAtMs), untilMs: Math.trunc(untilMs) });
        }),
      load: (host) => Promise.resolve(memory.silences.get(host)),
    },
    runs: {
      load: () =>
        Promise.resolve({
          spans: [...spans].filter(([fromMs]) => !idle.has(fromMs)).toSorted(([a], [b]) => a - b).map((
            [fromMs, untilMs],
          ) => ({ fromMs, untilMs })),
          ticks: [...ticks].toSorted(([a], [b]) => a - b)
            .map(([plannedAtMs, hasFailed]) => ({ plannedAtMs, hasFailed })),
        }),
      begin: (atMs, { isPolling = true } = {}) =>
        Promise.try(() => {
          for (const [fromMs, untilMs] of spans) {
            if (fromMs >= atMs || untilMs < atMs - KEPT_MS) spans.delete(fromMs);
            else spans.set(fromMs, Math.min(untilMs, Math.trunc(atMs)));
          }
          for (const plannedAtMs of ticks.keys()) {
            if (plannedAtMs > atMs || plannedAtMs < atMs - KEPT_MS) ticks.delete(plannedAtMs);
          }
          if (!isPolling) idle.add(Math.trunc(atMs));
          noteSpan(atMs, atMs);
        }),
      extend: (fromMs, untilMs) => Promise.try(() => void noteSpan(fromMs, untilMs)),
      noteTick: ({ plannedAtMs, hasFailed, fromMs }) =>
        Promise.try(() => {
          noteSpan(fromMs, Math.max(fromMs, plannedAtMs));
          ticks.set(Math.trunc(plannedAtMs), hasFailed);
        }),
    },
  };
}
