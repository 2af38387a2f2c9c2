import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { flagsOf, ROOT } from "../../.ci/flags.ts";
import { makeCsv } from "../cli/backtest/run_entry.ts";

/** Helper processes on machines that are unlike a developer's: commands that end with one, run as users run them. */

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const IS_LINUX_ROOT = Deno.build.os === "linux" && Deno.uid() === 0;

const STRATEGY = `
export default ({ z }) => ({
  id: "my_idea",
  title: "My idea",
  description: "Buys once.",
  params: z.strictObject({}),
  needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 5 }),
  create: () => ({
    onCandle: ({ isClosed }) => isClosed ? { action: "buy", confidence: 1, reason: "Why not." } : undefined,
    save: () => ({}),
    restore() {},
  }),
});
`;

const BACKTEST = ["backtest", "run", "--strategy", "my_idea.ts", "--data", "made.csv", "--json"];
/** A port where nobody listens: an answer about the network comes from a helper that started. */
const FETCH = ["candles", "fetch", "binance:BTC/USDT", "--json"];
const NOBODY = { SIGNAL_V2_BINANCE_URL: "http://127.0.0.1:48999" };

interface Machine {
  readonly env?: Readonly<Record<string, string>>;
  /** What stands in front of the command line. */
  readonly prefix?: readonly string[];
}

async function withWorkDir(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "helpers-" });
  try {
    for (const name of ["data", "cache", "bin"]) await Deno.mkdir(`${dir}/${name}`);
    await Deno.writeTextFile(`${dir}/my_idea.ts`, STRATEGY);
    await Deno.writeTextFile(`${dir}/made.csv`, makeCsv(60));
    await Deno.copyFile(`${ROOT}holidays.json`, `${dir}/holidays.json`);
    // Anybody may work here, as it is a user of another name in some tests.
    for (const name of ["", "data", "cache"]) await Deno.chmod(`${dir}/${name}`, 0o777);
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function runIn(dir: string, args: readonly string[], { env = {}, prefix = [] }: Machine) {
  const flags = flagsOf("cli").map((flag) => flag.replace("--allow-write=data", `--allow-write=${dir}/data`));
  const [command = "", ...rest] = [...prefix, Deno.execPath(), "run", "-q", ...flags, MAIN, ...args];
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: rest,
    cwd: dir,
    clearEnv: true,
    env: {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      NO_COLOR: "1",
      DENO_NO_UPDATE_CHECK: "1",
      ...NOBODY,
      ...env,
    },
    stdin: "null",
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

/** Both kinds of helper that a command starts: one that works a user's file, and one that asks an exchange. */
async function checkHelpers(dir: string, machine: Machine): Promise<void> {
  const tested = await runIn(dir, BACKTEST, machine);
  assert.equal(tested.code, 0, `${tested.out}${tested.err}`);
  assert.equal(JSON.parse(tested.out).inputs.strategy, "my_idea");
  const fetched = await runIn(dir, FETCH, machine);
  assert.equal(JSON.parse(fetched.out).error.kind, "network", `${fetched.out}${fetched.err}`);
}

Deno.test("helpers start with an empty cache and no home, and keep to the cache that they are given", async () => {
  await withWorkDir(async (dir) => {
    await checkHelpers(dir, { env: { DENO_DIR: `${dir}/cache` } });
    assert.ok([...Deno.readDirSync(`${dir}/cache`)].length > 0);
  });
});

Deno.test({
  name: "helpers start where PATH leads to no Deno, or to a script of that name that cannot run",
  ignore: Deno.build.os !== "linux",
}, async () => {
  await withWorkDir(async (dir) => {
    const env = { DENO_DIR: `${dir}/cache`, PATH: `${dir}/bin` };
    await checkHelpers(dir, { env });
    await Deno.writeTextFile(`${dir}/bin/deno`, "#!/nowhere/env node\n", { mode: 0o755 });
    await checkHelpers(dir, { env });
  });
});

Deno.test({
  name: "helpers start for a user without an entry, a home and a cache that can be written",
  ignore: !IS_LINUX_ROOT,
}, async () => {
  await withWorkDir(async (dir) => {
    const prefix = ["setpriv", "--reuid=54321", "--regid=54321", "--clear-groups"];
    await checkHelpers(dir, { prefix, env: { HOME: `${dir}/none` } });
    await Deno.chmod(`${dir}/cache`, 0o555);
    await checkHelpers(dir, { prefix, env: { DENO_DIR: `${dir}/cache` } });
  });
});

Deno.test({
  name: "helpers start without a network and with a cache that was cleaned",
  ignore: !IS_LINUX_ROOT,
}, async () => {
  await withWorkDir(async (dir) => {
    const prefix = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$0" "$@"'];
    const env = { DENO_DIR: `${dir}/cache` };
    await checkHelpers(dir, { prefix, env });
    await Deno.remove(`${dir}/cache`, { recursive: true });
    await checkHelpers(dir, { prefix, env });
  });
});
