/** The way of signals, killed: what is told to people and programs is told once, whatever the line and the kills do. */
import { createSystemClock } from "../../src/core/clock.ts";
import { createHome, type Program } from "../support/program.ts";
import { type Fault, lost, other } from "./findings.ts";
import { findBroken, isLockFree, lookAt, lookAtLive } from "./look.ts";
import { type Memory, readMemory } from "./signals_facts.ts";
import { findSecrets, readPages } from "./signals_secrets.ts";
import { CHAOS_RULES } from "./signals_stock.ts";
import { type Counts, judgeEnd, judgeNow, type Outside } from "./signals_verdict.ts";
import { openWorld, type Servers, type SignalsWorld, startServers } from "./signals_world.ts";
import { type Round, Stage, type StagePlan } from "./stage.ts";

const clock = createSystemClock();
const FAST = 20;
/** Days of the share market, in each of which so many kills find room. */
const MORNINGS = ["17", "18", "19", "20", "23", "24"].map((day) =>
  Date.parse(`2026-11-${day}T09:10:00+09:00`)
);
const MOST_KILLS_A_DAY = 100;
const LONGEST_LIFE_MS = 900;
/** Some lives are long enough for what waits to go on. */
const LONGER_LIFE_MS = 4_000;
const LONGER_SHARE = 0.12;
/** Until all that was told has come to its end, on a busy machine: the longest of it counts ten minutes. */
const PATIENCE_MS = { fast: 150_000, real: 900_000 };
const FIRST_CODE = 100_000;
const CODES_A_DAY = 5_000;

export async function runSignals(plan: StagePlan): Promise<Stage> {
  const speed = plan.hasRealWaits ? 1 : FAST;
  const stage = new Stage(
    speed === 1 ? "signals at real waits" : `signals at ${speed} times the speed`,
    plan,
  );
  const home = await createHome();
  const { dir } = home;
  await Deno.writeTextFile(`${dir}/data/rules.json`, JSON.stringify(CHAOS_RULES));
  await using servers = startServers(speed);
  const killed = new KilledSignals(dir, servers);
  // Two days at least, so that both judges are asked; with real waits the end of a day takes too long for that.
  const perDay = Math.min(MOST_KILLS_A_DAY, speed === 1 ? plan.kills : Math.ceil(plan.kills / 2));
  const days = Math.ceil(plan.kills / perDay);
  for (let day = 0; day < days && !stage.isFailed; day++) {
    const startMs = MORNINGS[day % MORNINGS.length] ?? 0;
    const judge = day % 2 === 0 ? "always_confirm" : "none";
    const firstCode = FIRST_CODE + day * CODES_A_DAY;
    await using world = openWorld({ servers, startMs, speed, judge, firstCode });
    const kills = Math.min(perDay, plan.kills - day * perDay);
    for (let i = 0; i < kills && !stage.isFailed; i++) {
      await stage.run(dir, 1, (round) => killed.killOnce(world, round));
    }
    if (!stage.isFailed) await stage.run(dir, 0, (round) => killed.runToTheEnd(world, round));
  }
  plan.say(toCountsText(killed.counts, servers.telegram.ignoredSilences));
  if (!stage.isFailed) await home[Symbol.asyncDispose]();
  return stage;
}

class KilledSignals {
  readonly #dir: string;
  readonly #servers: Servers;
  readonly #livesMs: number[] = [];
  readonly #takenRefs = new Set<string>();
  counts: Counts | undefined;

  constructor(dir: string, servers: Servers) {
    this.#dir = dir;
    this.#servers = servers;
  }

