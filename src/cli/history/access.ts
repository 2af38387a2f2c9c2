import { realClock } from "../../app/runtime.ts";
import { UserError } from "../../core/errors.ts";
import { readDateText } from "../../core/kst.ts";
import { openHistoryStore, type SqliteHistoryStore } from "../../stock/history/store/sqlite_history_store.ts";
import { loadConfig } from "../kit/load_config.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";
import type { LookOptions } from "../kit/with_store.ts";

export interface HistoryAccess {
  readonly store: SqliteHistoryStore;
  readonly path: string;
  readonly nowMs: number;
}

/** Opens the history for one command; a running service may use it at the same time. */
export async function withHistory(
  terminal: Terminal,
  use: (access: HistoryAccess) => Promise<void>,
  options: LookOptions = {},
): Promise<void> {
  const config = await loadConfig();
  const clock = realClock;
  const log = createTerminalLog(config, { terminal, now: () => clock.now(), write: terminal.err });
  await using store = await openHistoryStore({ dir: config.dataDir, clock, log, ...options });
  await use({ store, path: `${config.dataDir}/history.db`, nowMs: clock.now() });
}

/** @throws {UserError} */
export function readDayArgument(option: string, text: string): number {
  const day = readDateText(text);
  if (day !== undefined) return day;
  throw new UserError(
    "invalid",
    `${option} must be a day in Korea like 2026-11-20, received ${JSON.stringify(text)}`,
  );
}
