/** Files beside a database: named, on the disk for sure, given to whom the data belongs, removed with their logs. */
import type { Database } from "./sql.ts";
import { basename, join } from "node:path";
import { toKstIso } from "../core/kst.ts";

/** `20261120-090500`, Korean time. */
export function toStamp(atMs: number): string {
  return toKstIso(atMs).slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}

/** The time of a `toStamp`; `undefined` for any other text. */
export function readStamp(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/.exec(text) ?? [];
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+09:00`);
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** Waits until the disk has it. Directories cannot be synced on Windows, and need not be. */
export function syncPath(path: string): void {
  const isDirectory = Deno.statSync(path).isDirectory;
  if (isDirectory && Deno.build.os === "windows") return;
  using file = Deno.openSync(path, isDirectory ? { read: true } : { read: true, write: true });
  file.syncSync();
}

/** Whoever runs the command, often root, must not take files away from the user of the service. */
export function handOver(path: string, like: string): void {
  if (Deno.build.os === "windows") return;
  const { uid, gid } = Deno.statSync(like);
  const own = Deno.statSync(path);
  if (uid === null || gid === null || (own.uid === uid && own.gid === gid)) return;
  try {
    Deno.chownSync(path, uid, gid);
  } catch {
    // Only root may do so; for everybody else the file is theirs, as any other they make.
  }
}

/** A draft and what SQLite may have put beside it. */
export function removeAll(path: string): void {
  for (const ending of ["", "-wal", "-shm", "-journal"]) {
    try {
      Deno.removeSync(path + ending);
    } catch {
      // Usually there is none; a left-over draft is never opened by anybody.
    }
  }
}

/**
 * Makes an empty draft for its owner's eyes and holds it while it is filled; disposing removes what did not get a name. The
 * system lets go of it when its maker is killed, so the next program can tell a draft that is made from one that was left.
 */
export function createDraft(path: string): Disposable {
  const open = () => Deno.openSync(path, { createNew: true, read: true, write: true, mode: 0o600 });
  let file = open();
  // Windows removes no file that another program has open, and SQLite could not read one that is locked there.
  if (Deno.build.os === "windows") file.close();
  else {
    file.lockSync(true);
    // Between the two, somebody may have taken it for one that was left.
    while (!isThere(path)) {
      file.close();
      file = open();
      file.lockSync(true);
    }
  }
  return {
    [Symbol.dispose]() {
      removeAll(path);
      if (Deno.build.os !== "windows") file.close();
    },
  };
}

const DRAFT = /\.(new|partial)-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Removes drafts that programs left which were killed while they made them.
 *
 * @param isOurs by the name of the file that the draft was to become.
 * @returns their names. What cannot be removed stays, and stops nothing.
 */
export function removeForgotten(folder: string, isOurs: (name: string) => boolean): readonly string[] {
  try {
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name.replace(/-(wal|shm|journal)$/, ""));
    return [...new Set(names)].filter((name) =>
      DRAFT.test(name) && isOurs(name.replace(DRAFT, "")) && removeIfForgotten(join(folder, name))
    );
  } catch {
    return [];
  }
}

export function toForgottenText(names: readonly string[]): string {
  return `removed ${
    names.map((name) => basename(name)).join(", ")
  }: a program that was killed had left it unfinished`;
}

function removeIfForgotten(path: string): boolean {
  if (Deno.build.os === "windows" || !isThere(path)) {
    removeAll(path);
    return !isThere(path);
  }
  // Held until it is gone: its maker may be waiting to hold it, and looks afterwards whether it is still there.
  using file = Deno.openSync(path, { read: true });
  if (!file.tryLockSync(true)) return false;
  removeAll(path);
  return !isThere(path);
}

export function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Bytes of a file; 0 while it is not there. */
export function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

export function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

export function isSameFile(a: string, b: string): boolean {
  if (!isThere(a) || !isThere(b)) return false;
  const [one, two] = [Deno.statSync(a), Deno.statSync(b)];
  return one.ino !== null && one.ino === two.ino && one.dev === two.dev;
}

/** Before the rows SQLite looks at all pages, so what is behind so many verdicts is more of the same. */
const MOST_VERDICTS = 100;

/**
 * Files of 0.4 and 0.5 hold a rule that versions of SQLite read otherwise: `json_valid(NULL)` is false for 3.40 (Debian 12),
 * NULL for later ones, and rows with it are sound. Any other broken CHECK is damage: no such row can be written.
 */
const NO_DAMAGE = "CHECK constraint failed in look_day";

/**
 * @param facts.isFull compares the indexes with their tables, too.
 * @returns what is wrong with a file; empty when it is whole.
 * @throws {SqlError} when it cannot even be read.
 */
export function findDamage(db: Database, { isFull }: { readonly isFull: boolean }): readonly string[] {
  const pragma = isFull ? "integrity_check" : "quick_check";
  return db.prepare(`PRAGMA ${pragma}(${MOST_VERDICTS})`).rows()
    .map(([verdict]) => String(verdict).replace(/\s+/g, " "))
    .filter((verdict) => verdict !== "ok" && verdict !== NO_DAMAGE);
}
