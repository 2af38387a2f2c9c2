/** Candles taken in, replaced, removed, fetched and made longer, each killed on the way and then done again. */
import { createSystemClock } from "../../src/core/clock.ts";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { startSimulatedUpbit } from "../../src/demo/upbit/simulated_upbit.ts";
import { createHome, type Settings } from "../support/program.ts";
import { doubled, type Fault, half, other } from "./findings.ts";
import { chooseMoment, type Course, runAndKill, runWhole, toMomentText } from "./kill.ts";
import { copyFolder, draftsOf, dumpOf, findBroken, lookAt } from "./look.ts";
import { Stage, type StagePlan } from "./stage.ts";

interface Deed {
  readonly name: string;
  readonly args: readonly string[];
  /** One transaction: what was before or what is after, nothing between. */
  readonly isOne: boolean;
  /** What is there before it. */
  readonly before: readonly (readonly string[])[];
}

const ROWS = 60_000;
const FIRST_MS = Date.parse("2026-01-05T00:00:00Z");
const DAYS_FETCHED = 3;
const BTC = ["--exchange", "upbit", "--symbol", "BTC/KRW", "--interval", "1m"];
const IMPORT = ["candles", "import", "data/first.csv", ...BTC, "--complete"];

const DEEDS: readonly Deed[] = [
  { name: "candles import", args: IMPORT, isOne: false, before: [] },
  {
    name: "candles import --replace",
    args: ["candles", "import", "data/second.csv", ...BTC, "--complete", "--replace", "--force"],
    isOne: true,
    before: [IMPORT],
  },
  {
    name: "candles remove",
    args: ["candles", "remove", "BTC/KRW", "--from", "2026-01-10", "--to", "2026-02-09"],
    isOne: true,
    before: [IMPORT],
  },
  {
    name: "candles fetch",
    args: ["candles", "fetch", "ETH/KRW", ...toFetchedSpan()],
    isOne: false,
    before: [],
  },
  {
    name: "candles aggregate",
    args: ["candles", "aggregate", "BTC/KRW", "--interval", "3m", "--store"],
    isOne: false,
    before: [IMPORT],
  },
];

export async function runCandles(plan: StagePlan): Promise<readonly Stage[]> {
  await using upbit = startSimulatedUpbit({
    clock: createSystemClock(),
    seed: plan.seed,
    listedAtMs: FIRST_MS,
    outages: [],
  });
  const env = { SIGNAL_V2_UPBIT_URL: upbit.restUrl, SIGNAL_V2_UPBIT_STREAM_URL: upbit.streamUrl };
  const stages: Stage[] = [];
  for (const [i, deed] of DEEDS.entries()) {
    const kills = Math.floor(plan.kills / DEEDS.length) + (i < plan.kills % DEEDS.length ? 1 : 0);
    if (kills > 0) stages.push(await killDeed(deed, { ...plan, kills, env }));
  }
  return stages;
}

/** Before, the deed undisturbed, and then from the same beginning with kills. */
async function killDeed(deed: Deed, plan: StagePlan & { readonly env: Settings }): Promise<Stage> {
  const stage = new Stage(deed.name, plan);
  const home = await createHome();
  const { dir } = home;
  const data = `${dir}/data`;
  const start = `${dir}/start`;
  const run = (args: readonly string[]) => mustRun(args, { dir, env: plan.env });
  await Deno.writeTextFile(`${data}/first.csv`, toCsv(1));
  await Deno.writeTextFile(`${data}/second.csv`, toCsv(1.5));
  for (const args of deed.before) await run(args);
  copyFolder(data, start);
  const before = dumpOf(`${data}/candles.db`);
  const course = await run(deed.args);
  const after = dumpOf(`${data}/candles.db`);
  for (let i = 0; i < plan.kills; i++) {
    await stage.run(dir, 1, async (round) => {
      const { moment } = await runAndKill(deed.args, {
        ...{ dir, env: plan.env, choose: () => chooseMoment(course, round.unit) },
        prepare: () => copyFolder(start, data),
      });
      round.note(`killed ${toMomentText(moment)}`);
      const now = dumpOf(`${data}/candles.db`);
      round.note(now === before ? "as before" : now === after ? "as after" : "on the way");
      round.add(findBroken(data));
      round.add(judgeSeries(data));
      if (deed.isOne && now !== before && now !== after) {
        round.add([half("neither the old candles nor the new ones")]);
      }
      if (!deed.isOne) round.add(judgePart(now, after));
      const verified = await runWhole(["candles", "verify"], { dir });
      if (verified.code !== 0) round.add([half(`candles verify says: ${verified.out.join(" ")}`)]);
      await run(deed.args);
      if (dumpOf(`${data}/candles.db`) !== after) {
        round.add([half("done again, it is not what an undisturbed run makes")]);
      }
      const drafts = draftsOf(data);
      if (drafts.length > 0) round.add([other(`drafts stay after the next run: ${drafts.join(", ")}`)]);
    });
    if (stage.isFailed) return stage;
  }
  await home[Symbol.asyncDispose]();
  return stage;
}

