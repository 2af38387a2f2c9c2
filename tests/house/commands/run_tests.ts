/**
 * `deno test`, with the test files of a room read in together: what they test is read once and not once a file, which is
 * most of what a short test costs. `run_tests.ts [--ignore=a,b] [options of deno test] PATH…`
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { groupTests } from "../test_groups.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const IGNORE = "--ignore=";
const ignored = Deno.args.filter((word) => word.startsWith(IGNORE))
  .flatMap((word) => word.slice(IGNORE.length).split(","));
const options = Deno.args.filter((word) => word.startsWith("--") && !word.startsWith(IGNORE));
const paths = Deno.args.filter((word) => !word.startsWith("--")).map((word) => word.replace(/\/$/, ""));

const groups = groupTests(paths.flatMap(findTests));
const folder = await Deno.makeTempDir({ prefix: "signal-v2-tests-" });
try {
  const files = groups.map(({ name, tests }) => {
    const file = `${folder}/${name}_test.ts`;
    const lines = tests.map((path) => `import ${JSON.stringify(pathToFileURL(ROOT + path).href)};\n`);
    Deno.writeTextFileSync(file, lines.join(""));
    return file;
  });
  const config = ["--config", `${ROOT}deno.json`];
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--quiet", "--no-check", ...config, ...options, ...files],
    cwd: ROOT,
  }).spawn().status;
  Deno.exitCode = code;
} finally {
  await Deno.remove(folder, { recursive: true });
}

function findTests(path: string): readonly string[] {
  if (ignored.includes(path)) return [];
  if (/_test\.tsx?$/.test(path)) return [path];
  if (!Deno.statSync(ROOT + path).isDirectory) return [];
  return [...Deno.readDirSync(ROOT + path)].filter(({ name }) => name !== "node_modules")
    .map(({ name }) => `${path}/${name}`).toSorted().flatMap(findTests);
}
