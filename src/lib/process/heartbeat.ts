import type { Clock } from "../../core/clock.ts";
import { IdleCpu, type IdleCpuRules } from "./idle_cpu.ts";
import { toMemoryText } from "./parent_watch.ts";
import type { ChildMessage } from "./json_lines.ts";

export interface HeartbeatRules {
  readonly everyMs: number;
  /** A child that answers later is stuck, in an endless loop for instance. */
  readonly answerWithinMs: number;
  /** A child that reports more memory than this is killed. */
  readonly maxRssBytes: number;
  /** What a child may use of a processor while nothing is asked of it; absent, that is not watched. */
  readonly idleCpu?: IdleCpuRules;
}

interface Beating {
  readonly clock: Clock;
  /** How long the child may take to say that it is ready. */
  readonly startTimeoutMs: number;
  /** `undefined`: after it was ready, no questions. */
  readonly rules: HeartbeatRules | undefined;
  readonly ping: (number: number) => void;
  readonly kill: (reason: string) => void;
  /** Whether nothing was asked of it since the last call. */
  readonly wasIdle: () => boolean;
}

/** Watches whether one life of a child is one: ready in time, answering pings, within its memory. */
export class ChildHeartbeat {
  readonly #parts: Beating;
  readonly #over = new AbortController();
  #awaited = Promise.withResolvers<void>();
  readonly #idleCpu: IdleCpu | undefined;
  #lastPing = 0;
  isReady = false;
  rssBytes: number | undefined;
  /** Monotonic time of the last answer. */
  lastAnswerMs: number | undefined;

  constructor(parts: Beating) {
    this.#parts = parts;
    const idleCpu = parts.rules?.idleCpu;
    this.#idleCpu = idleCpu && new IdleCpu(idleCpu);
  }

  /** Resolves when the life is over. */
  async run(): Promise<void> {
    const { clock, rules, startTimeoutMs } = this.#parts;
    await this.#expect(startTimeoutMs, `was not ready within ${startTimeoutMs} ms`);
    while (rules !== undefined && !this.#over.signal.aborted) {
      this.#awaited = Promise.withResolvers<void>();
      this.#parts.ping(++this.#lastPing);
      await this.#expect(rules.answerWithinMs, `answered no ping within ${rules.answerWithinMs} ms`);
      await clock.sleep(rules.everyMs, this.#over.signal).catch(() => {});
    }
  }

  note(message: ChildMessage): void {
    if ("ready" in message) {
      this.isReady = true;
      this.#awaited.resolve();
    }
    if (!("pong" in message) || message.pong !== this.#lastPing) return;
    this.rssBytes = message.rssBytes;
    this.lastAnswerMs = this.#parts.clock.monotonic();
    this.#awaited.resolve();
    const ceiling = this.#parts.rules?.maxRssBytes ?? Infinity;
    if (message.rssBytes > ceiling) {
      this.#parts.kill(toMemoryText(ceiling));
    }
    if (message.cpuMs !== undefined) this.#noteCpu(message.cpuMs, this.lastAnswerMs);
  }

  #noteCpu(cpuMs: number, atMs: number): void {
    const look = { cpuMs, atMs, wasIdle: this.#parts.wasIdle() };
    if (this.#idleCpu?.isTooMuch(look)) this.#parts.kill(this.#idleCpu.reason);
  }

  /** The process has ended. */
  end(): void {
    this.#over.abort();
    this.#awaited.resolve();
  }

  async #expect(withinMs: number, fault: string): Promise<void> {
    const came = new AbortController();
    void this.#awaited.promise.then(() => came.abort());
    await this.#parts.clock.sleep(withinMs, came.signal).then(() => this.#parts.kill(fault), () => {});
  }
}
