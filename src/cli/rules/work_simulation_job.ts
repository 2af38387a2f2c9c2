/** The hidden sub-command `simulation-job-worker`: works one simulation for the service, which sends what is to be sent. */
import { openStore } from "../../app/data/store.ts";
import { realClock } from "../../app/runtime.ts";
import { EXIT } from "../../core/errors.ts";
import { startChildWatch } from "../../lib/process/parent_watch.ts";
import { simulationLineSchema } from "../../signals/background/simulation_request.ts";
import { loadConfig } from "../kit/load_config.ts";
import { readFirstLine } from "../kit/read_first_line.ts";
import { report } from "../kit/report.ts";
import { systemTerminal } from "../kit/terminal.ts";
import { deliverByService } from "./deliver.ts";
import { showSimulation } from "./show_simulation.ts";
import { deliverIfAsked, simulateStored } from "./simulate.ts";

/** One day of polls. */
const MOST_RSS_BYTES = 2 ** 30;

/** The request is the first line of stdin. @returns the exit code, as `signals simulate` would end. */
export async function workSimulationJob(): Promise<number> {
  const terminal = systemTerminal();
  try {
    await startChildWatch({ mostRssBytes: MOST_RSS_BYTES });
    const line = simulationLineSchema.parse(JSON.parse(await readFirstLine(Deno.stdin.readable)));
    const { wish: { rule, ticker, until_ms: untilMs, judge, deliver }, told } = line;
    const config = await loadConfig();
    await using store = await openStore({ dir: config.dataDir, clock: realClock });
    const asked = { rule, ticker, untilMs, judge };
    const simulated = await simulateStored(asked, { store, config });
    const rows = await deliverIfAsked(
      simulated.message,
      deliver,
      (facts) => deliverByService(facts, { store, told }),
    );
    showSimulation(terminal, simulated, { ...asked, json: false, rows });
    return EXIT.ok;
  } catch (error) {
    return report(error, terminal);
  }
}
