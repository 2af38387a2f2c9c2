import { createSayFrom } from "../../core/lang.ts";
import { SERVICE_TEXTS } from "../texts/service.ts";
import type { App } from "../../app/app.ts";
import { createMarketCalendar } from "../../calendar/session.ts";
import { readHolidays } from "../../calendar/holidays.ts";
import { type Actor, OWNER } from "../../core/actor.ts";
import { type Config, ConfigError, readConfig } from "../../config/config.ts";
import { realClock } from "../../app/runtime.ts";
import { type Clock, createSimulatedClock } from "../../core/clock.ts";
import { EXIT, UserError } from "../../core/errors.ts";
import {
  isPlausibleNow,
  kstDayOf,
  readDateText,
  readTimeOfDay,
  toKstClock,
  toKstIso,
} from "../../core/kst.ts";
import type { Log } from "../../core/log.ts";
import { DEMO_STRATEGIES } from "../../demo/demo_strategies.ts";
import { writeDemoRules } from "./demo_rules_file.ts";
import { toDemoDoor } from "./demo_door.ts";
import { playSignals } from "../../demo/play_signals.ts";
import { startSimulatedTelegram } from "../../demo/telegram/simulated_telegram.ts";
import { startSimulatedStockApi } from "../../demo/stock_api/simulated_stock_api.ts";
import { SIMULATED_COINS } from "../../demo/upbit/trades.ts";
import { startSimulatedUpbit } from "../../demo/upbit/simulated_upbit.ts";
import { lockInstance } from "../../app/instance_lock.ts";
import { clearStore } from "../../app/data/clear_store.ts";
import { toOpenRows } from "./banner.ts";
import { EMBEDDED_HOLIDAYS, VERSION } from "../kit/embedded.ts";
import { langOf, translate } from "../kit/language.ts";
import { loadConfig } from "../kit/load_config.ts";
import { readNetworkAddresses, toPageAddresses } from "./page_address.ts";
import { runService } from "./service.ts";
import { listenForStop, waitForStop } from "./stop_signal.ts";
import { createTerminalLog, readEnvironment, type Terminal } from "../kit/terminal.ts";

const DEMO: Actor = { kind: "schedule", id: "demo" };

export interface DemoOptions {
  /** KST instant at which the simulated clock starts. */
  readonly clock?: string;
  readonly speed: number;
  readonly seed: number;
  readonly port?: number;
  /** Keep the database of the last demo instead of starting with an empty one. */
  readonly keep: boolean;
  /** Whether the script of injected faults is played. */
  readonly faults: boolean;
}

const DEMO_KEY = "demo-key";
/** Real milliseconds: on the fast clock the usual ten seconds would be a long stall for whoever watches. */
const DEMO_TIMEOUT_S = "2";
/** Real milliseconds. */
const DEMO_TELEGRAM_TIMEOUT_MS = 5_000;
/** A minute is a second at 60; much faster, the way over a real socket takes longer than a candle may wait. */
const FASTEST_MARKET_SPEED = 120;
/** How long the simulated coins have been traded when the demo begins. */
const DEMO_HISTORY_MS = 2 * 86_400_000;

/** The same program against a simulated stock API on a simulated clock; nothing leaves the machine. */
export async function runDemo(terminal: Terminal, options: DemoOptions): Promise<number> {
  const real = realClock;
  const startMs = options.clock === undefined ? lastSessionStart(real.now()) : readInstant(options.clock);
  const own = await loadOwnConfig(terminal);
  const dataDir = `${own.dataDir}/demo`;
  const port = options.port ?? own.port;
  if (!options.keep) {
    using _lock = lockInstance({ dataDir, port }, real);
    clearStore(dataDir);
  }
  await writeDemoRules(dataDir);
  const clock = createSimulatedClock({ startMs, speed: options.speed });
  const log = createTerminalLog(own, { terminal, now: () => clock.now(), mark: "demo" });
  await using stockApi = startSimulatedStockApi({
    clock,
    seed: options.seed,
    apiKey: DEMO_KEY,
    ...(options.faults ? {} : { faults: [] }),
    onFault: ({ sentence }) => log.write("info", "demo_fault", `fault injected: ${sentence}`),
  });
  if (options.speed > FASTEST_MARKET_SPEED) {
    log.write(
      "info",
      "demo_without_market",
      `candles and strategies are left out above --speed ${FASTEST_MARKET_SPEED}`,
    );
  }
  await using upbit = startSimulatedUpbit({
    clock,
    seed: options.seed,
    listedAtMs: startMs - DEMO_HISTORY_MS,
    ...(options.faults ? {} : { outages: [] }),
    onOutage: (isOut) =>
      log.write(
        "info",
        "demo_fault",
        `the simulated exchange is ${isOut ? "out: no answer, no stream" : "back"}`,
      ),
  });
  await using telegram = startSimulatedTelegram({ clock });
  const config = readConfig({
    get: demoEnvironment({
      url: stockApi.url,
      upbit,
      dataDir,
      port,
      logLevel: own.logLevel,
      speed: options.speed,
    }),
    envFile: undefined,
  });
  const outside = {
    clock,
    fetch,
    log,
    random: Math.random,
    version: VERSION,
    mode: "demo",
    embeddedHolidays: EMBEDDED_HOLIDAYS,
    playedTelegram: {
      settings: { ...telegram, timeoutMs: DEMO_TELEGRAM_TIMEOUT_MS, chats: [telegram.chat] },
      received: telegram.received,
    },
  } as const;
  return await runService(config, outside, {
    greet: (app) => greet(terminal, log, { app, clock, realNowMs: real.now(), speed: options.speed }),
    beside: async (app, signal) => {
      if (app.market !== undefined) {
        for (const wish of DEMO_STRATEGIES) await app.strategyTable.add(OWNER, { ...wish, actor: DEMO });
      }
      await playSignals(toDemoDoor(app, { clock, seed: options.seed }), { clock, log, signal });
    },
  });
}

