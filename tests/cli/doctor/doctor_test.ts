import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { checkAccess } from "../../../src/cli/doctor/checks/access.ts";
import { judgeShare, judgeSpace } from "../../../src/cli/doctor/checks/disk.ts";
import type { Finding } from "../../../src/cli/doctor/finding.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { DAY_MS, toKstIso } from "../../../src/core/kst.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { SIGNAL_STEPS } from "../../../src/app/data/signal_schema.ts";
import { openStore } from "../../../src/app/data/store.ts";
import {
  createHome,
  flagsOf,
  freePort,
  runProgram,
  type Settings,
  startDeno,
  startProgram,
  urlOf,
} from "../../support/program.ts";

const clock = createSystemClock();
const onPosix = Deno.build.os !== "windows";
const KEY = "doctor-test-key";

interface Verdict {
  readonly code: number;
  readonly findings: readonly Finding[];
  readonly of: (check: string) => readonly Finding[];
}

async function examine(
  dir: string,
  env: Settings = {},
  flags: readonly string[] = [...flagsOf("doctor"), "--allow-sys=statfs"],
): Promise<Verdict> {
  const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
  const settings = { SIGNAL_V2_PORT: "0", ...env };
  await using program = startDeno([...flags, main, "doctor", "--json"], { dir, env: settings });
  const { code } = await program.ended;
  const text = program.out.join("\n");
  assertTrue(text.startsWith("["), `${text}\n${program.err.join("\n")}`);
  const findings: readonly Finding[] = JSON.parse(text);
  return { code, findings, of: (check) => findings.filter((finding) => finding.check === check) };
}

/** A stock API whose clock is wrong by so much. */
function startStockApi(offsetMs: number) {
  const keys: (string | null)[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    keys.push(request.headers.get("x-webai-key"));
    const date = new Date(clock.now() + offsetMs).toUTCString();
    return Response.json({ items: [{ ticker: "005930" }] }, { headers: { date } });
  });
  const env = { STOCK_API_URL: `http://127.0.0.1:${server.addr.port}`, WEBAI_API_KEY: KEY };
  return { env, keys, [Symbol.asyncDispose]: () => server.shutdown() };
}

const statuses = (findings: readonly Finding[]) => findings.map(({ status }) => status);

Deno.test("doctor looks at everything, in words, and says what to do about each thing that is wrong", async () => {
  await using home = await createHome();
  const { code, out } = await runProgram(["doctor"], { ...home, env: { SIGNAL_V2_PORT: "0" } });
  strictEqual(code, 2);
  const text = out.join("\n");
  for (
    const check of ["runtime", "permissions", "data", "backup", "disk", "rights", "calendar", "clock skew"]
  ) {
    match(text, new RegExp(`^(ok|warn|miss|fail|skip) +${check} `, "m"));
  }
  match(text, /STOCK_API_URL is not set/);
  match(text, /→ put WEBAI_API_KEY=/);
  match(text, /2 settings missing/);
});

for (
  const [offsetS, status, words] of [
    [0, "ok", /within a second/],
    [-20, "ok", /(19|20) s ahead/],
    [40, "warn", /39 s behind|40 s behind/],
    [-400, "fail", /6 min 40 s ahead|6 min 39 s ahead/],
  ] as const
) {
  Deno.test(`doctor says ${status} when the clock of the stock API's machine differs by ${offsetS} s`, async () => {
    await using home = await createHome();
    await using api = startStockApi(offsetS * 1_000);
    const { code, of } = await examine(home.dir, api.env);
    const [skew] = of("clock skew");
    strictEqual(skew?.status, status, skew?.text);
    match(skew?.text ?? "", words);
    strictEqual(code, status === "fail" ? 1 : 0);
    strictEqual(skew?.fix !== undefined, status !== "ok");
    deepStrictEqual(statuses(of("stock api")), ["ok", "ok", "ok"]);
    deepStrictEqual(api.keys, [KEY, KEY, KEY, KEY]);
  });
}

