import type { Clock } from "../core/clock.ts";
import { UpstreamError } from "../core/errors.ts";
import { MINUTE_MS } from "../core/kst.ts";
import type { Events } from "./events.ts";
import { runUnsampled } from "./spans.ts";

/** Never more often than this, whatever the poll step. */
const SHORTEST_GAP_MS = MINUTE_MS;
/** At night nothing is polled; a checker that gives 30 minutes of grace stays quiet with this. */
const IDLE_GAP_MS = 15 * MINUTE_MS;
const TIMEOUT_MS = 10_000;

export interface HeartbeatOptions {
  /** A secret: whoever knows it can keep the checker quiet. It is never logged. `undefined` switches all off. */
  readonly url: string | undefined;
  /** Asks with GET, following no redirect. @returns the status. */
  readonly readStatus: (
    url: string,
    limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ) => Promise<number>;
  readonly clock: Clock;
  readonly events: Pick<Events, "heartbeatFailed" | "heartbeatRecovered">;
  /** For head and end of one call. Default 10 s. */
  readonly timeoutMs?: number;
}

/**
 * A dead-man switch: calls an address while all is well, so that whoever watches it hears of a program that
 * died, hangs or has no fresh data by its silence.
 */
export class Heartbeat implements AsyncDisposable {
  readonly #options: HeartbeatOptions;
  readonly #stopping = new AbortController();
  #calledAtMs = -Infinity;
  #failures = 0;
  #calling: Promise<void> | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** A poll ended with every source fresh. */
  onGoodCycle(): void {
    this.#callAfter(SHORTEST_GAP_MS);
  }

  /** What is not fresh now is expected; the program itself gives its sign. */
  onMaintenance(): void {
    this.#callAfter(SHORTEST_GAP_MS);
  }

  /** Nothing is to be polled now, and the last poll was good. After a failed call it is tried each minute. */
  onIdle(): void {
    this.#callAfter(this.#failures > 0 ? SHORTEST_GAP_MS : IDLE_GAP_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#calling;
  }

  /** Starts a call that nobody waits for. */
  #callAfter(gapMs: number): void {
    const { url, clock } = this.#options;
    const nowMs = clock.monotonic();
    if (url === undefined || this.#calling !== undefined || this.#stopping.signal.aborted) return;
    if (nowMs - this.#calledAtMs < gapMs) return;
    this.#calledAtMs = nowMs;
    this.#calling = this.#call(url).finally(() => this.#calling = undefined);
  }

  async #call(url: string): Promise<void> {
    const { events } = this.#options;
    const reason = await runUnsampled(() => this.#ask(url));
    if (this.#stopping.signal.aborted) return;
    if (reason === undefined) {
      if (this.#failures > 0) events.heartbeatRecovered({ failures: this.#failures });
      this.#failures = 0;
    } else if (++this.#failures === 1) {
      events.heartbeatFailed({ reason });
    }
  }

  /** @returns why it failed, in words without the address. */
  async #ask(url: string): Promise<string | undefined> {
    const timeoutMs = this.#options.timeoutMs ?? TIMEOUT_MS;
    try {
      const status = await this.#options.readStatus(url, { timeoutMs, signal: this.#stopping.signal });
      if (status >= 200 && status < 300) return undefined;
      const isRedirect = status >= 300 && status < 400;
      return `it answered HTTP ${status}${isRedirect ? ", and redirects are not followed" : ""}`;
    } catch (error) {
      const isLate = error instanceof UpstreamError && error.kind === "timeout";
      return isLate ? `no answer within ${timeoutMs / 1_000} s` : "no connection";
    }
  }
}
