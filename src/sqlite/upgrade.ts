/** Bringing a file that people have to the newest version: a copy of it that was checked comes first. */
import { dirname } from "node:path";
import type { Clock } from "../core/clock.ts";
import { toErrorText, UserError } from "../core/errors.ts";
import { copyDatabase, openDatabase } from "./driver.ts";
import { findDamage, handOver, isThere, removeAll, syncPath, toStamp } from "./file_care.ts";
import { readVersion, takeSteps } from "./migrations.ts";
import { listOldCopies } from "./old_copies.ts";
import type { Database } from "./sql.ts";
import { SqlError } from "./sql_error.ts";

const KEPT_COPIES = 2;

export interface UpgradeOptions {
  readonly path: string;
  readonly steps: readonly string[];
  readonly clock: Clock;
}

interface Versions {
  readonly from: number;
  readonly to: number;
}

/**
 * Takes the missing steps, all or none. What the file was before stays beside it as `<path>.before-v<version>-<time>`.
 *
 * The write lock is held from before the copy until the steps are stored, so the copy lacks nothing that any process
 * had written, and of several processes one does the work.
 *
 * @throws {SqlError} `newer_schema`; `busy` while another process has the lock.
 * @throws {UserError} with one sentence when there can be no copy or a step fails; then the file is as it was.
 */
export async function upgrade(db: Database, { path, steps, clock }: UpgradeOptions): Promise<void> {
  const to = steps.length;
  if (readVersion(db, to) === to) return;
  db.prepare("BEGIN IMMEDIATE").run();
  let copy: string | undefined;
  let from = to;
  try {
    // Another process may have been faster.
    from = readVersion(db, to);
    if (from < to) {
      // Once more than at the end: starts that are killed again and again must not fill the disk.
      prune(path);
      copy = await keepCopy(path, { from, to, nowMs: clock.now() });
      takeSteps(db, steps);
    }
    db.prepare("COMMIT").run();
  } catch (error) {
    rollBack(db);
    // Nothing was changed, so it says nothing that the file does not say.
    if (copy !== undefined && readVersion(db, to) === from) removeAll(copy);
    throw copy === undefined ? error : stepFault(path, { from, to, error });
  }
  prune(path);
}

/** @returns its path, when every page of it was read and the disk has it. */
async function keepCopy(path: string, { from, to, nowMs }: Versions & { nowMs: number }): Promise<string> {
  // One name for all: whoever holds the write lock is the only one at it, so what lies there was left by a kill.
  const draft = `${path}.before.partial`;
  removeAll(draft);
  try {
    Deno.openSync(draft, { createNew: true, write: true, mode: 0o600 }).close();
    await copyDatabase(path, draft);
    check(draft, from);
    syncPath(draft);
    handOver(draft, path);
    const name = freeName(`${path}.before-v${to}-${toStamp(nowMs)}`);
    Deno.renameSync(draft, name);
    syncPath(dirname(path));
    return name;
  } catch (error) {
    // The caller waits for the one, and has the command that moves the file aside for the other.
    if (error instanceof SqlError && (error.kind === "busy" || error.kind === "corrupt")) throw error;
    throw copyFault(path, { from, to, error });
  } finally {
    removeAll(draft);
  }
}

/** Makes it one plain file without a log beside it. */
function check(draft: string, version: number): void {
  const db = openDatabase(draft);
  try {
    db.prepare("PRAGMA journal_mode = DELETE").rows();
    const [damage] = findDamage(db, { isFull: true });
    if (damage !== undefined) throw new SqlError("corrupt", damage);
    const found = Number(db.prepare("PRAGMA user_version").rows()[0]?.[0]);
    if (found !== version) throw new SqlError("corrupt", `the copy has version ${found}, not ${version}`);
  } finally {
    db.close();
  }
}

function prune(path: string): void {
  for (const copy of listOldCopies(path).slice(KEPT_COPIES)) removeAll(copy);
}

function freeName(name: string): string {
  for (let n = 1;; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!isThere(candidate)) return candidate;
  }
}

function rollBack(db: Database): void {
  try {
    db.prepare("ROLLBACK").run();
  } catch {
    // SQLite has rolled back by itself already (full disk, I/O error); the first error is the one to tell.
  }
}

function copyFault(path: string, { from, to, error }: Versions & { error: unknown }): UserError {
  const megabytes = Math.ceil(Deno.statSync(path).size / 1_000_000) + 1;
  return new UserError(
    "failed",
    `Cannot use ${path}: before it is brought from version ${from} to ${to} a copy of it is kept, and that copy ` +
      `cannot be made (${toErrorText(error)}). See that ${megabytes} MB are free in ${
        dirname(path)
      } and that it can ` +
      "be written to, and start again. The file is as it was",
  );
}

function stepFault(path: string, { from, to, error }: Versions & { error: unknown }): UserError {
  const isFull = error instanceof SqlError && (error.kind === "full" || error.kind === "io");
  const wayOut = isFull
    ? "The disk may be full: free some space and start again"
    : "Go on with the version of the program that wrote it, and report this sentence";
  return new UserError(
    "failed",
    `Cannot use ${path}: it cannot be brought from version ${from} to ${to} (${
      toErrorText(error)
    }). ${wayOut}. ` +
      "The file is as it was",
  );
}
