import { deepStrictEqual } from "node:assert/strict";
import type { StoreStatus } from "../../../src/app/data/store.ts";
import { toStorageView } from "../../../src/app/data/storage_view.ts";

const statusOf = (change: Partial<StoreStatus> = {}): StoreStatus => ({
  ...{ state: "ok", queued: 0, lockWaits: 0, claimsWon: 0, claimsLost: 0 },
  ...change,
});
const problemsOf = (change: Partial<StoreStatus>, problems: readonly string[] = []) =>
  toStorageView(statusOf(change), { dataDir: "data", problems }).problems;

Deno.test("a healthy store has no problem, and says where it is", () => {
  deepStrictEqual(toStorageView(statusOf(), { dataDir: "/var/x", problems: [] }), {
    ...{ state: "ok", path: "/var/x/signal_v2.db", waitingForMs: undefined, queued: 0, lockWaits: 0 },
    ...{ lastError: undefined, problems: [] },
  });
});

Deno.test("a file that is gone, a write that failed and a long lock are each a sentence, the worst one alone", () => {
  const lastError = { kind: "full", atMs: 5, message: "the disk is full" } as const;
  deepStrictEqual(problemsOf({ state: "degraded", lastError, fileFault: "The file was deleted." }), [
    "The file was deleted.",
  ]);
  deepStrictEqual(problemsOf({ state: "degraded", lastError, waitingForMs: 9_000 }), [
    "The last write to the database failed: the disk is full. No signal is claimed until one succeeds.",
  ]);
  deepStrictEqual(problemsOf({ state: "waiting", waitingForMs: 1_000 }), [
    "Another program has locked the database for 1 s; close it (a backup, a database viewer).",
  ]);
});

Deno.test("a short lock and an error that is over are none, and problems of other files come behind", () => {
  deepStrictEqual(problemsOf({ state: "waiting", waitingForMs: 999 }), []);
  const lastError = { kind: "full", atMs: 5, message: "the disk was full" } as const;
  deepStrictEqual(problemsOf({ lastError }, ["No polls are kept."]), ["No polls are kept."]);
});
