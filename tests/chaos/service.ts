/** The whole service beside an outside world that goes on without it, killed at 0 to 3 s and started again. */
import { fileURLToPath } from "node:url";
import { type Clock, createSimulatedClock, createSystemClock } from "../../src/core/clock.ts";
import { HOUR_MS, MINUTE_MS, toKstIso } from "../../src/core/kst.ts";
import { DEMO_STRATEGIES } from "../../src/demo/demo_strategies.ts";
import { startSimulatedStockApi } from "../../src/demo/stock_api/simulated_stock_api.ts";
import { startSimulatedUpbit } from "../../src/demo/upbit/simulated_upbit.ts";
import { SIMULATED_COINS } from "../../src/demo/upbit/trades.ts";
import {
  createHome,
  flagsOf,
  type Program,
  type Settings,
  startDeno,
  startProgram,
} from "../support/program.ts";
import { type Fault, findLost, other } from "./findings.ts";
import { findBroken, isLockFree, lookAtLive, processesIn } from "./look.ts";
import { runWhole } from "./kill.ts";
import { judgeAccount } from "./service_account.ts";
import { findWrongCandles, hasData, readServiceFacts, type ServiceFacts, truthOf } from "./service_facts.ts";
import { type Round, Stage, type StagePlan } from "./stage.ts";

const CHILD = fileURLToPath(new URL("service_child.ts", import.meta.url));
const clock = createSystemClock();
const SPEED = 40;
const LONGEST_LIFE_MS = 3_000;
/** The second half of the kills falls on the next day, which seals the history of the first. */
const MORNINGS = ["2026-11-17T10:00:00+09:00", "2026-11-18T10:00:00+09:00"].map((text) => Date.parse(text));
const LISTED_MS = (MORNINGS[0] ?? 0) - 2 * HOUR_MS;
/** To catch up with all that went on meanwhile, on a busy machine. */
const PATIENCE_MS = 120_000;
const KEY = "chaos-key";

interface World extends AsyncDisposable {
  /** Before it there are no trades. */
  readonly listedMs: number;
  /** Up to when a service that was begun now is to have everything, once it has caught up. */
  readonly settledMs: () => number;
  /** Brings the strategies into the directory. */
  prepare(dir: string): Promise<void>;
  start(dir: string): Program;
}

/** Most kills on a fast clock, over two days; the rest by the command `start` itself, in real time. */
export async function runService(plan: StagePlan): Promise<readonly Stage[]> {
  const real = Math.ceil(plan.kills / 5);
  const perDay = Math.ceil((plan.kills - real) / MORNINGS.length);
  const kills = [perDay, Math.max(0, plan.kills - real - perDay)];
  const fast = await killInWorlds(
    new Stage(`service at ${SPEED} times the speed`, plan),
    plan.seed,
    MORNINGS.map((startMs, i) => ({ open: () => openFastWorld(plan.seed, startMs), kills: kills[i] ?? 0 })),
  );
  const slow = await killInWorlds(new Stage("start", plan), plan.seed, [
    { open: () => openRealWorld(plan.seed), kills: real },
  ]);
  return [fast, slow];
}

async function killInWorlds(
  stage: Stage,
  seed: number,
  worlds: readonly { readonly open: () => World; readonly kills: number }[],
): Promise<Stage> {
  const home = await createHome();
  const service = new KilledService(home.dir, seed);
  for (const { open, kills } of worlds) {
    await using world = open();
    await world.prepare(home.dir);
    for (let i = 0; i < kills; i++) {
      await stage.run(home.dir, 1, (round) => service.killOnce(world, round));
    }
    // Not only at the end: what is lost by the first day must not be hidden by the second.
    await stage.run(home.dir, 0, async (round) => {
      const { faults, text } = await service.runToTheEnd(world);
      round.add(faults);
      round.note(text);
    });
  }
  if (!stage.isFailed) await home[Symbol.asyncDispose]();
  return stage;
}

class KilledService {
  readonly #dir: string;
  readonly #seed: number;
  #last: ServiceFacts | undefined;

  constructor(dir: string, seed: number) {
    this.#dir = dir;
    this.#seed = seed;
  }

