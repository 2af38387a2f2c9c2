import { createSystemClock } from "../../../src/core/clock.ts";
import { bundleArgs, run } from "../../../.ci/flags.ts";
import { flagsOf, freePort, type Program, startDeno, startProgram, urlOf } from "../../support/program.ts";
import { BOT_TOKEN, startTelegramServer, type TelegramServer } from "../../support/telegram_server.ts";
import { median } from "../numbers.ts";
import { makeWorkDir, ROOT } from "../paths.ts";

const USER = "777";
const COMMANDS = 12;
const PRESSES = 30;
const WARM_UP = 3;
/** A heap that has grown at the start is tidied up several times in the first minute. */
const SETTLE_MS = 60_000;
const IDLE_S = 60;
const IDLE_LOOKS = 6;
/** Ticks of `/proc/PID/stat`, on every Linux. */
const TICKS_PER_S = 100;
const BYTES_PER_MB = 1_000_000;

export interface BotFigures {
  /** From the message of a person to the bot's answer. */
  readonly commandMs: readonly number[];
  /** From a press to its answer. */
  readonly pressMs: readonly number[];
  readonly withBot: IdleFigures;
  readonly without: IdleFigures;
  /** The same two from the package: Deno keeps what it compiles from TypeScript, with a map of it, in memory. */
  readonly shipped: { readonly withBot: IdleFigures; readonly without: IdleFigures };
}

interface IdleFigures {
  readonly rssMb: number;
  /** Of one core, over a minute without anything to do. */
  readonly cpuShare: number;
}

/** The whole program, with a bot and without one, from its sources and as it is shipped, beside a Bot API on loopback. */
export async function measureBot(): Promise<BotFigures> {
  await using stack = new AsyncDisposableStack();
  const telegram = stack.use(startTelegramServer());
  const bundle = stack.use(await makeWorkDir());
  const file = `${bundle.path}/signal-v2.js`;
  await run("deno", bundleArgs("src/main.ts", { to: file, outside: ["ccxt/*"] }));
  const start = async (env: Readonly<Record<string, string>>, isShipped = false) => {
    const dir = stack.use(await makeWorkDir());
    await Deno.mkdir(`${dir.path}/data`);
    await Deno.copyFile(`${ROOT}holidays.json`, `${dir.path}/holidays.json`);
    const options = {
      ...{ dir: dir.path, flags: flagsOf("start") },
      env: { SIGNAL_V2_PORT: String(freePort()), ...env },
    };
    const program = stack.use(
      isShipped
        ? startDeno([...options.flags, "--no-config", file, "start"], options)
        : startProgram(["start"], options),
    );
    await urlOf(program);
    return program;
  };
  const bot = (server: TelegramServer) => ({
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: server.url,
    SIGNAL_V2_TELEGRAM_USERS: USER,
  });
  // Whoever reads a program for the first time keeps what that took; no figure is of such a start.
  for (const isShipped of [false, true]) {
    await using _first = await start({}, isShipped);
  }
  const other = stack.use(startTelegramServer());
  const programs = [
    await start(bot(telegram)),
    await start({}),
    await start(bot(other), true),
    await start({}, true),
  ];
  while (telegram.updates.held === 0 || other.updates.held === 0) await sleep(20);
  // Idle first: what a person asks loads what an idle program does not need.
  await sleep(SETTLE_MS);
  const [withBot, without, shippedBot, shipped] = await measureIdle(programs);
  const { commandMs, pressMs } = await measurePerson(telegram);
  if (!withBot || !without || !shippedBot || !shipped) throw new Error("Figures are missing");
  return { commandMs, pressMs, withBot, without, shipped: { withBot: shippedBot, without: shipped } };
}

/** Memory is read several times: a collection of garbage may lie just before or behind one of them. */
async function measureIdle(programs: readonly Program[]): Promise<readonly IdleFigures[]> {
  const rows = await Promise.all(programs.map(async ({ pid }) => [await readProcess(pid)]));
  for (let look = 0; look < IDLE_LOOKS; look++) {
    await sleep(IDLE_S * 1_000 / IDLE_LOOKS);
    for (const [i, { pid }] of programs.entries()) rows[i]?.push(await readProcess(pid));
  }
  return rows.map((looks) => ({
    rssMb: median(looks.map(({ rssBytes }) => rssBytes)) / BYTES_PER_MB,
    cpuShare: ((looks.at(-1)?.cpuS ?? 0) - (looks[0]?.cpuS ?? 0)) / IDLE_S,
  }));
}

async function measurePerson(telegram: TelegramServer) {
  const commandMs: number[] = [];
  for (let i = 0; i < COMMANDS + WARM_UP; i++) {
    const before = telegram.messages.filter(({ isOfBot }) => isOfBot).length;
    const startedMs = performance.now();
    telegram.updates.message(USER, "/status", { sentAtMs: clock.now() });
    while (telegram.messages.filter(({ isOfBot }) => isOfBot).length === before) await sleep(1);
    if (i >= WARM_UP) commandMs.push(performance.now() - startedMs);
    // The pace of a chat is a message a second; what comes faster waits for it.
    await sleep(i < WARM_UP ? 0 : 1_050);
  }
  const pressMs: number[] = [];
  for (let i = 0; i < PRESSES + WARM_UP; i++) {
    const before = telegram.updates.answered.length;
    const startedMs = performance.now();
    telegram.updates.press(USER, "a:none-such:yes");
    while (telegram.updates.answered.length === before) await sleep(1);
    if (i >= WARM_UP) pressMs.push(performance.now() - startedMs);
  }
  return { commandMs, pressMs };
}

/** `/proc` is the system's own word, and shell commands may read it. */
async function readProcess(pid: number): Promise<{ cpuS: number; rssBytes: number }> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `cat /proc/${pid}/stat /proc/${pid}/status`],
  }).output();
  const text = new TextDecoder().decode(stdout);
  // Behind the name, which may hold anything: the fields from the third one on.
  const fields = text.slice(text.indexOf(") ") + 2).split("\n", 1)[0]?.split(" ") ?? [];
  const rssKb = Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1]);
  return {
    cpuS: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S,
    rssBytes: rssKb * 1_024,
  };
}

const clock = createSystemClock();
const sleep = (ms: number) => clock.sleep(ms);
