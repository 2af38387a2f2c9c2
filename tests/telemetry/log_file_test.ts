import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createTerminalLog } from "../../src/cli/kit/terminal.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { LogFile, type LogFileOptions } from "../../src/telemetry/log_file.ts";
import { createHome, FRESH_POLL, lineOf, startProgram, until } from "../support/program.ts";

const clock = createSystemClock();
const onPosix = Deno.build.os !== "windows";

/** A log file in a directory of its own, at a time that the test sets. */
function createTestFile(options: Partial<LogFileOptions> = {}) {
  const dir = Deno.makeTempDirSync({ prefix: "signal-v2-log-" });
  const path = `${dir}/signal-v2.log`;
  const told: (string | undefined)[] = [];
  const time = { text: "2026-11-20T09:00:00+09:00" };
  const open = () =>
    new LogFile({ path, now: () => Date.parse(time.text), tell: (text) => told.push(text), ...options });
  return {
    dir,
    path,
    told,
    time,
    open,
    names: () => [...Deno.readDirSync(dir)].map(({ name }) => name).toSorted(),
    [Symbol.dispose]: () => Deno.removeSync(dir, { recursive: true }),
  };
}

const line = (time: string, text = "x") => JSON.stringify({ time, message: text });

async function unpack(path: string): Promise<string> {
  const file = await Deno.open(path);
  return await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
}

Deno.test("a line is in the file when write returns, in a file for its owner only", () => {
  using made = createTestFile({ largestBytes: 1_000 });
  const file = made.open();
  file.write("first");
  file.write("둘째");
  strictEqual(Deno.readTextFileSync(made.path), "first\n둘째\n");
  if (onPosix) strictEqual((Deno.statSync(made.path).mode ?? 0) & 0o777, 0o600);
});

Deno.test("a full file becomes a packed part, and no line is lost or cut", async () => {
  using made = createTestFile({ largestBytes: 1_000 });
  const file = made.open();
  const lines = Array.from({ length: 40 }, (_, i) => line(made.time.text, `line ${i} `.padEnd(60, ".")));
  for (const text of lines) file.write(text);
  await file.settled();
  const parts = made.names().filter((name) => name.endsWith(".gz"));
  deepStrictEqual(parts.slice(0, 2), ["signal-v2.2026-11-20.1.log.gz", "signal-v2.2026-11-20.2.log.gz"]);
  deepStrictEqual(made.names(), [...parts, "signal-v2.log"]);
  let all = "";
  for (const name of parts) all += await unpack(`${made.dir}/${name}`);
  deepStrictEqual((all + Deno.readTextFileSync(made.path)).trimEnd().split("\n"), lines);
  if (onPosix) strictEqual((Deno.statSync(`${made.dir}/${parts[0]}`).mode ?? 0) & 0o777, 0o600);
});

Deno.test("midnight in Korea begins a new file, also when it passed while the program was not running", async () => {
  using made = createTestFile();
  const first = made.open();
  made.time.text = "2026-11-20T23:59:59+09:00";
  first.write(line(made.time.text));
  made.time.text = "2026-11-21T00:00:00+09:00";
  first.write(line(made.time.text));
  await first.settled();
  deepStrictEqual(made.names(), ["signal-v2.2026-11-20.1.log.gz", "signal-v2.log"]);
  made.time.text = "2026-11-24T07:00:00+09:00";
  const second = made.open();
  second.write(line(made.time.text));
  await second.settled();
  deepStrictEqual(made.names(), [
    "signal-v2.2026-11-20.1.log.gz",
    "signal-v2.2026-11-21.1.log.gz",
    "signal-v2.log",
  ]);
  made.time.text = "2026-11-23T07:00:00+09:00";
  second.write("a clock that was set back makes no part");
  await second.settled();
  strictEqual(made.names().length, 3);
});

Deno.test("size and half lines of the run before are taken up after a restart", async () => {
  using made = createTestFile({ largestBytes: 200 });
  Deno.writeTextFileSync(made.path, `${line(made.time.text)}\n{"time":"2026-`);
  const file = made.open();
  file.write("next");
  strictEqual(Deno.readTextFileSync(made.path), `${line(made.time.text)}\n{"time":"2026-\nnext\n`);
  file.write("y".repeat(150));
  await file.settled();
  deepStrictEqual(made.names(), ["signal-v2.2026-11-20.1.log.gz", "signal-v2.log"]);
});

Deno.test("a restart behind a whole line adds no empty one", () => {
  using made = createTestFile();
  for (const text of ["first", "second"]) made.open().write(text);
  strictEqual(Deno.readTextFileSync(made.path), "first\nsecond\n");
});

