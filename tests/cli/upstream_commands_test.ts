import assert from "node:assert/strict";
import { startFaultServer, type Step } from "../support/fault_server.ts";
import * as steps from "../support/fault_steps.ts";
import { createHome, freePort, lineOf, type Program, runProgram, startProgram } from "../support/program.ts";

const KEY = "a-key-that-nobody-may-print-73";
/** 10:00 of the simulated day is without faults for half an hour. */

/** The simulated stock API as a program of its own, and settings that fit it. */
async function startStockApi(dir: string): Promise<{ program: Program; env: Record<string, string> }> {
  const args = ["demo", "--stock-api-only", "--port", "0", "--no-faults"];
  const program = startProgram(args, { dir, env: { WEBAI_API_KEY: KEY } });
  const line = await lineOf(program, "STOCK_API_URL=");
  const url = line.trim().slice("STOCK_API_URL=".length);
  const port = String(freePort());
  return { program, env: { STOCK_API_URL: url, WEBAI_API_KEY: KEY, SIGNAL_V2_PORT: port } };
}

Deno.test("once and doctor against the simulated stock API", async (t) => {
  await using home = await createHome();
  const { program, env } = await startStockApi(home.dir);
  await using _killed = program;
  const run = (args: readonly string[], changes: Record<string, string> = {}) =>
    runProgram(args, { dir: home.dir, env: { ...env, ...changes } });

  await t.step("once prints a table with a line for each source and ends with code 0", async () => {
    const { code, out, err } = await run(["once"]);
    assert.equal(code, 0, err.join("\n"));
    assert.match(out[0] ?? "", /^source +status +time +items +data of$/);
    for (const [i, id] of ["portfolio", "news_sentiment", "screener_preview"].entries()) {
      assert.match(out[i + 1] ?? "", new RegExp(`^${id} +200 +\\d+ ms +\\d+ +\\d{4}-\\d\\d-\\d\\dT`));
    }
    assert.equal(out[4], "all answered");
  });

  await t.step("once --json prints three answers and nothing else", async () => {
    const { code, out } = await run(["once", "--json"]);
    assert.equal(code, 0);
    const answers: { source: string; ok: boolean; items: number; error: null }[] = JSON.parse(out.join("\n"));
    assert.deepEqual(answers.map(({ source, ok, error }) => [source, ok, error]), [
      ["portfolio", true, null],
      ["news_sentiment", true, null],
      ["screener_preview", true, null],
    ]);
    assert.ok(answers.every(({ items }) => items > 0));
  });

  await t.step("once with a wrong key ends with code 1, says auth, and prints neither key", async () => {
    const wrong = "another-key-that-nobody-may-print";
    const { code, text } = await run(["once"], { WEBAI_API_KEY: wrong, SIGNAL_V2_LOG_LEVEL: "debug" });
    assert.equal(code, 1);
    assert.equal(text.match(/401.*\(auth\)/g)?.length, 3);
    assert.match(text, /3 of 3 failed/);
    assert.ok(!text.includes(wrong) && !text.includes(KEY));
  });

  await t.step("once stores nothing", () => {
    assert.deepEqual([...Deno.readDirSync(`${home.dir}/data`)], []);
  });

  await t.step("doctor ends with code 0 when everything is fine", async () => {
    const { code, out, text } = await run(["doctor"]);
    assert.equal(code, 0, text);
    assert.equal(
      out.filter((line) => /^ok +stock api +\w+: key accepted, answered with \d+ rows$/.test(line)).length,
      3,
    );
    assert.match(out.at(-1) ?? "", /^Nothing failed/);
    assert.ok(!text.includes(KEY));
  });

  await t.step("doctor with a wrong key ends with code 1 and names the setting", async () => {
    const { code, text } = await run(["doctor"], { WEBAI_API_KEY: "another-key" });
    assert.equal(code, 1);
    assert.match(text, /^fail +stock api +portfolio: .*WEBAI_API_KEY \(auth\)$/m);
    assert.ok(!text.includes("another-key"));
  });

  await t.step("doctor with a port in use warns and goes on", async () => {
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { code, text } = await run(["doctor"], { SIGNAL_V2_PORT: String(taken.addr.port) });
    assert.equal(code, 0);
    assert.match(text, new RegExp(`^warn +port +127.0.0.1:${taken.addr.port} is in use`, "m"));
  });

  await t.step("SIGTERM ends the simulated stock API with code 0", async () => {
    program.kill("SIGTERM");
    assert.equal((await program.ended).code, 0);
  });
});

