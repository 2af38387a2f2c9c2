import project from "../deno.json" with { type: "json" };
import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { ROOT } from "../.ci/flags.ts";
import { FRESH_POLL } from "./support/program.ts";
import { makeCsv } from "./cli/backtest/run_entry.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Runs a command with nothing in its environment, in `cwd`. */
async function runBare(
  cwd: string,
  command: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
) {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    clearEnv: true,
    env: { NO_COLOR: "1", ...more },
    stdin: "null",
  }).output();
  return { code, out: text(stdout), err: text(stderr) };
}

/**
 * Root in a network namespace of its own sees a machine without any network. Elsewhere the flags of the start script
 * (`--no-remote --no-npm`, an empty DENO_DIR) are what keeps it from fetching anything.
 */
async function offlinePrefix(): Promise<readonly string[]> {
  try {
    const { code } = await new Deno.Command("unshare", {
      args: ["-rn", "sh", "-c", "ip link set lo up"],
      stderr: "null",
    }).output();
    return code === 0 ? ["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$0" "$@"'] : [];
  } catch {
    return [];
  }
}

Deno.test({
  name: "the package runs from an empty directory, offline, with an empty environment",
  ignore: Deno.build.os === "windows",
}, async (t) => {
  // A name as people give: its URL is another text than its path.
  const dir = await Deno.makeTempDir({ prefix: "내 폴더 100% #1+a " });
  try {
    const made = await new Deno.Command("deno", {
      args: [
        "run",
        "--no-prompt",
        "--allow-read",
        "--allow-write",
        "--allow-env",
        "--allow-run=deno,tar",
        ".ci/package.ts",
        `${dir}/made`,
      ],
      cwd: ROOT,
    }).output();
    strictEqual(made.code, 0, text(made.stderr));
    await Deno.mkdir(`${dir}/unpacked`);
    const archive = [...Deno.readDirSync(`${dir}/made`)].find(({ name }) => name.endsWith(".tar.gz"))?.name ??
      "";
    strictEqual((await runBare(dir, "tar", ["-xzf", `made/${archive}`, "-C", "unpacked"])).code, 0);
    const home = `${dir}/unpacked/${archive.replace(".tar.gz", "")}`;
    const prefix = await offlinePrefix();
    const run = (...args: readonly string[]) => {
      const [command = "", ...rest] = [...prefix, "./signal-v2", ...args];
      return runBare(home, command, rest);
    };

    await t.step("version", async () => {
      strictEqual((await run("version")).out.trim(), project.version);
    });
    await t.step("calendar with the file beside it, and with the copy inside when that is gone", async () => {
      const count = ["calendar", "count", "--year", "2026", "--json"];
      strictEqual(JSON.parse((await run(...count)).out).total, 114_144);
      await Deno.rename(`${home}/holidays.json`, `${home}/away.json`);
      strictEqual(JSON.parse((await run(...count)).out).total, 114_144);
    });
    await t.step("doctor says what is missing", async () => {
      const { code, out } = await run("doctor");
      strictEqual(code, 2);
      assertTrue(out.includes("STOCK_API_URL is not set"));
    });
    await t.step(
      "a link on PATH starts it from any folder, and its texts name commands as they were typed",
      async () => {
        await Deno.mkdir(`${dir}/bin`);
        await Deno.symlink(`../unpacked/${archive.replace(".tar.gz", "")}/signal-v2`, `${dir}/bin/signal-v2`);
        const PATH = `${dir}/bin:/usr/bin:/bin`;
        const typed = await runBare(dir, "sh", ["-c", "signal-v2 doctor"], { PATH });
        strictEqual(typed.code, 2, typed.err);
        assertTrue(typed.out.includes("`signal-v2 backup`"), typed.out);
        assertTrue((await run("doctor")).out.includes("`./signal-v2 backup`"));
        const usage = (await runBare(dir, `${dir}/bin/signal-v2`, ["help"])).out;
        assertTrue(usage.startsWith(`Usage: '${dir}/bin/signal-v2' `), usage);
      },
    );
    await t.step("config, once and signals", async () => {
      strictEqual((await run("config", "--json")).code, 0);
      strictEqual((await run("once")).code, 2);
      strictEqual((await run("signals", "claim", "005930", "buy")).code, 0);
      strictEqual((await run("signals", "claim", "005930", "buy")).code, 75);
      assertTrue((await run("signals", "claims")).out.includes("005930"));
    });
    await t.step("candles are imported and charted numbers come out again", async () => {
      const csv = "open_time,open,high,low,close,volume\n2026-11-20T00:00:00Z,1,2,1,2,5\n";
      await Deno.writeTextFile(`${home}/data/upbit_krw-btc_1m.csv`, csv);
      const imported = await run(
        "candles",
        "import",
        "data/upbit_krw-btc_1m.csv",
        "--interval",
        "1m",
        "--json",
      );
      strictEqual(JSON.parse(imported.out).added, 1, imported.out);
      assertTrue(
        (await run("candles", "export", "upbit:BTC/KRW")).out.includes("2026-11-20T00:00:00Z,1,2,1,2,5"),
      );
    });
    await t.step("another exchange is asked by a process of its own", async () => {
      const more = { SIGNAL_V2_BINANCE_URL: "http://127.0.0.1:48999" };
      const asked = await runBare(
        home,
        "./signal-v2",
        ["candles", "fetch", "binance:BTC/USDT", "--json"],
        more,
      );
      strictEqual(asked.code, 1);
      strictEqual(JSON.parse(asked.out).error.kind, "network");
    });
    await t.step(
      "a user's strategy is tested by a process of its own, also in a folder reached by a link",
      async () => {
        await Deno.symlink(home, `${dir}/linked`);
        const [command = "", ...before] = [...prefix, "./signal-v2"];
        const runLinked = (...args: readonly string[]) =>
          runBare(`${dir}/linked`, command, [...before, ...args], { PWD: `${dir}/linked` });
        await Deno.writeTextFile(`${home}/data/prices.csv`, makeCsv(200));
        strictEqual((await runLinked("strategy", "new", "my_idea")).code, 0);
        const file = ["--strategy", "data/strategies/my_idea.ts", "--data", "data/prices.csv", "--json"];
        const tested = await runLinked("backtest", "run", ...file);
        strictEqual(tested.code, 0, tested.err);
        strictEqual(JSON.parse(tested.out).inputs.strategy, "my_idea");
      },
    );
    await t.step("the first start leaves the reading of the program to a process that ends", async () => {
      const read = () => [...Deno.readDirSync(`${home}/data/.deno`)].map(({ name }) => name);
      deepStrictEqual(read().filter((name) => name.startsWith("read-signal-v2-")), []);
      // Another program holds the port, so it ends by itself.
      using held = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const { port } = held.addr as Deno.NetAddr;
      const started = await runBare(home, "./signal-v2", ["start"], { SIGNAL_V2_PORT: String(port) });
      assertTrue(started.code !== 0, started.out);
      deepStrictEqual(read().filter((name) => name.startsWith("read-signal-v2-")), [
        `read-signal-v2-${project.version}`,
      ]);
    });
    await t.step("demo polls its simulated stock API", async () => {
      const [command = "", ...args] = [...prefix, "./signal-v2", "demo", "--port", "0"];
      const child = new Deno.Command(command, {
        args,
        cwd: home,
        clearEnv: true,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      let seen = "";
      for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
        seen += chunk;
        if (FRESH_POLL.test(seen)) break;
      }
      child.kill("SIGTERM");
      await child.stderr.cancel();
      strictEqual((await child.status).code, 0);
      assertTrue(seen.includes('"mode":"demo"'));
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("compile embeds the calendar and our modules only, without environment files", async () => {
  // With the whole runtime as base the result cannot start as our program, but what is in it can be looked at.
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "-q", "compile"],
    cwd: ROOT,
    env: { DENORT_BIN: Deno.execPath(), NO_COLOR: "1" },
  }).output();
  strictEqual(code, 0, text(stderr));
  assertTrue(/the calendar is inside/.test(text(stdout)), text(stdout));
  await Deno.remove(`${ROOT}dist/signal-v2`).catch(() => {});
});
