/** A simulation as a job of the service: worked by a process of its own, which reads stored days and sends nothing itself. */
import type { Clock } from "../../core/clock.ts";
import { STARTED_AS } from "../../core/command_text.ts";
import type { JobKind } from "../../jobs/job.ts";
import { createProcessWork } from "../../jobs/process_work.ts";
import { toHelperCommand } from "../../lib/process/helper_command.ts";
import { SIMULATION_JOB_COMMAND, SIMULATION_KIND } from "./simulation_names.ts";
import { type SimulationLine, simulationRequestSchema } from "./simulation_request.ts";

export interface SimulationKindOptions {
  readonly dataDir: string;
  readonly rulesPath: string;
  readonly holidaysPath: string;
  readonly judge: string;
  readonly sqlite: { readonly driver: "node" | "ffi"; readonly library?: string | undefined };
  readonly startedAs: string | undefined;
  /** Whom the service tells. `undefined`: nobody. */
  readonly told: () => SimulationLine["told"];
  readonly clock: Clock;
}

export function createSimulationKind(options: SimulationKindOptions): JobKind {
  const { dataDir, rulesPath, holidaysPath, judge, sqlite, startedAs, told, clock } = options;
  return {
    id: SIMULATION_KIND,
    describe: (request) => {
      const parsed = simulationRequestSchema.safeParse(request);
      return parsed.success ? `${parsed.data.rule} on ${parsed.data.ticker}` : "an unknown rule";
    },
    work: createProcessWork((request) => ({
      line: JSON.stringify({ wish: request, told: told() }),
      command: toHelperCommand({
        command: SIMULATION_JOB_COMMAND,
        args: [],
        allowRead: [
          ...[dataDir, rulesPath, holidaysPath],
          ...(sqlite.library === undefined ? [] : [sqlite.library]),
        ],
        // Messages that were asked for are queued there; the service sends them.
        allowWrite: [dataDir],
        v8Flags: [],
        mayLoadNativeCode: sqlite.driver === "ffi",
        settings: {
          SIGNAL_V2_DATA_DIR: dataDir,
          SIGNAL_V2_RULES: rulesPath,
          SIGNAL_V2_HOLIDAYS: holidaysPath,
          SIGNAL_V2_JUDGE: judge,
          SIGNAL_V2_SQLITE: sqlite.driver,
          ...(sqlite.library === undefined ? {} : { SIGNAL_V2_SQLITE_LIBRARY: sqlite.library }),
          ...(startedAs === undefined ? {} : { [STARTED_AS]: startedAs }),
        },
      }),
    }), { clock }),
  };
}
