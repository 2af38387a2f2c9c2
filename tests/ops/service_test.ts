import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { bundleArgs, ROOT, startFlags } from "../../.ci/flags.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { freePort, until } from "../support/program.ts";

const read = (path: string) => Deno.readTextFileSync(`${ROOT}${path}`);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const clock = createSystemClock();

/** A command's outcome, or `undefined` when it is not on this machine. */
async function tryRun(command: string, args: readonly string[]) {
  try {
    const { code, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
    return { code, said: `${text(stdout)}${text(stderr)}`.trim() };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The unit's lines with those that go on in the next one joined. */
function readUnit(): ReadonlyMap<string, string> {
  const lines = read("ops/signal-v2.service").replace(/\\\n\s*/g, "").split("\n");
  return new Map(lines.flatMap((line) => {
    const match = /^([A-Za-z]+)=(.*)$/.exec(line);
    return match === null ? [] : [[match[1] ?? "", match[2] ?? ""]];
  }));
}

const UNIT = readUnit();
const COMMAND = UNIT.get("ExecStart")?.split(/\s+/) ?? [];
const flagsIn = (words: readonly string[]) => words.filter((word) => word.startsWith("--"));
const BUNDLE_FLAGS = ["--no-config", "--no-lock", "--no-remote", "--no-npm", "--quiet"];

/** The program's own flags, with the paths of a place where there is no `.env` and the data lies elsewhere. */
function flagsWithData(data: string, deno: string): readonly string[] {
  return [...BUNDLE_FLAGS, ...startFlags()].map((flag) =>
    flag.replace("=.env,holidays.json,data", `=holidays.json,${data}`).replace("write=data", `write=${data}`)
      .replace("run=deno,", `run=${deno},`)
  );
}

Deno.test("the service of every system is started with the flags of the start task and no others", () => {
  deepStrictEqual(flagsIn(COMMAND), flagsWithData("/var/lib/signal-v2", "/opt/signal-v2/deno"));
  const windows = /<arguments>(.*)<\/arguments>/.exec(read("ops/signal-v2.xml"))?.[1]?.split(" ") ?? [];
  const named = startFlags().map((flag) => flag.replace("run=deno,/proc/self/exe", "run=deno.exe"));
  deepStrictEqual(flagsIn(windows), [...BUNDLE_FLAGS, ...named]);
  const entry = /^ENTRYPOINT (.*)$/m.exec(read("Dockerfile"))?.[1] ?? "[]";
  deepStrictEqual(flagsIn(JSON.parse(entry)), flagsWithData("/data", "/app/deno"));
});

Deno.test("the unit runs the Deno binary itself, as its own user, and does not repeat what cannot succeed", () => {
  strictEqual(COMMAND[0], "/opt/signal-v2/deno");
  strictEqual(UNIT.get("User"), "signal-v2");
  strictEqual(UNIT.get("Restart"), "on-failure");
  strictEqual(UNIT.get("RestartPreventExitStatus"), "2 3 4");
  strictEqual(UNIT.get("StateDirectory"), "signal-v2");
  assertTrue(!UNIT.has("MemoryDenyWriteExecute"), "V8 writes machine code at run time");
  const flat = read("ops/signal-v2.service");
  assertTrue(!/^(?!#).*(npx|deno task|WEBAI_API_KEY=\S)/m.test(flat), "no launcher in between, no secret");
});

Deno.test({
  name: "systemd reads the unit without complaint and rates it below 2",
  ignore: await tryRun("systemd-analyze", ["--version"]) === undefined,
}, async (t) => {
  const root = await Deno.makeTempDir();
  try {
    const units = `${root}/etc/systemd/system`;
    await Deno.mkdir(units, { recursive: true });
    await Deno.mkdir(`${root}/opt/signal-v2`, { recursive: true });
    await Deno.writeTextFile(`${root}/opt/signal-v2/deno`, "#!/bin/sh\n", { mode: 0o755 });
    const verify = async (unit: string) => {
      await Deno.writeTextFile(`${units}/signal-v2.service`, unit);
      const args = ["verify", "--man=no", "--recursive-errors=no", `--root=${root}`, "signal-v2.service"];
      return await tryRun("systemd-analyze", args);
    };
    const unit = read("ops/signal-v2.service");
    deepStrictEqual(await verify(unit), { code: 0, said: "" });
    await t.step("and would have said what is wrong", async () => {
      const wrong = await verify(unit.replace("ProtectHome=", "ProtectHom="));
      match(wrong?.said ?? "", /Unknown key 'ProtectHom'/);
    });
    const rated = await tryRun("systemd-analyze", [
      "security",
      "--offline=true",
      "--no-pager",

      `${ROOT}ops/signal-v2.service`,
    ]);
    match(rated?.said ?? "", /Overall exposure level for signal-v2\.service: [01]\.\d/);
    strictEqual(rated?.code, 0);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test({
  name: "the unit's command runs as another user with an empty environment, answers, and ends at SIGTERM",
  ignore: Deno.build.os !== "linux" || COMMAND.length === 0,
}, async () => {
  const home = await Deno.makeTempDir();
  try {
    await Deno.chmod(home, 0o755);
    const isRoot = Deno.uid() === 0;
    for (const name of ["state", "cache"]) {
      await Deno.mkdir(`${home}/${name}`, { mode: 0o700 });
      if (isRoot) await Deno.chown(`${home}/${name}`, 65_534, 65_534);
    }
    await Deno.copyFile(`${ROOT}holidays.json`, `${home}/holidays.json`);
    await Deno.copyFile(Deno.execPath(), `${home}/deno`);
    const args = bundleArgs(`${ROOT}src/main.ts`, { to: `${home}/signal-v2.js`, outside: ["ccxt/*"] });
    strictEqual((await new Deno.Command(Deno.execPath(), { args: [...args], cwd: ROOT }).output()).code, 0);
    const port = freePort();
    const words = COMMAND.map((word) =>
      word.replaceAll("/opt/signal-v2", home).replaceAll("/var/lib/signal-v2", `${home}/state`)
    );
    const asUser = [
      "--reuid=65534",
      "--regid=65534",
      "--clear-groups",
      "--no-new-privs",
      "--bounding-set=-all",
    ];
    const [command = "", ...rest] = isRoot ? ["setpriv", ...asUser, ...words] : words;
    await using child = startService(command, rest, {
      cwd: home,
      env: {
        PATH: "/usr/bin:/bin",
        SIGNAL_V2_PORT: String(port),
        SIGNAL_V2_DATA_DIR: `${home}/state`,
        DENO_DIR: `${home}/cache`,
        DENO_NO_UPDATE_CHECK: "1",
      },
    });
    await until(() => fetch(`http://127.0.0.1:${port}/livez`).then(drain, () => false), "an answer", 20_000);
    const [database] = [...Deno.readDirSync(`${home}/state`)].filter(({ name }) => name === "signal_v2.db");
    const info = Deno.statSync(`${home}/state/${database?.name}`);
    deepStrictEqual([(info.mode ?? 0) & 0o777, info.uid], [0o600, isRoot ? 65_534 : Deno.uid()]);
    const sinceMs = clock.monotonic();
    child.kill("SIGTERM");
    strictEqual((await child.status).code, 0);
    assertTrue(clock.monotonic() - sinceMs < 5_000);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

async function drain(response: Response): Promise<boolean> {
  await response.body?.cancel();
  return response.ok;
}

function startService(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
) {
  const child = new Deno.Command(command, {
    ...options,
    args: [...args],
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  let isOver = false;
  child.status.then(() => isOver = true);
  return {
    status: child.status,
    kill: (signal: Deno.Signal) => child.kill(signal),
    async [Symbol.asyncDispose]() {
      if (!isOver) child.kill("SIGKILL");
      await child.status;
    },
  };
}

/** Elements opened and closed in order, attributes quoted, entities known: what every XML reader insists on. */
function findXmlFault(xml: string): string | undefined {
  const body = xml.replace(/^<\?xml [^?]*\?>\s*/, "").replace(/<!--((?!--)[\s\S])*-->/g, "");
  if (!xml.startsWith("<?xml ")) return "no declaration";
  if (/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(body)) return "a bare &";
  const open: string[] = [];
  let roots = 0;
  let at = 0;
  for (const tag of body.matchAll(/<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/g)) {
    const between = body.slice(at, tag.index);
    if (/[<>]/.test(between) || (open.length === 0 && between.trim() !== "")) {
      return `stray text "${between}"`;
    }
    at = tag.index + tag[0].length;
    const [, isEnd, name = "", , isEmpty] = tag;
    if (open.length === 0) roots += 1;
    if (isEnd && open.pop() !== name) return `</${name}> closes nothing`;
    if (!isEnd && !isEmpty) open.push(name);
  }
  if (body.slice(at).trim() !== "" || open.length > 0) return `not closed: ${open}`;
  return roots === 1 ? undefined : `${roots} roots`;
}

Deno.test("the XML files of Windows are well-formed, and the check finds what is not", () => {
  for (const file of ["ops/signal-v2.xml", "ops/signal-v2-task.xml"]) {
    strictEqual(findXmlFault(read(file)), undefined, file);
  }
  const bad = [
    "<a/>",
    "<a></b>",
    "<a>",
    "<a/><b/>",
    "<a x=1/>",
    "<a>&x</a>",
    "<a>< /a>",
    "<!-- a -- b --><a/>",
  ];
  for (const body of bad) {
    assertTrue(findXmlFault(body === "<a/>" ? body : `<?xml version="1.0"?>${body}`) !== undefined, body);
  }
});

Deno.test("the Windows service restarts after a failure, stops by Ctrl+C in time and keeps its log small", () => {
  const xml = read("ops/signal-v2.xml");
  match(xml, /<executable>%BASE%\\deno\.exe<\/executable>/);
  match(xml, /<onfailure action="restart" delay="10 sec" ?\/>/);
  match(xml, /<stoptimeout>10 sec<\/stoptimeout>/);
  match(xml, /<log mode="roll-by-size">/);
  match(xml, /<username>NT AUTHORITY\\LocalService<\/username>/);
  const task = read("ops/signal-v2-task.xml");
  for (
    const [name, value] of [
      ["ExecutionTimeLimit", "PT0S"],
      ["MultipleInstancesPolicy", "IgnoreNew"],
      ["DisallowStartIfOnBatteries", "false"],
      ["StopIfGoingOnBatteries", "false"],
    ]
  ) match(task, new RegExp(`<${name}>${value}</${name}>`));
});

Deno.test("start.bat ends at the exit codes that a restart cannot help, and waits also without a console", () => {
  const bat = read("start.bat");
  for (const code of ["0", "2", "3", "4", "130"]) {
    assertTrue(bat.includes(`if %code%==${code} goto end\r\n`), code);
  }
  assertTrue(bat.includes("chcp 65001") && bat.includes('cd /d "%~dp0"'));
  assertTrue(!/^timeout/m.test(bat), "timeout fails at once where there is no console");
});
