import type { Clock } from "../../core/clock.ts";
import type { ChildRun } from "./child_run.ts";
import { toLine } from "./json_lines.ts";

/** Why a question to a child process has no answer. */
export class ChildError extends Error {
  override readonly name = "ChildError";
  /** `fault`: the child is well and said no; `parked`: it ended too often. */
  readonly kind: "timeout" | "ended" | "parked" | "stopped" | "too_large" | "fault";
  /** What a child that said no gave as its reason, not validated. */
  readonly fault: unknown;
  /** The reason alone, without whose it is. */
  readonly why: string;
  constructor(kind: ChildError["kind"], message: string, fault?: unknown, why: string = message) {
    super(message);
    this.kind = kind;
    this.fault = fault;
    this.why = why;
  }
}

interface Ask {
  readonly line: string;
  /** `undefined` while it waits for a start. */
  sentTo: ChildRun | undefined;
  readonly doing: string | undefined;
  readonly settle: (outcome: { answer: unknown } | { error: ChildError }) => void;
}

export interface AskOptions {
  /** From now on, the start of the child included. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** What a child that gets stuck over it was at, for the reason of its end: `while it was being loaded`. */
  readonly doing?: string;
}

/** The questions that have no answer yet. */
export class ChildAsks {
  readonly #options: { readonly name: string; readonly clock: Clock; readonly maxLineChars: number };
  readonly #asks = new Map<number, Ask>();
  #lastId = 0;
  #lastIdSeen = 0;

  constructor(options: { readonly name: string; readonly clock: Clock; readonly maxLineChars: number }) {
    this.#options = options;
  }

  /** @param run who gets it now; `undefined` leaves it to `sendAll`. */
  add(body: unknown, run: ChildRun | undefined, options: AskOptions): Promise<unknown> {
    const { deadlineMs, signal, doing } = options;
    const id = ++this.#lastId;
    const line = toLine({ id, ask: body });
    const { maxLineChars } = this.#options;
    if (line.length > maxLineChars) {
      return Promise.reject(
        this.toError("too_large", `the question is longer than ${maxLineChars} characters`),
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const done = new AbortController();
    // The question stays: a child that never answers is stuck, whether somebody still wants to know or not.
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const settle: Ask["settle"] = (outcome) => {
      this.#asks.delete(id);
      signal.removeEventListener("abort", onAbort);
      done.abort();
      if ("error" in outcome) reject(outcome.error);
      else resolve(outcome.answer);
    };
    const ask: Ask = { line, sentTo: run, doing, settle };
    this.#asks.set(id, ask);
    this.#options.clock.sleep(deadlineMs, done.signal).then(() => this.#expire(ask, deadlineMs), () => {});
    run?.send(line);
    return promise;
  }

  sendAll(run: ChildRun): void {
    for (const ask of this.#asks.values()) {
      ask.sentTo = run;
      run.send(ask.line);
    }
  }

  /** Whether nothing was asked or waited for an answer since the last call. */
  wasIdle(): boolean {
    const wasIdle = this.#asks.size === 0 && this.#lastId === this.#lastIdSeen;
    this.#lastIdSeen = this.#lastId;
    return wasIdle;
  }

  /** @returns false for an answer to no question: each stays until it is answered, or its child is killed for it. */
  answer(id: number, answer: unknown): boolean {
    return this.#settle(id, { answer });
  }

  /** @returns as `answer`. */
  refuse(id: number, fault: unknown): boolean {
    return this.#settle(id, { error: this.toError("fault", "it said no", fault) });
  }

  #settle(id: number, outcome: Parameters<Ask["settle"]>[0]): boolean {
    const ask = this.#asks.get(id);
    ask?.settle(outcome);
    return ask !== undefined;
  }

  /** @param run only what this one was asked; `undefined`: all. */
  fail(error: ChildError, run?: ChildRun): void {
    for (const ask of [...this.#asks.values()]) {
      if (run === undefined || ask.sentTo === run) ask.settle({ error });
    }
  }

  toError(kind: ChildError["kind"], why: string, fault?: unknown): ChildError {
    const message = `The child process "${this.#options.name}" has no answer: ${why}`;
    return new ChildError(kind, message, fault, why);
  }

  /** The reason with what the child is at, where it was told. */
  withDoing(reason: string): string {
    const { doing } = this.#asks.values().find((ask) => ask.doing !== undefined) ?? {};
    return doing === undefined ? reason : `${reason} ${doing}`;
  }

  #expire(ask: Ask, deadlineMs: number): void {
    const why = this.withDoing(`it did not answer within ${deadlineMs} ms`);
    ask.settle({ error: this.toError("timeout", why) });
    ask.sentTo?.kill(why);
  }
}