  async killOnce(world: SignalsWorld, round: Round): Promise<void> {
    const { unit } = round;
    const wrong = world.plan(unit);
    const isStarted = unit() < 0.8;
    const ms = Math.round(unit() * (unit() < LONGER_SHARE ? LONGER_LIFE_MS : LONGEST_LIFE_MS));
    this.#livesMs.push(world.clock.now());
    const program = world.start(this.#dir);
    let isOver = false;
    let acting = Promise.resolve();
    if (isStarted) {
      const url = await whenStarted(program);
      acting = world.people.act(url, { unit, isOver: () => isOver });
    }
    await clock.sleep(ms);
    isOver = true;
    program.kill("SIGKILL");
    const { signal, code } = await program.ended;
    await acting;
    round.note(`killed ${ms} ms after ${isStarted ? "it said that it runs" : "its start"}`);
    if (wrong.length > 0) round.note(wrong.join(", "));
    if (signal !== "SIGKILL") {
      round.add([other(`it ended by itself with ${code}: ${program.err.join("\n")}`)]);
    }
    this.#look(world, program, round);
  }

  /** Nothing goes wrong any more, until all has come to its end; then stopped as a person stops it. */
  async runToTheEnd(world: SignalsWorld, round: Round): Promise<void> {
    world.heal();
    this.#livesMs.push(world.clock.now());
    const program = world.start(this.#dir);
    const url = await whenStarted(program);
    const untilMs = clock.monotonic() + (world.speed === 1 ? PATIENCE_MS.real : PATIENCE_MS.fast);
    const wanted = world.stock.freeze();
    // Twice, for what was sent after one look is seen by the next.
    let calmLooks = 0;
    while (calmLooks < 2 && clock.monotonic() < untilMs) {
      await world.people.sendRest(url);
      world.heal();
      await clock.sleep(500);
      const memory = this.#read(lookAtLive);
      const isLeft = memory === undefined || !isSettled(memory) || findMissing(memory, wanted).length > 0 ||
        !await world.people.sendRest(url);
      calmLooks = isLeft ? 0 : calmLooks + 1;
    }
    const pages = await readPages(url);
    program.kill("SIGTERM");
    const { code } = await program.ended;
    if (code !== 0) round.add([other(`asked to stop, it ended with ${code}: ${program.err.join("\n")}`)]);
    const memory = this.#look(world, program, round);
    if (memory === undefined) return round.add([lost("there is no database")]);
    round.add(judgeEnd(memory, this.#outsideOf(world)));
    round.add(
      findMissing(memory, wanted).map((ticker) => lost(`what ${ticker} did was seen and no signal made`)),
    );
    round.add(findSecrets({ pages, folder: `${this.#dir}/data` }));
  }

  #look(world: SignalsWorld, program: Program, round: Round): Memory | undefined {
    const data = `${this.#dir}/data`;
    for (const ref of world.people.taken) this.#takenRefs.add(`${ref}`);
    round.add(findBroken(data));
    round.add(findSecrets({ lines: [...program.out, ...program.err] }));
    round.add(findLoudLines(program.out));
    if (!isLockFree(data)) round.add([other("the lock of the data directory is held")]);
    const memory = this.#read();
    if (memory === undefined) return undefined;
    const { faults, counts } = judgeNow(memory, this.#outsideOf(world));
    this.counts = counts;
    round.add(faults);
    round.note(`${counts.signals} signals, ${counts.arrivals} arrivals, ${counts.ambiguous} ambiguous`);
    return memory;
  }

  /** @param open `lookAtLive` while the program runs. */
  #read(open: typeof lookAt = lookAt): Memory | undefined {
    using look = open(`${this.#dir}/data/signal_v2.db`);
    return look?.has("tg_update") ? readMemory(look) : undefined;
  }

  #outsideOf({ speed }: SignalsWorld): Outside {
    const { telegram, webhook } = this.#servers;
    const arrived = { telegram: telegram.messages, office: webhook.taken };
    return { arrived, takenRefs: this.#takenRefs, livesMs: this.#livesMs, speed };
  }
}

/** @returns its address. */
async function whenStarted(program: Program): Promise<string> {
  const untilMs = clock.monotonic() + 120_000;
  while (clock.monotonic() < untilMs) {
    const line = program.out.find((text) => text.includes('"started"'));
    if (line !== undefined) return String(JSON.parse(line).url);
    await clock.sleep(5);
  }
  throw new Error(`it did not start:\n${[...program.out, ...program.err].join("\n")}`);
}

function isSettled({ signals, messages, actions }: Memory): boolean {
  const isOpen = (state: string) => ["queued", "sending", "unknown", "resend"].includes(state);
  return signals.every(({ state }) => state !== "fired" && state !== "judging") &&
    messages.every(({ state, isGivenUp, isListed }) =>
      state === "expired" ? isListed : isGivenUp || !isOpen(state)
    ) &&
    // A question that nobody answers ends with a message of its own.
    actions.every(({ state }) => state !== "taken" && state !== "asked");
}

const findMissing = ({ signals }: Memory, tickers: readonly string[]) =>
  tickers.filter((ticker) => !signals.some((signal) => signal.ticker === ticker));

/** That a line is dead is told, and that a busy machine gives no turn; of anything else there is no reason to complain. */
const EXPECTED = ['"code":"channel_', '"code":"loop_hangs"'];

function findLoudLines(lines: readonly string[]): readonly Fault[] {
  return lines.filter((line) =>
    line.includes('"level":"error"') && !EXPECTED.some((code) => line.includes(code))
  ).map((line) => other(`it said: ${line}`));
}

function toCountsText(counts: Counts | undefined, ignoredSilences: number): string {
  if (counts === undefined) return "signals: nothing was stored";
  const { ambiguous, doubledWithMark, doubledByLate, slowestProtectiveMs } = counts;
  const toShare = (count: number) =>
    `${count} (${(ambiguous === 0 ? 0 : 100 * count / ambiguous).toFixed(1)} %)`;
  return [
    `signals: ${counts.signals} signals, ${counts.messages} messages, ${counts.arrivals} arrivals in chats`,
    `${ambiguous} ambiguous sends, of which ${toShare(doubledWithMark)} came again with their mark, ` +
    `${toShare(doubledWithMark - doubledByLate)} apart from sells that were taken late`,
    `${counts.unconfirmed} signals and ${counts.unconfirmedReplies} replies called unconfirmed`,
    `${counts.expired} too late and listed, ${ignoredSilences} ignored silences`,
    `slowest protective sell ${Math.round(slowestProtectiveMs)} ms from data to stored message, ` +
    `${counts.lateProtective} later than 1 s`,
  ].join("; ");
}
