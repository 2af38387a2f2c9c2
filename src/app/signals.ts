/** Signals, when something can fire them; else nothing of them is even read in before somebody sends or asks. */
import type { Config } from "../config/config.ts";
import { isThere } from "../lib/is_there.ts";
import type { Notifiers } from "../notifiers/start_notifiers.ts";
import { createLateSignals, type WatchingSignals } from "./signals/late_signals.ts";
import type { ProgramSignalsParts } from "./signals/start_program_signals.ts";

type Parts = ProgramSignalsParts & {
  readonly config: Pick<Config, "stockApi" | "rulesPath" | "inbound">;
  readonly notifiers: Pick<Notifiers, "channels">;
};

/** @throws as `startProgramSignals`. */
export async function startSignals(parts: Parts): Promise<WatchingSignals> {
  const start = async () => {
    const { startProgramSignals } = await import("./signals/start_program_signals.ts");
    return await startProgramSignals(parts);
  };
  return canFire(parts) ? await start() : createLateSignals(start);
}

function canFire({ config: { stockApi, rulesPath, inbound }, market, notifiers }: Parts): boolean {
  return stockApi !== undefined || market !== undefined || notifiers.channels.length > 0 ||
    inbound.key !== undefined || inbound.secret !== undefined || isThere(rulesPath);
}
