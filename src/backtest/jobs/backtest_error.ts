import { isUserErrorCode, toErrorText, UserError, type UserErrorCode } from "../../core/errors.ts";

/** A backtest that was refused, or that broke off. */
export class BacktestError extends UserError {
  readonly verb: "run" | "finish";
  /** The sentence without its beginning, for whoever says what was tried in words of its own. */
  readonly problem: string;

  constructor(code: UserErrorCode, verb: "run" | "finish", problem: string) {
    super(code, `Cannot ${verb} the backtest: ${problem}`);
    this.verb = verb;
    this.problem = problem;
  }
}

/** One of a strategy that took longer than it may. */
export class BacktestTimeoutError extends BacktestError {
  constructor(problem: string) {
    super("failed", "finish", problem);
  }
}

/** An error on its way from the worker to the command. */
export interface WorkerFault {
  readonly code: UserErrorCode;
  readonly text: string;
  /** Of a `BacktestError`, whose text is `problem` alone. */
  readonly verb?: "run" | "finish";
}

/** What a worker may refuse for; the other codes are about things that it has nothing to do with. */
const WORKER_CODES: readonly UserErrorCode[] = ["invalid", "failed", "advice_refused"];
const LONGEST_TEXT = 1_000;

export function toWorkerFault(error: unknown): WorkerFault {
  if (error instanceof BacktestError) return { code: error.code, text: error.problem, verb: error.verb };
  return { code: error instanceof UserError ? error.code : "failed", text: toErrorText(error) };
}

/** Read with distrust: the user's code runs in that process too. */
export function toBacktestError(fault: unknown): UserError {
  const { code, text, verb }: Partial<Record<keyof WorkerFault, unknown>> =
    typeof fault === "object" && fault !== null ? fault : { text: fault };
  const known = isUserErrorCode(code) && WORKER_CODES.includes(code) ? code : "failed";
  const short = String(text).slice(0, LONGEST_TEXT);
  return verb === "run" || verb === "finish"
    ? new BacktestError(known, verb, short)
    : new UserError(known, short);
}
