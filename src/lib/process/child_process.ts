/**
 * A child process that is asked questions over JSON lines and kept alive: started again after it ended, killed when
 * it does not answer, and never left behind. `json_lines.ts` has the child's side.
 *
 * Its clock must run at the speed of real time, as the child's own does.
 */
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import { type AskOptions, ChildAsks } from "./child_asks.ts";
import { ChildHeartbeat, type HeartbeatRules } from "./heartbeat.ts";
import { type ChildEnd, ChildRun } from "./child_run.ts";
import { type ChildMessage, toLine } from "./json_lines.ts";
import { UnaskedLines } from "./unasked_lines.ts";
import { RestartPolicy, type RestartRules, USUAL_RESTARTS } from "../limits/restart_policy.ts";

export interface ChildOptions {
  /** For messages: `ccxt binance`. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** All of its environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** `on_demand`: with the first question; either way it is then kept running. */
  readonly start: "now" | "on_demand";
  readonly restarts: RestartRules;
  readonly startTimeoutMs: number;
  /** `undefined`: no pings and no known memory. */
  readonly heartbeat: HeartbeatRules | undefined;
  readonly maxLineChars: number;
  readonly maxQueuedChars: number;
  /** What the child says unasked; not validated. What this throws gets the child killed. */
  readonly onTell: (body: unknown) => void;
  /** An end nobody asked for; `retryInMs` is `undefined` when it is parked. */
  readonly onEnd: (end: ChildEnd & { readonly retryInMs: number | undefined }) => void;
}

/** What most children need; to be spread into the options. */
export const USUAL_CHILD = {
  env: {},
  start: "on_demand",
  restarts: USUAL_RESTARTS,
  startTimeoutMs: 20_000,
  heartbeat: { everyMs: 5_000, answerWithinMs: 5_000, maxRssBytes: 256 * 1024 * 1024 },
  maxLineChars: 1024 * 1024,
  maxQueuedChars: 8 * 1024 * 1024,
  onTell: () => {},
} as const;

export interface ChildStatus {
  readonly state: "starting" | "running" | "backing_off" | "parked" | "stopped";
  /** Starts after the first one. */
  readonly restarts: number;
  /** Those of the last minutes, as the rules of restarts count them. */
  readonly recentRestarts: number;
  readonly lastEnd: ChildEnd | undefined;
  readonly pid: number | undefined;
  readonly rssBytes: number | undefined;
  /** Monotonic time of the last answered ping. */
  readonly lastHeartbeatMs: number | undefined;
  /** Characters that wait to be read by the child. */
  readonly queuedChars: number;
}

interface Life {
  readonly run: ChildRun;
  readonly heartbeat: ChildHeartbeat;
}

