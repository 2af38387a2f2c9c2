// deno-lint-ignore-file no-console -- a command line tool
/**
 * `deno task compile`: one executable with `holidays.json` inside. Never with `--env-file`, so that no secret can be
 * baked in, and without FFI. `deno compile` downloads a base runtime; where that is not possible, DENORT_BIN names one.
 */
import { pathToFileURL } from "node:url";
import { ROOT, run, startFlags } from "./flags.ts";

const OWN_FILE = /\/(src\/.+\.tsx?|src\/web\/assets\/[a-z_]+\.(css|js|svg)|holidays\.json|deno\.json)$/;
/** Files of the locked packages, and the two that are imported by a path: one exchange each, the chart library as text. */
const PACKAGES = pathToFileURL(`${ROOT}node_modules/`).href;
const PACKAGE_FILE =
  /^(\.deno\/[^/]+\/node_modules\/|ccxt\/js\/src\/[a-z]+\.js$|lightweight-charts\/dist\/lightweight-charts\.[a-z.]+\.js$)/;

/**
 * A dependency of prom-client carries a file of 100,000 signed numbers, one a line, which Deno 2.9 takes for one
 * endless subtraction: its parser overflows the stack. Nothing at run time reads it.
 */
const UNPARSABLE = "node_modules/.deno/bintrees@1.0.2/node_modules/bintrees/test";

const target = `${ROOT}dist/signal-v2`;
await checkGraph();
await Deno.mkdir(`${ROOT}dist`, { recursive: true });
const base = Deno.env.get("DENORT_BIN");
console.log(base === undefined ? "base runtime: downloaded by Deno" : `base runtime: ${base} (DENORT_BIN)`);
try {
  const excluded = [UNPARSABLE, "tests", "node_modules/@types"].flatMap((path) => ["--exclude", path]);
  const parts = ["--exclude-unused-npm", ...excluded, "--output", target];
  await run("deno", ["compile", ...startFlags(), ...parts, "src/main.ts"]);
} catch (error) {
  console.error(
    `${
      (error as Error).message
    }. If the base runtime could not be downloaded, set DENORT_BIN to a denort binary of Deno ${Deno.version.deno}; \`deno task package\` needs none.`,
  );
  Deno.exit(1);
}
await checkExecutable();
console.log(`made ${target}; not run here: whether it starts depends on the base runtime`);

/** What goes in: only our own modules, the locked packages and the calendar. */
async function checkGraph(): Promise<void> {
  const { stdout } = await new Deno.Command("deno", { args: ["info", "--json", "src/main.ts"], cwd: ROOT })
    .output();
  const graph = JSON.parse(new TextDecoder().decode(stdout)) as { modules: { specifier: string }[] };
  const files = graph.modules.map(({ specifier }) => specifier).filter((specifier) =>
    specifier.startsWith("file://")
  );
  const isOfPackage = (specifier: string) =>
    specifier.startsWith(PACKAGES) && PACKAGE_FILE.test(specifier.slice(PACKAGES.length));
  const local = files.filter((specifier) => !isOfPackage(specifier));
  const strange = local.filter((specifier) => !OWN_FILE.test(specifier));
  if (strange.length > 0) {
    throw new Error(`These files would be embedded and should not be: ${strange.join(", ")}`);
  }
  if (!local.some((specifier) => specifier.endsWith("/holidays.json"))) {
    throw new Error("holidays.json would not be embedded");
  }
  console.log(
    `embedded: ${local.length} own modules with holidays.json, ${graph.modules.length - local.length} others`,
  );
}

async function checkExecutable(): Promise<void> {
  const bytes = await Deno.readFile(target);
  // A Korean closure name stands in no module, only in the calendar.
  if (indexOf(bytes, new TextEncoder().encode("제헌절 대체공휴일")) === -1) {
    throw new Error("the executable does not hold the calendar");
  }
  console.log(`checked: ${(bytes.length / 1024 / 1024).toFixed(0)} MB, the calendar is inside`);
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  const first = part[0] ?? 0;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (part.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
