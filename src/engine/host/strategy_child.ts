/** The parent's side of a strategy's process. */
import type { SessionTable } from "../../calendar/session_table.ts";
import type { Interval } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import { ChildError } from "../../lib/process/child_asks.ts";
import type { RestartRules } from "../../lib/limits/restart_policy.ts";
import type { ChildEnd } from "../../lib/process/child_run.ts";
import { ChildProcess, type ChildStatus, USUAL_CHILD } from "../../lib/process/child_process.ts";
import type { State } from "../../strategies/strategy.ts";
import {
  HEAP_MB,
  type HostAsk,
  type HostCandle,
  LINE_CHARS,
  MOST_RSS_BYTES,
  type Opened,
  ProtocolError,
  readOpened,
  readWorked,
  STRATEGY_HOST_COMMAND,
  type Worked,
} from "./protocol.ts";
import { isUserFileName } from "../../strategies/user_file.ts";

/** What a strategy's process must be given: this and nothing else. */
export interface HostWish {
  /** The hidden sub-command that is the child. */
  readonly command: string;
  readonly args: readonly string[];
  /** Files that it reads, before it runs what is in them. */
  readonly allowRead: readonly string[];
  /** For V8, without dashes. */
  readonly v8Flags: readonly string[];
}

export type ToHostCommand = (wish: HostWish) => {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

export interface StrategyChildOptions {
  readonly id: string;
  readonly kind: string;
  readonly strategyDir: string;
  /** Runs in real time, as processes do. */
  readonly realClock: Clock;
  readonly toCommand: ToHostCommand;
  readonly restarts: RestartRules;
  readonly onEnd: (end: ChildEnd & { readonly retryInMs: number | undefined }) => void;
}

/**
 * With one ping a second, what hangs or loops is found within 4 s, and a thread that never ends within some 7 s: a strategy
 * works when it gets candles, and nothing else needs a tenth of a core.
 */
const HEARTBEAT = {
  everyMs: 1_000,
  answerWithinMs: 3_000,
  maxRssBytes: MOST_RSS_BYTES,
  idleCpu: { share: 0.1, burstMs: 5_000 },
};
const V8_FLAGS = [`max-old-space-size=${HEAP_MB}`, "max-semi-space-size=1"];
/** The pause before a restart and the start are part of it. */
const OPEN_WITHIN_MS = 60_000;
const WORK_WITHIN_MS = 30_000;

export class StrategyChild implements AsyncDisposable {
  readonly #child: ChildProcess;
  /** To be told with the next candles. */
  #sessions: SessionTable | undefined;

  constructor(options: StrategyChildOptions) {
    const { id, kind, strategyDir, realClock, toCommand, restarts, onEnd } = options;
    const files = isUserFileName(kind) ? [`${strategyDir}/${kind}`] : [];
    const command = toCommand({
      command: STRATEGY_HOST_COMMAND,
      args: [kind, ...files],
      allowRead: files,
      v8Flags: V8_FLAGS,
    });
    this.#child = new ChildProcess({
      ...USUAL_CHILD,
      name: `strategy ${id}`,
      program: command.program,
      args: command.args,
      env: command.env ?? {},
      clock: realClock,
      restarts,
      heartbeat: HEARTBEAT,
      maxLineChars: LINE_CHARS,
      onTell: () => {
        throw new ProtocolError("it said something that nobody asked for");
      },
      onEnd,
    });
  }

  get status(): ChildStatus {
    return this.#child.status;
  }

  /** @throws {ChildError} or the signal's reason. */
  async open(
    wish: {
      readonly params: unknown;
      readonly interval: Interval;
      readonly state: State | undefined;
      readonly sessions?: SessionTable | undefined;
    },
    signal: AbortSignal,
  ): Promise<Opened> {
    const { params, interval, state, sessions } = wish;
    this.#sessions = undefined;
    const ask: HostAsk = {
      ...{ op: "open", params, interval },
      ...(state === undefined ? {} : { state }),
      ...(sessions === undefined ? {} : { sessions }),
    };
    const doing = "while it was being loaded";
    return await this.#ask(ask, { withinMs: OPEN_WITHIN_MS, signal, read: readOpened, doing });
  }

  /** The calendar has changed: the process learns of it with its next candles, before it works them. */
  noteSessions(sessions: SessionTable): void {
    this.#sessions = sessions;
  }

  /**
   * Up to `MOST_CANDLES` candles. A strategy that threw is ended: what it remembers cannot be trusted.
   *
   * @throws {ChildError} or the signal's reason; `ended` also for a new process, which must be opened first.
   */
  async work(
    mode: "live" | "warm_up",
    candles: readonly HostCandle[],
    signal: AbortSignal,
  ): Promise<Extract<Worked, { kind: "worked" }>> {
    const sessions = this.#sessions;
    this.#sessions = undefined;
    const ask: HostAsk = { op: "candles", mode, candles, ...(sessions === undefined ? {} : { sessions }) };
    const worked = await this.#ask(ask, {
      withinMs: WORK_WITHIN_MS,
      signal,
      read: (answer) => readWorked(answer, candles.length),
    });
    if (worked.kind === "worked") return worked;
    if (worked.kind === "threw") this.#child.kill(worked.problem);
    throw new ChildError("ended", worked.kind === "threw" ? worked.problem : "it was started anew");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child[Symbol.asyncDispose]();
  }

  async #ask<T>(
    ask: HostAsk,
    options: {
      readonly withinMs: number;
      readonly signal: AbortSignal;
      readonly read: (answer: unknown) => T;
      readonly doing?: string;
    },
  ): Promise<T> {
    const { withinMs: deadlineMs, read, ...rest } = options;
    const answer = await this.#child.ask(ask, { deadlineMs, ...rest });
    try {
      return read(answer);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#child.kill(`gave what cannot be used: ${toErrorText(error)}`);
      throw new ChildError("ended", toErrorText(error));
    }
  }
}
