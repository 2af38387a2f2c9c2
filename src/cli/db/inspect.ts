/** What is in a database file and whether it is whole, without changing a row of it; a running service goes on meanwhile. */
import { findFileFault } from "../../app/data/database_copy.ts";
import { kstDayStartMs } from "../../core/kst.ts";
import { isAhead } from "../../core/stamp.ts";
import { toErrorText } from "../../core/errors.ts";
import { openDatabase } from "../../sqlite/driver.ts";
import { findDamage, isThere, sizeOf } from "../../sqlite/file_care.ts";
import { type Database, listColumns, listTables } from "../../sqlite/sql.ts";
import { SqlError } from "../../sqlite/sql_error.ts";
import type { DatabaseKind } from "./kinds.ts";

export interface TableFacts {
  readonly name: string;
  readonly rows: number;
  /** Of its newest row; `undefined` where it holds no time, or no row. */
  readonly newestMs: number | undefined;
}

export interface DatabaseFacts {
  readonly name: string;
  readonly path: string;
  /** `missing`: there is none yet, which is no fault; `damaged` and `unusable` have `faults`. */
  readonly state: "ok" | "missing" | "damaged" | "unusable";
  /** Sentences; empty while nothing is wrong. */
  readonly faults: readonly string[];
  /** Worth knowing, and no fault. */
  readonly notes: readonly string[];
  readonly bytes: number;
  /** Of the write-ahead log beside it. */
  readonly logBytes: number;
  /** Of the file that is free for new rows. */
  readonly freeBytes: number;
  readonly schema: number | undefined;
  readonly knownSchema: number;
  readonly check: "quick" | "full";
  readonly tables: readonly TableFacts[];
}

export interface InspectOptions {
  /** Every index against its table too, and every reference; reads much longer. */
  readonly isFull: boolean;
  readonly nowMs: number;
}

const BUSY_MS = 5_000;
const MOST_VERDICTS = 5;
/** When a row came, the first of these that a table has. Times to come, as the end of a lease, are none of them. */
const TIME_COLUMNS = [
  ...["fired_at", "queued_at", "decided_at", "asked_at", "noted_at", "saved_at", "fetched_at", "entry_at"],
  ...["changed_at", "told_at", "done_at", "tried_at", "set_at", "linked_at", "made_at", "planned_at"],
  ...[
    "failed_at",
    "published_at",
    "created_at",
    "last_sent",
    "at",
    "at_ms",
    "open_time",
    "to_ms",
    "until_at",
  ],
];
/** Days in Korea, counted from 1970. */
const DAY_COLUMN = "day";

export function inspectDatabase(path: string, kind: DatabaseKind, options: InspectOptions): DatabaseFacts {
  const { isFull } = options;
  const empty: DatabaseFacts = {
    ...{ name: kind.name, path, state: "ok", faults: [], notes: [], freeBytes: 0, tables: [] },
    ...{ bytes: sizeOf(path), logBytes: sizeOf(`${path}-wal`), schema: undefined },
    ...{ knownSchema: kind.steps.length, check: isFull ? "full" : "quick" },
  };
  if (!isThere(path)) {
    return empty.logBytes === 0 ? { ...empty, state: "missing" } : {
      ...empty,
      state: "damaged",
      faults: [`the file is missing while its log ${path}-wal (${empty.logBytes} bytes) is still there`],
    };
  }
  const fault = findFileFault(path, kind);
  if (fault !== undefined) return { ...empty, state: "unusable", faults: [fault] };
  try {
    return { ...empty, ...readOpened(path, kind, options) };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const isDamaged = error.kind === "corrupt";
    const text = isDamaged ? `it is damaged (${toErrorText(error)})` : toErrorText(error);
    return { ...empty, state: isDamaged ? "damaged" : "unusable", faults: [text] };
  }
}

function readOpened(
  path: string,
  { steps }: DatabaseKind,
  { isFull, nowMs }: InspectOptions,
): Pick<DatabaseFacts, "state" | "faults" | "notes" | "freeBytes" | "schema" | "tables"> {
  const db = openDatabase(path);
  try {
    db.prepare(`PRAGMA busy_timeout = ${BUSY_MS}`).rows();
    db.prepare("PRAGMA query_only = ON").rows();
    // One moment of the file, however long the reading takes; writers go on in the log.
    db.exec("BEGIN");
    const schema = readNumber(db, "PRAGMA user_version");
    const freeBytes = readNumber(db, "PRAGMA freelist_count") * readNumber(db, "PRAGMA page_size");
    const verdicts = checkPages(db, isFull);
    if (verdicts.length > 0) {
      return { state: "damaged", faults: verdicts, notes: [], freeBytes, schema, tables: [] };
    }
    const tables = readTables(db);
    const newer = schema > steps.length
      ? [`a newer signal-v2 wrote it (schema ${schema}, this program knows ${steps.length})`]
      : [];
    const notes = [
      ...(schema < steps.length ? [`schema ${schema}: brought to ${steps.length} by the next start`] : []),
      ...tables.filter(({ newestMs = 0 }) => isAhead(newestMs, nowMs)).map(({ name }) =>
        `${name} has rows of a time to come: a clock was ahead when they were written`
      ),
    ];
    return { state: newer.length > 0 ? "unusable" : "ok", faults: newer, notes, freeBytes, schema, tables };
  } finally {
    db.close();
  }
}

/** @returns what is wrong; empty for a file that is whole. */
function checkPages(db: Database, isFull: boolean): readonly string[] {
  const damage = findDamage(db, { isFull }).slice(0, MOST_VERDICTS);
  if (!isFull || damage.length > 0) return damage;
  return db.prepare("PRAGMA foreign_key_check").rows().slice(0, MOST_VERDICTS).map(([table, row, parent]) =>
    `a row of ${table}${row === null ? "" : ` (${row})`} refers to one of ${parent} that is not there`
  );
}

export function readTables(db: Database): readonly TableFacts[] {
  return listTables(db).map((name) => {
    const table = quoteName(name);
    const columns = listColumns(db, name);
    const rows = readNumber(db, `SELECT count(*) FROM ${table}`);
    const column = TIME_COLUMNS.find((known) => columns.includes(known)) ??
      columns.find((one) => one === DAY_COLUMN);
    const newest = column === undefined || rows === 0
      ? null
      : db.prepare(`SELECT max(${quoteName(column)}) FROM ${table}`).rows()[0]?.[0] ?? null;
    return { name, rows, newestMs: newest === null ? undefined : toMs(column ?? "", Number(newest)) };
  });
}

/** A day is told by its beginning. */
function toMs(column: string, value: number): number | undefined {
  if (!Number.isFinite(value) || value <= 0) return undefined;
  return column === DAY_COLUMN ? kstDayStartMs(value) : value;
}

function readNumber(db: Database, sql: string): number {
  return Number(db.prepare(sql).rows()[0]?.[0] ?? 0);
}

const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;
