/** When the next request to Upbit may go out. One of these per plug, so that all callers share it. */
import type { Clock } from "../../core/clock.ts";
import { HOUR_MS, MINUTE_MS } from "../../core/kst.ts";
import { RateLimiter } from "../../lib/limits/rate_limiter.ts";

/** Requests that Upbit counts together; each has limits of its own. */
export type UpbitGroup = "market" | "candle" | "trade" | "ticker" | "orderbook";

/** Who is waited for now goes before who fills the past. */
export type UpbitLane = "urgent" | "history";

/** Upbit's limit for each public group, per IP address. */
const REQUESTS_PER_SECOND = 10;
/** What is left free is for others behind the same address and for requests that bunch up on the way. */
const SAFETY_SHARE = 0.8;
const SECOND_MS = 1_000;
const LONGEST_429_PAUSE_MS = MINUTE_MS;
const FIRST_BLOCK_MS = MINUTE_MS;
const LONGEST_BLOCK_MS = HOUR_MS;

/** Leave to send one request. Hand it back with the answer. */
export interface UpbitPass {
  readonly group: UpbitGroup;
  /** By the monotonic clock. */
  readonly issuedAtMs: number;
}

export interface UpbitAnswerFacts {
  readonly status: number;
  /** The header `Remaining-Req`. */
  readonly remaining: string | null;
  /** How long Upbit said it keeps us out, when it did. */
  readonly blockMs: number | undefined;
}

export interface UpbitLimiterOptions {
  readonly clock: Clock;
  /** Called once for a burst of refusals. */
  readonly onThrottled: (pause: { group: UpbitGroup; status: number; waitMs: number }) => void;
}

interface Waiter {
  readonly issue: (pass: UpbitPass) => void;
}

/** Refusals in a row. Those of requests that were under way when the first one came are the same refusal. */
interface Refusals {
  count: number;
  lastAtMs: number;
}

interface Queue {
  readonly urgent: Waiter[];
  readonly history: Waiter[];
  readonly rate: RateLimiter;
  readonly refusals: Refusals;
  pausedUntilMs: number;
  isPumping: boolean;
  /** Ends the present wait when nobody is left to wait for. */
  wake: AbortController | undefined;
}

export class UpbitLimiter {
  readonly #clock: Clock;
  readonly #onThrottled: UpbitLimiterOptions["onThrottled"];
  readonly #queues = new Map<UpbitGroup, Queue>();
  readonly #blocks: Refusals = { count: 0, lastAtMs: -Infinity };
  #blockedUntilMs = -Infinity;

  constructor(options: UpbitLimiterOptions) {
    this.#clock = options.clock;
    this.#onThrottled = options.onThrottled;
  }

  /** Waits for a turn: first come first served within a lane, `urgent` first. @throws the signal's reason. */
  enter(group: UpbitGroup, options: { lane: UpbitLane; signal: AbortSignal }): Promise<UpbitPass> {
    const { lane, signal } = options;
    if (signal.aborted) return Promise.reject(signal.reason);
    const queue = this.#queueOf(group);
    const { promise, resolve, reject } = Promise.withResolvers<UpbitPass>();
    const onAbort = () => {
      queue[lane].splice(queue[lane].indexOf(waiter), 1);
      if (isEmpty(queue)) queue.wake?.abort();
      reject(signal.reason);
    };
    const waiter: Waiter = {
      issue: (pass) => {
        signal.removeEventListener("abort", onAbort);
        resolve(pass);
      },
    };
    signal.addEventListener("abort", onAbort, { once: true });
    queue[lane].push(waiter);
    if (!queue.isPumping) void this.#pump(group, queue);
    return promise;
  }

  /** Learns from the answer to what a pass was for. */
  learn(pass: UpbitPass, facts: UpbitAnswerFacts): void {
    const queue = this.#queueOf(pass.group);
    if (facts.status === 429) return this.#pauseGroup(pass, queue, facts);
    if (facts.status === 418) return this.#block(pass, facts);
    if (pass.issuedAtMs >= queue.refusals.lastAtMs) queue.refusals.count = 0;
    // Upbit's seconds begin at a moment that we cannot see; one whole second later the next has surely begun.
    if (readRemainingReq(facts.remaining)?.sec === 0) this.#pause(queue, SECOND_MS);
  }

