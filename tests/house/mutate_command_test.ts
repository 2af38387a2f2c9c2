import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { findSources, ROOT, SRC } from "./read_house.ts";

const COMMAND = fileURLToPath(new URL("commands/mutate.ts", import.meta.url));

function run(args: readonly string[], tmp: string): Deno.ChildProcess {
  const rights = ["--allow-read", "--allow-write", "--allow-env", "--allow-sys", "--allow-run"];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-check", "--no-prompt", ...rights, COMMAND, ...args],
    cwd: fileURLToPath(ROOT),
    env: { TMPDIR: tmp },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

const readCore = () =>
  findSources(SRC).filter((file) => file.startsWith("core/"))
    .map((file) => Deno.readTextFileSync(new URL(file, SRC)));

Deno.test("an interrupt in the middle leaves neither a wrong file in the checkout nor a copy of it", async () => {
  const tmp = await Deno.makeTempDir();
  const before = readCore();
  const child = run(["core", "--jobs", "1", "--count", "200", "--tests", "tests/core/loopback_test.ts"], tmp);
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  // The second line says the fate of the first mutant; the next one is in its place by then.
  while (text.split("\n").length < 3) text += (await lines.read()).value ?? "";
  const during = [...Deno.readDirSync(tmp)].filter(({ name }) => name.startsWith("mutants-"));
  child.kill("SIGINT");
  const drained = lines.read().then(function rest({ done }): unknown {
    return done ? undefined : lines.read().then(rest);
  });
  const [{ code }] = await Promise.all([child.status, drained, child.stderr.cancel()]);
  strictEqual(during.length, 1);
  strictEqual(code, 130);
  deepStrictEqual([...Deno.readDirSync(tmp)].filter(({ name }) => name.startsWith("mutants-")), []);
  deepStrictEqual(readCore(), before);
  await Deno.remove(tmp, { recursive: true });
});

Deno.test("with --json a room and a seed are one line of figures, and what survived is listed", async () => {
  const tmp = await Deno.makeTempDir();
  const args = ["core", "--json", "--jobs", "1", "--count", "2", "--seed", "1", "--seed", "2"];
  const { stdout, code } = await run([...args, "--tests", "tests/core/loopback_test.ts"], tmp).output();
  const results = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
  deepStrictEqual(results.map(({ room, seed, drawn }) => [room, seed, drawn]), [["core", 1, 2], [
    "core",
    2,
    2,
  ]]);
  for (const { drawn, killed, equivalents, survivors } of results) {
    strictEqual(killed + equivalents + survivors.length, drawn);
  }
  assertTrue(code === (results.every(({ survivors }) => survivors.length === 0) ? 0 : 1));
  await Deno.remove(tmp, { recursive: true });
});

Deno.test("a room that there is not, or a number that is none, is refused with the usage", async () => {
  const tmp = await Deno.makeTempDir();
  for (const args of [[], ["nowhere"], ["core", "--count", "few"], ["core", "--seed", "0"]]) {
    const { code, stderr } = await run(args, tmp).output();
    strictEqual(code, 2);
    assertTrue(new TextDecoder().decode(stderr).includes("usage: deno task mutate ROOM"), args.join(" "));
  }
  await Deno.remove(tmp, { recursive: true });
});
