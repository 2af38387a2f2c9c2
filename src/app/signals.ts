/** Signals: begun with the program when something can fire them; else nothing of them is read in before it is wanted. */
import type { Config } from "../config/config.ts";
import { toErrorText } from "../core/errors.ts";
import { isThere } from "../lib/is_there.ts";
import type { Notifiers } from "../notifiers/start_notifiers.ts";
import { createLateSignals, type WatchingSignals } from "./signals/late_signals.ts";
import type { ProgramSignalsParts } from "./signals/start_program_signals.ts";

type Parts = ProgramSignalsParts & {
  readonly config: Pick<Config, "stockApi" | "rulesPath" | "inbound">;
  readonly notifiers: Pick<Notifiers, "channels">;
};

export interface ProgramSignals extends WatchingSignals {
  /**
   * Before the first event is relayed. The web answers by then: what is read in here is a tenth of the program.
   *
   * @throws as `startProgramSignals`.
   */
  begin(): Promise<void>;
}

export function startSignals(parts: Parts): ProgramSignals {
  const isWanted = canFire(parts);
  const start = async () => {
    const { startProgramSignals } = await import("./signals/start_program_signals.ts");
    return await startProgramSignals(parts);
  };
  const late = createLateSignals(() =>
    start().catch((error) => {
      // What keeps the program from starting is told by whoever starts it.
      if (!isWanted) {
        parts.runtime.log.write("error", "signals_failed", `Signals cannot start: ${toErrorText(error)}`);
      }
      throw error;
    })
  );
  return {
    ...late,
    async begin() {
      if (isWanted) await late.open();
    },
  };
}

function canFire({ config: { stockApi, rulesPath, inbound }, market, notifiers }: Parts): boolean {
  return stockApi !== undefined || market !== undefined || notifiers.channels.length > 0 ||
    inbound.key !== undefined || inbound.secret !== undefined || isThere(rulesPath);
}
