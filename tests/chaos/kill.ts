/** Runs the real program in a process of its own and ends it with SIGKILL at a moment that a seed chooses. */
import { createSystemClock } from "../../src/core/clock.ts";
import { type Program, type RunOptions, startProgram } from "../support/program.ts";

const clock = createSystemClock();
/** A command that is not killed ends long before. */
const LONGEST_RUN_MS = 120_000;

/** Killed so long after its start, after so many changes in its data directory, or after so many lines. */
export type Moment =
  | { readonly after: "start"; readonly ms: number }
  | { readonly after: "changes" | "lines"; readonly count: number; readonly ms: number };

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
  /** Of files in the data directory, as the system tells them. */
  readonly changes: number;
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
  return { code: ending.code, out: program.out, err: program.err, tookMs, changes: changes.count };
}

/** @param unit in [0, 1) by the seed. Most kills fall between changes of files, where there is most to break. */
export function chooseMoment(course: Pick<Course, "tookMs" | "changes">, unit: () => number): Moment {
  const { tookMs, changes } = course;
  return unit() < 1 / 4
    ? { after: "start", ms: Math.round(unit() * tookMs * 0.95) }
    : { after: "changes", count: 1 + Math.floor(unit() * changes), ms: Math.floor(unit() * 4) };
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
    const moment = toEarlier(choose(), 0.8 ** attempt);
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
  if (moment.after === "start") return `${moment.ms} ms after its start`;
  const mark = moment.after === "lines" ? "line" : "change of a file";
  return `${moment.ms} ms after its ${mark} ${moment.count}`;
}

function toEarlier(moment: Moment, share: number): Moment {
  const ms = Math.floor(moment.ms * share);
  return moment.after === "start"
    ? { ...moment, ms }
    : { ...moment, ms, count: Math.floor(moment.count * share) };
}

async function waitFor(
  moment: Moment,
  { program, changes }: { readonly program: Program; readonly changes: Changes },
): Promise<void> {
  if (moment.after === "changes") await changes.reach(moment.count);
  if (moment.after === "lines") {
    let isOver = false;
    program.ended.then(() => isOver = true);
    while (program.out.length < moment.count && !isOver) await clock.sleep(1);
  }
  if (moment.ms > 0) await clock.sleep(moment.ms);
}

async function start(args: readonly string[], options: CommandOptions): Promise<Program> {
  const program = startProgram(args, options);
  // One that is gone already takes no input.
  if (options.input !== undefined) await program.write(options.input).catch(() => {});
  await program.closeInput();
  return program;
}

interface Changes extends Disposable {
  readonly count: number;
  /** Resolves at this change, or never. */
  reach(count: number): Promise<void>;
}

function watchData(dir: string): Changes {
  const watcher = Deno.watchFs(`${dir}/data`, { recursive: true });
  let seen = 0;
  let wanted = { count: Infinity, resolve: () => {} };
  void (async () => {
    for await (const { kind } of watcher) {
      if (kind === "access") continue;
      seen++;
      if (seen >= wanted.count) wanted.resolve();
    }
  })();
  return {
    get count() {
      return seen;
    },
    reach(count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wanted = { count, resolve };
      if (seen >= count) resolve();
      return promise;
    },
    [Symbol.dispose]: () => watcher.close(),
  };
}
