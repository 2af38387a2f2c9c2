/** Saved backtests and sweeps, killed on the way: each result whole, and a sweep that goes on ends as an undisturbed one. */
import { MINUTE_MS } from "../../src/core/kst.ts";
import { createHome } from "../support/program.ts";
import { doubled, type Fault, findDoubled, half, lost, other } from "./findings.ts";
import { chooseMoment, type Course, runAndKill, runWhole, toMomentText } from "./kill.ts";
import { copyFolder, draftsOf, findBroken, lookAt, processesIn } from "./look.ts";
import { Stage, type StagePlan } from "./stage.ts";

const ROWS = 4_000;
const FIRST_MS = Date.parse("2026-01-05T00:00:00Z");
const STRATEGY = ["--strategy", "ma_cross", "--market", "upbit:BTC/KRW"];
const SAVE = ["backtest", "run", ...STRATEGY, "--params", '{"fast":5,"slow":20}', "--save"];
const SWEEP = [
  ...["backtest", "sweep", ...STRATEGY, "--workers", "2"],
  ...["--params", '{"fast":{"from":3,"to":14,"step":1},"slow":{"from":20,"to":60,"step":10}}'],
];
const RUNS = 60;
const LONGEST_SAVE_MS = 60;

export async function runBacktests(plan: StagePlan): Promise<readonly Stage[]> {
  const home = await createHome();
  const { dir } = home;
  await Deno.writeTextFile(`${dir}/data/candles.csv`, toCsv());
  await mustRun(["candles", "import", "data/candles.csv", "--exchange", "upbit", "--symbol", "BTC/KRW"], dir);
  await mustRun(SAVE, dir);
  copyFolder(`${dir}/data`, `${dir}/start`);
  const saves = Math.max(1, Math.floor(plan.kills / 2));
  const stages = [
    await killSaves(dir, { ...plan, kills: saves }),
    await killSweeps(dir, { ...plan, kills: Math.max(1, plan.kills - saves) }),
  ];
  if (!stages.some(({ isFailed }) => isFailed)) await home[Symbol.asyncDispose]();
  return stages;
}

async function killSaves(dir: string, plan: StagePlan): Promise<Stage> {
  const stage = new Stage("backtest run --save", plan);
  const data = `${dir}/data`;
  const course = await mustRun(SAVE, dir);
  for (let i = 0; i < plan.kills; i++) {
    await stage.run(dir, 1, async (round) => {
      const { moment, err } = await runAndKill(SAVE, {
        dir,
        choose: () =>
          // It is saved after the result is shown.
          round.unit() < 0.6
            ? { after: "lines", count: 1, ms: Math.round(round.unit() * LONGEST_SAVE_MS) }
            : chooseMoment(course, round.unit),
        prepare: () => copyFolder(`${dir}/start`, data),
      });
      round.note(`killed ${toMomentText(moment)}`);
      const count = readSaved(data).length;
      round.note(`${count} saved`);
      if (count < 1) round.add([lost("the backtest that was saved before is gone")]);
      if (count > 2) round.add([doubled(`one run was saved ${count - 1} times`)]);
      if (count < 2 && err.some((line) => line.startsWith("saved as"))) {
        round.add([lost("it said that it had saved the backtest, which is not there")]);
      }
      round.add(findBroken(data));
      await mustRun(SAVE, dir);
      const saved = readSaved(data);
      if (saved.length !== count + 1) {
        round.add([other(`${count} were saved, and after one more ${saved.length}`)]);
      }
      if (new Set(saved).size !== 1) round.add([half("saved results of the same run differ")]);
      round.add(findLeft(dir));
    });
    if (stage.isFailed) return stage;
  }
  return stage;
}

