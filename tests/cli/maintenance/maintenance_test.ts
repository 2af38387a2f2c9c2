import assert from "node:assert/strict";
import { createHome, runProgram, startProgram, until, urlOf } from "../../support/program.ts";

Deno.test("a maintenance is begun, shown, prolonged and ended in the terminal, also as JSON", async () => {
  await using home = await createHome();
  const say = async (...args: string[]) => {
    const { code, out, text } = await runProgram(["maintenance", ...args], home);
    assert.equal(code, 0, text);
    return out.join("\n");
  };
  assert.equal(await say("status"), "There is no maintenance");
  assert.match(
    await say("2h", "--why", "a new router"),
    /^Maintenance until .* \(a new router\): no outages .*sells that protect still go out\nto end it earlier: .* maintenance end$/,
  );
  const { maintenance } = JSON.parse(await say("status", "--json"));
  assert.deepEqual([maintenance.why, maintenance.by], ["a new router", "cli"]);
  assert.equal(Date.parse(maintenance.until) - Date.parse(maintenance.since), 2 * 3_600_000);
  assert.match(await say(), /^Maintenance until/);
  assert.deepEqual(JSON.parse(await say("end", "--json")), { was_on: true });
  assert.equal(await say("off"), "There was no maintenance", "the word that comes to mind first");
});

Deno.test("a span that is none or too long is refused, with what could be written", async () => {
  await using home = await createHome();
  for (const span of ["25h", "soon"]) {
    const { code, text } = await runProgram(["maintenance", span], home);
    assert.equal(code, 2);
    assert.match(text, /^error: Cannot read .*: write a time up to 24h like 30m or 2h$/);
  }
});

Deno.test("a reason without a length begins and changes nothing, and says what to write", async () => {
  await using home = await createHome();
  const { code, text } = await runProgram(["maintenance", "--why", "a new router"], home);
  assert.equal(code, 2);
  assert.match(text, /^error: Say how long the maintenance lasts before why, up to 24h like 30m or 2h$/);
});

Deno.test("a running service takes up a maintenance of the terminal: /health, pages and strangers see it", async () => {
  await using home = await createHome();
  await using service = startProgram(["start", "--port", "0"], home);
  const url = await urlOf(service);
  const read = async () => (await (await fetch(`${url}/health`)).json()).maintenance;
  assert.equal(await read(), null);
  await runProgram(["maintenance", "1h", "--why", "디스크 교체"], home);
  await until(async () => await read() !== null, "the maintenance in /health");
  assert.equal((await read()).why, "디스크 교체");
  const page = await (await fetch(`${url}/`)).text();
  assert.match(page, /<p data-code="maintenance">.* 까지 점검 중입니다 \(디스크 교체, 명령줄\)/);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  assert.match(metrics, /^signal_maintenance 1$/m);
  // By HTTP it is over at once.
  const ended = await fetch(`${url}/api/v1/maintenance`, {
    ...{ method: "DELETE", headers: { "x-signal-action": "1", "content-type": "application/json" } },
    body: "{}",
  });
  assert.deepEqual(await ended.json(), { was_on: true });
  assert.equal(await read(), null);
  service.kill("SIGTERM");
  await service.ended;
});
