/** Copies, restores, pruning and upgrades, each killed on the way: the old file or the new one, never a half. */
import { createSystemClock } from "../../src/core/clock.ts";
import { openHistoryStore } from "../../src/stock/history/store/sqlite_history_store.ts";
import { unpackData01 } from "../support/data_0_1.ts";
import { createHistoryDay } from "../support/history_day.ts";
import { createHome } from "../support/program.ts";
import { type Fault, half, lost, other } from "./findings.ts";
import { chooseMoment, type Course, runAndKill, runWhole, toMomentText } from "./kill.ts";
import { copyFolder, databasesOf, draftsOf, dumpOf, findBroken, isLockFree, isThere } from "./look.ts";
import { Stage, type StagePlan } from "./stage.ts";

const SIGNALS = 3_000;
const HISTORY_DAYS = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"];

interface Deed {
  readonly name: string;
  /** Of the kills of this part. */
  readonly weight: number;
  readonly args: readonly string[];
  /** Brings an empty data directory to where the deed begins. */
  readonly begin: (dir: string) => Promise<void>;
  /** What files say, by their role; each is watched for what it may be. */
  readonly read: (data: string) => Readonly<Record<string, string>>;
  /** Which versions of the files may stand beside each other, beside all old and all new. */
  readonly mayMix: (now: Readonly<Record<string, "old" | "new">>) => boolean;
  /** What more must be so after a kill. */
  readonly judge?: (data: string, old: Readonly<Record<string, string>>) => readonly Fault[];
}

const DEEDS: readonly Deed[] = [
  {
    name: "backup --force",
    weight: 4,
    args: ["backup", "data/copy.db", "--force"],
    begin: beginWithCopy,
    read: (data) => ({
      signals: dumpOf(`${data}/copy.db`),
      history: dumpOf(`${data}/copy.history.db`),
      ...readOwn(data),
    }),
    // The history gets its name first.
    mayMix: ({ signals }) => signals === "old",
  },
  {
    name: "backup",
    weight: 4,
    args: ["backup", "data/another.db"],
    begin: beginWithCopy,
    read: (data) => ({
      signals: dumpOf(`${data}/another.db`),
      history: dumpOf(`${data}/another.history.db`),
      ...readOwn(data),
    }),
    mayMix: ({ signals }) => signals === "old",
  },
  {
    name: "restore",
    weight: 6,
    args: ["restore", "data/copy.db"],
    begin: beginWithCopy,
    read: (data) => ({ signals: dumpOf(`${data}/signal_v2.db`), history: dumpOf(`${data}/history.db`) }),
    mayMix: ({ signals }) => signals === "old",
    judge: (data, old) => [
      ...findKept(data, { name: "signal_v2.db", dump: old.signals ?? "", isHistory: false }),
      ...findKept(data, { name: "history.db", dump: old.history ?? "", isHistory: true }),
    ],
  },
  {
    name: "history prune",
    weight: 3,
    args: ["history", "prune", "--before", "2026-11-19"],
    begin: beginWithCopy,
    read: (data) => ({ history: dumpOf(`${data}/history.db`), signals: dumpOf(`${data}/signal_v2.db`) }),
    mayMix: () => true,
  },
  {
    name: "upgrade from 0.1",
    weight: 7,
    args: ["signals", "list"],
    begin: (dir) => unpackData01(`${dir}/data`),
    read: (data) => ({ file: dumpOf(`${data}/signal_v2.db`) }),
    mayMix: () => true,
    judge: (data, old) =>
      databasesOf(data).filter((file) => file.startsWith("signal_v2.db.before-"))
        .filter((file) => dumpOf(`${data}/${file}`) !== old.file)
        .map((file) => half(`${file} is not what the file was before`)),
  },
  {
    name: "first start",
    weight: 3,
    args: ["signals", "list"],
    begin: () => Promise.resolve(),
    read: (data) => ({ file: dumpOf(`${data}/signal_v2.db`) }),
    mayMix: () => true,
  },
];

export async function runFiles(plan: StagePlan): Promise<readonly Stage[]> {
  const stages: Stage[] = [];
  const weights = DEEDS.reduce((sum, { weight }) => sum + weight, 0);
  for (const deed of DEEDS) {
    const kills = Math.max(1, Math.round(plan.kills * deed.weight / weights));
    stages.push(await killDeed(deed, { ...plan, kills }));
  }
  return stages;
}

