/** Copies of what cannot be fetched again, signals and history, that can be trusted. For the command line, not for the service. */
import { dirname, join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { prepareDataDir } from "../../sqlite/data_dir.ts";
import * as care from "../../sqlite/file_care.ts";
import { writeBackupRecord } from "../backups/backup_record.ts";
import * as copy from "./database_copy.ts";
import { copyDatabase } from "../../sqlite/driver.ts";
import { SqlError } from "../../sqlite/sql_error.ts";

export interface Backup {
  readonly file: string;
  readonly bytes: number;
  readonly signals: number;
  readonly schema: number;
  /** `undefined` while there is no history. */
  readonly history:
    | { readonly file: string; readonly bytes: number; readonly days: number; readonly schema: number }
    | undefined;
  /** Drafts in its folder that backups left which were killed, and that are removed now. */
  readonly forgotten: readonly string[];
  readonly tookMs: number;
}

export interface BackupOptions {
  readonly dir: string;
  /** A new file, an existing directory, or `undefined` for `<dir>/backups`. */
  readonly file: string | undefined;
  /** Replace a file that is there. */
  readonly force: boolean;
  readonly clock: Clock;
}

/**
 * Copies the databases while others use them, checks every page of the copies and only then gives them their names;
 * the history gets its own first, so that a copy of the signals is never without its history.
 *
 * @throws {UserError} with one sentence; then no file was made or changed, or only that of the history.
 */
export async function backUp({ dir, file, force, clock }: BackupOptions): Promise<Backup> {
  const sinceMs = clock.monotonic();
  const from = `${dir}/${copy.SIGNALS.name}`;
  const fromHistory = `${dir}/${copy.HISTORY.name}`;
  refuseSource(from, copy.SIGNALS);
  const hasHistory = care.isThere(fromHistory);
  if (hasHistory) refuseSource(fromHistory, copy.HISTORY);
  const target = toTarget({ dir, file, nowMs: clock.now() });
  const historyTarget = copy.toHistoryPath(target);
  refuseTarget(target, { from, force });
  refuseTarget(historyTarget, { from: fromHistory, force });
  const [draft, historyDraft] = [toDraft(target), toDraft(historyTarget)];
  const forgotten = care.removeForgotten(dirname(target), () => true);
  let at = target;
  using held = new DisposableStack();
  try {
    const { count: signals, ...facts } = await makeDraft(draft, { from, kind: copy.SIGNALS, held });
    at = historyTarget;
    const past = hasHistory
      ? await makeDraft(historyDraft, { from: fromHistory, kind: copy.HISTORY, held })
      : undefined;
    care.syncPath(dirname(target));
    if (past !== undefined) giveName(historyDraft, historyTarget, force);
    // The one of an earlier copy is not the history of this one.
    else if (care.isThere(historyTarget)) Deno.removeSync(historyTarget);
    at = target;
    giveName(draft, target, force);
    care.syncPath(dirname(target));
    writeBackupRecord(dir, { at: toKstIso(clock.now()), file: target });
    const history = past &&
      { file: historyTarget, bytes: past.bytes, days: past.count, schema: past.schema };
    const tookMs = Math.round(clock.monotonic() - sinceMs);
    return { file: target, ...facts, signals, history, forgotten, tookMs };
  } catch (error) {
    throw toBackupError(error, at);
  }
}

const toDraft = (path: string) => `${path}.partial-${crypto.randomUUID()}`;

function refuseSource(from: string, kind: copy.CopiedKind): void {
  const fault = copy.findFileFault(from, kind);
  if (fault !== undefined) throw new UserError("failed", `Cannot back up ${from}: ${fault}`);
}

async function makeDraft(
  draft: string,
  { from, kind, held }: { from: string; kind: copy.CopiedKind; held: DisposableStack },
): Promise<copy.CopyFacts> {
  held.use(care.createDraft(draft));
  await copyDatabase(from, draft);
  const facts = copy.checkCopy(draft, kind);
  care.syncPath(draft);
  care.handOver(draft, dirname(draft));
  return facts;
}

function toTarget({ dir, file, nowMs }: { dir: string; file: string | undefined; nowMs: number }): string {
  const stem = `signal_v2-${care.toStamp(nowMs)}`;
  if (file !== undefined) return care.isDirectory(file) ? freeName(file, stem) : file;
  const folder = join(dir, "backups");
  const isNew = !care.isDirectory(folder);
  prepareDataDir(folder);
  if (isNew) care.handOver(folder, dir);
  return freeName(folder, stem);
}

/** Two copies in one second are rare, and no reason to refuse one. */
function freeName(folder: string, stem: string): string {
  for (let n = 1;; n++) {
    const path = join(folder, n === 1 ? `${stem}.db` : `${stem}-${n}.db`);
    if (!care.isThere(path) && !care.isThere(copy.toHistoryPath(path))) return path;
  }
}

function refuseTarget(target: string, { from, force }: { from: string; force: boolean }): void {
  const parent = dirname(target);
  if (!care.isDirectory(parent)) {
    throw new UserError(
      "invalid",
      `Cannot back up to ${target}: there is no directory ${parent}; make it first`,
    );
  }
  const here = join(target);
  if (["", "-wal", "-shm"].some((ending) => here === join(from) + ending) || care.isSameFile(target, from)) {
    throw new UserError("invalid", `Cannot back up to ${target}: that is the database itself`);
  }
  if (care.isThere(target) && !force) throw isTaken(target);
}

function isTaken(target: string): UserError {
  return new UserError(
    "invalid",
    `Cannot back up to ${target}: it is there already; choose another name, or replace it with --force`,
  );
}

/** A link, unlike a rename, never replaces a file that came in the meantime. */
export function giveName(draft: string, target: string, force: boolean): void {
  if (force) return Deno.renameSync(draft, target);
  try {
    Deno.linkSync(draft, target);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw isTaken(target);
    // Disks without links (FAT, exFAT: most USB sticks).
    if (care.isThere(target)) throw isTaken(target);
    Deno.renameSync(draft, target);
  }
}

function toBackupError(error: unknown, target: string): Error {
  if (error instanceof UserError) return error;
  const text = toErrorText(error);
  const isDamaged = error instanceof SqlError && error.kind === "corrupt";
  const sentence = isDamaged
    ? `the database is damaged (${text}), and so would be its copy. Keep your older backups and restore one`
    : text;
  return new UserError("failed", `Cannot back up to ${target}: ${sentence}. Nothing was written there`);
}