Deno.test("doctor compares no clocks and gives the key to nobody when the stock API points elsewhere", async () => {
  await using home = await createHome();
  await using thief = startStockApi(0);
  await using api = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(null, { status: 307, headers: { location: thief.env.STOCK_API_URL } }),
  );
  const STOCK_API_URL = `http://127.0.0.1:${api.addr.port}`;
  const { of, findings } = await examine(home.dir, { STOCK_API_URL, WEBAI_API_KEY: KEY });
  deepStrictEqual(statuses(of("stock api")), ["fail", "fail", "fail"]);
  strictEqual(thief.keys.length, 0);
  assertTrue(!JSON.stringify(findings).includes(KEY));
  const nobody = await examine(home.dir, {
    STOCK_API_URL: `http://127.0.0.1:${freePort()}`,
    WEBAI_API_KEY: KEY,
  });
  deepStrictEqual(statuses(nobody.of("clock skew")), ["skip"]);
});

Deno.test("doctor tells the schema, counts what is remembered, and warns until there is a fresh backup that is still there", async () => {
  await using home = await createHome();
  const none = await examine(home.dir);
  match(none.of("data")[0]?.text ?? "", new RegExp(`schema ${SIGNAL_STEPS.length}, 0 signals remembered`));
  deepStrictEqual(statuses(none.of("backup")), ["warn"]);
  match(none.of("backup")[0]?.fix ?? "", /run `deno run \S+\/src\/main\.ts backup`/);
  await runProgram(["backup"], home);
  deepStrictEqual(statuses((await examine(home.dir)).of("backup")), ["ok"]);
  const old = { at: toKstIso(clock.now() - 8 * DAY_MS), file: "data/backups/x.db" };
  await Deno.writeTextFile(`${home.dir}/data/signal_v2.backup.json`, JSON.stringify(old));
  const [gone] = (await examine(home.dir)).of("backup");
  deepStrictEqual([gone?.status, /is gone/.test(gone?.text ?? "")], ["warn", true]);
  await Deno.writeTextFile(`${home.dir}/data/backups/x.db`, "");
  const [late] = (await examine(home.dir)).of("backup");
  deepStrictEqual([late?.status, /8 d/.test(late?.text ?? "")], ["warn", true]);
});

Deno.test("doctor fails with the version in words when the database is newer than the program", async () => {
  await using home = await createHome();
  await (await openStore({ dir: `${home.dir}/data`, clock }))[Symbol.asyncDispose]();
  const db = openDatabase(`${home.dir}/data/signal_v2.db`);
  db.exec("PRAGMA user_version = 99");
  db.close();
  const { of } = await examine(home.dir);
  match(
    of("data")[0]?.text ?? "",
    new RegExp(`the file has version 99, this program knows ${SIGNAL_STEPS.length}`),
  );
});

Deno.test({ name: "doctor gives the chmod for what others can read", ignore: !onPosix }, async () => {
  await using home = await createHome({ envFile: "# settings\n" });
  await Deno.chmod(`${home.dir}/data`, 0o755);
  await Deno.chmod(`${home.dir}/.env`, 0o644);
  const [open] = (await examine(home.dir)).of("rights");
  strictEqual(open?.status, "warn");
  strictEqual(open?.fix, "chmod 700 data && chmod 600 .env");
  await Deno.chmod(`${home.dir}/data`, 0o700);
  await Deno.chmod(`${home.dir}/.env`, 0o600);
  strictEqual((await examine(home.dir)).of("rights")[0]?.status, "ok");
});

Deno.test("doctor names every proxy variable and never its value", async () => {
  await using home = await createHome();
  const { of, findings } = await examine(home.dir, {
    HTTPS_PROXY: "http://me:secret@127.0.0.1:9",
    all_proxy: "http://127.0.0.1:9",
  });
  match(of("proxy")[0]?.text ?? "", /^HTTPS_PROXY and all_proxy set/);
  assertTrue(!JSON.stringify(findings).includes("secret@"));
});