/** Where to write, the port and the log; wrong settings are told, and the demo does without them. */
async function loadOwnConfig(terminal: Terminal): Promise<Config> {
  try {
    return await loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const sentence = `${error.message}\nThe demo needs none of them and goes on with its own.`;
    terminal.err(await translate(sentence, terminal));
    return readConfig({ get: () => undefined, envFile: undefined });
  }
}

/** Only the simulated API on a port of loopback, to be used as the upstream of a `start` beside it. */
export async function runStockApiOnly(terminal: Terminal, options: DemoOptions): Promise<number> {
  using stop = listenForStop();
  const isSimulated = options.clock !== undefined;
  const clock = isSimulated
    ? createSimulatedClock({ startMs: readInstant(options.clock ?? ""), speed: options.speed })
    : realClock;
  const ownKey = readEnvironment("WEBAI_API_KEY");
  const port = options.port ?? 18500;
  await using stockApi = serveOn(port, () =>
    startSimulatedStockApi({
      clock,
      seed: options.seed,
      apiKey: ownKey ?? DEMO_KEY,
      port,
      ...(options.faults ? {} : { faults: [] }),
      onFault: async ({ sentence }) => terminal.err(await translate(`fault injected: ${sentence}`, terminal)),
    }));
  const say = createSayFrom(SERVICE_TEXTS, langOf(terminal));
  terminal.out(say("demo_api", { url: stockApi.url, now: toKstIso(clock.now()) }));
  terminal.out(`  STOCK_API_URL=${stockApi.url}`);
  terminal.out(ownKey === undefined ? `  WEBAI_API_KEY=${DEMO_KEY}` : say("demo_own_key"));
  await waitForStop(stop.signal);
  return EXIT.ok;
}

function serveOn<T>(port: number, start: () => T): T {
  try {
    return start();
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new UserError(
      "port_in_use",
      `Cannot start the simulated stock API: port ${port} is in use; choose another with --port`,
    );
  }
}

/** The demo's settings: nothing of the owner's real ones but where to write, the port and the log level. */
function demoEnvironment(
  facts: {
    url: string;
    upbit: { restUrl: string; streamUrl: string };
    dataDir: string;
    port: number;
    logLevel: string;
    speed: number;
  },
) {
  const values: Readonly<Record<string, string>> = {
    STOCK_API_URL: facts.url,
    WEBAI_API_KEY: DEMO_KEY,
    SIGNAL_V2_PORT: String(facts.port),
    SIGNAL_V2_DATA_DIR: facts.dataDir,
    SIGNAL_V2_LOG_LEVEL: facts.logLevel,
    SIGNAL_V2_TIMEOUT_S: DEMO_TIMEOUT_S,
    ...(facts.speed > FASTEST_MARKET_SPEED
      ? {}
      : { SIGNAL_V2_MARKETS: SIMULATED_COINS.map(({ symbol }) => `upbit:${symbol}`).join(",") }),
    SIGNAL_V2_UPBIT_URL: facts.upbit.restUrl,
    SIGNAL_V2_UPBIT_STREAM_URL: facts.upbit.streamUrl,
    SIGNAL_V2_BACKFILL_DAYS: "2",
  };
  return (name: string) => values[name];
}

/** 08:58 KST of today or the latest session day before it. */
function lastSessionStart(nowMs: number): number {
  const frame = { dayStartMin: 7 * 60, dayEndMin: 20 * 60 };
  const calendar = createMarketCalendar(
    readHolidays(EMBEDDED_HOLIDAYS, { path: "holidays.json", frame }),
    frame,
  );
  for (let day = kstDayOf(nowMs);; day--) {
    const session = calendar.sessionOn(day);
    // 08:58 also on the days that open later: the demo is meant to begin just before the usual opening.
    if (session !== undefined) return session.preStartMs + 118 * 60_000;
  }
}

/** Korean time unless it says otherwise; a day that does not exist is refused and not rolled over. */
function readInstant(text: string): number {
  const [date = "", time = ""] = text.split("T");
  const hasZone = /(Z|[+-]\d{2}:\d{2})$/.test(time);
  const isReal = readDateText(date) !== undefined && readTimeOfDay(time.slice(0, 5)) !== undefined;
  const atMs = isReal ? Date.parse(hasZone ? text : `${text}+09:00`) : NaN;
  if (!isPlausibleNow(atMs)) {
    throw new UserError("invalid", "Cannot read --clock: it must be a time in Korea like 2026-11-20T08:58");
  }
  return atMs;
}

function greet(
  terminal: Terminal,
  log: Log,
  facts: { app: App; clock: Clock; realNowMs: number; speed: number },
): void {
  const { app, clock, realNowMs, speed } = facts;
  const sentence = "DEMO - simulated prices, simulated clock; nothing is sent anywhere";
  if (!terminal.isTerminal) {
    return log.write(
      "info",
      "started",
      `signal-v2 ${VERSION} (demo) ${sentence}; open ${app.url}/ (health at ${app.url}/health)`,
      { url: app.url, speed },
    );
  }
  const say = createSayFrom(SERVICE_TEXTS, langOf(terminal));
  terminal.out(say("demo_head", { version: VERSION }));
  terminal.out(say("demo_clock", { now: toKstClock(clock.now()), speed, real: toKstClock(realNowMs) }));
  for (const row of toOpenRows(toPageAddresses(app, readNetworkAddresses), langOf(terminal))) {
    terminal.out(row);
  }
  terminal.out(say("demo_stop"));
}
