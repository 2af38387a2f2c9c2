import assert from "node:assert/strict";
import { createHome, freePort, runProgram, startProgram, urlOf } from "../support/program.ts";

/** One sentence for a person: no stack, no source file. */
function assertNoStack(text: string): void {
  assert.doesNotMatch(text, /^\s+at .*:\d+/m);
  assert.doesNotMatch(text, /\.ts:\d+/);
}

Deno.test("a port in use ends the start with code 3 and one line naming port, directory and setting", async () => {
  await using home = await createHome();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  const { code, err, text } = await runProgram(["start"], { dir: home.dir, env: { SIGNAL_V2_PORT: port } });
  assert.equal(code, 3);
  const errors = err.filter((line) => line.startsWith("error:"));
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? "", new RegExp(`port ${port}\\b`));
  assert.match(errors[0] ?? "", /data directory data\b/);
  assert.match(errors[0] ?? "", /SIGNAL_V2_PORT/);
  // The directory is that of this program, and nobody knows the other one's.
  assert.match(
    errors[0] ?? "",
    /Cannot start with the data directory data: port .* by another program; stop/,
  );
  assertNoStack(text);
});

Deno.test("a second service ends with code 4, names port and directory, and the first is undisturbed", async () => {
  await using home = await createHome();
  const port = String(freePort());
  const env = { SIGNAL_V2_PORT: port };
  await using first = startProgram(["start"], { dir: home.dir, env });
  const url = await urlOf(first);
  const pidFile = await Deno.readTextFile(`${home.dir}/data/signal_v2.pid.json`);
  const startedMs = performance.now();
  const { code, err, text } = await runProgram(["start"], { dir: home.dir, env });
  assert.ok(performance.now() - startedMs < 6_000);
  assert.equal(code, 4);
  assert.equal(err.length, 1);
  assert.match(err[0] ?? "", new RegExp(`\\b${port}\\b`));
  assert.match(err[0] ?? "", /data directory data\b/);
  assert.match(err[0] ?? "", new RegExp(`process ${first.pid}\\b`));
  assert.match(err[0] ?? "", /SIGNAL_V2_DATA_DIR/);
  assertNoStack(text);
  assert.equal((await (await fetch(`${url}/livez`)).json()).status, "alive");
  assert.equal(await Deno.readTextFile(`${home.dir}/data/signal_v2.pid.json`), pidFile);
  first.kill("SIGTERM");
  assert.equal((await first.ended).code, 0);
});

Deno.test("a second demo ends with code 4, names port and directory, and leaves the first its database", async () => {
  await using home = await createHome();
  const port = String(freePort());
  await using first = startProgram(["demo", "--port", port], { dir: home.dir });
  const url = await urlOf(first);
  const { code, err, text } = await runProgram(["demo", "--port", port], { dir: home.dir });
  assert.equal(code, 4);
  assert.match(err.join("\n"), /data directory data\/demo\b/);
  assert.match(err.join("\n"), new RegExp(`\\b${port}\\b`));
  assertNoStack(text);
  const { storage } = await (await fetch(`${url}/health`)).json();
  assert.equal(storage.state, "ok");
});

Deno.test("a demo and a service run side by side on one data directory", async () => {
  await using home = await createHome();
  await using service = startProgram(["start"], { dir: home.dir, env: { SIGNAL_V2_PORT: "0" } });
  await using demo = startProgram(["demo", "--port", "0"], { dir: home.dir });
  const [live, simulated] = await Promise.all([service, demo].map(async (program) => {
    const answer = await fetch(`${await urlOf(program)}/health`);
    return (await answer.json()).mode;
  }));
  assert.deepEqual([live, simulated], ["live", "demo"]);
});

Deno.test("a port in use ends the simulated stock API with code 3 and one line", async () => {
  await using home = await createHome();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const args = ["demo", "--stock-api-only", "--port", String(taken.addr.port)];
  const { code, err, text } = await runProgram(args, { dir: home.dir });
  assert.equal(code, 3);
  assert.equal(err.length, 1);
  assert.match(err[0] ?? "", new RegExp(`port ${taken.addr.port}\\b`));
  assertNoStack(text);
});
