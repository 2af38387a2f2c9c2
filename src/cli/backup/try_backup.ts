/** Tries a backup as `restore` would, on a copy that is thrown away: what is in use stays as it is, and so does the backup. */
import { basename, join } from "node:path";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { isAhead } from "../../core/stamp.ts";
import * as copy from "../../app/data/database_copy.ts";
import { prepareDraft } from "../../app/data/restore/draft.ts";
import * as care from "../../sqlite/file_care.ts";
import { openDatabase } from "../../sqlite/driver.ts";
import { SqlError } from "../../sqlite/sql_error.ts";
import { readTables, type TableFacts } from "../db/inspect.ts";

export interface TriedFile {
  readonly file: string;
  readonly bytes: number;
  /** When it was made: by its name, else by the newest row in it. */
  readonly madeAtMs: number;
  readonly schema: number;
  /** Brought up to the schema of this program, as restore does. */
  readonly isBroughtUp: boolean;
  readonly tables: readonly TableFacts[];
}

export interface TriedBackup extends TriedFile {
  /** `undefined` when the backup has none; restore leaves the history alone then. */
  readonly history: TriedFile | undefined;
}

/** @throws {UserError} one sentence with why restore would refuse it. */
export function tryBackup(
  { dir, file, nowMs }: { readonly dir: string; readonly file: string; readonly nowMs: number },
): TriedBackup {
  if (!care.isDirectory(dir)) {
    throw new UserError(
      "invalid",
      `Cannot try ${file}: there is no data directory ${dir} to make the copy in`,
    );
  }
  const history = copy.toHistoryPath(file);
  const signals = tryFile(file, copy.SIGNALS, { dir, nowMs });
  const hasHistory = care.isThere(history);
  return { ...signals, history: hasHistory ? tryFile(history, copy.HISTORY, { dir, nowMs }) : undefined };
}

function tryFile(
  file: string,
  kind: copy.CopiedKind,
  { dir, nowMs }: { readonly dir: string; readonly nowMs: number },
): TriedFile {
  const fault = copy.findFileFault(file, kind);
  if (fault !== undefined) throw new UserError("failed", `This backup would not restore: ${file}: ${fault}`);
  // Named as a draft of `restore`, so that the next program removes it should this one be killed.
  const draft = `${dir}/${kind.name}.new-${crypto.randomUUID()}`;
  using held = new DisposableStack();
  const { facts: { bytes, schema }, migrated } = prepareDraft(file, draft, { kind, held });
  const db = openDatabase(draft);
  try {
    const tables = readTables(db);
    const madeAtMs = readStampOf(file) ?? lastTimeOf(tables, nowMs) ?? readDiskTime(file);
    return { file, bytes, madeAtMs, schema, isBroughtUp: migrated, tables };
  } finally {
    db.close();
  }
}

/** @param folders those that cannot be looked into are left out. @throws {UserError} when there is none. */
export function findNewestBackup(folders: readonly string[], nowMs: number): string {
  const found = folders.flatMap((folder) => listBackups(folder, nowMs)).toSorted((a, b) => b.atMs - a.atMs);
  // One of a time to come was made by a clock that was ahead, and is taken when there is no other.
  const newest = found.find(({ atMs }) => !isAhead(atMs, nowMs)) ?? found[0];
  if (newest !== undefined) return newest.path;
  const command = toCommand("backup");
  throw new UserError(
    "failed",
    `There is no backup in ${folders.join(" or ")}: ${command} makes one, or name a file`,
  );
}

function listBackups(
  folder: string,
  nowMs: number,
): readonly { readonly path: string; readonly atMs: number }[] {
  try {
    return [...Deno.readDirSync(folder)].filter(({ name, isFile }) =>
      isFile && name.endsWith(".db") && !name.endsWith(".history.db")
    ).map(({ name }) => {
      const path = join(folder, name);
      return { path, atMs: readStampOf(path) ?? readLastTime(path, nowMs) ?? readDiskTime(path) };
    });
  } catch (error) {
    // A disk that is not plugged in has no backup to try.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}

function readStampOf(path: string): number | undefined {
  const [, stamp = ""] = /-(\d{8}-\d{6})(?:-\d+)?(?:\.history)?\.db$/.exec(basename(path)) ?? [];
  return care.readStamp(stamp);
}

/** When somebody last wrote into the database: what dates the file is whoever copied it. */
function readLastTime(path: string, nowMs: number): number | undefined {
  if (copy.findFileFault(path, copy.SIGNALS) !== undefined) return undefined;
  try {
    const db = openDatabase(path, "unchanging");
    try {
      return lastTimeOf(readTables(db), nowMs);
    } finally {
      db.close();
    }
  } catch (error) {
    // A damaged one is told as that by whoever tries it.
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

/** Rows of a time to come were dated by a clock that was ahead. */
function lastTimeOf(tables: readonly TableFacts[], nowMs: number): number | undefined {
  const times = tables.flatMap(({ newestMs }) =>
    newestMs === undefined || isAhead(newestMs, nowMs) ? [] : [newestMs]
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The last resort: a database without a row that has a time. */
const readDiskTime = (path: string) => Deno.statSync(path).mtime?.getTime() ?? 0;

/** The newest time of all tables that hold one. */
export function newestOf({ tables }: Pick<TriedFile, "tables">): number | undefined {
  const times = tables.flatMap(({ newestMs }) => newestMs ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

export function toTriedJson({ history, ...signals }: TriedBackup) {
  return {
    would_restore: true,
    ...toFileJson(signals),
    history: history === undefined ? null : toFileJson(history),
  };
}

function toFileJson(tried: TriedFile) {
  const { file, bytes, madeAtMs, schema, isBroughtUp, tables } = tried;
  const newestMs = newestOf(tried);
  return {
    ...{ file, bytes, made_at: toKstIso(madeAtMs), schema, brought_up: isBroughtUp, integrity: "ok" },
    newest: newestMs === undefined ? null : toKstIso(newestMs),
    tables: tables.map(({ name, rows, newestMs }) => ({
      ...{ name, rows, newest: newestMs === undefined ? null : toKstIso(newestMs) },
    })),
  };
}
