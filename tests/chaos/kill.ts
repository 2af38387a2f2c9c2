/** Runs the real program in a process of its own and ends it with SIGKILL at a moment that a seed chooses. */
import { createSystemClock } from "../../src/core/clock.ts";
import { type Program, type RunOptions, startProgram } from "../support/program.ts";

const clock = createSystemClock();
/** A command that is not killed ends long before. */
const LONGEST_RUN_MS = 120_000;

/** Killed so long after its start, after it first changed something in its data directory, or after so many lines. */
export type Moment =
  | { readonly after: "start" | "change"; readonly ms: number }
  | { readonly after: "lines"; readonly lines: number; readonly ms: number };

export interface Killed {
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly moment: Moment;
  /** From 0: how many were faster than their kill before this one. */
  readonly attempt: number;
}

/** How an undisturbed run of a command goes on this machine now. */
export interface Course {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
  /** From the start to the end. */
  readonly tookMs: number;
  /** From the start to the first change in the data directory. */
  readonly changedMs: number;
}

export interface CommandOptions extends RunOptions {
  readonly input?: string;
}

/** @throws {Error} when it does not end. */
export async function runWhole(args: readonly string[], options: CommandOptions): Promise<Course> {
  const startedMs = clock.monotonic();
  using changes = watchData(options.dir);
  await using program = await start(args, options);
  const ending = await Promise.race([program.ended, clock.sleep(LONGEST_RUN_MS)]);
  if (ending === undefined) throw new Error(`"${args.join(" ")}" did not end in ${LONGEST_RUN_MS} ms`);
  const tookMs = clock.monotonic() - startedMs;
  const changedMs = Math.min(tookMs, (changes.firstMs ?? Infinity) - startedMs);
  return { code: ending.code, out: program.out, err: program.err, tookMs, changedMs };
}

/** @param unit in [0, 1) by the seed. Two kills of three fall after the first change, where there is most to break. */
export function chooseMoment(course: Pick<Course, "tookMs" | "changedMs">, unit: () => number): Moment {
  const { tookMs, changedMs } = course;
  return unit() < 1 / 3
    ? { after: "start", ms: Math.round(unit() * tookMs * 0.95) }
    : { after: "change", ms: Math.round(unit() * (unit() < 0.5 ? 1 : unit()) * (tookMs - changedMs)) };
}

const MOST_TRIES = 8;

/**
 * Kills the command; one that was faster is tried again, earlier.
 *
 * @param options.prepare brings the directory to where it was, or chooses what is done instead, before each try.
 * @throws {Error} when it ends before every kill.
 */
export async function runAndKill(
  args: readonly string[] | ((attempt: number) => readonly string[]),
  options: CommandOptions & {
    readonly choose: () => Moment;
    readonly prepare?: () => void;
  },
): Promise<Killed> {
  const { choose, prepare = () => {} } = options;
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const chosen = choose();
    const moment = { ...chosen, ms: Math.round(chosen.ms * 0.75 ** attempt) };
    prepare();
    using changes = watchData(options.dir);
    await using program = await start(typeof args === "function" ? args(attempt) : args, options);
    await Promise.race([waitFor(moment, { program, changes }), program.ended]);
    program.kill("SIGKILL");
    const { signal } = await program.ended;
    if (signal === "SIGKILL") return { out: program.out, err: program.err, moment, attempt };
  }
  throw new Error(`a command was never caught before its end in ${MOST_TRIES} tries`);
}

export function toMomentText(moment: Moment): string {
  const mark = { start: "its start", change: "its first change of a file", lines: "" }[moment.after];
  return `${moment.ms} ms after ${moment.after === "lines" ? `its line ${moment.lines}` : mark}`;
}

async function waitFor(
  moment: Moment,
  { program, changes }: { readonly program: Program; readonly changes: Changes },
): Promise<void> {
  if (moment.after === "change") await changes.first;
  if (moment.after === "lines") {
    let isOver = false;
    program.ended.then(() => isOver = true);
    while (program.out.length < moment.lines && !isOver) await clock.sleep(1);
  }
  await clock.sleep(moment.ms);
}

async function start(args: readonly string[], options: CommandOptions): Promise<Program> {
  const program = startProgram(args, options);
  // One that is gone already takes no input.
  if (options.input !== undefined) await program.write(options.input).catch(() => {});
  await program.closeInput();
  return program;
}

interface Changes extends Disposable {
  readonly first: Promise<void>;
  readonly firstMs: number | undefined;
}

function watchData(dir: string): Changes {
  const watcher = Deno.watchFs(`${dir}/data`, { recursive: true });
  const { promise, resolve } = Promise.withResolvers<void>();
  let firstMs: number | undefined;
  void (async () => {
    for await (const { kind } of watcher) {
      if (kind === "access" || firstMs !== undefined) continue;
      firstMs = clock.monotonic();
      resolve();
    }
  })();
  return {
    first: promise,
    get firstMs() {
      return firstMs;
    },
    [Symbol.dispose]() {
      watcher.close();
    },
  };
}
