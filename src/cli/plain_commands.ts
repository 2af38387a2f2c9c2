/**
 * Commands without a word that needs a parser, which costs 25 to 50 ms to read in (measured): the service, and what the
 * program starts of itself, each in a process of its own and not for people.
 */
import { NIGHTLY_COMMAND } from "../app/backups/outcome.ts";
import { realClock } from "../app/runtime.ts";
import { STRATEGY_HOST_COMMAND } from "../engine/host/protocol.ts";
import { CCXT_HOST_COMMAND } from "../exchanges/ccxt/protocol.ts";
import { SIMULATION_JOB_COMMAND } from "../signals/background/simulation_names.ts";
import type { Terminal } from "./kit/terminal.ts";

type PlainCommand = (terminal: Terminal) => Promise<number>;

/** @returns `undefined` for the words of a person, which the tree of commands knows. */
export function findPlainCommand([word = "", ...rest]: readonly string[]): PlainCommand | undefined {
  if (word === "start") return rest.length === 0 ? runService : undefined;
  const help = Object.hasOwn(HELPERS, word) ? HELPERS[word] : undefined;
  return help === undefined ? undefined : () => help(rest);
}

async function runService(terminal: Terminal): Promise<number> {
  const { runStart } = await import("./service/start.ts");
  return await runStart(terminal);
}

const HELPERS: Readonly<Record<string, (words: readonly string[]) => Promise<number>>> = {
  async [CCXT_HOST_COMMAND](words) {
    // Loads a whole library; only this process pays for it.
    const { runCcxtHost } = await import("../exchanges/ccxt/child.ts");
    return await runCcxtHost(words, realClock);
  },
  async [STRATEGY_HOST_COMMAND](words) {
    const { runStrategyHost } = await import("../engine/host/strategy_process.ts");
    return await runStrategyHost(words, realClock);
  },
  async [SIMULATION_JOB_COMMAND]() {
    const { workSimulationJob } = await import("./rules/work_simulation_job.ts");
    return await workSimulationJob();
  },
  async [NIGHTLY_COMMAND]() {
    const { workNightlyBackup } = await import("./backup/nightly_worker.ts");
    return await workNightlyBackup();
  },
};
