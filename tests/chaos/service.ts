/** The whole service beside an outside world that goes on without it, killed at 0 to 3 s and started again. */
import { fileURLToPath } from "node:url";
import { createSimulatedClock, createSystemClock } from "../../src/core/clock.ts";
import { HOUR_MS, MINUTE_MS, toKstIso } from "../../src/core/kst.ts";
import { DEMO_STRATEGIES } from "../../src/demo/demo_strategies.ts";
import { startSimulatedStockApi } from "../../src/demo/stock_api/simulated_stock_api.ts";
import { startSimulatedUpbit } from "../../src/demo/upbit/simulated_upbit.ts";
import { SIMULATED_COINS } from "../../src/demo/upbit/trades.ts";
import { createHome, flagsOf, type Program, type Settings, startDeno } from "../support/program.ts";
import { type Fault, findLost, other } from "./findings.ts";
import { findBroken, isLockFree, lookAtLive, processesIn } from "./look.ts";
import { runWhole } from "./kill.ts";
import { judgeAccount } from "./service_account.ts";
import { findWrongCandles, hasData, readServiceFacts, type ServiceFacts, truthOf } from "./service_facts.ts";
import { Stage, type StagePlan } from "./stage.ts";

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
  readonly now: () => number;
  readonly env: Settings;
  start(dir: string): Program;
}

export async function runService(plan: StagePlan): Promise<Stage> {
  const stage = new Stage("start", plan);
  const home = await createHome();
  const service = new KilledService(home.dir, plan.seed);
  const perDay = Math.ceil(plan.kills / MORNINGS.length);
  let left = plan.kills;
  for (const morningMs of MORNINGS) {
    await using world = openWorld(plan.seed, morningMs);
    for (let i = 0; i < Math.min(perDay, left); i++) {
      await stage.run(home.dir, 1, async (round) => {
        const program = world.start(home.dir);
        const ms = Math.round(round.unit() * LONGEST_LIFE_MS);
        const isStarted = round.unit() < 0.6;
        if (isStarted) await service.whenStarted(program);
        await clock.sleep(ms);
        program.kill("SIGKILL");
        const { signal, code } = await program.ended;
        round.note(`killed ${ms} ms after ${isStarted ? "it said that it runs" : "its start"}`);
        if (signal !== "SIGKILL") {
          round.add([other(`it ended by itself with ${code}: ${program.err.join("\n")}`)]);
        }
        round.add(findLoudLines(program.out));
        const { faults, text } = service.look();
        round.add(faults);
        round.note(text);
      });
    }
    left -= perDay;
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

  async whenStarted(program: Program): Promise<void> {
    const untilMs = clock.monotonic() + 20_000;
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
    const untilMs = Math.floor(world.now() / MINUTE_MS) * MINUTE_MS + 2 * MINUTE_MS;
    const span = { seed: this.#seed, fromMs: LISTED_MS, untilMs };
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
    for (const [id, { cursorMs, bars }] of strategies) {
      const [from, to] = [cursorMs - bars * MINUTE_MS, cursorMs].map((atMs) => toKstIso(atMs).slice(0, 16));
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
    const [minutes, bars] = [(now.cursorMs - was.cursorMs) / MINUTE_MS, now.bars - was.bars];
    return minutes === bars ? [] : [other(`${id} went on by ${minutes} minutes and worked ${bars} candles`)];
  });
}

/** A service that is killed has no reason to complain at its next start. */
function findLoudLines(lines: readonly string[]): readonly Fault[] {
  return lines.filter((line) => line.includes('"level":"error"')).map((line) => other(`it said: ${line}`));
}

function openWorld(seed: number, startMs: number): World {
  const anchorMs = clock.now();
  const simulated = createSimulatedClock({ startMs, speed: SPEED });
  const stock = startSimulatedStockApi({ clock: simulated, seed, apiKey: KEY, faults: [] });
  const upbit = startSimulatedUpbit({ clock: simulated, seed, listedAtMs: LISTED_MS, outages: [] });
  const env = {
    STOCK_API_URL: stock.url,
    WEBAI_API_KEY: KEY,
    SIGNAL_V2_PORT: "0",
    SIGNAL_V2_MARKETS: SIMULATED_COINS.map(({ symbol }) => `upbit:${symbol}`).join(","),
    SIGNAL_V2_UPBIT_URL: upbit.restUrl,
    SIGNAL_V2_UPBIT_STREAM_URL: upbit.streamUrl,
    SIGNAL_V2_BACKFILL_DAYS: "3",
  };
  return {
    env,
    now: () => simulated.now(),
    start: (dir) =>
      startDeno([...flagsOf("start"), CHILD, String(anchorMs), String(startMs), String(SPEED)], { dir, env }),
    async [Symbol.asyncDispose]() {
      await upbit[Symbol.asyncDispose]();
      await stock[Symbol.asyncDispose]();
    },
  };
}
