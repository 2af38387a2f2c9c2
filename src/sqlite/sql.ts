/**
 * The only door to a database. A driver is one file that hands a `RawDatabase` to `guardDatabase`.
 *
 * There is no `get()` and no `iterate()` on purpose: on a full disk both answer "stored" and store nothing
 * (measured, 400 of 400), because they drop the result of the commit.
 */
import { SqlError, toSqlError } from "./sql_error.ts";

/** What a column can hold. Integers beyond 2^53 come as `bigint` or as an error, never as a wrong number. */
export type SqlValue = null | number | bigint | string | Uint8Array;

export interface Statement {
  /**
   * Runs a statement that answers no rows.
   *
   * @returns the number of rows it changed.
   * @throws {SqlError} when it could not be done; then nothing was stored.
   * @throws {TypeError} for a parameter no column can hold, a wrong number of them, or RETURNING.
   */
  run(...params: SqlValue[]): number;
  /** All rows at once, each an array in the order of the columns. Errors as `run`. */
  rows(...params: SqlValue[]): SqlValue[][];
}

export interface Database {
  /** One or several statements without parameters. */
  exec(sql: string): void;
  /** One statement, parameters as plain `?`. */
  prepare(sql: string): Statement;
  /** Closing twice is fine. */
  close(): void;
}

/** `unchanging`: read, and nobody writes to it meanwhile; then it needs no files beside it. */
export type OpenMode = "write" | "read" | "unchanging";

/** What a driver has to supply; every check and the errors are added here. */
export interface Driver {
  /** @param path as `openDatabase`. */
  open(path: string, mode: OpenMode): RawDatabase;
  /** As `copyDatabase`. */
  copy(from: string, to: string): Promise<void> | void;
}

export interface RawDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): RawStatement;
  close(): unknown;
}

export interface RawStatement {
  /** @returns changed rows */
  run(params: SqlValue[]): number | bigint;
  /** @returns rows as arrays */
  all(params: SqlValue[]): SqlValue[][];
}

/**
 * Opens through a driver and closes the ways in which drivers lose data without a word.
 *
 * @param open called once; what it throws becomes an `SqlError`.
 */
export function guardDatabase(open: () => RawDatabase): Database {
  const raw = translated(open);
  let closed = false;
  // With a driver over FFI, a statement of a closed database is a freed pointer.
  const whileOpen: Guard = (work) => {
    if (closed) throw new SqlError("other", "the database is closed");
    return translated(work);
  };
  return {
    exec: (sql) => void whileOpen(() => raw.exec(sql)),
    prepare: (sql) => guardStatement(raw, sql, whileOpen),
    close: () => {
      if (closed) return;
      closed = true;
      translated(() => raw.close());
    },
  };
}

type Guard = <T>(work: () => T) => T;

function guardStatement(raw: RawDatabase, sql: string, whileOpen: Guard): Statement {
  const facts = readStatement(sql);
  const statement = whileOpen(() => raw.prepare(sql));
  return {
    run: (...params) => {
      // run() with RETURNING reports a failed commit as success, like get() does.
      if (facts.returning) throw new TypeError("Cannot run a statement with RETURNING: use rows()");
      checkParams(params, facts.params);
      return Number(whileOpen(() => statement.run(params)));
    },
    rows: (...params) => {
      checkParams(params, facts.params);
      return whileOpen(() => statement.all(params));
    },
  };
}

/** Drivers run only the first of several statements and bind NULL for a missing parameter, silently. */
function readStatement(sql: string): { params: number; returning: boolean } {
  const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*/g, " ").trim();
  if (bare.replace(/;$/, "").includes(";")) {
    throw new TypeError("Cannot prepare more than one statement: use exec()");
  }
  if (/\?\d|[:@$][A-Za-z_]/.test(bare)) throw new TypeError("Cannot prepare: parameters must be plain ?");
  return { params: bare.split("?").length - 1, returning: /\breturning\b/i.test(bare) };
}

function checkParams(params: readonly unknown[], expected: number): void {
  if (params.length !== expected) {
    throw new TypeError(`Cannot run: the statement has ${expected} parameters, received ${params.length}`);
  }
  for (let i = 0; i < params.length; i++) {
    const param = params[i];
    // Nearly all parameters of a bulk insert, which has hundreds of them.
    if (typeof param === "number" && Number.isFinite(param)) continue;
    const fault = faultOf(param);
    if (fault !== undefined) throw new TypeError(`Cannot bind parameter ${i + 1}: ${fault}`);
  }
}

function faultOf(param: unknown): string | undefined {
  if (param === null || param instanceof Uint8Array) return undefined;
  if (typeof param === "bigint") {
    return BigInt.asIntN(64, param) === param ? undefined : "an integer beyond 64 bits";
  }
  if (typeof param === "number") {
    return Number.isFinite(param) ? undefined : `${param} is not a finite number`;
  }
  if (typeof param === "string") {
    return param.includes("\0") ? "text with a NUL would be cut there when read back" : undefined;
  }
  if (param instanceof Date) return "a Date would be stored as NULL; pass epoch milliseconds";
  return `${typeof param} is not null, a number, bigint, text or bytes`;
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toSqlError(error);
  }
}

/** @returns a function that prepares each text at its first use. */
export function prepareOnce(db: Database): (text: string) => Statement {
  const known = new Map<string, Statement>();
  return (text) => {
    const statement = known.get(text) ?? db.prepare(text);
    known.set(text, statement);
    return statement;
  };
}

/** Each of the texts, by its name. */
export function prepareEach<Name extends string>(
  db: Database,
  texts: Readonly<Record<Name, string>>,
): Readonly<Record<Name, Statement>> {
  const names = Object.keys(texts) as Name[];
  return Object.fromEntries(names.map((name) => [name, db.prepare(texts[name])])) as Record<Name, Statement>;
}

/** Those that were made on purpose, by name. */
export function listTables(db: Database): readonly string[] {
  return db.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
  ).rows().map(([name]) => String(name));
}

export function listColumns(db: Database, table: string): readonly string[] {
  return db.prepare("SELECT name FROM pragma_table_info(?)").rows(table).map(([name]) => String(name));
}

/** SQLite answers a read at once; who asks a port waits for it as for any memory. What `read` throws is a rejection. */
export function answer<T>(read: () => T): Promise<T> {
  return new Promise((resolve) => resolve(read()));
}