  async killOnce(world: World, round: Round): Promise<void> {
    const program = world.start(this.#dir);
    const ms = Math.round(round.unit() * LONGEST_LIFE_MS);
    const isStarted = round.unit() < 0.6;
    if (isStarted) await this.whenStarted(program);
    await clock.sleep(ms);
    program.kill("SIGKILL");
    const { signal, code } = await program.ended;
    round.note(`killed ${ms} ms after ${isStarted ? "it said that it runs" : "its start"}`);
    if (signal !== "SIGKILL") {
      round.add([other(`it ended by itself with ${code}: ${program.err.join("\n")}`)]);
    }
    round.add(findLoudLines(program.out));
    const { faults, text } = this.look();
    round.add(faults);
    round.note(text);
  }

  async whenStarted(program: Program): Promise<void> {
    const untilMs = clock.monotonic() + 120_000;
    while (!program.out.some((line) => line.includes('"started"'))) {
      if (clock.monotonic() > untilMs) throw new Error(`it did not start:\n${program.err.join("\n")}`);
      await clock.sleep(5);
    }
  }

  /** After a kill: whole files, nothing gone that was there, each candle worked once. */
  look(): { readonly faults: readonly Fault[]; readonly text: string } {
    const data = `${this.#dir}/data`;
    const faults = [...findBroken(data)];
    if (!isLockFree(data)) faults.push(other("the lock of the data directory is held"));
    if (!hasData(data) || faults.length > 0) return { faults, text: "no database yet" };
    const found = readServiceFacts(data);
    faults.push(...found.faults);
    if (this.#last !== undefined) {
      // A candle is corrected when the exchange says so.
      faults.push(...findLost(this.#last.facts, found.facts, (key, now) => truthOf(key, this.#seed) === now));
      faults.push(...findJumps(this.#last, found));
    }
    this.#last = found;
    const count = (word: string) => [...found.facts.keys()].filter((key) => key.startsWith(word)).length;
    const text = ["tick", "poll", "candle", "advice", "trade"].map((word) => `${count(word)} ${word}s`).join(
      ", ",
    );
    return { faults, text: `${text}, ${found.waitingEvents} events wait` };
  }

  /** Undisturbed until it has caught up, then stopped as a person stops it. */
  async runToTheEnd(world: World): Promise<{ readonly faults: readonly Fault[]; readonly text: string }> {
    const data = `${this.#dir}/data`;
    const untilMs = world.settledMs();
    const span = { seed: this.#seed, fromMs: world.listedMs, untilMs };
    const program = world.start(this.#dir);
    await this.whenStarted(program);
    const patientMs = clock.monotonic() + PATIENCE_MS;
    const isThere = () => {
      if (!hasData(data)) return false;
      const { facts, waitingEvents, strategies } = readServiceFacts(data, lookAtLive);
      const areWorked = DEMO_STRATEGIES.every(({ id }) => (strategies.get(id)?.cursorMs ?? 0) >= untilMs);
      return areWorked && waitingEvents === 0 && findWrongCandles(facts, span).length === 0;
    };
    while (!isThere() && clock.monotonic() < patientMs) await clock.sleep(500);
    program.kill("SIGTERM");
    const { code } = await program.ended;
    const { faults: first, text } = this.look();
    const faults = [...first, ...findLoudLines(program.out)];
    if (code !== 0) faults.push(other(`asked to stop, it ended with ${code}: ${program.err.join("\n")}`));
    const found = readServiceFacts(data);
    faults.push(...findWrongCandles(found.facts, span));
    if (found.waitingEvents > 0) faults.push(other(`${found.waitingEvents} events still wait in the outbox`));
    for (const wish of DEMO_STRATEGIES) faults.push(...judgeAccount(data, { wish, found }));
    faults.push(...await this.#replay(found));
    const left = processesIn(this.#dir);
    if (left.length > 0) faults.push(other(`processes of killed services go on: ${left.join(", ")}`));
    return { faults, text: `undisturbed until it caught up; ${text}` };
  }

  /** The same advice comes of the stored candles, from the first candle on that was worked live. */
  async #replay({ strategies }: ServiceFacts): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const [id, { cursorMs, bars: candles }] of strategies) {
      if (candles === 0) continue;
      const [from, to] = [cursorMs - candles * MINUTE_MS, cursorMs].map((atMs) =>
        toKstIso(atMs).slice(0, 16)
      );
      const args = ["replay", "--strategy", id, "--from", from ?? "", "--to", to ?? "", "--json"];
      const { code, out, err } = await runWhole(args, { dir: this.#dir });
      if (code !== 0) faults.push(other(`the replay of ${id} differs: ${[...out, ...err].join(" ")}`));
    }
    return faults;
  }
}

/** Between two looks a strategy worked as many candles as minutes went by. */
function findJumps(before: ServiceFacts, after: ServiceFacts): readonly Fault[] {
  return [...before.strategies].flatMap(([id, was]) => {
    const now = after.strategies.get(id);
    if (now === undefined) return [other(`the state of ${id} is gone`)];
    const [minutes, candles] = [(now.cursorMs - was.cursorMs) / MINUTE_MS, now.bars - was.bars];
    return minutes === candles
      ? []
      : [other(`${id} went on by ${minutes} minutes and worked ${candles} candles`)];
  });
}

/** A service that is killed has no reason to complain at its next start. */
function findLoudLines(lines: readonly string[]): readonly Fault[] {
  return lines.filter((line) => line.includes('"level":"error"')).map((line) => other(`it said: ${line}`));
}

function openFastWorld(seed: number, startMs: number): World {
  const anchorMs = clock.now();
  const simulated = createSimulatedClock({ startMs, speed: SPEED });
  const { env, close } = openOutside(seed, { clock: simulated, listedMs: LISTED_MS });
  const args = [...flagsOf("start"), CHILD, ...[anchorMs, startMs, SPEED].map(String)];
  return {
    listedMs: LISTED_MS,
    settledMs: () => toMinute(simulated.now()) + 2 * MINUTE_MS,
    // The child adds them itself, dated by its clock.
    prepare: () => Promise.resolve(),
    start: (dir) => startDeno(args, { dir, env }),
    [Symbol.asyncDispose]: close,
  };
}

function openRealWorld(seed: number): World {
  const listedMs = toMinute(clock.now()) - 2 * HOUR_MS;
  const { env, close } = openOutside(seed, { clock, listedMs });
  return {
    listedMs,
    settledMs: () => toMinute(clock.now()),
    prepare: async (dir) => {
      for (const { id, kind, exchange, symbol, params } of DEMO_STRATEGIES) {
        const wish = ["--id", id, "--kind", kind, "--market", `${exchange}:${symbol}`, "--start"];
        const args = ["strategy", "add", ...wish, "--params", JSON.stringify(params)];
        const { code, err } = await runWhole(args, { dir, env });
        if (code !== 0) throw new Error(`"${args.join(" ")}" ended with ${code}: ${err.join("\n")}`);
      }
    },
    start: (dir) => startProgram(["start"], { dir, env }),
    [Symbol.asyncDispose]: close,
  };
}

const toMinute = (atMs: number) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;

function openOutside(
  seed: number,
  world: { readonly clock: Clock; readonly listedMs: number },
): { readonly env: Settings; readonly close: () => Promise<void> } {
  const stock = startSimulatedStockApi({ clock: world.clock, seed, apiKey: KEY, faults: [] });
  const upbit = startSimulatedUpbit({ clock: world.clock, seed, listedAtMs: world.listedMs, outages: [] });
  const env = {
    STOCK_API_URL: stock.url,
    WEBAI_API_KEY: KEY,
    SIGNAL_V2_PORT: "0",
    SIGNAL_V2_MARKETS: SIMULATED_COINS.map(({ symbol }) => `upbit:${symbol}`).join(","),
    SIGNAL_V2_UPBIT_URL: upbit.restUrl,
    SIGNAL_V2_UPBIT_STREAM_URL: upbit.streamUrl,
    SIGNAL_V2_BACKFILL_DAYS: "3",
  };
  const close = async () => {
    await upbit[Symbol.asyncDispose]();
    await stock[Symbol.asyncDispose]();
  };
  return { env, close };
}
