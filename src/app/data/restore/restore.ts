/** Puts a backup in the place of the databases, and keeps what was there. */
import type { Clock } from "../../../core/clock.ts";
import { DataDirInUseError, lockDataDir } from "../../../sqlite/data_dir.ts";
import * as care from "../../../sqlite/file_care.ts";
import * as copy from "../database_copy.ts";
import { prepareDraft, refusal } from "./draft.ts";
import { foldLog } from "./fold_log.ts";
import { settleSince, type Since } from "./since.ts";

interface Kept {
  readonly path: string;
  readonly isSound: boolean;
}

export interface Restored {
  readonly path: string;
  readonly bytes: number;
  readonly signals: number;
  readonly schema: number;
  /** The database that was there before, under its new name. */
  readonly kept: Kept | undefined;
  readonly migrated: boolean;
  readonly since: Since;
  /** Drafts that restores left which were killed, and that are removed now. */
  readonly forgotten: readonly string[];
  /** `undefined` when the backup has none; then the history stays as it was. */
  readonly history:
    | {
      readonly path: string;
      readonly bytes: number;
      readonly days: number;
      readonly kept: Kept | undefined;
    }
    | undefined;
}

export interface RestoreOptions {
  readonly dir: string;
  readonly file: string;
  readonly clock: Clock;
  /** Somebody said yes to a restore after which nobody knows what went out since the backup. */
  readonly isSure?: boolean;
  /** So long a signal that went out is not to go out again. */
  readonly dedupMs?: number;
}

/**
 * Checks the file and the history beside it, brings copies of them to this program's schema and gives those the names
 * of the databases, each in one step: at every instant there is a whole database at either path, the old one or the
 * new one.
 *
 * @throws {UserError} with one sentence, exit code 4 while somebody uses the directory; then nothing changed.
 */
export function restore(options: RestoreOptions): Restored {
  const { dir, file, clock } = options;
  const path = `${dir}/${copy.SIGNALS.name}`;
  const historyFile = copy.toHistoryPath(file);
  const historyPath = `${dir}/${copy.HISTORY.name}`;
  const hasHistory = care.isThere(historyFile);
  refuseUnfit(file, path, copy.SIGNALS);
  if (hasHistory) refuseUnfit(historyFile, historyPath, copy.HISTORY);
  using _lock = lockFor(dir, clock);
  const forgotten = care.removeForgotten(dir, (name) => OWN_NAMES.includes(name));
  const draft = `${path}.new-${crypto.randomUUID()}`;
  const historyDraft = `${historyPath}.new-${crypto.randomUUID()}`;
  const held = new DisposableStack();
  try {
    const { migrated } = prepareDraft(file, draft, { kind: copy.SIGNALS, held });
    const past = hasHistory
      ? prepareDraft(historyFile, historyDraft, { kind: copy.HISTORY, held }).facts
      : undefined;
    const since = settleSince(draft, path, { ...options, held });
    const { count: signals, ...facts } = copy.checkCopy(draft, copy.SIGNALS);
    care.syncPath(draft);
    const name = freeName(path, clock.now());
    const kept = keepReplaced(path, name, copy.SIGNALS);
    // Beside the kept signals, so that restoring those brings it back too.
    const keptHistory = past && keepReplaced(historyPath, copy.toHistoryPath(name), copy.HISTORY);
    if (past !== undefined) putInPlace(historyDraft, historyPath, dir);
    putInPlace(draft, path, dir);
    const history = past && { path: historyPath, bytes: past.bytes, days: past.count, kept: keptHistory };
    return { path, ...facts, signals, kept, migrated, since, forgotten, history };
  } finally {
    held.dispose();
  }
}

const OWN_NAMES = [copy.SIGNALS.name, copy.HISTORY.name];

function refuseUnfit(file: string, path: string, kind: copy.CopiedKind): void {
  const fault = copy.findFileFault(file, kind);
  if (fault !== undefined) throw refusal(file, fault);
  if (care.isSameFile(file, path)) throw refusal(file, "it is the database in use");
}

function putInPlace(draft: string, path: string, dir: string): void {
  care.handOver(draft, care.isThere(path) ? path : dir);
  Deno.renameSync(draft, path);
  care.syncPath(dir);
}

function lockFor(dir: string, clock: Clock): Disposable {
  try {
    const lock = lockDataDir(dir, clock);
    care.handOver(`${dir}/signal_v2.lock`, dir);
    return lock;
  } catch (error) {
    throw error instanceof DataDirInUseError ? new DataDirInUseError("restore", error.facts) : error;
  }
}

/** Nothing at the path goes away here: the new file replaces it in one step afterwards. */
function keepReplaced(path: string, kept: string, kind: copy.CopiedKind): Kept | undefined {
  const logs = ["-wal", "-shm"];
  if (!care.isThere(path) && !logs.some((ending) => care.isThere(path + ending))) return undefined;
  const isSound = copy.findFileFault(path, kind) === undefined && foldLog(path);
  if (care.isThere(path)) linkOrCopy(path, kept);
  // Only of a damaged or missing database: a log left here would be taken for that of the new file.
  for (const ending of logs) if (care.isThere(path + ending)) Deno.renameSync(path + ending, kept + ending);
  return { path: kept, isSound };
}

function freeName(path: string, nowMs: number): string {
  const name = `${path}.before-restore-${care.toStamp(nowMs)}`;
  for (let n = 1;; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    const both = [candidate, copy.toHistoryPath(candidate)];
    const isFree = both.every((one) => ["", "-wal", "-shm"].every((ending) => !care.isThere(one + ending)));
    if (isFree) return candidate;
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