async function killDeed(deed: Deed, plan: StagePlan): Promise<Stage> {
  const stage = new Stage(deed.name, plan);
  const home = await createHome();
  const { dir } = home;
  const data = `${dir}/data`;
  const start = `${dir}/start`;
  const run = () => mustRun(deed.args, dir);
  await deed.begin(dir);
  copyFolder(data, start);
  const old = deed.read(data);
  const course = await run();
  const fresh = deed.read(data);
  for (let i = 0; i < plan.kills; i++) {
    await stage.run(dir, 1, async (round) => {
      const { moment } = await runAndKill(deed.args, {
        dir,
        choose: () => chooseMoment(course, round.unit),
        prepare: () => copyFolder(start, data),
      });
      round.note(`killed ${toMomentText(moment)}`);
      const drafts = draftsOf(data);
      if (drafts.length > 0) round.note(`it left ${drafts.join(", ")}`);
      const { states, faults } = compare(deed.read(data), { old, fresh });
      round.note(
        Object.entries(states).map(([what, state]) => `${what} ${state}`).join(", ") || "nothing changes",
      );
      round.add(faults);
      const isMixed = new Set(Object.values(states)).size > 1;
      if (isMixed && !deed.mayMix(states)) round.add([half(`files of two times: ${JSON.stringify(states)}`)]);
      round.add(findBroken(data));
      round.add(deed.judge?.(data, old) ?? []);
      if (!isLockFree(data)) round.add([other("the lock of the data directory is held")]);
      await runAgain(deed, { dir, states });
      round.add(compare(deed.read(data), { old, fresh }).faults);
      if (JSON.stringify(deed.read(data)) !== JSON.stringify(fresh)) {
        round.add([half("done again, it is not what an undisturbed run makes")]);
      }
      round.add(findBroken(data));
      round.add(deed.judge?.(data, old) ?? []);
      const stay = draftsOf(data);
      if (stay.length > 0) round.add([other(`drafts stay after the next run: ${stay.join(", ")}`)]);
    });
    if (stage.isFailed) return stage;
  }
  await home[Symbol.asyncDispose]();
  return stage;
}

/** A backup that has its name already is refused without `--force`; then the next command is another one. */
async function runAgain(
  { args, name }: Deed,
  { dir, states }: { readonly dir: string; readonly states: Readonly<Record<string, string>> },
): Promise<void> {
  const isMade = name === "backup" && (states.signals === "new" || states.history === "new");
  await mustRun(isMade ? [...args, "--force"] : args, dir);
}

/** Of files that the deed changes, which of both they are; a file that is neither is a half. */
function compare(
  now: Readonly<Record<string, string>>,
  { old, fresh }: {
    readonly old: Readonly<Record<string, string>>;
    readonly fresh: Readonly<Record<string, string>>;
  },
) {
  const states: Record<string, "old" | "new"> = {};
  const faults: Fault[] = [];
  for (const [what, dump] of Object.entries(now)) {
    if (dump !== old[what] && dump !== fresh[what]) {
      faults.push(half(`${what} is neither the old file nor the new one (${dump.length} characters)`));
    } else if (old[what] !== fresh[what]) states[what] = dump === old[what] ? "old" : "new";
  }
  return { states, faults };
}

/** What a restore replaces is somewhere, under its own name or the one of what is kept. */
function findKept(
  data: string,
  { name, dump, isHistory }: { readonly name: string; readonly dump: string; readonly isHistory: boolean },
): readonly Fault[] {
  const kept = [...Deno.readDirSync(data)].map((entry) => entry.name)
    .filter((file) => /^signal_v2\.db\.before-restore-[\d-]+(\.history\.db)?$/.test(file))
    .filter((file) => file.endsWith(".history.db") === isHistory);
  const isSomewhere = [name, ...kept].some((file) => dumpOf(`${data}/${file}`) === dump);
  return isSomewhere ? [] : [lost(`what ${name} was before the restore is nowhere`)];
}

const readOwn = (data: string) => ({
  ownSignals: dumpOf(`${data}/signal_v2.db`),
  ownHistory: dumpOf(`${data}/history.db`),
});

/** Signals and days of history, a backup of an earlier time, and more of both since. */
async function beginWithCopy(dir: string): Promise<void> {
  const [first = "", second = "", ...later] = HISTORY_DAYS;
  await claim(dir, "A");
  await addDays(dir, [first, second]);
  await mustRun(["backup", "data/copy.db"], dir);
  await claim(dir, "B");
  await addDays(dir, later);
  if (isThere(`${dir}/data/signal_v2.backup.json`)) Deno.removeSync(`${dir}/data/signal_v2.backup.json`);
}

async function claim(dir: string, letter: string): Promise<void> {
  const input = Array.from({ length: SIGNALS }, (_, i) => `${letter}${i} buy\n`).join("");
  const { code, err } = await runWhole(["signals", "claim", "-"], { dir, input });
  if (code !== 0) throw new Error(`claims ended with ${code}: ${err.join("\n")}`);
}

async function addDays(dir: string, days: readonly string[]): Promise<void> {
  await using store = await openHistoryStore({ dir: `${dir}/data`, clock: createSystemClock() });
  for (const day of days) {
    const startMs = Date.parse(`${day}T09:00:00+09:00`);
    for (const [source, samples] of createHistoryDay({ seed: 3, startMs, polls: 60 })) {
      for (const sample of samples) await store.add(source, sample);
    }
  }
}

async function mustRun(args: readonly string[], dir: string): Promise<Course> {
  const course = await runWhole(args, { dir });
  if (course.code === 0) return course;
  throw new Error(
    `"${args.join(" ")}" ended with ${course.code}: ${[...course.out, ...course.err].join("\n")}`,
  );
}
