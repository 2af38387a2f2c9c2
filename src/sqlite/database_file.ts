/** Opening a data file: made whole or not at all, checked before use, never replaced by an empty one. */
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { prepareDataDir } from "./data_dir.ts";
import { loadDriver, openDatabase } from "./driver.ts";
import * as care from "./file_care.ts";
import {
  isWithoutRights,
  refuseForeignFile,
  refuseLongLock,
  refuseLostDatabase,
  sizeOf,
  toUserError,
} from "./file_faults.ts";
import { LockBackoff } from "./lock_backoff.ts";
import { UserError } from "../core/errors.ts";
import { migrate, readVersion } from "./migrations.ts";
import type { Database } from "./sql.ts";
import { SqlError } from "./sql_error.ts";
import { upgrade } from "./upgrade.ts";

/** Another process may be creating, migrating or recovering the file; longer than this is a fault. */
const START_BUDGET_MS = 5000;

/** What makes one data file different from another. */
export interface FileKind {
  /** In the data directory. */
  readonly name: string;
  /** Marks the file as ours (bytes 68 to 71 of the header). */
  readonly applicationId: number;
  /** Step n takes the file from version n to n + 1; see `migrate`. */
  readonly steps: readonly string[];
  /** `NORMAL` forgets what came since the last checkpoint in a power cut; nothing does in any other crash. */
  readonly synchronous: "FULL" | "NORMAL";
  /** Settings that a file takes only before its first table. */
  readonly birthSettings: readonly string[];
  /** Looks for damage at every start. @throws {SqlError} `corrupt` */
  readonly refuseDamage: (db: Database) => void;
  /** What people can do when it cannot be used; the command that moves the file aside is put behind it. */
  readonly wayOut: string;
}

export interface FileOptions {
  /** The data directory; made when missing. */
  readonly dir: string;
  readonly clock: Clock;
  readonly log?: Log | undefined;
  /** Ends the waiting for the lock of another program. */
  readonly signal?: AbortSignal | undefined;
  /** Nothing will be written: then a directory that cannot be written to will do. */
  readonly looks?: boolean | undefined;
}

export interface DatabaseFile {
  readonly path: string;
  readonly db: Database;
  /**
   * @returns a sentence when the path no longer leads to the open file: what is written then is lost at exit.
   */
  check(): string | undefined;
}

/**
 * @throws {UserError} one sentence with the path and what to do: damaged, empty, foreign or newer file,
 *   directory not writable, locked for 5 s by another program. The signal's reason, as soon as it aborts.
 */
export async function openDatabaseFile(kind: FileKind, options: FileOptions): Promise<DatabaseFile> {
  const { dir, clock, log, signal, looks = false } = options;
  signal?.throwIfAborted();
  await loadDriver();
  if (!looks || !care.isDirectory(dir)) prepareDataDir(dir);
  const path = `${dir}/${kind.name}`;
  const forgotten = care.removeForgotten(dir, (name) => name === kind.name);
  if (forgotten.length > 0) log?.write("info", "draft_removed", care.toForgottenText(forgotten));
  const sinceMs = clock.monotonic();
  const backoff = new LockBackoff();
  while (true) {
    try {
      return await openOnce(path, { kind, clock });
    } catch (error) {
      if (looks && isWithoutRights(error)) {
        return { path, db: openToLook(path, kind), check: () => undefined };
      }
      const locked = error instanceof SqlError && error.kind === "busy";
      if (!locked) throw toUserError({ path, wayOut: kind.wayOut }, error);
      if (clock.monotonic() - sinceMs >= START_BUDGET_MS) throw refuseLongLock(path, START_BUDGET_MS);
    }
    await clock.sleep(backoff.nextMs(), signal);
  }
}

async function openOnce(
  path: string,
  { kind, clock }: { kind: FileKind; clock: Clock },
): Promise<DatabaseFile> {
  if (identityOf(path) === undefined) createWhole(path, kind);
  refuseForeignFile({ path, ...kind });
  const identity = identityOf(path);
  const db = openDatabase(path);
  try {
    prepareConnection(db, kind);
    kind.refuseDamage(db);
    await upgrade(db, { path, steps: kind.steps, clock });
    probeWriting(db);
  } catch (error) {
    db.close();
    throw error;
  }
  return { path, db, check: () => isAt(path, identity) ? undefined : lostSentence(path) };
}

