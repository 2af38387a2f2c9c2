import assert from "node:assert/strict";
import { createHome, runProgram } from "../support/program.ts";

const SECRET = "s3cret value with spaces";

const MISTAKES: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["a command that does not exist", ["strat"], /Did you mean start\?/],
  [
    "a flag that does not exist",
    ["demo", "--sped", "60"],
    /unknown option '--sped'[\s\S]*Did you mean .*--speed/,
  ],
  ["a flag of another command", ["start", "--seed", "1"], /unknown option '--seed'/],
  ["a flag without its value", ["demo", "--speed"], /argument missing/],
  ["a speed that is no number", ["demo", "--speed", "fast"], /must be a number from 0\.1 to 3600/],
  ["a port that is none", ["demo", "--port", "70000"], /must be a number from 0 to 65535/],
  ["half a port", ["demo", "--port", "80.5"], /--port/],
  ["a clock that is none", ["demo", "--clock", "tomorrow"], /2026-11-20T08:58/],
  ["a day that does not exist as clock", ["demo", "--clock", "2026-02-30T09:00"], /2026-11-20T08:58/],
  ["an argument too many", ["once", "portfolio"], /too many arguments/],
  ["a claim without action", ["signals", "claim", "005930"], /say the action too/],
  ["a claim of another action", ["signals", "claim", "005930", "hold"], /buy|sell/],
  ["hours that are no number", ["signals", "claim", "005930", "buy", "--hours", "x"], /--hours/],
  [
    "a confidence that is no number",
    ["signals", "claim", "005930", "buy", "--confidence", "x"],
    /confidence/,
  ],
  ["a year that is none", ["calendar", "count", "--year", "26"], /for example 2026/],
  ["no command", [], /Usage: deno run \S+\/src\/main\.ts \[/],
];

for (const [name, args, expected] of MISTAKES) {
  Deno.test(`${name} ends with code 2 and a sentence on standard error`, async () => {
    await using home = await createHome();
    const { code, out, err } = await runProgram(args, { dir: home.dir });
    assert.equal(code, 2, err.join("\n"));
    assert.match(err.join("\n"), expected);
    assert.doesNotMatch(err.join("\n"), /^\s+at .*:\d+/m);
    assert.deepEqual(out, []);
  });
}

Deno.test("--help and version answer on standard output with code 0", async () => {
  await using home = await createHome();
  const [help, version] = await Promise.all(
    ["--help", "version"].map((word) => runProgram([word], { dir: home.dir })),
  );
  assert.deepEqual([help?.code, version?.code], [0, 0]);
  assert.match(help?.out.join("\n") ?? "", /Commands:[\s\S]*start[\s\S]*doctor/);
  assert.match(version?.out.join("\n") ?? "", /^\d+\.\d+\.\d+$/);
});

Deno.test("wrong settings end the start with code 2, all at once, without a value or a stack", async () => {
  await using home = await createHome({ envFile: "# mine\nSIGNAL_V2_PROT=8001\nSIGNAL_V2_TIMEOUT_S=ages\n" });
  const env = {
    STOCK_API_URL: "ftp://nas-host-name/x",
    WEBAI_API_KEY: SECRET,
    SIGNAL_V2_PORT: "eighty",
    SIGNAL_V2_HOST: "0.0.0.0",
    SIGNAL_V2_TOKEN: "short-tok",
  };
  const { code, err, text } = await runProgram(["start"], { dir: home.dir, env });
  assert.equal(code, 2);
  assert.match(err[0] ?? "", /^error: 6 settings are wrong:|^error: 7 settings are wrong:/);
  for (
    const name of [
      /SIGNAL_V2_PROT is not a setting.*did you mean SIGNAL_V2_PORT\?.*\.env line 2/,
      /SIGNAL_V2_TIMEOUT_S must be.*\.env line 3/,
      /STOCK_API_URL must begin with http/,
      /WEBAI_API_KEY must be printable ASCII.*environment/,
      /SIGNAL_V2_PORT must be a whole number/,
      /SIGNAL_V2_TOKEN must be 16 to 256/,
    ]
  ) assert.match(text, name);
  for (const value of [SECRET, "s3cret", "eighty", "ages", "short-tok", "nas-host-name"]) {
    assert.ok(!text.includes(value), `${value} is in the message`);
  }
  assert.doesNotMatch(text, /^\s+at .*:\d+/m);
  assert.deepEqual([...Deno.readDirSync(`${home.dir}/data`)], [], "nothing was opened");
});

Deno.test("a calendar file that is wrong ends the start with code 2, one line and its place", async () => {
  await using home = await createHome();
  await Deno.writeTextFile(`${home.dir}/holidays.json`, '[\n  "2026-01-01",\n  "2026-13-01"\n]');
  const { code, err } = await runProgram(["start"], { dir: home.dir, env: { SIGNAL_V2_PORT: "0" } });
  assert.equal(code, 2);
  assert.equal(err.length, 1);
  assert.match(err[0] ?? "", /holidays\.json, line 3: .*2026-13-01/);
});

Deno.test("a database that is none ends the start with code 1, one line and the file as it was", async () => {
  await using home = await createHome();
  const path = `${home.dir}/data/signal_v2.db`;
  await Deno.writeTextFile(path, "this is not a database, but somebody's notes\n".repeat(10));
  const before = await Deno.readTextFile(path);
  const { code, err } = await runProgram(["start"], { dir: home.dir, env: { SIGNAL_V2_PORT: "0" } });
  assert.equal(code, 1);
  assert.equal(err.length, 1);
  assert.match(err[0] ?? "", /data\/signal_v2\.db: it is not a database.*mv -i/);
  assert.equal(await Deno.readTextFile(path), before);
});

Deno.test("a data directory that the start's permissions do not cover ends with code 2 and one line", async () => {
  await using home = await createHome();
  const env = { SIGNAL_V2_PORT: "0", SIGNAL_V2_DATA_DIR: "elsewhere" };
  const { code, err } = await runProgram(["start"], { dir: home.dir, env });
  assert.equal(code, 2);
  assert.equal(err.length, 1);
  assert.match(err[0] ?? "", /data directory elsewhere/);
});

for (
  const [name, make, expected] of [
    [
      "a directory named .env",
      (path: string) => Deno.mkdir(path),
      /^error: Cannot read \.env.*(a directory; remove it|make it a file)/,
    ],
    [
      "a .env that the system does not give",
      (path: string) => Deno.symlink(".env", path),
      /^error: Cannot read \.env \(.*make it a file that .* may read/,
    ],
  ] as const
) {
  const ignore = Deno.build.os === "windows" && name !== "a directory named .env";
  Deno.test({ name: `${name} ends every command with code 2 and one line`, ignore }, async () => {
    await using home = await createHome();
    await make(`${home.dir}/.env`);
    const endings = await Promise.all(
      [["start"], ["demo"], ["once"], ["doctor"], ["config"], ["signals", "list"], ["backup"]]
        .map((args) => runProgram(args, { dir: home.dir })),
    );
    for (const { code, out, err } of endings) {
      assert.deepEqual([code, err.length, out], [2, 1, []], err.join("\n"));
      assert.match(err[0] ?? "", expected);
    }
  });
}
