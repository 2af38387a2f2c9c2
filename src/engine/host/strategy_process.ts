/**
 * A strategy's own process: its small composition root. It has no permission but to read its one file, and none at all
 * by the time the strategy runs; what it knows comes over stdin.
 */
import { createTableHours, type TableHours } from "../../calendar/session_table.ts";
import { ALWAYS_OPEN } from "../../core/market/hours.ts";
import { type Advice, isPromise, PROMISE_FAULT } from "../../core/advice.ts";
import type { Clock } from "../../core/clock.ts";
import { EXIT, toErrorText } from "../../core/errors.ts";
import { toFieldWords } from "../../core/payload/field_faults.ts";
import { leaveTerminalSignalsToParent } from "../../lib/limits/child_signals.ts";
import { readCpuMs } from "../../lib/process/cpu_time.ts";
import { startChildWatch } from "../../lib/process/parent_watch.ts";
import { serveRequests } from "../../lib/process/json_lines.ts";
import { TimeSlice } from "../../lib/time_slice.ts";
import { STRATEGIES } from "../../strategies/mod.ts";
import { toParamFaults } from "../../strategies/param_faults.ts";
import {
  type LoadStrategy,
  type Needs,
  readStrategyRun,
  type State,
  type StrategyRun,
} from "../../strategies/strategy.ts";
import { USER_KIT } from "../../strategies/user_kit.ts";
import {
  type HostAsk,
  type HostCandle,
  LINE_CHARS,
  LONGEST_STATE_CHARS,
  MOST_RSS_BYTES,
  type Opened,
  readNeeds,
  readSessions,
  type Worked,
} from "./protocol.ts";
import { isUserFileName, openUserFile } from "../../strategies/user_file.ts";

/** After this long without a pause, a ping is answered: a batch of a slow strategy must not look like a loop. */
const SLICE_MS = 20;

/**
 * Runs one strategy until stdin closes.
 *
 * @param args id of a shipped strategy, or name and path of a file: `my_idea.ts`, `/…/my_idea.ts`.
 * @param open how a strategy comes into this process; behind walls, unless told.
 * @returns the exit code.
 */
export async function runStrategyHost(
  args: readonly string[],
  clock: Clock,
  open: OpenStrategy = openStrategy,
): Promise<number> {
  const [kind = "", path] = args;
  leaveTerminalSignalsToParent();
  keepConsoleOffStdout();
  // The user's file takes `Deno` from everybody when it is loaded.
  const { stdin, stdout, stderr, memoryUsage } = Deno;
  const host = new StrategyHost((onWarning) => open(kind, { path, onWarning }), clock);
  try {
    await serveRequests({
      input: stdin.readable,
      output: stdout.writable,
      maxLineChars: LINE_CHARS,
    }, () => ({
      answer: (ask) => host.answer(ask as HostAsk), // the parent is this same program
      onTell: () => {},
      toFault: toErrorText,
      rssBytes: () => memoryUsage().rss,
      cpuMs: readCpuMs,
    }));
  } catch (error) {
    await stderr.write(new TextEncoder().encode(`${toErrorText(error)}\n`));
    return EXIT.runtime;
  }
  return EXIT.ok;
}

export type OpenStrategy = (
  kind: string,
  from: { readonly path: string | undefined; readonly onWarning: OnWarning },
) => Promise<LoadStrategy>;

async function openStrategy(
  kind: string,
  { path, onWarning }: Parameters<OpenStrategy>[1],
): Promise<LoadStrategy> {
  if (isUserFileName(kind) && path !== undefined) {
    await startChildWatch({ mostRssBytes: MOST_RSS_BYTES });
    return await openUserFile(path, { kit: USER_KIT, onWarning });
  }
  const shipped = STRATEGIES.find(({ id }) => id === kind);
  if (shipped !== undefined) return () => Promise.resolve(shipped);
  const ids = STRATEGIES.map(({ id }) => id).join(", ");
  throw new Error(`There is no strategy "${kind}": use one of ${ids}, or the name of a file like my_idea.ts`);
}

/** Told of a sentence about the user's file. */
type OnWarning = (sentence: string) => void;