/** What is stored on the way is a part of what is stored at the end. */
function judgePart(now: string, after: string): readonly Fault[] {
  const final = new Set(after.split("\n"));
  const strange = now.split("\n").filter((line) => line.startsWith("[") && !final.has(line))
    // What is known of a series grows with it: the number of its candles, and the stretch that was fetched.
    .filter((line) =>
      !/^\[\d+,("[^"]+",){3}\d+\]$|"(fetched|outage)"/.test(line) && !/^\["(series|covered)/.test(line)
    );
  return strange.length === 0
    ? []
    : [half(`${strange.length} rows are no part of the end, like ${strange[0]}`)];
}

/** The count of a series is that of its candles, and no stretch counts as fetched whose candles are not there. */
export function judgeSeries(data: string): readonly Fault[] {
  using look = lookAt(`${data}/candles.db`);
  if (look === undefined || !look.has("series")) return [];
  return look.rows("SELECT id, symbol, interval, bars FROM series").flatMap(
    ([id, symbol, interval, candles]) => {
      const name = `${symbol} ${interval}`;
      const times = look.rows(`SELECT open_time FROM candle WHERE series_id = ${id} ORDER BY open_time`)
        .map(([atMs]) => Number(atMs));
      const faults: Fault[] = [];
      if (times.length !== candles) {
        faults.push(half(`${name} says ${candles} candles and has ${times.length}`));
      }
      if (new Set(times).size !== times.length) faults.push(doubled(`${name} has a time twice`));
      const stepMs = interval === "3m" ? 3 * MINUTE_MS : MINUTE_MS;
      for (const [fromMs, toMs] of look.rows(`SELECT from_ms, to_ms FROM covered WHERE series_id = ${id}`)) {
        const count = times.filter((atMs) => atMs >= Number(fromMs) && atMs < Number(toMs)).length;
        const due = Math.floor((Number(toMs) - Number(fromMs)) / stepMs);
        if (count < due) faults.push(half(`${name}: ${due} candles count as fetched and ${count} are there`));
      }
      return faults;
    },
  );
}

async function mustRun(
  args: readonly string[],
  options: { readonly dir: string; readonly env: Settings },
): Promise<Course> {
  const course = await runWhole(args, options);
  if (course.code === 0) return course;
  throw new Error(
    `"${args.join(" ")}" ended with ${course.code}: ${[...course.out, ...course.err].join("\n")}`,
  );
}

/** Each minute has a candle, so a stretch that counts as fetched can be counted. */
function toCsv(factor: number): string {
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const price = 100_000 + 1_000 * (i % 97);
    const [open, high, low, close] = [price, price + 2_000, price - 1_000, price + 1_000].map((p) =>
      p * factor
    );
    return `${new Date(FIRST_MS + i * MINUTE_MS).toISOString()},${open},${high},${low},${close},${1 + i % 7}`;
  });
  return ["time,open,high,low,close,volume", ...rows, ""].join("\n");
}

/** Days that are over, so that the answer is the same each time. */
function toFetchedSpan(): readonly string[] {
  const day = (ago: number) =>
    new Date(createSystemClock().now() - ago * 86_400_000).toISOString().slice(0, 10);
  return ["--from", day(DAYS_FETCHED + 1), "--to", day(1)];
}
