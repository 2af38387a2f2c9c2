/**
 * Why an answer of the upstream could not be used; with `held_back` nothing was sent, for a limit of our own or a silence
 * that was asked for, so it says nothing of the upstream. One vocabulary in logs, /health, metrics and code. */
export const UPSTREAM_ERROR_KINDS = [
  "network",
  "timeout",
  "tls",
  "redirect_refused",
  "auth",
  "http_3xx",
  "http_4xx",
  "http_5xx",
  "rate_limited",
  "body_truncated",
  "body_too_large",
  "bad_json",
  "bad_shape",
  "bad_encoding",
  "permission",
  "shape_changed",
  "held_back",
  /** A process of this program that would have to ask does not run; the upstream was never asked. */
  "helper",
] as const;

export type UpstreamErrorKind = (typeof UPSTREAM_ERROR_KINDS)[number];

const RETRYABLE: ReadonlySet<UpstreamErrorKind> = new Set([
  "network",
  "timeout",
  "body_truncated",
  "http_5xx",
  "rate_limited",
]);

/** A request that brought no usable answer. The message never holds a URL, a header or a body. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly kind: UpstreamErrorKind;
  /** Whether asking again soon can help. */
  readonly retryable: boolean;
  /** HTTP status, when there was one. */
  readonly status: number | undefined;
  /** How long the upstream asked us to keep silent, when it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: UpstreamErrorKind,
    message: string,
    facts: { status?: number | undefined; retryAfterMs?: number | undefined; retryable?: boolean } = {},
  ) {
    super(message);
    this.kind = kind;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
    // 408 is the one 4xx that says "again, please"; 5xx covers what the server may get over.
    this.retryable = facts.retryable ?? (RETRYABLE.has(kind) || facts.status === 408);
  }
}

/** Exit codes, as the README lists them. */
export const EXIT = {
  ok: 0,
  runtime: 1,
  config: 2,
  portInUse: 3,
  locked: 4,
  /** A check that had nothing to look at: neither well nor not. */
  nothingChecked: 5,
  interrupted: 130,
} as const;

/** What kind of refusal it is, for whoever catches it, and the exit code when nobody does. */
const EXIT_OF_CODE = {
  invalid: EXIT.config,
  failed: EXIT.runtime,
  port_in_use: EXIT.portInUse,
  locked: EXIT.locked,
  interrupted: EXIT.interrupted,
  /** A strategy said what nobody may act on; its author mends it. */
  advice_refused: EXIT.config,
  /** A file that can be read in several ways; the sentence names the option that says which. */
  needs_option: EXIT.config,
  /** A file of candles that does not tell how long they are. */
  interval_unknown: EXIT.config,
} as const;

export type UserErrorCode = keyof typeof EXIT_OF_CODE;

/**
 * A refusal for a person: one sentence, no stack trace, and an exit code. Whoever catches it decides by `code`, never by
 * the words of the sentence.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
  readonly code: UserErrorCode;
  /** What to do about it, where that is known apart from what is wrong. */
  readonly hint: string | undefined;

  /** The message holds both halves, so that no printer and no log line can forget one. */
  constructor(code: UserErrorCode, problem: string, hint?: string) {
    super(hint === undefined ? problem : `${problem}; ${hint}`);
    this.code = code;
    this.hint = hint;
  }

  get exitCode(): number {
    return EXIT_OF_CODE[this.code];
  }
}

export function isUserErrorCode(text: unknown): text is UserErrorCode {
  return typeof text === "string" && Object.hasOwn(EXIT_OF_CODE, text);
}

/** What a memory did not do. Nothing of it was stored, so it may be asked for again. */
export abstract class StoreError extends Error {
  /**
   * Whether the memory could not, for want of room, rights, a lock or its file; else it was asked for something that
   * does not go, which is a fault of this program.
   */
  abstract readonly isUnavailable: boolean;
}

/** Whether the memory as a whole takes nothing now; else something is wrong with what it was asked for. */
export function isMemoryUnavailable(error: unknown): boolean {
  return error instanceof StoreError && error.isUnavailable;
}

/** The text of anything thrown, for a log line. */
export function toErrorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