Deno.test("parts that a kill left unpacked are packed at the next start, and drafts are removed", async () => {
  using made = createTestFile();
  Deno.writeTextFileSync(`${made.dir}/signal-v2.2026-11-18.1.log`, "old\n");
  Deno.writeTextFileSync(`${made.dir}/signal-v2.2026-11-18.1.log.gz.tmp`, "half");
  Deno.writeTextFileSync(`${made.dir}/signal-v2.demo.2026-11-18.1.log`, "of another log\n");
  const file = made.open();
  file.write("now");
  await file.settled();
  deepStrictEqual(made.names(), [
    "signal-v2.2026-11-18.1.log.gz",
    "signal-v2.demo.2026-11-18.1.log",
    "signal-v2.log",
  ]);
  strictEqual(await unpack(`${made.dir}/signal-v2.2026-11-18.1.log.gz`), "old\n");
});

Deno.test("parts are taken up once in a run, because a later one may be in the course of being packed", async () => {
  using made = createTestFile();
  const file = made.open();
  file.write("x");
  await file.settled();
  Deno.removeSync(made.dir, { recursive: true });
  Deno.writeTextFileSync(made.dir, "");
  file.write("lost");
  Deno.removeSync(made.dir);
  Deno.mkdirSync(made.dir);
  Deno.writeTextFileSync(`${made.dir}/signal-v2.2026-11-18.1.log`, "being packed\n");
  file.write("y");
  await file.settled();
  deepStrictEqual(made.names(), ["signal-v2.2026-11-18.1.log", "signal-v2.log"]);
});

Deno.test("only the newest parts are kept, by number and by size", async () => {
  using made = createTestFile({ keepParts: 3, keepBytes: 1_000_000 });
  const put = (day: string, bytes: number) =>
    Deno.writeFileSync(`${made.dir}/signal-v2.2026-11-${day}.log.gz`, new Uint8Array(bytes));
  for (const day of ["09.1", "10.1", "10.2", "10.10", "11.1"]) put(day, 10);
  const many = made.open();
  many.write("x");
  await many.settled();
  deepStrictEqual(made.names().slice(0, -1), [
    "signal-v2.2026-11-10.10.log.gz",
    "signal-v2.2026-11-10.2.log.gz",
    "signal-v2.2026-11-11.1.log.gz",
  ]);
  put("11.1", 999_985);
  const large = made.open();
  large.write("x");
  await large.settled();
  deepStrictEqual(made.names().slice(0, -1), [
    "signal-v2.2026-11-10.10.log.gz",
    "signal-v2.2026-11-11.1.log.gz",
  ]);
});

Deno.test("14 parts are kept unless told", async () => {
  using made = createTestFile();
  for (let number = 1; number <= 16; number++) {
    Deno.writeFileSync(`${made.dir}/signal-v2.2026-11-19.${number}.log.gz`, new Uint8Array(1));
  }
  const file = made.open();
  file.write("x");
  await file.settled();
  const left = made.names().filter((name) => name.endsWith(".gz"));
  strictEqual(left.length, 14);
  for (const number of [1, 2]) strictEqual(left.includes(`signal-v2.2026-11-19.${number}.log.gz`), false);
});

/** Fills a disk of 64 kB, frees it again, and prints what the log file told. */
const ON_FULL_DISK = `
  const { LogFile } = await import(Deno.args[0]);
  const [dir, told] = [Deno.args[1], []];
  const file = new LogFile({ path: dir + "/a.log", now: () => 1.79e12, tell: (text) => told.push(text ?? "over") });
  file.write("first");
  Deno.writeFileSync(dir + "/filler", new Uint8Array(56_000));
  for (let i = 0; i < 50; i++) file.write("x".repeat(1_000));
  Deno.removeSync(dir + "/filler");
  for (let i = 0; i < 3; i++) file.write("last");
  console.log(JSON.stringify({ told, lines: Deno.readTextFileSync(dir + "/a.log").trimEnd().split("\\n") }));
`;