function lostSentence(path: string): string {
  return `${path} was deleted, moved or replaced while in use: put the file back, or restart the program`;
}

function isAt(path: string, identity: string | undefined): boolean {
  try {
    return identityOf(path) === identity;
  } catch {
    // A path that cannot be looked at any more does not lead to the file either.
    return false;
  }
}

/**
 * A new file gets its tables under another name and its own name last, so nobody ever sees it half-made, and
 * an empty file is always a fault.
 */
function createWhole(path: string, kind: FileKind): void {
  refuseLostDatabase({ path, wayOut: kind.wayOut });
  const draft = `${path}.new-${crypto.randomUUID()}`;
  try {
    // SQLite gives -wal and -shm the rights of the file.
    using _draft = care.createDraft(draft);
    const db = openDatabase(draft);
    try {
      for (const setting of kind.birthSettings) db.prepare(setting).run();
      db.prepare(`PRAGMA application_id = ${kind.applicationId}`).run();
      prepareConnection(db, kind);
      migrate(db, kind.steps);
    } finally {
      db.close();
    }
    giveName(draft, path);
  } catch (error) {
    if (error instanceof SqlError) throw error;
    if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) {
      throw new SqlError("permission", error.message, { cause: error });
    }
    throw error;
  }
}

/** A link, unlike a rename, never replaces the file of a process that was faster. */
function giveName(draft: string, path: string): void {
  try {
    Deno.linkSync(draft, path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return;
    // Disks without links (FAT, exFAT). The lock on the directory keeps a second program away.
    if (identityOf(path) === undefined) Deno.renameSync(draft, path);
  }
}

function prepareConnection(db: Database, kind: FileKind): void {
  // Waiting inside SQLite would stop the whole program; the callers wait instead.
  db.prepare("PRAGMA busy_timeout = 0").rows();
  const mode = db.prepare("PRAGMA journal_mode = WAL").rows()[0]?.[0];
  if (mode !== "wal") throw new SqlError("io", `the disk does not support a write-ahead log (mode ${mode})`);
  db.prepare(`PRAGMA synchronous = ${kind.synchronous}`).run();
}

/** Finds a read-only file now and not at the first signal. BEGIN IMMEDIATE alone passes there (measured). */
function probeWriting(db: Database): void {
  const version = Number(db.prepare("PRAGMA user_version").rows()[0]?.[0]);
  db.prepare("BEGIN IMMEDIATE").run();
  db.prepare(`PRAGMA user_version = ${version}`).run();
  db.prepare("ROLLBACK").run();
}

/** Device and inode, or the creation time where there are no inodes (Windows keeps open files in place). */
function identityOf(path: string): string | undefined {
  try {
    const facts = Deno.statSync(path);
    return `${facts.dev}:${facts.ino ?? facts.birthtime?.getTime()}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Where nothing can be written: a copy on a read-only disk, or somebody else's directory. */
function openToLook(path: string, kind: FileKind): Database {
  if (!care.isThere(path)) {
    throw new UserError(
      "invalid",
      `There is nothing to look at: ${path} is not there, and cannot be made here`,
    );
  }
  try {
    refuseForeignFile({ path, ...kind });
    return openReading(path, kind);
  } catch (error) {
    throw toUserError({ path, wayOut: kind.wayOut }, error);
  }
}

/**
 * As others see it who are at work on it, where that is possible. What has no log beside it nobody has written to since it
 * was closed, and only of such a file SQLite is told that it does not change.
 */
function openReading(path: string, kind: FileKind): Database {
  try {
    return openAs("read", path, kind);
  } catch (error) {
    if (!isWithoutRights(error)) throw error;
    if (sizeOf(`${path}-wal`) === 0) return openAs("unchanging", path, kind);
    throw new UserError(
      "invalid",
      `Cannot read ${path}: the newest of it is in ${path}-wal, which can be read only where it can be written to`,
      "copy all three files to a directory of yours and set SIGNAL_V2_DATA_DIR to it",
    );
  }
}

function openAs(mode: "read" | "unchanging", path: string, { steps, refuseDamage }: FileKind): Database {
  const db = openDatabase(path, mode);
  try {
    const version = readVersion(db, steps.length);
    if (version < steps.length) {
      throw new UserError(
        "failed",
        `Cannot read ${path}: it has version ${version}, and this program reads version ${steps.length}`,
        "start the program once where the file can be written to, or use the version of the program that wrote it",
      );
    }
    refuseDamage(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