Deno.test("doctor without settings ends with code 2 and lists what is missing", async () => {
  await using home = await createHome();
  const { code, out } = await runProgram(["doctor", "--json"], { dir: home.dir });
  assert.equal(code, 2);
  const findings: { status: string; check: string; text: string }[] = JSON.parse(out.join("\n"));
  const missing = findings.filter(({ status }) => status === "miss").map(({ text }) => text.split(" ")[0]);
  assert.deepEqual(missing, ["STOCK_API_URL", "WEBAI_API_KEY"]);
  assert.ok(findings.some(({ status, check }) => status === "skip" && check === "stock api"));
  assert.ok(findings.some(({ status, check }) => status === "ok" && check === "calendar"));
});

Deno.test("doctor with a wrong setting ends with code 2 and still looks at .env", async () => {
  await using home = await createHome({ envFile: "WEBAI_API_KEY='never closed\nnonsense\n" });
  const env = { SIGNAL_V2_PORT: "x" };
  const { code, text } = await runProgram(["doctor"], { dir: home.dir, env });
  assert.equal(code, 2);
  assert.match(text, /^fail +settings +SIGNAL_V2_PORT must be/m);
  assert.match(text, /^warn +\.env +line 1 has a quote that is never closed$/m);
  assert.match(text, /^warn +\.env +line 2 is not NAME=value/m);
});

Deno.test("once without settings ends with code 2 and one line that names them", async () => {
  await using home = await createHome();
  const { code, err } = await runProgram(["once"], { dir: home.dir });
  assert.equal(code, 2);
  assert.equal(err.length, 1);
  assert.match(err[0] ?? "", /STOCK_API_URL and WEBAI_API_KEY.*doctor.*demo/);
});

const FAULTS: readonly (readonly [string, Step | undefined, RegExp])[] = [
  ["nothing listens", undefined, /network/],
  ["it redirects elsewhere", steps.redirect(307, "http://127.0.0.1:9/steal"), /redirect_refused/],
  ["it fails", steps.status(500), /http_5xx/],
  ["the path is wrong", steps.status(404), /http_4xx/],
  ["it shows a login page", steps.html(), /bad_json/],
  ["it breaks off", steps.truncate(), /body_truncated/],
];

for (const [name, step, kind] of FAULTS) {
  Deno.test(`no command prints the key or a stack when ${name}`, async () => {
    await using home = await createHome();
    await using server = startFaultServer([step ?? steps.stall()]);
    const url = step === undefined ? `http://127.0.0.1:${freePort()}` : server.url;
    const env = {
      STOCK_API_URL: url,
      WEBAI_API_KEY: KEY,
      SIGNAL_V2_LOG_LEVEL: "debug",
      SIGNAL_V2_RETRY_ATTEMPTS: "2",
      SIGNAL_V2_PORT: "0",
    };
    const runs = await Promise.all(
      ["once", "doctor"].map((command) => runProgram([command], { dir: home.dir, env })),
    );
    for (const { code, text } of runs) {
      assert.equal(code, 1, text);
      assert.match(text, kind);
      assert.ok(!text.includes(KEY), text);
      assert.doesNotMatch(text, /^\s+at .*:\d+/m);
    }
    if (step !== undefined) assert.equal(server.requests[0]?.headers["x-webai-key"], KEY);
  });
}

Deno.test("an address with a user name is refused without repeating it", async () => {
  await using home = await createHome();
  const env = { STOCK_API_URL: `https://owner:${KEY}@nas.example.com`, WEBAI_API_KEY: KEY };
  const { code, text } = await runProgram(["once"], { dir: home.dir, env });
  assert.equal(code, 2);
  assert.ok(!text.includes(KEY) && !text.includes("owner"), text);
});
