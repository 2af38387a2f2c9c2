import { fileURLToPath } from "node:url";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { makeWorkDir } from "../paths.ts";

const START_MS = Date.UTC(2020, 0);
const MAIN = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));

export interface SweepSpeed {
  /** Processor time of the workers as a share of all cores' time: 1 is all of it. */
  readonly cpuShare: number;
  /** From the start of the workers to the last result. */
  readonly wallS: number;
  readonly runs: number;
  readonly workers: number;
}

/**
 * `backtest sweep` of `ma_cross` with a stop and a target, as a program of its own, over one-minute candles of a file.
 *
 * @param options.entry the program; another one only to try it apart from the rest.
 */
export async function measureSweep(
  options: { readonly bars?: number; readonly runs?: number; readonly entry?: string } = {},
): Promise<SweepSpeed> {
  const { bars: candles = 100_000, runs = 60, entry = MAIN } = options;
  await using dir = await makeWorkDir();
  await Deno.writeTextFile(`${dir.path}/bars.csv`, makeCsv(candles));
  const params = { fast: { from: 1, to: runs, step: 1 }, slow: 240, stop_loss: 0.02, take_profit: 0.04 };
  const args = ["backtest", "sweep", "--strategy", "ma_cross", "--data", "bars.csv", "--json"];
  const result = JSON.parse(await run([entry, ...args, "--params", JSON.stringify(params)], dir.path));
  if (result.runs !== runs || result.refused !== 0) throw new Error(`The sweep made ${result.runs} runs`);
  return { cpuShare: result.cpu_share, wallS: result.wall_s, runs, workers: result.workers };
}

/** With the permissions that the task for commands gives. */
async function run(args: readonly string[], cwd: string): Promise<string> {
  const flags = ["--no-prompt", "--allow-env", "--allow-read", "--allow-write=data", "--allow-run=deno"];
  const env = { SIGNAL_V2_DATA_DIR: "data", DENO_NO_UPDATE_CHECK: "1" };
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", ...flags, ...args],
    cwd,
    env,
  }).output();
  if (!success) throw new Error(`The sweep failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** A walk of prices that is the same every time. */
function makeCsv(candles: number): string {
  const lines = ["time,open,high,low,close,volume"];
  let state = 1;
  let close = 50_000_000;
  for (let i = 0; i < candles; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const open = close;
    close = Math.max(1_000_000, open + (Math.round(state / 2 ** 32 * 200) - 100) * 1_000);
    const [low, high] = [Math.min(open, close) - 5_000, Math.max(open, close) + 5_000];
    lines.push(`${START_MS + i * MINUTE_MS},${open},${high},${low},${close},${1 + i % 9}`);
  }
  return lines.join("\n");
}
