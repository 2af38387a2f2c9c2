/** Puts a backup in the place of the database, and keeps what was there. */
import { toCommand } from "../../core/command_text.ts";
import type { Clock } from "../../core/clock.ts";
import { EXIT, StartError, toErrorText } from "../../core/errors.ts";
import { lockDataDir } from "../../sqlite/data_dir.ts";
import * as care from "../../sqlite/file_care.ts";
import * as copy from "./database_copy.ts";
import { openDatabase } from "../../sqlite/driver.ts";
import { migrate } from "../../sqlite/migrations.ts";
import { SIGNAL_STEPS } from "./signal_schema.ts";
import { SqlError } from "../../sqlite/sql_error.ts";

export interface Restored extends copy.CopyFacts {
  readonly path: string;
  /** The database that was there before, under its new name. */
  readonly kept: { readonly path: string; readonly isSound: boolean } | undefined;
  readonly migrated: boolean;
}

export interface RestoreOptions {
  readonly dir: string;
  readonly file: string;
  readonly clock: Clock;
}

/**
 * Checks the file, brings a copy of it to this program's schema and gives that the name of the database, in one
 * step: at every instant there is a whole database at the path, the old one or the new one.
 *
 * @throws {StartError} with one sentence, exit code 4 while somebody uses the directory; then nothing changed.
 */
export function restore({ dir, file, clock }: RestoreOptions): Restored {
  const path = `${dir}/signal_v2.db`;
  const fault = copy.findFileFault(file);
  if (fault !== undefined) throw refusal(file, fault);
  if (care.isSameFile(file, path)) throw refusal(file, "it is the database in use");
  using _lock = lockFor(dir, clock);
  const draft = `${path}.new-${crypto.randomUUID()}`;
  try {
    const { facts, migrated } = prepareDraft(file, draft);
    care.handOver(draft, care.isThere(path) ? path : dir);
    const kept = keepReplaced(path, clock.now());
    Deno.renameSync(draft, path);
    care.syncPath(dir);
    return { path, ...facts, kept, migrated };
  } finally {
    care.removeAll(draft);
  }
}

function lockFor(dir: string, clock: Clock): Disposable {
  try {
    const lock = lockDataDir(dir, clock);
    care.handOver(`${dir}/signal_v2.lock`, dir);
    return lock;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw new StartError(error.message.replace(/^Cannot start/, "Cannot restore"), error.exitCode);
  }
}

/** The given file is never changed: whatever has to be done is done to a copy of it. */
function prepareDraft(file: string, draft: string): { facts: copy.CopyFacts; migrated: boolean } {
  try {
    for (const ending of ["", "-wal"]) {
      if (!care.isThere(file + ending)) continue;
      Deno.copyFileSync(file + ending, draft + ending);
      if (Deno.build.os !== "windows") Deno.chmodSync(draft + ending, 0o600);
    }
    let steps = 0;
    const facts = copy.checkCopy(draft, (db) => steps = migrate(db, SIGNAL_STEPS));
    care.syncPath(draft);
    return { facts, migrated: steps > 0 };
  } catch (error) {
    const kind = error instanceof SqlError ? error.kind : undefined;
    const text = toErrorText(error);
    if (kind === "corrupt") throw refusal(file, `it is damaged (${text})`);
    if (kind === "newer_schema") throw refusal(file, `a newer signal-v2 wrote it (${text}); update first`);
    throw refusal(file, text);
  }
}

/** Nothing at the path goes away here: the new file replaces it in one step afterwards. */
function keepReplaced(path: string, nowMs: number): Restored["kept"] {
  const logs = ["-wal", "-shm"];
  if (!care.isThere(path) && !logs.some((ending) => care.isThere(path + ending))) return undefined;
  const isSound = copy.findFileFault(path) === undefined && foldLog(path);
  const kept = freeName(path, nowMs);
  if (care.isThere(path)) linkOrCopy(path, kept);
  // Only of a damaged or missing database: a log left here would be taken for that of the new file.
  for (const ending of logs) if (care.isThere(path + ending)) Deno.renameSync(path + ending, kept + ending);
  return { path: kept, isSound };
}

/**
 * Moves the write-ahead log into the database and removes it. SQLite allows that to the only user of a file, so
 * it also finds programs that use it without the lock on the directory.
 *
 * @returns false when the database is damaged.
 */
function foldLog(path: string): boolean {
  const db = openDatabase(path);
  try {
    db.prepare("PRAGMA busy_timeout = 0").rows();
    db.prepare("PRAGMA journal_mode = DELETE").rows();
    return db.prepare("PRAGMA quick_check(1)").rows()[0]?.[0] === "ok";
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (error.kind === "corrupt") return false;
    if (error.kind !== "busy") {
      throw new StartError(`Cannot restore: ${path}: ${error.message}`, EXIT.runtime);
    }
    throw new StartError(
      `Cannot restore: another program has ${path} open. Close it (a viewer, a waiting \`${
        toCommand("signals", "claim", "-")
      }\`) and try again`,
      EXIT.locked,
    );
  } finally {
    db.close();
  }
}

function freeName(path: string, nowMs: number): string {
  const name = `${path}.before-restore-${care.toStamp(nowMs)}`;
  for (let n = 1;; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (["", "-wal", "-shm"].every((ending) => !care.isThere(candidate + ending))) return candidate;
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    Deno.linkSync(from, to);
  } catch {
    // Disks without links (FAT, exFAT).
    Deno.copyFileSync(from, to);
    care.syncPath(to);
  }
}

function refusal(file: string, why: string): StartError {
  return new StartError(`Cannot restore ${file}: ${why}. The database is as it was`, EXIT.runtime);
}
