/** Why an answer of the upstream could not be used. One vocabulary in logs, /health, metrics and code. */
export const UPSTREAM_ERROR_KINDS = [
  "network",
  "timeout",
  "tls",
  "redirect_refused",
  "auth",
  "http_4xx",
  "http_5xx",
  "rate_limited",
  "body_truncated",
  "body_too_large",
  "bad_json",
  "bad_shape",
  "bad_encoding",
  "permission",
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
export const EXIT = { ok: 0, runtime: 1, config: 2, portInUse: 3, locked: 4, interrupted: 130 } as const;

/** What kind of refusal it is, for whoever catches it, and the exit code when nobody does. */
const EXIT_OF_CODE = {
  invalid: EXIT.config,
  failed: EXIT.runtime,
  port_in_use: EXIT.portInUse,
  locked: EXIT.locked,
  interrupted: EXIT.interrupted,
} as const;

export type UserErrorCode = keyof typeof EXIT_OF_CODE;

/**
 * A refusal for a person: one sentence, no stack trace, and an exit code. Whoever catches it decides by `code`, never by
 * the words of the sentence.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly code: UserErrorCode;
  /** What to do about it, where that is known apart from the sentence. */
  readonly hint: string | undefined;

  constructor(code: UserErrorCode, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }

  get exitCode(): number {
    return EXIT_OF_CODE[this.code];
  }
}

/** The text of anything thrown, for a log line. */
export function toErrorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
