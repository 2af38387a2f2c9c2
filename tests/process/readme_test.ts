import { fileURLToPath } from "node:url";
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../src/core/clock.ts";
import { startSimulatedStockApi } from "../../src/demo/stock_api/simulated_stock_api.ts";
import { startSimulatedUpbit } from "../../src/demo/upbit/simulated_upbit.ts";
import { startCcxtServer } from "../support/ccxt/rest_server.ts";
import { freePort, until } from "../support/program.ts";

/** Every command in README's shell blocks, one after the other, in a copy of the project, as whoever reads it would type them. */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const README = Deno.readTextFileSync(`${ROOT}README.md`);
const KEY = "key-of-this-test";
const clock = createSystemClock();
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** What cannot be run in a scratch directory, and what looks at it instead. */
const NOT_RUN: Readonly<Record<string, string>> = {
  "deno task cli notify test": "needs a bot; tests/cli/notify/notify_test.ts runs it against one on loopback",
  "deno task doctor --telegram-probe --yes": "needs a bot; tests/cli/telegram tries one on loopback",
  "deno task cli telegram link": "needs a bot; tests/cli/telegram links a chat to one on loopback",
  "deno task cli telegram unlink ID": "needs somebody who is linked; tests/cli/telegram has one",
  "deno task cli notify retry ID":
    "needs a message that was refused; tests/cli/notify/notify_test.ts has one",
  "deno task cli rules test stop --day 2026-11-20":
    "needs a day of stored polls; tests/cli/rules tries stored days",
  [`curl -s localhost:8001/api/v1/backtests -H 'X-Signal-Action: 1' -H 'Content-Type: application/json' -H "Idempotency-Key: nightly-$(date +%F)" -d '{"strategy":"ma_cross","market":["upbit:BTC/KRW"],"timeframe":"1h","params":{"fast":5}}'`]:
    "starts a job; tests/web/api/v1 asks a service of its own",
  [`curl -s localhost:8001/api/v1/poll -H 'X-Signal-Action: 1' -H 'Content-Type: application/json' -d '{"accept":["portfolio"]}'`]:
    "needs a service; tests/app/honest_states_test.ts accepts a shape in one of its own",
  "deno task cli calendar update 휴장일.csv": "needs the exchange's list; tests/cli/calendar takes some over",
  "deno task cli calendar undo": "needs a list that was taken over; tests/cli/calendar has one",
  "deno task cli signals why S-1120-03": "needs a signal of that day; tests/cli/signals prints some",
  ...Object.fromEntries([
    "docker compose run --rm signal-v2 doctor",
    "docker compose run --rm signal-v2 strategy list",
    "docker compose run --rm signal-v2 strategy add --kind ma_cross --market upbit:BTC/KRW --timeframe 15m --start",
    "docker compose run --rm signal-v2 strategy new my_idea",
    "docker compose cp my_idea.ts signal-v2:/data/strategies/",
    "docker compose logs -f signal-v2",
  ].map((command) => [command, "needs a container engine; tests/ops/docker_test.ts reads the files"])),
  "npx -y deno@2.9.6 task test": "it would run itself",
  "useradd --system --home-dir /var/lib/signal-v2 --shell /usr/sbin/nologin signal-v2":
    "changes the machine; tests/ops/service_test.ts compares the user",
  "cp -r dist/signal-v2-*-linux-*/ /opt/signal-v2":
    "changes the machine; tests/package_test.ts runs the package",
  "install -m 600 .env.example /etc/signal-v2.env":
    "changes the machine; tests/ops/service_test.ts reads the unit",
  "cp ops/signal-v2.service /etc/systemd/system/":
    "changes the machine; tests/ops/service_test.ts reads the unit",
  "systemctl daemon-reload && systemctl enable --now signal-v2": "needs systemd as process 1",
  "journalctl -u signal-v2 -f": "needs systemd as process 1",
  "ln -s /opt/signal-v2/signal-v2 /usr/local/bin/signal-v2":
    "changes the machine; tests/package_test.ts makes such a link",
  "signal-v2 completion bash >> ~/.bashrc":
    "changes the home directory; tests/cli/completion_test.ts runs it",
};

