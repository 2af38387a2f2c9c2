import { toDurationText } from "../../core/kst.ts";
import type { StorageView } from "../../web/view.ts";
import type { StoreStatus } from "./store.ts";

/** Shorter locks are everyday life of two programs on one database. */
const LONG_LOCK_MS = 1_000;

/** @param problems of other files, where there are any. */
export function toStorageView(
  status: StoreStatus,
  { dataDir, problems }: { readonly dataDir: string; readonly problems: readonly string[] },
): StorageView {
  const { state, waitingForMs, queued, lockWaits, lastError } = status;
  return {
    ...{ state, path: `${dataDir}/signal_v2.db`, waitingForMs, queued, lockWaits, lastError },
    problems: [...findStoreProblems(status), ...problems],
  };
}

function findStoreProblems({ state, waitingForMs, lastError, fileFault }: StoreStatus): readonly string[] {
  if (fileFault !== undefined) return [fileFault];
  if (state === "degraded" && lastError !== undefined) {
    return [
      `The last write to the database failed: ${lastError.message}. No signal is claimed until one succeeds.`,
    ];
  }
  if (waitingForMs === undefined || waitingForMs < LONG_LOCK_MS) return [];
  const span = toDurationText(waitingForMs);
  return [
    `Another program has locked the database for ${span}; close it (a backup, a database viewer).`,
  ];
}
