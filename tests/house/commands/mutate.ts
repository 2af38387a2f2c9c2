// deno-lint-ignore-file no-console -- a command: what it prints is what it is for
/**
 * `deno task mutate ROOM [--seed 1] [--count 20] [--tests PATH …]`: plants small mistakes in a room, one at a time in a
 * copy of the checkout, runs the room's tests on each, and prints what no test noticed.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { applyMutant, drawMutants, findMutants, type Mutant } from "../mutants.ts";
import { findSources, ROOT, SRC } from "../read_house.ts";

/** A mutant that makes a test wait for ever is found too. */
const LIMIT_MS = 120_000;

const { values, positionals: [room] } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "20" },
    tests: { type: "string", multiple: true },
    jobs: { type: "string", default: String(Math.max(1, navigator.hardwareConcurrency)) },
  },
});
const files = findSources(SRC).filter((file) => file.startsWith(`${room}/`));
if (room === undefined || files.length === 0) {
  console.error(
    "usage: deno task mutate ROOM [--seed 1] [--count 20] [--tests tests/…]; ROOM is a folder of src",
  );
  Deno.exit(2);
}
const tests = values.tests ?? [`tests/${room}`];
const all = files.flatMap((file) => findMutants(file, Deno.readTextFileSync(new URL(file, SRC))));
const drawn = drawMutants(all, { count: Number(values.count), seed: Number(values.seed) });
console.log(
  `${room}: ${all.length} sites, ${drawn.length} drawn with seed ${values.seed}, tests: ${tests.join(" ")}`,
);

const survivors: Mutant[] = [];
const queue = [...drawn];
await Promise.all(Array.from({ length: Number(values.jobs) }, async () => {
  const copy = await copyCheckout();
  try {
    if (!await isGreen(copy)) throw new Error("The tests fail without any mutant; mend them first.");
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const path = `${copy}/src/${mutant.file}`;
      const text = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, applyMutant(text, mutant));
      const survived = await isGreen(copy);
      await Deno.writeTextFile(path, text);
      if (survived) survivors.push(mutant);
      console.log(`${survived ? "SURVIVED" : "killed  "} ${describe(mutant)}`);
    }
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}));
const killed = drawn.length - survivors.length;
console.log(`${killed} of ${drawn.length} killed (${Math.round(100 * killed / drawn.length)} %)`);
Deno.exit(survivors.length === 0 ? 0 : 1);

function describe({ file, line, kind, was, becomes }: Mutant): string {
  const short = (text: string) => text.replace(/\s+/g, " ").slice(0, 60);
  return `src/${file}:${line} ${kind}: ${short(was)}  →  ${short(becomes)}`;
}

async function copyCheckout(): Promise<string> {
  const copy = await Deno.makeTempDir({ prefix: "mutants-" });
  const root = fileURLToPath(ROOT);
  const names = [...Deno.readDirSync(root)].map(({ name }) => name).filter((name) =>
    !["node_modules", ".git", "data", "dist"].includes(name)
  );
  const { success } = await new Deno.Command("cp", {
    args: ["-a", ...names.map((name) => root + name), copy],
  })
    .output();
  if (!success) throw new Error(`The checkout cannot be copied to ${copy}`);
  await Deno.mkdir(`${copy}/data`);
  await Deno.symlink(`${root}node_modules`, `${copy}/node_modules`);
  return copy;
}

async function isGreen(copy: string): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--no-check",
      "--quiet",
      "--fail-fast",
      "--no-prompt",
      "--allow-read",
      "--allow-write",
      "--allow-env",
    ]
      .concat(["--allow-sys", "--allow-run", "--allow-net=127.0.0.1", ...tests]),
    cwd: copy,
    stdout: "null",
    stderr: "null",
  }).spawn();
  const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const { success } = await child.status;
  clearTimeout(limit);
  return success;
}
