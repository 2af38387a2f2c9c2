import assert from "node:assert/strict";
import { createBundleRedactor } from "../../../src/cli/doctor/bundle/redact.ts";
import { readLogTail } from "../../../src/cli/doctor/bundle/log_tail.ts";
import { createHome, freePort, runProgram, startProgram, urlOf } from "../../support/program.ts";

/** One of every kind there is; none has the shape of a word. */
const PLANTED = {
  WEBAI_API_KEY: "wk-7f3a9c1e5b2d8460-planted",
  SIGNAL_V2_TOKEN: "token-0123456789abcdef-planted",
  HEARTBEAT_URL: "https://beat.example.com/ping/heartbeat-secret-planted",
  SIGNAL_V2_TELEGRAM_TOKEN: "123456789:AAE-planted_token_of_a_bot_0123456789a",
  SIGNAL_V2_OFFICE_URL: "https://office.example.com/hook/office-path-planted",
  SIGNAL_V2_OFFICE_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr",
  SIGNAL_V2_INBOUND_KEY: "inbound-key-planted-0123456789-0123456789",
  SIGNAL_V2_INBOUND_SECRET: "whsec_AAAQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr",
} as const;

/** What no setting names: of other programs, of earlier settings, of whoever typed it wrong. */
const STRANGERS = [
  "user-of-url:password-of-url",
  "old-key-of-an-earlier-setting",
  "bearer-of-a-proxy-0123456789",
  "987654321:AAF_another_bot_token_0123456789012345",
  "whsec_ZZZQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr",
  "query-secret-0123456789",
  "cookie-value-0123456789",
  "json-password-0123456789",
];

const LOG = [
  `{"time":"2026-11-20T09:00:00+09:00","level":"error","message":"asked https://${
    STRANGERS[0]
  }@nas.example.com/x"}`,
  `{"message":"X-WebAI-Key: ${STRANGERS[1]}"}`,
  `{"message":"authorization: Bearer ${STRANGERS[2]}"}`,
  `{"message":"GET /bot${STRANGERS[3]}/getMe"}`,
  `{"message":"${STRANGERS[3]} refused"}`,
  `{"message":"signed by ${STRANGERS[4]}"}`,
  `{"message":"GET https://hook.example.com/a?api_key=${STRANGERS[5]}&x=1"}`,
  `{"message":"cookie=${STRANGERS[6]}"}`,
  `{"password":"${STRANGERS[7]}"}`,
  ...Object.values(PLANTED).map((secret) => `{"message":"raw ${secret} end"}`),
  ...Object.values(PLANTED).map((secret) =>
    `{"url":"https://x.example.com/?q=${encodeURIComponent(secret)}"}`
  ),
  `{"message":"an ordinary line that stays"}`,
].join("\n") + "\n";

const forms = (secret: string) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];

function findLeaks(text: string): readonly string[] {
  const secrets = [...Object.values(PLANTED), ...STRANGERS, "password-of-url", "office-path-planted"];
  return secrets.filter((secret) => forms(secret).some((form) => text.includes(form)));
}

async function createPlantedHome(more: readonly string[] = []) {
  const lines = Object.entries(PLANTED).map(([name, value]) => `${name}=${value}`);
  const port = freePort();
  const envFile = [
    "# settings",
    ...lines,
    ...["SIGNAL_V2_TELEGRAM_USERS=7771234567", "SIGNAL_V2_LOG_FILE=data/signal-v2.log"],
    ...["SIGNAL_V2_TELEGRAM_URL=http://127.0.0.1:1", "SIGNAL_V2_NOTIFY=webhook", `SIGNAL_V2_PORT=${port}`],
    ...more,
  ].join("\n") + "\n";
  const home = await createHome({ envFile });
  await Deno.writeTextFile(`${home.dir}/data/signal-v2.log`, LOG);
  return home;
}

