import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { PERMISSION_SETS } from "../.ci/flags.ts";
import project from "../deno.json" with { type: "json" };
import { toReadmeTable } from "./bench/readme_table.ts";
import lastRun from "./bench/last_run.json" with { type: "json" };
import packages from "./packages.json" with { type: "json" };
import { SETTINGS } from "../src/config/settings.ts";
import { UPSTREAM_ERROR_KINDS } from "../src/core/errors.ts";
import { EXCHANGES } from "../src/exchanges/mod.ts";

const read = (path: string) => Deno.readTextFileSync(new URL(`../${path}`, import.meta.url));
const README = read("README.md");
const NAMES = Object.values(SETTINGS).map(({ name }) => name as string);
const TASKS = Object.keys(project.tasks);

function section(title: string): string {
  const start = README.indexOf(`\n## ${title}`);
  assertTrue(start !== -1, `README has no section "${title}"`);
  const end = README.indexOf("\n## ", start + 1);
  return README.slice(start, end === -1 ? undefined : end);
}

Deno.test("README, .env.example and the program list the same settings in the same order", () => {
  const inReadme = [...section("Settings").matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, name]) => name);
  const inExample = [...read(".env.example").matchAll(/^#?([A-Z0-9_]+)=/gm)].map(([, name]) => name);
  deepStrictEqual(inReadme, NAMES);
  deepStrictEqual(inExample.toSorted(), NAMES.toSorted());
});

Deno.test("README and .env.example tell the defaults that the program uses", () => {
  for (const { name, fallback } of Object.values(SETTINGS)) {
    const inReadme = new RegExp(`^\\| \`${name}\` \\| (?:\`([^\`]*)\`)? ?\\|`, "m").exec(README)?.[1];
    strictEqual(inReadme, fallback, `${name} in README`);
    const inExample = new RegExp(`^#${name}=(.+)$`, "m").exec(read(".env.example"))?.[1];
    if (fallback !== undefined) strictEqual(inExample, fallback, `${name} in .env.example`);
  }
});

