// deno-lint-ignore-file no-console -- a command: what it prints is what it is for
/**
 * The whole program is killed from outside at moments that a seed chooses, and looked at afterwards: nothing lost,
 * nothing doubled, nothing half. `deno task test:chaos --seed 7 --rounds 240 --only claims,candles`, or by the variables
 * CHAOS_SEED, CHAOS_ROUNDS and CHAOS_ONLY.
 */
import { parseArgs } from "node:util";
import { toTable } from "./findings.ts";
import { runClaims } from "./claims.ts";
import { runCandles } from "./candles.ts";
import { runFiles } from "./files.ts";
import { runBacktests } from "./backtests.ts";
import { runSignals } from "./signals.ts";
import { runService } from "./service.ts";
import type { Stage, StagePlan } from "./stage.ts";

const PARTS: Readonly<
  Record<
    string,
    { readonly share: number; readonly run: (plan: StagePlan) => Promise<Stage | readonly Stage[]> }
  >
> = {
  service: { share: 40, run: runService },
  claims: { share: 20, run: runClaims },
  candles: { share: 25, run: runCandles },
  files: { share: 24, run: runFiles },
  backtests: { share: 11, run: runBacktests },
  signals: { share: 40, run: runSignals },
};

const { values } = parseArgs({
  options: {
    ...{ seed: { type: "string" }, rounds: { type: "string" }, only: { type: "string" } },
    "real-waits": { type: "boolean" },
  },
});
const seed = readNumber("seed", values.seed ?? Deno.env.get("CHAOS_SEED")) ??
  crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
const only = (values.only ?? Deno.env.get("CHAOS_ONLY"))?.split(",") ?? Object.keys(PARTS);
const parts = only.map((name) => {
  const part = PARTS[name];
  if (part !== undefined) return part;
  throw new Error(`There is no part ${name}; there are ${Object.keys(PARTS).join(", ")}`);
});
const shares = parts.reduce((sum, { share }) => sum + share, 0);
const rounds = readNumber("rounds", values.rounds ?? Deno.env.get("CHAOS_ROUNDS")) ?? shares;
const hasRealWaits = values["real-waits"] === true;

console.log(`chaos: ${rounds} kills, seed ${seed}`);
const say = (line: string) => console.log(line);
const stages: Stage[] = [];
for (const { share, run } of parts) {
  const kills = Math.max(1, Math.ceil(rounds * share / shares));
  stages.push(...[await run({ seed, kills, say, hasRealWaits })].flat());
}
console.log("");
for (const line of toTable(stages.map(({ tally }) => tally))) console.log(line);
console.log(`seed ${seed}`);
const failed = stages.filter(({ isFailed }) => isFailed).length;
// As the test runner counts, for whoever adds up.
console.log(`${stages.length - failed} passed | ${failed} failed`);
Deno.exit(failed > 0 ? 1 : 0);

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`--${name} must be a whole number above 0, received ${JSON.stringify(text)}`);
}
