/** Looks at what a killed program left, without touching it: copies are opened, never the files themselves. */
import { DatabaseSync } from "node:sqlite";
import { type Fault, half } from "./findings.ts";

type Cell = string | number | null;

export interface Look extends Disposable {
  rows(sql: string): readonly (readonly Cell[])[];
  has(table: string): boolean;
}

/** Of a program that runs: a copy would be made of pages of two times. */
export function lookAtLive(path: string): Look | undefined {
  if (!isThere(path)) return undefined;
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  return { ...toReader(db), [Symbol.dispose]: () => db.close() };
}

/** @returns nothing when there is no such file. */
export function lookAt(path: string): Look | undefined {
  if (!isThere(path)) return undefined;
  const folder = Deno.makeTempDirSync({ prefix: "signal-v2-look-" });
  for (const ending of ["", "-wal"]) {
    if (isThere(path + ending)) Deno.copyFileSync(path + ending, `${folder}/copy.db${ending}`);
  }
  const db = new DatabaseSync(`${folder}/copy.db`);
  return {
    ...toReader(db),
    [Symbol.dispose]() {
      db.close();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

function toReader(db: DatabaseSync): Omit<Look, typeof Symbol.dispose> {
  const rows = (sql: string) => {
    const statement = db.prepare(sql);
    statement.setReturnArrays(true);
    return statement.all().map((row) => Object.values(row).map(toCell));
  };
  return {
    rows,
    has: (table) => rows(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '${table}'`).length > 0,
  };
}

/** Every page of every database of the folder. */
export function findBroken(folder: string): readonly Fault[] {
  return databasesOf(folder).flatMap((name) => {
    try {
      using look = lookAt(`${folder}/${name}`);
      const verdict = String(look?.rows("PRAGMA integrity_check(1)")[0]?.[0]);
      return verdict === "ok" ? [] : [half(`${name} is damaged: ${verdict}`)];
    } catch (error) {
      return [half(`${name} cannot be opened: ${String(error)}`)];
    }
  });
}

/** All rows of all tables as text: two files of the same content have the same. */
export function dumpOf(path: string, leaveOut: readonly string[] = []): string {
  using look = lookAt(path);
  if (look === undefined) return "none";
  const tables = look.rows(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  ).map(([name]) => String(name));
  const parts = tables.filter((name) => !leaveOut.includes(name)).map((name) => {
    const rows = look.rows(`SELECT * FROM ${name}`).map((row) => JSON.stringify(row));
    return `${name}\n${rows.toSorted().join("\n")}`;
  });
  return [`version ${look.rows("PRAGMA user_version")[0]?.[0]}`, ...parts].join("\n");
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

/** Drafts of files that a kill left without their names. */
export function draftsOf(folder: string): readonly string[] {
  if (!isThere(folder)) return [];
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? draftsOf(`${folder}/${name}`).map((inner) => `${name}/${inner}`)
      : /\.new-|\.partial/.test(name)
      ? [name]
      : []
  );
}

export function databasesOf(folder: string): readonly string[] {
  if (!isThere(folder)) return [];
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => /\.db(\.before-[^.]*)?$/.test(name) && !/-(wal|shm|journal)$/.test(name)).toSorted();
}

const FIND_PROCESSES =
  'for p in /proc/[0-9]*; do [ "$(readlink "$p/cwd")" = "$0" ] && echo "${p#/proc/}"; done; true';

/** Processes that still work in this directory; on systems without `/proc` none are seen. */
export function processesIn(dir: string): readonly string[] {
  if (Deno.build.os !== "linux") return [];
  // Deno shows no other process to a program that may not do all; the shell needs no such right.
  const { stdout } = new Deno.Command("sh", {
    args: ["-c", FIND_PROCESSES, Deno.realPathSync(dir)],
    cwd: "/",
    stderr: "null",
  }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").filter((pid) => pid !== "");
}

/** The lock of the data directory can be taken. */
export function isLockFree(dataDir: string): boolean {
  if (!isThere(`${dataDir}/signal_v2.lock`)) return true;
  using file = Deno.openSync(`${dataDir}/signal_v2.lock`, { read: true, write: true });
  return file.tryLockSync(true);
}

/** @param to stays the folder that it is, for whoever watches it; all that is in it is replaced. */
export function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name } of Deno.readDirSync(to)) Deno.removeSync(`${to}/${name}`, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copyFolder(`${from}/${name}`, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}

function toCell(value: unknown): Cell {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (value instanceof Uint8Array) return value.toHex();
  return String(value);
}