Deno.test("doctor offers the narrow network flag, and warns when everything is allowed", async () => {
  await using home = await createHome();
  const env = {
    STOCK_API_URL: "http://127.0.0.1:9",
    WEBAI_API_KEY: KEY,
    SIGNAL_V2_PORT: "18123",
    HEARTBEAT_URL: "https://hc.example/secret-id",
  };
  const [wide] = (await examine(home.dir, env)).of("permissions");
  strictEqual(
    wide?.fix,
    'narrower: --allow-net=127.0.0.1:18123,127.0.0.1:9,hc.example:443 in the command, which counts instead of "net": true',
  );
  const narrowFlags = flagsOf("doctor").filter((flag) => flag !== "--allow-sys=statfs").map((flag) =>
    flag === "--allow-net" ? "--allow-net=127.0.0.1:18123,127.0.0.1:9" : flag
  );
  const narrow = await examine(home.dir, env, narrowFlags);
  deepStrictEqual([statuses(narrow.of("permissions")), narrow.of("permissions")[0]?.fix], [
    ["ok"],
    undefined,
  ]);
  deepStrictEqual(statuses(narrow.of("port")), ["ok"]);
  deepStrictEqual(statuses(narrow.of("disk")), ["skip", "skip"], "without --allow-sys=statfs");
  match(narrow.of("disk")[0]?.text ?? "", /--allow-sys=statfs/);
  const all = (await examine(home.dir, env, ["-A"])).of("permissions");
  deepStrictEqual(statuses(all), ["warn"]);
});

Deno.test({ name: "doctor measures the real disk", ignore: Deno.build.os !== "linux" }, async () => {
  await using home = await createHome();
  const [share, space] = (await examine(home.dir)).of("disk");
  match(share?.text ?? "", /data is on a local disk/);
  match(space?.text ?? "", /^\d+ [MG]B free for data$/);
});

Deno.test("a data directory on a network share is warned about, by file system on Linux and by path on Windows", () => {
  const facts = { path: "data", realPath: undefined, type: undefined, freeBytes: undefined, why: "no right" };
  for (const type of [0x6969, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997]) {
    const { status, fix } = judgeShare({ ...facts, os: "linux", type });
    deepStrictEqual([status, /SIGNAL_V2_DATA_DIR/.test(fix ?? "")], ["warn", true]);
  }
  strictEqual(judgeShare({ ...facts, os: "linux", type: 61_267 }).status, "ok");
  strictEqual(judgeShare({ ...facts, os: "linux" }).status, "skip");
  strictEqual(judgeShare({ ...facts, os: "darwin", type: 26 }).status, "skip");
  for (const path of ["\\\\nas\\share\\data", "//nas/share", "\\\\?\\UNC\\nas\\share"]) {
    strictEqual(judgeShare({ ...facts, os: "windows", path }).status, "warn", path);
    strictEqual(judgeShare({ ...facts, os: "windows", realPath: path }).status, "warn", path);
  }
  for (const path of ["data", "C:\\signal", "\\\\?\\C:\\signal", "\\\\.\\C:\\x"]) {
    strictEqual(judgeShare({ ...facts, os: "windows", path }).status, "ok", path);
  }
});

Deno.test("little room on the disk is warned about below 500 MB and fails below 50 MB", () => {
  const judge = (freeBytes: number) =>
    judgeSpace({ os: "linux", path: "data", realPath: undefined, type: 0, freeBytes, why: "" }).status;
  deepStrictEqual([500_000_000, 499_999_999, 50_000_000, 49_999_999].map(judge), [
    "ok",
    "warn",
    "warn",
    "fail",
  ]);
});

Deno.test("doctor beside the running service finds the port taken, and disturbs nothing", async () => {
  await using home = await createHome();
  const env = { SIGNAL_V2_PORT: String(freePort()) };
  await using service = startProgram(["start"], { ...home, env });
  const url = await urlOf(service);
  const { of } = await examine(home.dir, env);
  deepStrictEqual(statuses([...of("port"), ...of("data")]), ["warn", "ok"]);
  strictEqual((await (await fetch(`${url}/health`)).json()).status, "online");
});

Deno.test("doctor says who gets in, and warns when a proxy could let in everybody", () => {
  const access = { token: undefined, trustsLoopback: true, proxies: [], allowedHosts: [] };
  const token = "0123456789abcdef";
  const cases = [
    [{}, "ok", /no token is set: whoever connects from this machine/],
    [{ allowedHosts: ["minipc.local"] }, "warn", /through a proxy or a tunnel/],
    [{ proxies: ["127.0.0.1"] }, "warn", /no token is set/],
    [{ token, trustsLoopback: false, proxies: ["127.0.0.1"] }, "ok", /need the token/],
    [{ token }, "warn", /SIGNAL_V2_TRUST_LOOPBACK=1/],
  ] as const;
  for (const [change, status, text] of cases) {
    const finding = checkAccess({ ...access, ...change });
    strictEqual(finding.status, status, finding.text);
    match(finding.text, text);
    strictEqual(finding.fix === undefined, finding.text.includes("need the token"));
  }
});