/** Works one strategy. */
export class StrategyHost {
  readonly #openStrategy: (onWarning: OnWarning) => Promise<LoadStrategy>;
  readonly #clock: Clock;
  #load: LoadStrategy | undefined;
  #run: StrategyRun | undefined;
  /** `undefined` of a market that never closes. */
  #sessions: TableHours | undefined;
  #warning: string | undefined;

  constructor(openStrategy: (onWarning: OnWarning) => Promise<LoadStrategy>, clock: Clock) {
    this.#openStrategy = openStrategy;
    this.#clock = clock;
  }

  async answer(ask: HostAsk): Promise<Opened | Worked> {
    return ask.op === "open" ? await this.#open(ask) : await this.#work(ask);
  }

  async #open({ params, interval, state, sessions }: Extract<HostAsk, { op: "open" }>): Promise<Opened> {
    this.#run = undefined;
    try {
      this.#load ??= await this.#openStrategy((sentence) => this.#warning = sentence);
      const strategy = await this.#load();
      const parsed = strategy.params.safeParse(params, { error: toFieldWords });
      if (!parsed.success) {
        const faults = toParamFaults(parsed.error.issues, strategy);
        return { kind: "refused", problem: `its parameters do not fit: ${faults.join("; ")}` };
      }
      this.#sessions = sessions === undefined ? undefined : createTableHours(readSessions(sessions));
      const hours = this.#sessions?.hours ?? ALWAYS_OPEN;
      const needs: Needs = readNeeds(strategy.needs(parsed.data, interval));
      const run = readStrategyRun(strategy.create(parsed.data, interval, hours));
      if (state !== undefined) run.restore(state);
      this.#run = run;
      const warning = this.#warning === undefined ? {} : { warning: this.#warning };
      return { kind: "open", needs, state: saveOf(run), ...warning };
    } catch (error) {
      return { kind: "refused", problem: toErrorText(error) };
    }
  }

  async #work({ candles, mode, sessions }: Extract<HostAsk, { op: "candles" }>): Promise<Worked> {
    const run = this.#run;
    if (run === undefined) return { kind: "not_open" };
    if (sessions !== undefined) this.#sessions?.replace(readSessions(sessions));
    let advice: Advice | undefined;
    let done = 0;
    let tookMs = 0;
    const slice = new TimeSlice(this.#clock, SLICE_MS);
    try {
      for (const one of candles) {
        const beganMs = this.#clock.monotonic();
        const said = slice.use(() => workOne(run, one));
        tookMs += this.#clock.monotonic() - beganMs;
        done++;
        if (said !== undefined && mode === "live") {
          advice = said;
          break;
        }
        if (slice.isOver) await slice.pauseWhenOver();
      }
      return { kind: "worked", done, advice, state: saveOf(run), tookMs };
    } catch (error) {
      this.#run = undefined;
      const at = candles[done];
      const where = at === undefined ? "" : ` at the ${at.interval} bar ${toIso(at.candle.openTimeMs)}`;
      return { kind: "threw", problem: `it threw${where}: ${toErrorText(error)}` };
    }
  }
}

function workOne(run: StrategyRun, { interval, candle, fills }: HostCandle): Advice | undefined {
  for (const fill of fills) run.onFill?.(fill);
  const advice = run.onCandle({ interval, candle, isClosed: true });
  if (isPromise(advice)) throw new TypeError(`${PROMISE_FAULT.field} ${PROMISE_FAULT.what}`);
  // Some say "nothing" with null.
  return advice ?? undefined;
}

function saveOf(run: StrategyRun): State {
  const state = run.save() ?? null;
  if (isPromise(state)) throw new TypeError("save must answer at once: it returned a promise");
  const length = JSON.stringify(state).length;
  if (length > LONGEST_STATE_CHARS) {
    throw new RangeError(`save() returned ${length} characters of JSON, ${LONGEST_STATE_CHARS} are allowed`);
  }
  return state;
}

function toIso(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** stdout is the line to the parent; a strategy that prints to find a mistake must not die of it. */
function keepConsoleOffStdout(): void {
  const words: object = Reflect.get(globalThis, "console");
  for (
    const name of ["log", "info", "debug", "dir", "dirxml", "table", "group", "groupCollapsed", "timeEnd"]
  ) {
    Reflect.set(words, name, Reflect.get(words, "error"));
  }
}
