/** The sentences with which a data file is refused. Nothing here changes a file; people decide. */
import { toErrorText, UserError } from "../core/errors.ts";
import { SqlError } from "./sql_error.ts";

const MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;

/** A data file and what people can do when it cannot be used; the command that moves it aside follows. */
export interface RefusedFile {
  readonly path: string;
  readonly wayOut: string;
}

/**
 * Refuses a file that is not ours, before SQLite may touch it.
 *
 * @throws {UserError} with what is wrong and the command that moves the file aside.
 */
export function refuseForeignFile(file: RefusedFile & { readonly applicationId: number }): void {
  const { path } = file;
  if (!Deno.statSync(path).isFile) throw refusal(file, "it is not a regular file");
  const header = readStart(path);
  // SQLite takes an empty file for a new database, and everything would be sent or fetched a second time.
  if (header.length === 0) throw refusal(file, "it is empty, so what it remembered is lost");
  if (header.length < HEADER_BYTES || new TextDecoder().decode(header.subarray(0, 16)) !== MAGIC) {
    throw refusal(file, "it is not a database");
  }
  const id = new DataView(header.buffer).getUint32(68);
  if (id !== file.applicationId) throw refusal(file, "it belongs to another program");
}

/** A write-ahead log without its database holds data; SQLite would delete it with a new file beside it. */
export function refuseLostDatabase(file: RefusedFile): void {
  const { path } = file;
  const walBytes = sizeOf(`${path}-wal`);
  if (walBytes > 0) {
    throw refusal(file, `the file is missing while its log ${path}-wal (${walBytes} bytes) is still there`);
  }
}

/** Exit code 1, not 4: the other program may let go of it, so whoever watches the service tries again. */
export function refuseLongLock(path: string, waitedMs: number): UserError {
  return new UserError(
    "failed",
    `Cannot use ${path}: another program has kept it locked for ${waitedMs / 1000} s. Stop that program (a ` +
      `database viewer, a script in a transaction) and start again`,
  );
}

/** Whether it was refused for want of rights to write, and could be read all the same. */
export function isWithoutRights(error: unknown): boolean {
  if (error instanceof SqlError) return ["readonly", "cantopen", "permission"].includes(error.kind);
  return error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable ||
    (error instanceof Error && Reflect.get(error, "code") === "EROFS");
}

/** What SQLite or the system said about the file at start, as one sentence. */
export function toUserError(file: RefusedFile, error: unknown): UserError {
  const { path } = file;
  if (error instanceof UserError) return error;
  const text = toErrorText(error);
  if (error instanceof Deno.errors.PermissionDenied) return noRights(`Cannot read ${path}: ${text}`, path);
  switch (error instanceof SqlError ? error.kind : undefined) {
    case "corrupt":
      return refusal(file, `it is damaged (${text})`);
    case "newer_schema":
      return new UserError(
        "failed",
        `Cannot use ${path}: it was written by a newer signal-v2 (${text}). Start that version, or ` +
          `move the file aside: ${moveAsideCommand(path)}`,
      );
    case "full":
      return new UserError("failed", `Cannot use ${path}: the disk is full. Free some space and start again`);
    case "io":
      // What a full disk looks like when there is no room even for the index of the log (measured).
      return new UserError("failed", `Cannot use ${path}: ${text}. The disk may be full or failing`);
    case "readonly":
    case "cantopen":
    case "permission":
      return noRights(`Cannot write to ${path}: ${text}`, path);
    default:
      return new UserError("failed", `Cannot use ${path}: ${text}`);
  }
}

function noRights(what: string, path: string): UserError {
  return new UserError(
    "invalid",
    `${what}. The file and its directory must be readable and writable for this user: ${rightsHint(path)}`,
  );
}

function rightsHint(path: string): string {
  if (Deno.build.os === "windows") return `icacls "${path}" /grant "%USERNAME%:(M)"`;
  const dir = path.replace(/\/[^/]+$/, "");
  return `chmod u+rwx "${dir}" && chmod u+rw "${path}"*, or, when they belong to somebody else, ` +
    `sudo chown "$(id -un)" "${dir}" "${path}"*`;
}

/** `<path>*` takes the -wal and -shm along: a log left behind would be taken for the next file's. */
function moveAsideCommand(path: string): string {
  const aside = path.replace(/[^/\\]+$/, "aside");
  return Deno.build.os === "windows"
    ? `mkdir "${aside}" & move "${path}*" "${aside}"`
    : `mkdir -p "${aside}" && mv -i "${path}"* "${aside}/"`;
}

function refusal({ path, wayOut }: RefusedFile, why: string): UserError {
  return new UserError("failed", `Cannot use ${path}: ${why}. ${wayOut}: ${moveAsideCommand(path)}`);
}

function readStart(path: string): Uint8Array<ArrayBuffer> {
  using file = Deno.openSync(path, { read: true });
  const header = new Uint8Array(HEADER_BYTES);
  return header.slice(0, file.readSync(header) ?? 0);
}

/** 0 for a file that is not there. */
export function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