async function killSweeps(dir: string, plan: StagePlan): Promise<Stage> {
  const stage = new Stage("backtest sweep, --resume", plan);
  const data = `${dir}/data`;
  copyFolder(`${dir}/start`, data);
  const course = await mustRun(SWEEP, dir);
  const whole = readRuns(data, 1);
  if (whole.length !== RUNS) throw new Error(`an undisturbed sweep makes ${whole.length} runs of ${RUNS}`);
  for (let i = 0; i < plan.kills; i++) {
    await stage.run(dir, 1, async (round) => {
      const { moment } = await runAndKill(SWEEP, {
        dir,
        choose: () => chooseMoment(course, round.unit),
        prepare: () => copyFolder(`${dir}/start`, data),
      });
      const before = readRuns(data, 1);
      round.note(`killed ${toMomentText(moment)}, after ${before.length} runs`);
      round.add(findBroken(data));
      round.add(
        before.filter((run) => !whole.includes(run)).map((run) => half(`a run is another one: ${run}`)),
      );
      // Killed before it had a number, it is begun anew.
      const isKnown = countSweeps(data) > 0;
      const resume = ["backtest", "sweep", "--resume", "1", "--workers", "2"];
      if (isKnown && round.unit() < 0.5) {
        const again = await runAndKill(resume, { dir, choose: () => chooseMoment(course, round.unit) })
          .catch(() => undefined);
        round.note(
          again === undefined ? "went on to its end" : `killed once more ${toMomentText(again.moment)}`,
        );
        const since = readRuns(data, 1);
        round.add(before.filter((run) => !since.includes(run)).map((run) => lost(`a run is gone: ${run}`)));
      }
      await mustRun(isKnown ? resume : SWEEP, dir);
      const after = readRuns(data, 1);
      round.add(findDoubled(after));
      if (JSON.stringify(after) !== JSON.stringify(whole)) {
        round.add([
          half(`gone on with, it has ${after.length} runs that are not those of an undisturbed sweep`),
        ]);
      }
      round.add(findLeft(dir));
    });
    if (stage.isFailed) return stage;
  }
  return stage;
}

function findLeft(dir: string): readonly Fault[] {
  const drafts = draftsOf(`${dir}/data`);
  const left = processesIn(dir);
  return [
    ...(drafts.length === 0 ? [] : [other(`drafts stay after the next run: ${drafts.join(", ")}`)]),
    ...(left.length === 0 ? [] : [other(`processes of killed runs go on: ${left.join(", ")}`)]),
  ];
}

/** What a run says of itself but not of this machine and this minute. */
function readSaved(data: string): readonly string[] {
  using look = lookAt(`${data}/backtests.db`);
  return (look?.rows("SELECT entry, result, report FROM backtest ORDER BY id") ?? []).map((row) => {
    const [entry, result, report] = row.map((text) => JSON.parse(String(text)));
    return JSON.stringify(
      [entry, result, report],
      (key, value) => /took|_ms$|Ms$|at$/.test(key) ? null : value,
    );
  });
}

function readRuns(data: string, sweep: number): readonly string[] {
  using look = lookAt(`${data}/backtests.db`);
  const rows = look?.rows(
    `SELECT number, params, statistics, fault FROM sweep_run WHERE sweep_id = ${sweep} ORDER BY number`,
  );
  return (rows ?? []).map((row) => JSON.stringify(row));
}

function countSweeps(data: string): number {
  using look = lookAt(`${data}/backtests.db`);
  return look?.rows("SELECT id FROM sweep").length ?? 0;
}

function toCsv(): string {
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const price = 100_000 + 5_000 * Math.round(10 * Math.sin(i / 17) + 4 * Math.sin(i / 5));
    const time = new Date(FIRST_MS + i * MINUTE_MS).toISOString();
    return `${time},${price},${price + 3_000},${price - 3_000},${price + 1_000},${1 + i % 7}`;
  });
  return ["time,open,high,low,close,volume", ...rows, ""].join("\n");
}

async function mustRun(args: readonly string[], dir: string): Promise<Course> {
  const course = await runWhole(args, { dir });
  if (course.code === 0) return course;
  throw new Error(
    `"${args.join(" ")}" ended with ${course.code}: ${[...course.out, ...course.err].join("\n")}`,
  );
}
