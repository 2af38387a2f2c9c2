import { fileURLToPath } from "node:url";
import { flagsOf as flagsOfSet, PERMISSION_SETS, type PermissionSetName } from "../../.ci/flags.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { IS_FFI, SQLITE_VARIABLES } from "./sqlite.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const HOLIDAYS = new URL("../../holidays.json", import.meta.url);
const clock = createSystemClock();

/** What a child needs to find Deno's cache; of the settings of whoever runs the tests, only which SQLite is tested. */
const KEPT_VARIABLES = [
  ...["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA", "SystemRoot", "TEMP"],
  ...(IS_FFI ? SQLITE_VARIABLES : []),
];

export type Settings = Readonly<Record<string, string>>;

export interface RunOptions {
  /** Working directory, as `createHome` makes it; the program's paths are relative to it. */
  readonly dir: string;
  readonly env?: Settings;
  /** Instead of those of the task. */
  readonly flags?: readonly string[];
  /** How many files and connections the system lets it have open; not on Windows. */
  readonly openFiles?: number;
}

export interface Ending {
  readonly code: number;
  readonly signal: string | null;
  /** `performance.now()` at the end. */
  readonly atMs: number;
}

export interface LogEntry {
  readonly time: string;
  readonly level: string;
  readonly event: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** The real program in a process of its own. Disposing kills it. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  /** Lines of standard output so far. */
  readonly out: readonly string[];
  /** Lines of standard error so far. */
  readonly err: readonly string[];
  readonly ended: Promise<Ending>;
  write(text: string): Promise<void>;
  closeInput(): Promise<void>;
  kill(signal: Deno.Signal): void;
}