Deno.test({ name: "a full disk is told once, and so is its end", ignore: !canMount() }, async () => {
  using made = createTestFile();
  const module = new URL("../../src/telemetry/log_file.ts", import.meta.url).href;
  const mounted = `mount -t tmpfs -o size=64k none "$1" && exec "$0" eval --no-config "$3" "$2" "$1"`;
  const { stdout, stderr } = await new Deno.Command("unshare", {
    args: ["-rm", "sh", "-c", mounted, Deno.execPath(), made.dir, module, ON_FULL_DISK],
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertTrue(text !== "", new TextDecoder().decode(stderr));
  const { told, lines } = JSON.parse(text);
  strictEqual(told.length, 2, text);
  match(
    told[0],
    /^SIGNAL_V2_LOG_FILE .*a\.log cannot be written, so the log goes on here only: No space left/,
  );
  strictEqual(told[1], "over");
  deepStrictEqual([lines[0], ...lines.slice(-3)], ["first", "last", "last", "last"]);
});

/** Root, or anybody on a system with user namespaces. */
function canMount(): boolean {
  if (Deno.build.os !== "linux") return false;
  try {
    const args = ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"];
    return new Deno.Command("unshare", { args, stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

Deno.test("a deleted file begins anew, and a directory that became a file loses lines but stops nothing", () => {
  using made = createTestFile();
  const file = made.open();
  file.write("x");
  Deno.removeSync(made.path);
  file.write("y");
  strictEqual(Deno.readTextFileSync(made.path), "y\n");
  Deno.removeSync(made.dir, { recursive: true });
  Deno.writeTextFileSync(made.dir, "");
  for (let i = 0; i < 3; i++) file.write("z");
  strictEqual(made.told.length, 1);
  Deno.removeSync(made.dir);
  file.write("z");
  deepStrictEqual([made.told.length, Deno.readTextFileSync(made.path)], [2, "z\n"]);
});

Deno.test("packing 10 MB is done in pieces, between which other things get their turn", async () => {
  using made = createTestFile();
  const file = made.open();
  const text = line(made.time.text, "some words of a log line ".repeat(40));
  Deno.writeTextFileSync(made.path, `${text}\n`.repeat(Math.floor(10_480_000 / (text.length + 1))));
  file.write(text.repeat(10));
  let turns = 0;
  let isDone = false;
  file.settled().then(() => isDone = true);
  for (; !isDone; turns++) await clock.sleep(0);
  strictEqual(made.names()[0], "signal-v2.2026-11-20.1.log.gz");
  assertTrue(turns > 1, `${turns} turns: a file packed in one piece leaves one`);
});

Deno.test("a terminal shows pretty lines while the file gets JSON without secrets, in a file of its own for the demo", () => {
  using made = createTestFile();
  const shown: string[] = [];
  const terminal = {
    out: (text: string) => void shown.push(text),
    err() {},
    isTerminal: true,
    hasColor: false,
  };
  const config = {
    logLevel: "info",
    logFile: made.path,
    origins: [{ name: "WEBAI_API_KEY", value: "s3cret-key-0123", from: "environment", isSecret: true }],
  } as const;
  const now = () => Date.parse(made.time.text);
  createTerminalLog(config, { terminal, now }).write("warning", "odd", "the key is s3cret-key-0123", {
    n: 1,
  });
  deepStrictEqual(shown, ["11-20 09:00:00 WARN  the key is [redacted]"]);
  deepStrictEqual(JSON.parse(Deno.readTextFileSync(made.path)), {
    time: "2026-11-20T09:00:00+09:00",
    level: "warning",
    event: "odd",
    message: "the key is [redacted]",
    n: 1,
  });
  createTerminalLog(config, { terminal, now, mark: "demo" }).write("info", "odd", "invented");
  createTerminalLog(config, { terminal, now, write: () => {} }).write("info", "odd", "of a short command");
  deepStrictEqual(made.names(), ["signal-v2.demo.log", "signal-v2.log"]);
  strictEqual(JSON.parse(Deno.readTextFileSync(`${made.dir}/signal-v2.demo.log`)).mode, "demo");
});

Deno.test("the real program writes its log file, and goes on when it may not", async () => {
  await using home = await createHome();
  const run = async (logFile: string) => {
    await using demo = startProgram(["demo", "--port", "0", "--speed", "600"], {
      ...home,
      env: { SIGNAL_V2_LOG_FILE: logFile },
    });
    await lineOf(demo, FRESH_POLL);
    demo.kill("SIGTERM");
    strictEqual((await demo.ended).code, 0);
    return demo.out.filter((text) => text.startsWith("{"));
  };
  const out = await run("data/logs/signal-v2.log");
  const path = `${home.dir}/data/logs/signal-v2.demo.log`;
  await until(() => Deno.readTextFileSync(path).includes('"stopped"'), "the last line");
  deepStrictEqual(Deno.readTextFileSync(path).trimEnd().split("\n"), out);
  const refused = await run("/elsewhere/signal-v2.log");
  strictEqual(refused.filter((text) => text.includes("log_file_failed")).length, 1);
  match(refused.join("\n"), /--allow-write/);
});
