import { openStore, type Store } from "../../app/data/store.ts";
import { realClock } from "../../app/runtime.ts";
import type { Config } from "../../config/config.ts";
import { loadConfig } from "./load_config.ts";
import { createTerminalLog, type Terminal } from "./terminal.ts";

/** How a command opens what it needs. */
export interface LookOptions {
  /** Nothing will be written: then a directory that cannot be written to will do. */
  readonly looks?: boolean;
}

/** Of a command that changes nothing. */
export const LOOKS: LookOptions = { looks: true };

/** Opens the program's memory for one command, beside a running service or without one. Its log goes to standard error. */
export async function withStore<T>(
  terminal: Terminal,
  use: (store: Store, config: Config) => Promise<T>,
  options: LookOptions = {},
): Promise<T> {
  const config = await loadConfig();
  const log = createTerminalLog(config, { terminal, now: () => realClock.now(), write: terminal.err });
  await using store = await openStore({ dir: config.dataDir, clock: realClock, log, ...options });
  return await use(store, config);
}