Deno.test("a bundle holds none of the secrets that were planted in log, settings, addresses and headers", async () => {
  await using home = await createPlantedHome();
  const { out, text } = await runProgram(["doctor", "--bundle"], home);
  const [, path = ""] = /^wrote (\S+) \(\d+ kB\)\. Inside:$/.exec(out[0] ?? "") ?? [];
  assert.match(path, /^data\/signal-v2-bundle-\d{8}-\d{6}\.json$/, text);
  const bundle = await Deno.readTextFile(`${home.dir}/${path}`);
  assert.deepEqual(findLeaks(bundle), []);
  assert.deepEqual(findLeaks(text), []);
  // The people, too, and in spite of all that something to read.
  assert.ok(!bundle.includes("7771234567"));
  const facts = JSON.parse(bundle);
  assert.deepEqual(Object.keys(facts), [
    ...["made_at", "inside", "program", "settings", "findings", "health", "databases", "last_backup", "log"],
  ]);
  assert.equal(facts.log.lines.length, LOG.split("\n").length - 1);
  assert.ok(bundle.includes("an ordinary line that stays"));
  const key = facts.settings.find(({ name }: { name: string }) => name === "WEBAI_API_KEY");
  assert.deepEqual([key.value, key.from], ["(set)", ".env line 2"]);
  assert.ok(facts.findings.some(({ check }: { check: string }) => check === "clock skew"));
  assert.match(facts.health.note, /no service answered/);
  assert.match(out.at(-1) ?? "", /You can send it to whoever helps you/);
  if (Deno.build.os !== "windows") {
    assert.equal((Deno.statSync(`${home.dir}/${path}`).mode ?? 0) & 0o777, 0o600);
  }
});

Deno.test("a bundle has what the running service says of itself, and what is in its databases", async () => {
  await using home = await createPlantedHome();
  await using service = startProgram(["start"], home);
  await urlOf(service);
  await runProgram(["doctor", "--bundle", "data/mine.json"], home);
  const bundle = await Deno.readTextFile(`${home.dir}/data/mine.json`);
  assert.deepEqual(findLeaks(bundle), []);
  const { health, databases } = JSON.parse(bundle);
  assert.equal(health.status, "online");
  assert.equal(health.backup.nightly, true, "all of it, not what strangers get");
  assert.equal(databases.ok, true);
  assert.ok(databases.files[0].tables.length > 10);
  service.kill("SIGTERM");
  await service.ended;
  const again = await runProgram(["doctor", "--bundle", "data/mine.json"], home);
  assert.equal(again.code, 2);
  assert.match(again.text, /it is there already/);
});

Deno.test("a bundle is made also while the settings are wrong, and knows the keys of the file all the same", async () => {
  await using home = await createPlantedHome(["SIGNAL_V2_MARKET_STEP_MIN=never", "SIGNAL_V2_TOKN=x"]);
  await runProgram(["doctor", "--bundle", "data/wrong.json"], home);
  const bundle = await Deno.readTextFile(`${home.dir}/data/wrong.json`);
  assert.deepEqual(findLeaks(bundle), []);
  const { settings, findings } = JSON.parse(bundle);
  assert.equal(settings, null);
  assert.ok(findings.some(({ text }: { text: string }) => text.includes("SIGNAL_V2_MARKET_STEP_MIN")));
});

Deno.test("a bundle is written where the program may write, and says so otherwise", async () => {
  await using home = await createHome();
  const { code, text } = await runProgram(["doctor", "--bundle", "elsewhere.json"], home);
  assert.equal(code, 2);
  assert.match(text, /may write in the data directory only; leave FILE away/);
});

Deno.test("the last 500 whole lines of a log are taken, and nothing of a line that was cut", () => {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, Array.from({ length: 600 }, (_, i) => `line ${i}\n`).join(""));
    const { lines, note } = readLogTail(path);
    assert.deepEqual([lines.length, lines[0], lines.at(-1), note], [500, "line 100", "line 599", null]);
    Deno.writeTextFileSync(path, `${"x".repeat(999_995)} secret\nthe last\n`);
    assert.deepEqual(readLogTail(path).lines, ["the last"]);
    assert.match(readLogTail(`${path}-none`).note ?? "", /^the log file cannot be read: /);
    assert.match(readLogTail(undefined).note ?? "", /SIGNAL_V2_LOG_FILE is not set/);
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("a secret is found in keys and deep inside, and ordinary words stay", () => {
  const redact = createBundleRedactor(["a-known-secret"]);
  assert.deepEqual(redact({ "a-known-secret": [{ deep: "x a-known-secret y", count: 3, none: null }] }), {
    "[redacted]": [{ deep: "x [redacted] y", count: 3, none: null }],
  });
  const plain = "portfolio: no complete answer within 10 s; the key is refused; Basic rules hold";
  assert.equal(redact(plain), plain);
});