const COMMANDS = [...README.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
  block.replaceAll(/\\\n\s*/g, "").split("\n").map((line) => line.replace(/(^|\s+)# .*$/, "").trim()).filter((
    line,
  ) => line !== "")
);

Deno.test("each command that README's shell blocks hold is run here, or named with the reason why not", () => {
  assertTrue(COMMANDS.length >= 40, `${COMMANDS.length} commands`);
  deepStrictEqual(Object.keys(NOT_RUN).filter((command) => !COMMANDS.includes(command)), []);
});

interface Scratch extends AsyncDisposable {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A copy of the project with everything that it asks standing on loopback, and npx as it is for whoever has Deno. */
async function createScratch(): Promise<Scratch> {
  const parts = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "signal-v2-readme-" });
  parts.defer(() => Deno.remove(dir, { recursive: true }));
  for (const path of ["src", "deno.json", "deno.lock", "holidays.json", ".env.example"]) {
    await new Deno.Command("cp", { args: ["-r", `${ROOT}${path}`, dir] }).output();
  }
  await Deno.symlink(`${ROOT}node_modules`, `${dir}/node_modules`);
  await Deno.mkdir(`${dir}/data`);
  await Deno.mkdir(`${dir}/bin`);
  await Deno.writeTextFile(`${dir}/bin/npx`, '#!/bin/sh\nshift 2\nexec deno "$@"\n', { mode: 0o755 });
  await writeInputs(dir);
  const stockApi = parts.use(startSimulatedStockApi({ clock, seed: 1, apiKey: KEY, faults: [] }));
  const listedAtMs = clock.now() - 8 * 86_400_000;
  const upbit = parts.use(startSimulatedUpbit({ clock, seed: 1, listedAtMs, outages: [] }));
  const binance = parts.use(startCcxtServer());
  const env = {
    PATH: `${dir}/bin:${Deno.env.get("PATH")}`,
    HOME: Deno.env.get("HOME") ?? dir,
    NO_COLOR: "1",
    DENO_NO_UPDATE_CHECK: "1",
    SIGNAL_V2_PORT: String(freePort()),
    SIGNAL_V2_UPBIT_URL: upbit.restUrl,
    SIGNAL_V2_UPBIT_STREAM_URL: upbit.streamUrl,
    SIGNAL_V2_BINANCE_URL: binance.url,
    STAND_IN: stockApi.url,
  };
  return { dir, env, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** The files that README's examples name and everybody has of their own. */
async function writeInputs(dir: string): Promise<void> {
  const rows = Array.from({ length: 200 }, (_, i) => {
    const close = 100 + (i % 7);
    const time = new Date(Date.parse("2026-10-01T00:00:00Z") + i * 60_000).toISOString();
    return `${time},100,${close + 1},99,${close},5`;
  });
  const csv = ["open_time,open,high,low,close,volume", ...rows, ""].join("\n");
  await Deno.writeTextFile(`${dir}/prices.csv`, csv);
  const packed = new Blob([csv]).stream().pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(`${dir}/prices.csv.gz`, packed);
  const trade = {
    type: "trade",
    code: "KRW-BTC",
    timestamp: 1_794_960_000_500,
    trade_timestamp: 1_794_960_000_123,
    trade_price: 100,
    trade_volume: 0.5,
    ask_bid: "BID",
    sequential_id: 17_949_600_000_000_000,
    stream_type: "REALTIME",
  };
  await Deno.writeTextFile(`${dir}/frames.json`, JSON.stringify([trade]));
  await Deno.writeTextFile(
    `${dir}/data_5303_20261127.csv`,
    "종목코드,종목명,시장구분,종가,대비,시가,고가,저가,거래량\n005930,삼성전자,KOSPI,71300,800,70500,71500,70400,12345678\n",
  );
}

/** What whoever reads puts in: the last sweep for `…`, the claim that was just made, the port of the running service. */
function fillIn(command: string, known: { sweep: string; claim: string }): string {
  return command.replace("backtest sweep …", known.sweep).replace("CLAIM_ID", known.claim);
}

async function runToEnd({ dir, env }: Scratch, command: string) {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", command],
    cwd: dir,
    clearEnv: true,
    env,
    stdin: "null",
  }).output();
  return { code, out: text(stdout), said: `${text(stdout)}${text(stderr)}` };
}