/** An empty directory to run in, with the calendar and `data` of a fresh checkout. */
export async function createHome(
  options: { envFile?: string } = {},
): Promise<AsyncDisposable & { dir: string }> {
  const dir = await Deno.makeTempDir({ prefix: "signal-v2-" });
  await Deno.mkdir(`${dir}/data`);
  await Deno.copyFile(HOLIDAYS, `${dir}/holidays.json`);
  if (options.envFile !== undefined) await Deno.writeTextFile(`${dir}/.env`, options.envFile);
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

/** The permissions of the task that a user would type: the tests run what users run. */
export function flagsOf(command: string): readonly string[] {
  const flags = flagsOfSet(isSetName(command) ? command : "cli");
  return IS_FFI ? [...flags, "--allow-ffi"] : flags;
}

function isSetName(name: string): name is PermissionSetName {
  return name in PERMISSION_SETS;
}

export function startProgram(args: readonly string[], options: RunOptions): Program {
  return startDeno([...options.flags ?? flagsOf(args[0] ?? ""), MAIN, ...args], options);
}

/** `deno run` with other flags, for the helpers beside the tests. */
export function startDeno(args: readonly string[], options: RunOptions): Program {
  const { dir, env = {}, openFiles } = options;
  const words = [Deno.execPath(), "run", ...args];
  const limited = ["sh", "-c", 'ulimit -n "$0" && exec "$@"', String(openFiles), ...words];
  const [command = "", ...rest] = openFiles === undefined ? words : limited;
  const child = new Deno.Command(command, {
    args: rest,
    cwd: dir,
    clearEnv: true,
    env: { ...keptEnvironment(), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const out: string[] = [];
  const err: string[] = [];
  const reading = Promise.all([readLinesInto(out, child.stdout), readLinesInto(err, child.stderr)]);
  const input = child.stdin.getWriter();
  input.closed.catch(() => {});
  let isOver = false;
  const ended = child.status.then(async ({ code, signal }) => {
    const atMs = performance.now();
    isOver = true;
    await reading;
    return { code, signal, atMs };
  });
  return {
    pid: child.pid,
    out,
    err,
    ended,
    write: (text) => input.write(new TextEncoder().encode(text)),
    // A child that has ended has closed its side already.
    closeInput: () => input.close().catch(() => {}),
    kill: (signal) => {
      if (!isOver) child.kill(signal);
    },
    async [Symbol.asyncDispose]() {
      if (!isOver) child.kill("SIGKILL");
      await ended;
      await input.close().catch(() => {});
    },
  };
}

/**
 * Longer than any command takes, on a machine that has ten times as much to do as it can, too: one that does not end fails
 * its test and not the whole run.
 */
const LONGEST_RUN_MS = 60_000;

/** Runs a command to its end. @throws {Error} when there is none in a minute. */
export async function runProgram(
  args: readonly string[],
  options: RunOptions & { input?: string },
): Promise<{ code: number; out: readonly string[]; err: readonly string[]; text: string }> {
  await using program = startProgram(args, options);
  if (options.input !== undefined) await program.write(options.input);
  await program.closeInput();
  const ended = new AbortController();
  const code = await Promise.race([
    program.ended.then(({ code }) => code),
    clock.sleep(LONGEST_RUN_MS, ended.signal).then(() => undefined, () => undefined),
  ]);
  ended.abort();
  const { out, err } = program;
  if (code === undefined) throw new Error(`"${args.join(" ")}" did not end:\n${[...out, ...err].join("\n")}`);
  return { code, out, err, text: [...out, ...err].join("\n") };
}

/** Waits for the `started` line of the log and returns the address in it. */
export async function urlOf(program: Program): Promise<string> {
  const line = await lineOf(program, '"event":"started"');
  return String(readLog([line])[0]?.url);
}

/** A poll has brought what was asked for. On a busy machine the first one may fail, and only that one is always told. */
export const FRESH_POLL = /"event":"(cycle_done".*"failed":0|source_recovered"|poll_digest")/;

/** The first line on standard output that holds `part`, as soon as there is one. */
export async function lineOf(
  program: Program,
  part: string | RegExp,
  withinMs = LONGEST_RUN_MS,
): Promise<string> {
  let isOver = false;
  program.ended.then(() => isOver = true);
  const holds = (line: string) => typeof part === "string" ? line.includes(part) : part.test(line);
  const find = () => program.out.find(holds);
  await until(() => find() !== undefined || isOver, `a line with ${part}`, withinMs);
  const line = find();
  if (line !== undefined) return line;
  throw new Error(
    `The program ended without a line with ${part}:\n${program.out}\n${program.err.join("\n")}`,
  );
}

export function readLog(lines: readonly string[]): readonly LogEntry[] {
  return lines.map((line) => JSON.parse(line));
}

/** Real time. @throws {Error} naming `what` when it does not come true in time. */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  what: string,
  withinMs = LONGEST_RUN_MS,
): Promise<void> {
  const startedMs = clock.monotonic();
  while (!await isTrue()) {
    if (clock.monotonic() - startedMs > withinMs) throw new Error(`${what} did not come in ${withinMs} ms`);
    await clock.sleep(5);
  }
}

export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** A request whose body is announced and never comes, on a connection that stays open. */
export async function sendHalfABody(url: string): Promise<Deno.TcpConn> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const head = `POST /health HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 1000\r\n\r\n{"half`;
  await connection.write(new TextEncoder().encode(head));
  await connection.read(new Uint8Array(4_096)); // answered, so the server has it
  return connection;
}

/** Requests whose answers nobody reads, so many that the program waits for the reader in the middle of one. */
export async function sendAndNeverRead(url: string): Promise<Deno.TcpConn> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const requests = new TextEncoder().encode(
    `GET /health HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`.repeat(1_000),
  );
  for (let isTaken = true; isTaken;) {
    const written = connection.write(requests).then(() => true, () => false);
    // It reads no further request while it cannot get rid of an answer.
    isTaken = await Promise.race([written, clock.sleep(1_000).then(() => false)]);
  }
  return connection;
}

function keptEnvironment(): Settings {
  return Object.fromEntries(KEPT_VARIABLES.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

async function readLinesInto(lines: string[], stream: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  }
  if (rest !== "") lines.push(rest);
}
