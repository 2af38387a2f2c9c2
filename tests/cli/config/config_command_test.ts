import assert from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { openOverrides } from "../../../src/app/settings/live_settings.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { isThere } from "../../../src/lib/is_there.ts";
import { createHome, runProgram } from "../../support/program.ts";

const KEY = "key-from-the-env-file-42";
const TOKEN = "token-from-the-environment-42";
const ENV_FILE =
  `# first line\nSTOCK_API_URL=https://nas.example.com:18500\nWEBAI_API_KEY=${KEY}\nSIGNAL_V2_PORT=8123\n`;

Deno.test("config shows every setting with its origin, and secrets only as set", async () => {
  await using home = await createHome({ envFile: ENV_FILE });
  const env = { SIGNAL_V2_TOKEN: TOKEN, SIGNAL_V2_PORT: "8124" };
  const { code, out, text } = await runProgram(["config"], { dir: home.dir, env });
  assert.equal(code, 0);
  const rowOf = (name: string) => out.find((line) => line.startsWith(`${name} `)) ?? "";
  assert.match(rowOf("STOCK_API_URL"), /https:\/\/nas\.example\.com:18500 +\.env line 2$/);
  assert.match(rowOf("WEBAI_API_KEY"), /\(secret, set\) +\.env line 3$/);
  assert.match(rowOf("SIGNAL_V2_TOKEN"), /\(secret, set\) +environment$/);
  assert.match(rowOf("SIGNAL_V2_PORT"), /8124 +environment$/, "the environment wins over the file");
  assert.match(rowOf("SIGNAL_V2_DATA_DIR"), /data +default$/);
  assert.match(rowOf("SIGNAL_V2_ALLOWED_HOSTS"), /- +not set$/);
  assert.ok(!text.includes(KEY) && !text.includes(TOKEN));
});

Deno.test("config --json holds the same facts, and no secret", async () => {
  await using home = await createHome({ envFile: ENV_FILE });
  const { code, text } = await runProgram(["config", "--json"], { dir: home.dir });
  assert.equal(code, 0);
  const rows: { name: string; value: string | null; from: string }[] = JSON.parse(text);
  const rowOf = (wanted: string) => rows.find(({ name }) => name === wanted);
  assert.deepEqual(rowOf("WEBAI_API_KEY"), {
    name: "WEBAI_API_KEY",
    value: "(secret, set)",
    from: ".env line 3",
  });
  assert.deepEqual(rowOf("SIGNAL_V2_TOKEN"), { name: "SIGNAL_V2_TOKEN", value: null, from: "not set" });
  assert.equal(rowOf("SIGNAL_V2_PORT")?.from, ".env line 4");
  assert.ok(!text.includes(KEY));
});

Deno.test("config shows what was changed by chat: with who, when and what it goes over, and makes no memory by looking", async () => {
  await using home = await createHome({ envFile: "SIGNAL_V2_QUIET=21:00-07:00\n" });
  const asked = await runProgram(["config"], { dir: home.dir });
  assert.match(asked.text, /SIGNAL_V2_QUIET +21:00-07:00 +\.env line 1/);
  const dir = `${home.dir}/data`;
  assert.ok(!isThere(`${dir}/signal_v2.db`));
  {
    await using store = await openStore({ dir, clock: createSystemClock() });
    const row = {
      setAtMs: Date.parse("2026-11-20T09:20:08+09:00"),
      actor: '{"kind":"telegram","id":"777"}',
    };
    const overrides = openOverrides(store);
    await overrides.set("owner", { ...row, name: "quiet", value: "off" });
    await overrides.set("owner", { ...row, name: "ring_from", value: "85" });
    // Of another version, or written by hand: it is not in force.
    await overrides.set("owner", { ...row, name: "summary_at", value: "whenever" });
  }
  const { code, out, text } = await runProgram(["config"], { dir: home.dir });
  assert.equal(code, 0);
  const rowOf = (name: string) => out.find((line) => line.startsWith(`${name} `)) ?? "";
  const by = "chat: telegram 777 at 2026-11-20T09:20:08\\+09:00";
  assert.match(rowOf("SIGNAL_V2_QUIET"), new RegExp(`off +${by}, over \\.env line 1$`), text);
  assert.match(rowOf("ring_from"), new RegExp(`85 +${by}, over rules$`));
  assert.match(rowOf("SIGNAL_V2_SUMMARY_AT"), /08:40,15:40 +default$/);
  const json = await runProgram(["config", "--json"], { dir: home.dir });
  const rows: { name: string }[] = JSON.parse(json.text);
  assert.deepEqual(rows.find(({ name }) => name === "SIGNAL_V2_QUIET"), {
    ...{ name: "SIGNAL_V2_QUIET", value: "off", from: "chat", changed_by: "telegram 777" },
    ...{ changed_at: "2026-11-20T09:20:08+09:00", over: ".env line 1" },
  });
});

Deno.test("a byte-order mark before .env does not lose its first line", async () => {
  await using home = await createHome({ envFile: `\uFEFFWEBAI_API_KEY=${KEY}\r\nSIGNAL_V2_PORT=8200\r\n` });
  const { out } = await runProgram(["config"], { dir: home.dir });
  assert.match(out.find((line) => line.startsWith("WEBAI_API_KEY")) ?? "", /\(secret, set\) +\.env line 1$/);
  assert.match(out.find((line) => line.startsWith("SIGNAL_V2_PORT")) ?? "", /8200 +\.env line 2$/);
});

Deno.test("a .env that Windows saved as UTF-16 is one fault, also for doctor", async () => {
  await using home = await createHome();
  const bytes = [...`WEBAI_API_KEY=${KEY}\r\n`].flatMap((letter) => [letter.charCodeAt(0), 0]);
  await Deno.writeFile(`${home.dir}/.env`, Uint8Array.from([0xff, 0xfe, ...bytes]));
  const { code, err } = await runProgram(["config"], { dir: home.dir });
  assert.equal(code, 2);
  assert.deepEqual(err, [
    "error: 1 setting is wrong:",
    "  .env is saved as UTF-16 (or another encoding); save it as UTF-8",
  ]);
  const doctor = await runProgram(["doctor"], { dir: home.dir });
  assert.equal(doctor.code, 2);
  assert.match(doctor.text, /^fail +settings +\.env is saved as UTF-16/m);
  assert.doesNotMatch(doctor.text, /NAME=value/);
});

Deno.test("a quote that is never closed ends with code 2, and doctor names its line too", async () => {
  await using home = await createHome({ envFile: `# mine\nWEBAI_API_KEY="${KEY}\n` });
  const { code, err } = await runProgram(["config"], { dir: home.dir });
  assert.equal(code, 2);
  assert.deepEqual(err.slice(1), ["  line 2 of .env has a quote that is never closed"]);
  const { text } = await runProgram(["doctor"], { dir: home.dir });
  assert.match(text, /^fail +settings +line 2 of \.env has a quote/m);
  assert.match(text, /^warn +\.env +line 2 has a quote/m);
  assert.ok(!text.includes(KEY));
});

Deno.test("a misspelt name in the environment is told under the permissions of every task", async () => {
  await using home = await createHome();
  for (const command of ["start", "once", "doctor", "config"]) {
    const { code, text } = await runProgram([command], { dir: home.dir, env: { SIGNAL_V2_PROT: "8002" } });
    assert.equal(code, 2, command);
    assert.match(text, /SIGNAL_V2_PROT is not a setting.*did you mean SIGNAL_V2_PORT\? {2}\(environment\)/);
  }
});