/** Runs what a command tells to run, as it was printed, each once. */
async function runHints(scratch: Scratch, { said, told }: { said: string; told: Set<string> }) {
  // As it is printed under npx, too.
  for (const [, hint = ""] of said.matchAll(/(?:npx -y deno@[\d.]+|deno) (task [^`\n]+)/g)) {
    const command = `deno ${hint}`.replace(/[).,;]+$/, "");
    if (told.has(command)) continue;
    told.add(command);
    const done = await runToEnd(scratch, command);
    strictEqual(done.code, 0, `${command}\n${done.said}`);
  }
}

/** A command that goes on until Ctrl-C. `deno task` hands the signal on to the program. */
async function runUntilStarted(scratch: Scratch, command: string, beside: () => Promise<void>) {
  const { dir, env } = scratch;
  const child = new Deno.Command("sh", {
    args: ["-c", `exec ${command}`],
    cwd: dir,
    clearEnv: true,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let seen = "";
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) seen += part;
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  let isOver = false;
  child.status.then(() => isOver = true);
  try {
    await until(() => isOver || seen.includes('"event":"started"'), `the start of ${command}`, 60_000);
    assertTrue(!isOver, seen);
    await beside();
  } finally {
    if (!isOver) child.kill("SIGINT");
    await reading;
  }
  return { code: (await child.status).code, said: seen };
}

Deno.test({
  name: "README's commands do what README says, one after the other",
  ignore: Deno.build.os === "windows",
}, async (t) => {
  await using scratch = await createScratch();
  const known = { sweep: "", claim: "" };
  // README's own next lines run these, which work once.
  const told = new Set(["deno task cli strategy new my_idea", ...COMMANDS]);
  for (const command of COMMANDS.filter((it) => NOT_RUN[it] === undefined)) {
    await t.step(command, async () => {
      if (/task (demo|start|start:ffi)$/.test(command)) {
        const curl = `curl -s localhost:${scratch.env.SIGNAL_V2_PORT}/health`;
        const { code, said } = await runUntilStarted(scratch, command, async () => {
          match((await runToEnd(scratch, curl)).out, /"status":\s*"online"/);
        });
        return strictEqual(code, 0, said);
      }
      // Asked beside every start above.
      if (command.startsWith("curl ")) return strictEqual(command, "curl -s localhost:8001/health");
      if (/signals release/.test(command)) {
        known.claim =
          JSON.parse((await runToEnd(scratch, "deno task cli signals claim 000660 buy")).out).claim_id;
      }
      const { code, out, said } = await runToEnd(scratch, fillIn(command, known));
      strictEqual(code, 0, said);
      await runHints(scratch, { said, told });
      if (/signals claim /.test(command)) known.claim = JSON.parse(out).claim_id;
      if (/backtest sweep --/.test(command)) known.sweep = command.replace(/^deno task cli /, "");
      // README: "set STOCK_API_URL and WEBAI_API_KEY in it".
      if (command.startsWith("cp .env.example")) {
        const path = `${scratch.dir}/.env`;
        const settings = `STOCK_API_URL=${scratch.env.STAND_IN}\nWEBAI_API_KEY=${KEY}\n`;
        const example = await Deno.readTextFile(path);
        await Deno.writeTextFile(path, example.replace(/^(STOCK_API_URL|WEBAI_API_KEY)=\n/gm, "") + settings);
      }
    });
  }
  await t.step("a saved backtest is shown as it says itself", async () => {
    const save = "deno task cli backtest run --strategy ma_cross --market upbit:BTC/KRW --save";
    await runHints(scratch, { said: (await runToEnd(scratch, save)).said, told });
    assertTrue(told.has("deno task cli backtest show 1 --html data/backtest-1.html"), [...told].join("\n"));
  });
  assertTrue(told.size - new Set(COMMANDS).size >= 5, [...told].join("\n"));
});