  #pauseGroup(pass: UpbitPass, queue: Queue, facts: UpbitAnswerFacts): void {
    if (!this.#isNews(pass, queue.refusals)) return;
    const ownMs = Math.min(SECOND_MS * 2 ** (queue.refusals.count - 1), LONGEST_429_PAUSE_MS);
    const waitMs = Math.max(ownMs, facts.blockMs ?? 0);
    this.#pause(queue, waitMs);
    this.#onThrottled({ group: pass.group, status: facts.status, waitMs });
  }

  #block(pass: UpbitPass, facts: UpbitAnswerFacts): void {
    const nowMs = this.#clock.monotonic();
    // After a quiet hour beyond the last block it is no longer the same offence.
    if (nowMs - this.#blockedUntilMs > LONGEST_BLOCK_MS) this.#blocks.count = 0;
    if (!this.#isNews(pass, this.#blocks)) return;
    const ownMs = Math.min(FIRST_BLOCK_MS * 2 ** (this.#blocks.count - 1), LONGEST_BLOCK_MS);
    // A block of no length is no licence to hammer.
    const waitMs = Math.min(facts.blockMs || ownMs, LONGEST_BLOCK_MS);
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, nowMs + waitMs);
    this.#onThrottled({ group: pass.group, status: facts.status, waitMs });
  }

  /** Counts a refusal, unless its request went out before the last one was known. */
  #isNews(pass: UpbitPass, refusals: Refusals): boolean {
    if (pass.issuedAtMs < refusals.lastAtMs) return false;
    refusals.count++;
    refusals.lastAtMs = this.#clock.monotonic();
    return true;
  }

  #pause(queue: Queue, forMs: number): void {
    queue.pausedUntilMs = Math.max(queue.pausedUntilMs, this.#clock.monotonic() + forMs);
  }

  /** One loop a group decides and issues in the same step, so that callers at the same time cannot over-issue. */
  async #pump(group: UpbitGroup, queue: Queue): Promise<void> {
    queue.isPumping = true;
    while (!isEmpty(queue)) {
      const waitMs = this.#untilFree(queue);
      if (waitMs > 0) {
        queue.wake = new AbortController();
        await this.#clock.sleep(Math.ceil(waitMs), queue.wake.signal).catch(() => {});
        continue;
      }
      const waiter = queue.urgent.shift() ?? queue.history.shift();
      waiter?.issue({ group, issuedAtMs: this.#clock.monotonic() });
    }
    queue.wake = undefined;
    queue.isPumping = false;
  }

  /** Milliseconds, or 0 and then a pass is taken. */
  #untilFree(queue: Queue): number {
    const pausedMs = Math.max(this.#blockedUntilMs, queue.pausedUntilMs) - this.#clock.monotonic();
    return pausedMs > 0 ? pausedMs : queue.rate.take();
  }

  #queueOf(group: UpbitGroup): Queue {
    const known = this.#queues.get(group);
    if (known !== undefined) return known;
    const queue: Queue = {
      urgent: [],
      history: [],
      rate: new RateLimiter({
        clock: this.#clock,
        limit: REQUESTS_PER_SECOND * SAFETY_SHARE,
        perMs: SECOND_MS,
      }),
      refusals: { count: 0, lastAtMs: -Infinity },
      pausedUntilMs: -Infinity,
      isPumping: false,
      wake: undefined,
    };
    this.#queues.set(group, queue);
    return queue;
  }
}

/** `group=candle; min=600; sec=9`; `undefined` for anything else. `min` has had no meaning since 2023-10-25. */
export function readRemainingReq(
  header: string | null,
): { group: string; min: number | undefined; sec: number } | undefined {
  const parts = new Map(
    (header ?? "").split(";").map((part) => {
      const [name = "", value = ""] = part.split("=");
      return [name.trim(), value.trim()] as const;
    }),
  );
  const group = parts.get("group");
  const sec = readCount(parts.get("sec"));
  if (group === undefined || sec === undefined) return undefined;
  return { group, min: readCount(parts.get("min")), sec };
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function isEmpty({ urgent, history }: Queue): boolean {
  return urgent.length === 0 && history.length === 0;
}