export class ChildProcess implements AsyncDisposable {
  readonly #options: ChildOptions;
  readonly #policy: RestartPolicy;
  readonly #closing = new AbortController();
  readonly #asks: ChildAsks;
  #state: "live" | "backing_off" | "parked" | "stopped" = "stopped";
  #life: Life | undefined;
  #lastEnd: ChildEnd | undefined;
  #starts = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#asks = new ChildAsks(options);
    this.#policy = new RestartPolicy(options.restarts, options.clock);
    if (options.start === "now") this.start();
  }

  get status(): ChildStatus {
    const heartbeat = this.#life?.heartbeat;
    return {
      state: this.#state === "live" ? heartbeat?.isReady ? "running" : "starting" : this.#state,
      restarts: Math.max(0, this.#starts - 1),
      recentRestarts: this.#policy.recent,
      lastEnd: this.#lastEnd,
      pid: this.#life?.run.pid,
      rssBytes: heartbeat?.rssBytes,
      lastHeartbeatMs: heartbeat?.lastAnswerMs,
      queuedChars: this.#life?.run.queuedChars ?? 0,
    };
  }

  /** Starts it if it never ran or is parked; the count of restarts begins anew. */
  start(): void {
    if (this.#closing.signal.aborted || (this.#state !== "stopped" && this.#state !== "parked")) return;
    this.#policy.forget();
    this.#launch();
  }

  /** Ends the present life, as a fault would; the rules of restarts say what follows. */
  kill(reason: string): void {
    this.#life?.run.kill(reason);
  }

  /**
   * Says something that needs no answer.
   *
   * @returns false when no child is there to hear it.
   * @throws {RangeError} when it is longer than a line may be.
   */
  tell(body: unknown): boolean {
    const line = toLine({ tell: body });
    if (line.length > this.#options.maxLineChars) {
      throw new RangeError(`Cannot tell "${this.#options.name}": the line has ${line.length} characters`);
    }
    this.#life?.run.send(line);
    return this.#life !== undefined;
  }

  /**
   * Asks, also while the child is being started again. A child that does not answer in time is killed, also when
   * the asker has given up by then.
   *
   * @returns the answer, not validated.
   * @throws {ChildError} or the signal's reason.
   */
  ask(body: unknown, options: AskOptions): Promise<unknown> {
    if (options.signal.aborted) return Promise.reject(options.signal.reason);
    if (this.#closing.signal.aborted) return Promise.reject(this.#asks.toError("stopped", "it was stopped"));
    if (this.#state === "parked") return Promise.reject(this.#asks.toError("parked", this.#parkedText()));
    const answer = this.#asks.add(body, this.#life?.run, options);
    if (this.#state === "stopped") this.start();
    return answer;
  }

  /** Asks the child to end, then makes it; questions without an answer fail. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#asks.fail(this.#asks.toError("stopped", "it was stopped"));
    await this.#life?.run.stop();
    this.#state = "stopped";
  }

  #launch(): void {
    this.#state = "live";
    this.#starts++;
    let run: ChildRun;
    try {
      const unasked = new UnaskedLines(this.#options.clock.real);
      run = new ChildRun(this.#options, (message, chars) => this.#receive(message, { chars, unasked }));
    } catch (error) {
      // Also when the program is not there: it may be in the middle of an update.
      this.#follow({ reason: `it cannot be started: ${toErrorText(error)}`, stderr: "" });
      return;
    }
    const heartbeat = new ChildHeartbeat({
      clock: this.#options.clock,
      startTimeoutMs: this.#options.startTimeoutMs,
      rules: this.#options.heartbeat,
      ping: (number) => run.send(toLine({ ping: number })),
      kill: (reason) => run.kill(this.#asks.withDoing(reason)),
      wasIdle: () => this.#asks.wasIdle(),
    });
    this.#life = { run, heartbeat };
    void heartbeat.run();
    void run.ended.then((end) => {
      heartbeat.end();
      this.#life = undefined;
      this.#asks.fail(this.#asks.toError("ended", end.reason), run);
      this.#follow(end);
    });
    this.#asks.sendAll(run);
  }

  #follow(end: ChildEnd): void {
    this.#lastEnd = end;
    if (this.#closing.signal.aborted) return;
    const retryInMs = this.#policy.grant();
    this.#state = retryInMs === undefined ? "parked" : "backing_off";
    if (retryInMs === undefined) this.#asks.fail(this.#asks.toError("parked", this.#parkedText()));
    else this.#options.clock.sleep(retryInMs, this.#closing.signal).then(() => this.#launch(), () => {});
    this.#options.onEnd({ ...end, retryInMs });
  }

  /** @throws {LineFault} for more than anybody asked for, and what `onTell` throws. */
  #receive(message: ChildMessage, line: { readonly chars: number; readonly unasked: UnaskedLines }): void {
    this.#life?.heartbeat.note(message);
    const isAnswer = "answer" in message
      ? this.#asks.answer(message.id, message.answer)
      : "fault" in message && this.#asks.refuse(message.id, message.fault);
    if (!isAnswer) line.unasked.note(line.chars);
    if ("tell" in message) this.#options.onTell(message.tell);
  }

  #parkedText(): string {
    return `it ended too often, the last time with: ${this.#lastEnd?.reason ?? "nothing known"}`;
  }
}