Deno.test("README's table of exchanges names each, once", () => {
  const rows = section("Candles in five minutes").split("\n").filter((line) => line.startsWith("| `"));
  const named = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([a-z0-9_]+)`/g)].map(([, id]) => id)
  );
  deepStrictEqual(named.toSorted(), EXCHANGES.map(({ id }) => id).toSorted());
});

Deno.test(".env.example begins with a comment, so that a byte-order mark cannot swallow a setting", () => {
  assertTrue(read(".env.example").startsWith("# "));
});

const SET_NAMES = ["start", "demo", "once", "doctor", "cli"] as const;

Deno.test("the tasks let the program see every setting and no secret stands in them", () => {
  for (const name of SET_NAMES) {
    const { allow, ignore } = PERMISSION_SETS[name].env;
    const isAllowed = (setting: string) =>
      allow.some((word) => word === setting || (word.endsWith("*") && setting.startsWith(word.slice(0, -1))));
    deepStrictEqual(NAMES.filter((setting) => !isAllowed(setting)), [], name);
    strictEqual(ignore, true, name);
    const { command } = project.tasks[name];
    assertTrue(command.includes(` -P=${name} `) && command.includes(" --no-prompt "), name);
    assertTrue(!/ -A |--allow|--env-file/.test(command), name);
  }
});

Deno.test("the permission sets differ only in what their commands need", () => {
  const { start: { sys, ...start }, ...others } = PERMISSION_SETS;
  deepStrictEqual(start.run, ["deno", "/proc/self/exe"]);
  // The second is for `doctor`, which a package and a container start with these same flags.
  deepStrictEqual(sys, ["networkInterfaces", "statfs"]);
  deepStrictEqual(others, {
    demo: { ...start, net: ["127.0.0.1"] },
    once: { env: start.env, read: start.read, write: start.write, net: true },
    doctor: { ...start, sys: ["statfs"] },
    // `calendar update` writes the calendar, by way of a draft beside it.
    cli: { ...start, read: true, write: [...start.write as string[], "holidays.json", "holidays.json.new"] },
  });
});

Deno.test("a task of the program is one short line, and needs no package of the tests", () => {
  for (const name of SET_NAMES) {
    const { command } = project.tasks[name];
    assertTrue(command.length <= 130, `${name}: ${command.length} characters`);
    assertTrue(command.startsWith("deno install -q --frozen && deno run -q "), name);
  }
  const lock: { npm: Record<string, unknown> } = JSON.parse(read("deno.lock"));
  const testOnly = Object.values(packages.imports).map((specifier) => specifier.replace("npm:", ""));
  deepStrictEqual(testOnly.filter((name) => name in lock.npm), []);
});

Deno.test("start:ffi is start with the right to load native code, and nothing else differs", () => {
  const { start, "start:ffi": ffi } = project.tasks;
  strictEqual(ffi.command.replace("SIGNAL_V2_SQLITE=ffi ", "").replace("--allow-ffi ", ""), start.command);
});

Deno.test("the demo and the tests may reach nothing but loopback", () => {
  deepStrictEqual(PERMISSION_SETS.demo.net, ["127.0.0.1"]);
  for (const task of ["test", "test:slow", "test:ffi", "test:chaos", "bench"] as const) {
    const nets = [...project.tasks[task].command.matchAll(/--allow-net(\S*)/g)].map(([, hosts]) => hosts);
    deepStrictEqual(nets, ["=127.0.0.1"], task);
  }
});

Deno.test("every task that README names exists, and every task is described", () => {
  const named = [...README.matchAll(/(?:deno|deno@[\d.]+) task (?:-q )?([a-z:]+)/g)].map(([, task]) =>
    task ?? ""
  );
  deepStrictEqual([...new Set(named)].filter((task) => !TASKS.includes(task)), []);
  for (const [task, { description }] of Object.entries(project.tasks)) {
    assertTrue(description.length > 10, task);
  }
});

Deno.test("README names each dependency with the pinned version", () => {
  for (const [name, specifier] of Object.entries({ ...project.imports, ...packages.imports })) {
    if (name.endsWith("/")) continue;
    const version = specifier.slice(specifier.lastIndexOf("@") + 1);
    assertTrue(/^\d+\.\d+\.\d+$/.test(version), `${specifier} is not pinned`);
    assertTrue(README.includes(`| \`${name}\` ${version} |`), `README does not name ${name} ${version}`);
  }
});

Deno.test("README's figures of speed are those of the file of one run", () => {
  assertTrue(README.includes(toReadmeTable(lastRun)));
});

Deno.test("README lists the kinds of failure in the program's own words", () => {
  const text = README.replace(/\s+/g, " ");
  assertTrue(text.includes(`\`${UPSTREAM_ERROR_KINDS.join(" ")}\``));
});

Deno.test("the version is one and the changelog knows it", () => {
  assertTrue(read("CHANGELOG.md").includes(`## ${project.version}`));
  assertTrue(README.includes(`Status: ${project.version.split(".").slice(0, 2).join(".")}`));
});

Deno.test("the top level holds what it should and nothing else", () => {
  const { stdout } = new Deno.Command("git", {
    args: ["ls-files", "--cached", "--others", "--exclude-standard"],
    cwd: new URL("..", import.meta.url),
  }).outputSync();
  const top = new Set(
    new TextDecoder().decode(stdout).trim().split("\n").map((path) => path.split("/")[0] ?? ""),
  );
  const expected =
    "src tests data ops holidays.json deno.json deno.lock README.md start.bat LICENSE CHANGELOG.md CONTRIBUTING.md Dockerfile compose.yml"
      .split(" ");
  deepStrictEqual([...top].filter((name) => !name.startsWith(".") && !expected.includes(name)), []);
});

Deno.test("start.bat has the line ends that cmd.exe needs", () => {
  const lines = read("start.bat").split("\n").slice(0, -1);
  assertTrue(lines.every((line) => line.endsWith("\r")));
});
