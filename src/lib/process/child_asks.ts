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
  constructor(kind: ChildError["kind"], message: string, fault?: unknown) {
    super(message);
    this.kind = kind;
    this.fault = fault;
  }
}

interface Ask {
  readonly line: string;
  /** `undefined` while it waits for a start. */
  sentTo: ChildRun | undefined;
  readonly settle: (outcome: { answer: unknown } | { error: ChildError }) => void;
}

export interface AskOptions {
  /** From now on, the start of the child included. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** The questions that have no answer yet. */
export class ChildAsks {
  readonly #options: { readonly name: string; readonly clock: Clock; readonly maxLineChars: number };
  readonly #asks = new Map<number, Ask>();
  #lastId = 0;

  constructor(options: { readonly name: string; readonly clock: Clock; readonly maxLineChars: number }) {
    this.#options = options;
  }

  /** @param run who gets it now; `undefined` leaves it to `sendAll`. */
  add(body: unknown, run: ChildRun | undefined, options: AskOptions): Promise<unknown> {
    const { deadlineMs, signal } = options;
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
    const ask: Ask = { line, sentTo: run, settle };
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

  /** An answer whose asker gave up long ago is nobody's. */
  answer(id: number, answer: unknown): void {
    this.#asks.get(id)?.settle({ answer });
  }

  refuse(id: number, fault: unknown): void {
    this.#asks.get(id)?.settle({ error: this.toError("fault", "it said no", fault) });
  }

  /** @param run only what this one was asked; `undefined`: all. */
  fail(error: ChildError, run?: ChildRun): void {
    for (const ask of [...this.#asks.values()]) {
      if (run === undefined || ask.sentTo === run) ask.settle({ error });
    }
  }

  toError(kind: ChildError["kind"], why: string, fault?: unknown): ChildError {
    return new ChildError(kind, `The child process "${this.#options.name}" has no answer: ${why}`, fault);
  }

  #expire(ask: Ask, deadlineMs: number): void {
    const why = `it did not answer within ${deadlineMs} ms`;
    ask.settle({ error: this.toError("timeout", why) });
    ask.sentTo?.kill(why);
  }
}
