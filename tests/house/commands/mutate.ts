// deno-lint-ignore-file no-console -- a command: what it prints is what it is for
/**
 * `deno task mutate ROOM … [--seed 1 …] [--count 20] [--tests PATH …] [--jobs 2] [--limit-s S] [--again FILE]
 * [--json]`: plants small mistakes in a room, one at a time in a copy of the checkout, runs the room's tests on each,
 * and prints what no test noticed. `--again` has the output of an earlier run of this: what was killed then is not
 * judged once more, which is right as long as only tests were added since.
 */
import { parseArgs } from "node:util";
import { CheckoutCopy } from "../checkout_copy.ts";
import { findEquivalent } from "../equivalents.ts";
import { findEarlierKills } from "../earlier_kills.ts";
import { drawMutants, findMutants, type Mutant, toMutantText } from "../mutants.ts";
import { findSources, SRC } from "../read_house.ts";
import { findTests, type ImportGraph, orderTests, readTestGraph } from "../test_order.ts";

/** `late`: killed by the limit, because a test waited for ever. */
type Fate = "killed" | "late" | "SURVIVED" | "equivalent";

/** Of all tests of a room; who needs longer is no room. */
const LONGEST_RUN_MS = 300_000;
/** What a mutant may take, in times of what the tests take without one: it is found when a test waits for ever. */
const TIMES_AS_LONG = 4;
/** A machine that is shared makes a test wait now and then, and that must not look like a kill. */
const SHORTEST_LIMIT_MS = 40_000;
const LONGEST_LIMIT_MS = 90_000;

interface Room {
  readonly name: string;
  readonly sites: readonly Mutant[];
  readonly tests: readonly string[];
  readonly graph: ImportGraph;
}

const { values, positionals: names } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    seed: { type: "string", multiple: true, default: ["1"] },
    count: { type: "string", default: "20" },
    tests: { type: "string", multiple: true },
    jobs: { type: "string", default: String(Math.max(1, navigator.hardwareConcurrency)) },
    "limit-s": { type: "string" },
    again: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const sources = findSources(SRC);
const toFiles = (room: string) => sources.filter((file) => file.startsWith(`${room}/`));
const numbers = [...values.seed, values.count, values.jobs, values["limit-s"] ?? "1"].map(Number);
if (names.length === 0 || names.some((name) => toFiles(name).length === 0)) {
  fail("ROOM is a folder of src");
}
if (numbers.some((number) => !Number.isInteger(number) || number < 1)) {
  fail("seed, count, jobs and limit are whole numbers from 1");
}
const note = (text: string) => values.json ? console.error(text) : console.log(text);

// The checkout is never written to; what an interrupt must not leave behind are the copies.
const copies: CheckoutCopy[] = [];
let isInterrupted = false;
const endCopies = () => Promise.all(copies.map((copy) => copy[Symbol.asyncDispose]()));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.addSignalListener(signal, () => {
    isInterrupted = true;
    void endCopies().finally(() => Deno.exit(130));
  });
}

let survivors = 0;
try {
  for (let job = 0; job < Number(values.jobs); job++) copies.push(await CheckoutCopy.make());
  for (const name of names) await judgeRoom(await readRoom(name));
} catch (error) {
  if (!isInterrupted) throw error;
} finally {
  await endCopies();
}
Deno.exit(isInterrupted ? 130 : survivors === 0 ? 0 : 1);

async function readRoom(name: string): Promise<Room> {
  const sites = toFiles(name).flatMap((file) => findMutants(file, Deno.readTextFileSync(new URL(file, SRC))));
  const tests = findTests(values.tests ?? [`tests/${name}`]);
  return { name, sites, tests, graph: await readTestGraph(tests) };
}

async function judgeRoom(room: Room): Promise<void> {
  const { name, sites, tests } = room;
  note(`${name}: ${sites.length} sites, ${tests.length} test files`);
  const startedAtMs = performance.now();
  if (await copies[0]?.run({ tests, limitMs: LONGEST_RUN_MS }) !== "green") {
    throw new Error(`The tests of ${name} fail without any mutant; mend them first.`);
  }
  const limitMs = values["limit-s"] === undefined
    ? Math.min(
      LONGEST_LIMIT_MS,
      Math.max(SHORTEST_LIMIT_MS, TIMES_AS_LONG * (performance.now() - startedAtMs)),
    )
    : Number(values["limit-s"]) * 1000;
  // Seeds share mutants; each is judged once.
  const earlier = values.again === undefined ? "" : Deno.readTextFileSync(values.again);
  const fates = new Map<Mutant, Fate>(findEarlierKills(earlier, sites));
  for (const seed of values.seed) {
    const drawn = drawMutants(sites, { count: Number(values.count), seed: Number(seed) });
    const queue = drawn.filter((mutant) => !fates.has(mutant));
    await Promise.all(copies.map(async (copy) => {
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        const startedAtMs = performance.now();
        const fate = await judge(mutant, { copy, room, limitMs });
        fates.set(mutant, fate);
        const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
        note(`${fate.padEnd(10)} ${seconds.padStart(5)} s  ${toMutantText(mutant)}`);
      }
    }));
    sum(name, seed, drawn.map((mutant) => ({ mutant, fate: fates.get(mutant) })));
  }
}

function sum(
  room: string,
  seed: string,
  judged: readonly { mutant: Mutant; fate: Fate | undefined }[],
): void {
  const count = (wanted: Fate) => judged.filter(({ fate }) => fate === wanted).length;
  const [late, equivalents, survived] = [count("late"), count("equivalent"), count("SURVIVED")];
  const killed = count("killed") + late;
  survivors += survived;
  note(
    `${room} seed ${seed}: ${killed} of ${judged.length} killed (${
      Math.round(100 * killed / judged.length)
    } %), ${equivalents} equivalent, ${survived} survived`,
  );
  if (!values.json) return;
  const list = judged.filter(({ fate }) => fate === "SURVIVED").map(({ mutant }) => mutant);
  const result = {
    room,
    seed: Number(seed),
    drawn: judged.length,
    killed,
    late,
    equivalents,
    survivors: list,
  };
  console.log(JSON.stringify(result));
}

async function judge(
  mutant: Mutant,
  { copy, room, limitMs }: { copy: CheckoutCopy; room: Room; limitMs: number },
): Promise<Fate> {
  const text = Deno.readTextFileSync(new URL(mutant.file, SRC));
  if (findEquivalent(mutant, { text }) !== undefined) return "equivalent";
  const near = orderTests(room.tests, { file: `src/${mutant.file}`, graph: room.graph });
  // A test may start the file as a process of its own, which no import shows; so the others have a say at the end.
  const far = room.tests.filter((test) => !near.includes(test));
  for (const tests of [near, far].filter(({ length }) => length > 0)) {
    const verdict = await copy.judge(mutant, { tests, limitMs });
    if (verdict !== "green") return verdict === "late" ? "late" : "killed";
  }
  return "SURVIVED";
}

function fail(reason: string): never {
  console.error(`${reason}\nusage: deno task mutate ROOM … [--seed 1 …] [--count 20] [--tests tests/… …]`);
  console.error("       [--jobs 2] [--limit-s S] [--again FILE] [--json]");
  Deno.exit(2);
}
