// deno-lint-ignore-file no-console -- a command line tool
/**
 * `deno task bench [--only NAME] [--json] [--readme]`: speed and memory of the program beside bare versions, measured in
 * one run. `--readme` keeps the run in `tests/bench/last_run.json` and writes README's table from it. Exit code 1 when a
 * target is missed, 2 for wrong arguments.
 */
import { parseArgs } from "node:util";
import denoJson from "../../deno.json" with { type: "json" };
import { LAST_RUN_PATH, ROOT } from "./paths.ts";
import { type BenchFile, replaceTable } from "./readme_table.ts";
import { type Result, toTableLines } from "./result.ts";
import { measureClaims } from "./rows/claim.ts";
import { measureCycles } from "./rows/cycle.ts";
import { measureDashboard } from "./rows/dashboard.ts";
import { measureHealth } from "./rows/health.ts";
import { measureHistory } from "./rows/history.ts";
import { measureMarket } from "./rows/market.ts";
import { measureMemory } from "./rows/memory.ts";
import { measureSignals } from "./rows/signals.ts";
import { measureDrivers } from "./rows/sqlite_driver.ts";
import { measureStart } from "./rows/start.ts";
import { measureStrategies } from "./rows/strategies.ts";
import { measureYear } from "./rows/year.ts";

const ROWS: Readonly<Record<string, () => Promise<readonly Result[]>>> = {
  health: measureHealth,
  dashboard: measureDashboard,
  start: measureStart,
  claim: measureClaims,
  cycle: measureCycles,
  year: measureYear,
  history: measureHistory,
  market: measureMarket,
  strategies: measureStrategies,
  signals: measureSignals,
  memory: measureMemory,
  sqlite: measureDrivers,
};

/** Only when asked for by name: it needs the system's libsqlite3. */
const LEFT_OUT = "sqlite";

const options = readOptions();
const machine = {
  cores: navigator.hardwareConcurrency,
  system: `${Deno.build.os} ${Deno.build.arch}`,
  deno: Deno.version.deno,
  v8: Deno.version.v8,
};
if (!options.json) console.log(toHead());
const startedMs = performance.now();
const results: Result[] = [];
for (const name of options.names) {
  if (!options.json) console.error(`measuring ${name} …`);
  results.push(...await ROWS[name]?.() ?? []);
}
const tookS = Math.round((performance.now() - startedMs) / 1_000);
const missed = results.filter(({ passed }) => passed === false);
const file: BenchFile = {
  machine,
  version: denoJson.version,
  date: new Date().toISOString().slice(0, 10),
  took_s: tookS,
  missed: missed.length,
  results,
};
if (options.readme) await writeReadme(file);
if (options.json) {
  console.log(JSON.stringify(file, null, 2));
} else {
  for (const line of toTableLines(results)) console.log(line);
  console.log(
    `${tookS} s; ${
      missed.length === 0 ? "every target is met" : `${missed.length} missed`
    }; medians, ratio of medians`,
  );
}
Deno.exit(missed.length === 0 ? 0 : 1);

function toHead(): string {
  return `signal-v2 bench: ${machine.cores} cores, ${machine.system}, Deno ${machine.deno}, V8 ${machine.v8}`;
}

async function writeReadme(run: BenchFile): Promise<void> {
  await Deno.writeTextFile(LAST_RUN_PATH, `${JSON.stringify(run, null, 2)}\n`);
  const path = `${ROOT}README.md`;
  await Deno.writeTextFile(path, replaceTable(await Deno.readTextFile(path), run));
}

function readOptions(): { names: readonly string[]; json: boolean; readme: boolean } {
  try {
    const { values } = parseArgs({
      options: { only: { type: "string" }, json: { type: "boolean" }, readme: { type: "boolean" } },
    });
    if (values.only !== undefined && values.readme) throw new Error("README shows whole runs");
    const usual = Object.keys(ROWS).filter((name) => name !== LEFT_OUT);
    const names = values.only === undefined ? usual : [values.only];
    if (names.every((name) => name in ROWS)) {
      return { names, json: values.json ?? false, readme: values.readme ?? false };
    }
  } catch {
    // Told below, together with what there is.
  }
  console.error(`usage: deno task bench [--json] [--readme] [--only ${Object.keys(ROWS).join("|")}]`);
  Deno.exit(2);
}
