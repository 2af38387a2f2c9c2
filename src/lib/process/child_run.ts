/** One life of a child process: its pipes, its end, and what it wrote to stderr before. */
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import { escapeControls } from "../../core/text.ts";
import { type ChildMessage, LineFault, readJsonLines, toChildMessage } from "./json_lines.ts";
import { LineWriter } from "./line_writer.ts";

export interface ChildRunOptions {
  readonly program: string;
  readonly args: readonly string[];
  /** All of its environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** A longer line of the child is garbage. */
  readonly maxLineChars: number;
  /** A child that leaves more than this unread is stuck. */
  readonly maxQueuedChars: number;
}

export interface ChildEnd {
  /** In words: `exit code 1`, `signal SIGKILL`, or what it was killed for. */
  readonly reason: string;
  /** The last 4 KB of its stderr, control characters escaped. */
  readonly stderr: string;
}

const STDERR_TAIL_BYTES = 4_096;
/** 1 MB a second; a strategy that prints a line for each of its candles while it warms up needs less. */
const STDERR_BYTES_A_MS = 1_024;
/** Of that rate what may come at once. */
const STDERR_BURST_MS = 1_000;
/** From closing stdin to SIGTERM, and from there to SIGKILL. */
const STOP_STEP_MS = 1_000;
/** What is in the pipes when the child ends is read; a grandchild may keep them open for ever. */
const DRAIN_MS = 1_000;

export class ChildRun {
  readonly pid: number;
  /** Never rejects; the process is reaped by then. */
  readonly ended: Promise<ChildEnd>;
  readonly #options: ChildRunOptions;
  readonly #child: Deno.ChildProcess;
  readonly #input: LineWriter;
  #isOver = false;
  #reason: string | undefined;
  #stderr = new Uint8Array();

  /**
   * @param onMessage what it throws gets the child killed, as any other garbage does.
   * @throws what the runtime says when the program cannot be started.
   */
  constructor(options: ChildRunOptions, onMessage: (message: ChildMessage, chars: number) => void) {
    this.#options = options;
    this.#child = new Deno.Command(options.program, {
      args: [...options.args],
      clearEnv: true,
      env: { ...options.env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.pid = this.#child.pid;
    this.#input = new LineWriter(this.#child.stdin);
    this.ended = this.#watch(onMessage);
  }

  /** Characters that the child has not taken yet. */
  get queuedChars(): number {
    return this.#input.queuedChars;
  }

  /** Takes a whole line and never waits. A child that does not read is killed when too much is waiting. */
  send(line: string): void {
    if (this.#isOver || this.#reason !== undefined) return;
    this.#input.send(line);
    if (this.#input.queuedChars > this.#options.maxQueuedChars) {
      this.kill(`left more than ${this.#options.maxQueuedChars} characters of its input unread`);
    }
  }

  /** SIGKILL. The first reason is the one that counts. */
  kill(reason: string): void {
    this.#reason ??= reason;
    this.#signal("SIGKILL");
  }

  /** Closes stdin, which asks a child to end; SIGTERM after 1 s, SIGKILL after 2 s. Resolves when it is reaped. */
  async stop(): Promise<void> {
    this.#reason ??= "stopped";
    void this.#input.close();
    const over = new AbortController();
    void this.ended.then(() => over.abort());
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      await this.#options.clock.sleep(STOP_STEP_MS, over.signal).then(() => this.#signal(signal), () => {});
    }
    await this.ended;
  }

  async #watch(onMessage: (message: ChildMessage, chars: number) => void): Promise<ChildEnd> {
    const reading = readJsonLines(this.#child.stdout, {
      maxLineChars: this.#options.maxLineChars,
      onValue: (value, chars) => onMessage(toChildMessage(value), chars),
    }).catch((error) => {
      const what = error instanceof LineFault ? "sent garbage" : "sent what could not be used";
      this.kill(`${what}: ${toErrorText(error)}`);
    });
    const ended = new AbortController();
    const noting = this.#noteStderr(ended.signal);
    const { code, signal } = await this.#child.status;
    this.#isOver = true;
    ended.abort();
    const drained = new AbortController();
    void Promise.all([reading, noting]).then(() => drained.abort());
    await this.#options.clock.sleep(DRAIN_MS, drained.signal).catch(() => {});
    await this.#input.abort();
    return {
      reason: this.#reason ?? (signal === null ? `exit code ${code}` : `signal ${signal}`),
      stderr: escapeControls(new TextDecoder().decode(this.#stderr)),
    };
  }

  /** Reads all of it and keeps the end. Who writes without end has to wait: reading it would cost as much as writing. */
  async #noteStderr(ended: AbortSignal): Promise<void> {
    const { real } = this.#options.clock;
    let aheadMs = 0;
    let atMs = real.monotonic();
    try {
      for await (const chunk of this.#child.stderr) {
        const all = new Uint8Array(this.#stderr.length + chunk.length);
        all.set(this.#stderr);
        all.set(chunk, this.#stderr.length);
        this.#stderr = all.slice(-STDERR_TAIL_BYTES);
        aheadMs = Math.max(0, aheadMs - (real.monotonic() - atMs)) + chunk.length / STDERR_BYTES_A_MS;
        atMs = real.monotonic();
        if (aheadMs > STDERR_BURST_MS) await real.sleep(aheadMs - STDERR_BURST_MS, ended).catch(() => {});
      }
    } catch {
      // A broken pipe of notes is no reason for anything.
    }
  }

  #signal(signal: Deno.Signal): void {
    if (this.#isOver) return;
    try {
      this.#child.kill(signal);
    } catch {
      // It ended in between.
    }
  }
}
