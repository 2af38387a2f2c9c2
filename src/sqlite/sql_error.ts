/** What a failed statement means to a caller, whichever driver is underneath. */
import { StoreError } from "../core/errors.ts";

export type SqlErrorKind =
  | "busy"
  | "full"
  | "readonly"
  | "corrupt"
  | "cantopen"
  | "io"
  | "constraint"
  | "permission"
  | "newer_schema"
  | "other";

/** A statement or an opening that failed. Nothing of it was stored. */
export class SqlError extends StoreError {
  override readonly name = "SqlError";
  readonly kind: SqlErrorKind;
  /** SQLite's (extended) result code, when the driver told it. */
  readonly code: number | undefined;

  constructor(
    kind: SqlErrorKind,
    message: string,
    facts: { code?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = kind;
    this.code = facts.code;
  }

  override get isUnavailable(): boolean {
    return this.kind !== "constraint" && this.kind !== "other";
  }
}

/** Primary result codes of SQLite. 6 and 15 are lock races that pass by themselves, like 5. */
const KIND_OF_CODE: ReadonlyMap<number, SqlErrorKind> = new Map([
  [3, "permission"],
  [5, "busy"],
  [6, "busy"],
  [8, "readonly"],
  [10, "io"],
  [11, "corrupt"],
  [13, "full"],
  [14, "cantopen"],
  [15, "busy"],
  [19, "constraint"],
  [23, "permission"],
  [26, "corrupt"],
]);

/** For errors without a code: `exec` and opening in node:sqlite, everything in some other drivers. */
const KIND_OF_TEXT: readonly (readonly [RegExp, SqlErrorKind])[] = [
  [/is locked|locking protocol|SQL statements in progress/i, "busy"],
  [/disk is full/i, "full"],
  [/readonly database/i, "readonly"],
  [/disk image is malformed|malformed database schema|not a database/i, "corrupt"],
  [/unable to open database file/i, "cantopen"],
  [/disk I\/O error/i, "io"],
  // The second is what a STRICT table says of a value of the wrong type.
  [/constraint failed|cannot store \w+ value in \w+ column/i, "constraint"],
  [/access permission denied|authorization denied|not authorized|is prohibited/i, "permission"],
];

/** Anything a driver threw, in our vocabulary. Wrong arguments stay what they are. */
export function toSqlError(error: unknown): Error {
  if (error instanceof SqlError) return error;
  if (error instanceof TypeError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = readCode(error);
  const kind = code === undefined ? kindOfText(error, message) : KIND_OF_CODE.get(code & 0xff) ?? "other";
  return new SqlError(kind, message, { code, cause: error });
}

function readCode(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode : undefined;
}

function kindOfText(error: unknown, message: string): SqlErrorKind {
  if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) {
    return "permission";
  }
  return KIND_OF_TEXT.find(([pattern]) => pattern.test(message))?.[1] ?? "other";
}
