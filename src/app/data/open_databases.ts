/** Opens the program's memory for the service: with the clock of claims begun before anything is written. */
import { type Clock, createStoreClock } from "../../core/clock.ts";
import { HOUR_MS, toKstIso } from "../../core/kst.ts";
import type { Log } from "../../core/log.ts";
import { createMaintenanceState, type MaintenanceState } from "../maintenance/state.ts";
import { openStore, type Store } from "./store.ts";

export interface DatabaseSettings {
  readonly dataDir: string;
  readonly dedupWindowMs: number;
}

export interface DatabaseRuntime {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

export interface Databases extends Store {
  readonly maintenance: MaintenanceState;
  /** Called now and then: looks whether the file is still there, and whether the clock may be believed. */
  onWake(): void;
}

/** @throws {UserError} or the signal's reason, as `openStore`. */
export async function openDatabases(
  { dataDir, dedupWindowMs }: DatabaseSettings,
  { clock, log, signal }: DatabaseRuntime,
): Promise<Databases> {
  await using opened = new AsyncDisposableStack();
  const store = opened.use(
    await openStore({
      dir: dataDir,
      clock: createStoreClock(clock),
      log,
      dedupHours: dedupWindowMs / HOUR_MS,
      signal,
    }),
  );
  await beginClaimClock(store, log);
  const maintenance = createMaintenanceState(store);
  opened.move();
  return {
    ...store,
    maintenance,
    onWake() {
      maintenance.refresh();
      if (store.checkFile() === undefined) store.claimClock.check();
    },
  };
}

/** Before anything is written: rows of a later time are replaced as the program runs. */
async function beginClaimClock({ claimClock }: Store, log: Log): Promise<void> {
  await claimClock.begin();
  const { behindMs } = claimClock.state;
  if (behindMs === undefined) return;
  const text = `the clock is behind the database, which has rows of ${
    toKstIso(behindMs)
  }; no signal is claimed`;
  log.write("error", "clock_behind", text);
}
