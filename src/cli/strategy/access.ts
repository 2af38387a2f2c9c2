/** What the commands about strategies share. */
import { realClock } from "../../app/runtime.ts";
import { toStrategiesPort } from "../../app/live_strategies.ts";
import { openStore } from "../../app/data/store.ts";
import type { StrategiesPort } from "../../commands/deps.ts";
import { UserError } from "../../core/errors.ts";
import { loadConfig } from "../kit/load_config.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";
import type { LookOptions } from "../kit/with_store.ts";

/** What every command of this group gets. */
export interface StrategyAccess {
  readonly strategies: StrategiesPort;
  readonly terminal: Terminal;
  readonly nowMs: number;
}

export async function openAccess(
  terminal: Terminal,
  use: (access: StrategyAccess) => Promise<void> | void,
  options: LookOptions = {},
): Promise<void> {
  const config = await loadConfig();
  const clock = realClock;
  const log = createTerminalLog(config, { terminal, now: () => clock.now(), write: terminal.err });
  await using store = await openStore({ dir: config.dataDir, clock, log, ...options });
  // The engine is in another process, and looks by itself.
  const strategies = toStrategiesPort(config, store.strategies, () => undefined);
  await use({ strategies, terminal, nowMs: clock.now() });
}

/** @throws {UserError} */
export function readPolicy(option: string, text: string): "leave" | "close" {
  if (text === "leave" || text === "close") return text;
  throw new UserError("invalid", `${option} must be leave or close`);
}

/** @throws {UserError} */
export function readJson(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError("invalid", `${option} must be JSON, like '{"name":1}'`);
  }
}

/** @throws {UserError} */
export function readMoneyOption(text: string): Readonly<Record<string, unknown>> {
  const given = readJson("--money", text);
  if (typeof given === "object" && given !== null && !Array.isArray(given)) return { ...given };
  throw new UserError("invalid", `--money must be a JSON object, like '{"feeRate":0.0004}'`);
}
