/**
 * SQLite as the system has it, called through FFI. Loaded only when it is chosen; see `driver.ts`.
 *
 * Three rules keep memory safe. A handle is used only by the object that owns it, and never once its connection was
 * closed. What SQLite is given it copies (TRANSIENT), and what it gives is copied before the next call. The collector's
 * callbacks never run inside a call, so a statement cannot go away while it works.
 */
import { pathToFileURL } from "node:url";
import { loadSqlite, type SqliteCalls } from "./ffi_library.ts";
import type { Driver, OpenMode, RawDatabase, RawStatement, SqlValue } from "./sql.ts";
import { SqlError } from "./sql_error.ts";

const OK = 0;
const NOMEM = 7;
const TOOBIG = 18;
const MISUSE = 21;
const ROW = 100;
const DONE = 101;

const INTEGER = 1;
const FLOAT = 2;
const TEXT = 3;
const BLOB = 4;

/** READWRITE, CREATE and NOMUTEX: one thread uses a connection. */
const OPEN_FLAGS = 0x2 | 0x4 | 0x8000;
/** READONLY, NOMUTEX and URI. */
const LOOK_FLAGS = 0x1 | 0x8000 | 0x40;
const LIMIT_ATTACHED = 7;
const TRANSIENT = -1n;
const LARGEST_VALUE_BYTES = 1_000_000_000;
const COPY_BUSY_MS = 5_000;

const encoder = new TextEncoder();
// A mark at the beginning of a text belongs to the text.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** An empty buffer reaches the other side as NULL, and a value of NULL is stored as NULL. */
const NOTHING = new Uint8Array(1);
const NO_PLACE = new Uint8Array(0);
/** Where short texts lie between two calls. */
const DESK = new Uint8Array(1_024);
const MAIN = encoder.encode("main\0");

/** @throws {UserError} when there is no usable library. */
export function createFfiDriver(library: string | undefined): Driver {
  const sqlite = loadSqlite(library);
  return {
    open: (path, mode) => new Connection(sqlite, path, mode),
    copy: (from, to) => {
      using source = new Connection(sqlite, from);
      using target = new Connection(sqlite, to);
      source.copyTo(target);
    },
  };
}

/** Carries SQLite's code under the name that `toSqlError` reads. */
class NativeError extends Error {
  constructor(message: string, readonly errcode: number) {
    super(message);
  }
}

class Connection implements RawDatabase, Disposable {
  readonly #sqlite: SqliteCalls;
  readonly #statements = new Set<bigint>();
  readonly #forgotten = new FinalizationRegistry<bigint>((handle) => this.#finalize(handle));
  #db = 0n;

  constructor(sqlite: SqliteCalls, path: string, mode: OpenMode = "write") {
    refuseWithoutRights(path, mode);
    this.#sqlite = sqlite;
    const out = new BigUint64Array(1);
    const [name, flags] = mode === "write" ? [path, OPEN_FLAGS] : [toName(path, mode), LOOK_FLAGS];
    const code = sqlite.sqlite3_open_v2(toCString(name), new Uint8Array(out.buffer), flags, 0n);
    this.#db = out[0] ?? 0n;
    try {
      this.check(code);
      // As in the built-in driver: foreign keys count, and no other file can be pulled in.
      this.exec("PRAGMA foreign_keys = ON");
      sqlite.sqlite3_limit(this.#db, LIMIT_ATTACHED, 0);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  exec(sql: string): void {
    this.check(this.#sqlite.sqlite3_exec(this.handle(), toCString(sql), 0n, 0n, 0n));
  }

  prepare(sql: string): RawStatement {
    const out = new BigUint64Array(1);
    const text = toCString(sql);
    const outBytes = new Uint8Array(out.buffer);
    this.check(this.#sqlite.sqlite3_prepare_v2(this.handle(), text, text.length, outBytes, 0n));
    const handle = out[0] ?? 0n;
    if (handle === 0n) throw new NativeError("there is no statement in the text", MISUSE);
    this.#statements.add(handle);
    const statement = new NativeStatement(this.#sqlite, this, handle);
    this.#forgotten.register(statement, handle);
    return statement;
  }

  /** @throws {NativeError} after `close()`. */
  handle(): bigint {
    if (this.#db === 0n) throw new NativeError("the database is closed", MISUSE);
    return this.#db;
  }

  /** @throws {NativeError} with what SQLite says, which must be asked before the next call. */
  check(code: number): void {
    if (code === OK) return;
    // Without a handle there is nobody to ask; and a value that is too long was never given to SQLite.
    const told = this.#db === 0n ? OK : this.#sqlite.sqlite3_extended_errcode(this.#db);
    if (told === OK) throw new NativeError(this.#read(this.#sqlite.sqlite3_errstr(code)), code);
    throw new NativeError(this.#read(this.#sqlite.sqlite3_errmsg(this.#db)), told);
  }

  /** All pages in one step: in several, a busy writer makes it begin again and again. */
  copyTo(target: Connection): void {
    for (const side of [this, target]) this.#sqlite.sqlite3_busy_timeout(side.handle(), COPY_BUSY_MS);
    const copy = this.#sqlite.sqlite3_backup_init(target.handle(), MAIN, this.handle(), MAIN);
    if (copy !== 0n) {
      const code = this.#sqlite.sqlite3_backup_step(copy, -1);
      const finished = this.#sqlite.sqlite3_backup_finish(copy);
      if (code === DONE && finished === OK) return;
      if (finished === OK) throw new NativeError(this.#read(this.#sqlite.sqlite3_errstr(code)), code);
    }
    target.check(this.#sqlite.sqlite3_extended_errcode(target.handle()));
  }

  close(): void {
    if (this.#db === 0n) return;
    for (const handle of this.#statements) this.#finalize(handle);
    const code = this.#sqlite.sqlite3_close_v2(this.#db);
    this.#db = 0n;
    this.check(code);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Only what is still ours: the collector may call for a statement that went with its connection. */
  #finalize(handle: bigint): void {
    if (this.#statements.delete(handle)) this.#sqlite.sqlite3_finalize(handle);
  }

  #read(pointer: Deno.PointerValue): string {
    return pointer === null ? "unknown error" : Deno.UnsafePointerView.getCString(pointer);
  }
}

class NativeStatement implements RawStatement {
  readonly #sqlite: SqliteCalls;
  readonly #connection: Connection;
  readonly #handle: bigint;

  constructor(sqlite: SqliteCalls, connection: Connection, handle: bigint) {
    this.#sqlite = sqlite;
    this.#connection = connection;
    this.#handle = handle;
  }

  run(params: readonly SqlValue[]): number | bigint {
    const db = this.#connection.handle();
    this.#work(params, () => {});
    return this.#sqlite.sqlite3_changes64(db);
  }

  all(params: readonly SqlValue[]): SqlValue[][] {
    this.#connection.handle();
    const rows: SqlValue[][] = [];
    this.#work(params, () => rows.push(this.#readRow()));
    return rows;
  }

  /** Always to the end: only the last step commits, so only it can tell that something was stored. */
  #work(params: readonly SqlValue[], onRow: () => void): void {
    try {
      for (let i = 0; i < params.length; i++) this.#connection.check(this.#bind(i + 1, params[i] ?? null));
      let code: number;
      while ((code = this.#sqlite.sqlite3_step(this.#handle)) === ROW) onRow();
      if (code !== DONE) this.#connection.check(code);
    } finally {
      // Its code repeats that of the step.
      this.#sqlite.sqlite3_reset(this.#handle);
    }
  }

  #bind(index: number, value: SqlValue): number {
    // As the built-in driver does; a STRICT column makes an integer of it again.
    if (typeof value === "number") return this.#sqlite.sqlite3_bind_double(this.#handle, index, value);
    if (value === null) return this.#sqlite.sqlite3_bind_null(this.#handle, index);
    if (typeof value === "bigint") return this.#sqlite.sqlite3_bind_int64(this.#handle, index, value);
    const bytes = typeof value === "string" ? encoder.encode(value) : value;
    const { length } = bytes;
    if (length > LARGEST_VALUE_BYTES) return TOOBIG;
    const given = length === 0 ? NOTHING : bytes as Uint8Array<ArrayBuffer>;
    return typeof value === "string"
      ? this.#sqlite.sqlite3_bind_text(this.#handle, index, given, length, TRANSIENT)
      : this.#sqlite.sqlite3_bind_blob(this.#handle, index, given, length, TRANSIENT);
  }

  #readRow(): SqlValue[] {
    const count = this.#sqlite.sqlite3_column_count(this.#handle);
    const row: SqlValue[] = new Array(count);
    for (let i = 0; i < count; i++) row[i] = this.#readColumn(i);
    return row;
  }

  #readColumn(index: number): SqlValue {
    switch (this.#sqlite.sqlite3_column_type(this.#handle, index)) {
      case INTEGER:
        return refuseInexact(this.#sqlite.sqlite3_column_double(this.#handle, index));
      case FLOAT:
        return this.#sqlite.sqlite3_column_double(this.#handle, index);
      case TEXT:
        // The pointer first: asking for it may convert the value, and the length is that of what was converted.
        return decoder.decode(
          this.#copyOut(this.#sqlite.sqlite3_column_text(this.#handle, index), index, DESK),
        );
      case BLOB:
        return this.#copyOut(this.#sqlite.sqlite3_column_blob(this.#handle, index), index, NO_PLACE);
      default:
        return null;
    }
  }

  /** @param place used instead of new memory when it is large enough. */
  #copyOut(address: bigint, index: number, place: Uint8Array): Uint8Array {
    const length = this.#sqlite.sqlite3_column_bytes(this.#handle, index);
    if (length === 0) return new Uint8Array(0);
    const copy = length <= place.length ? place.subarray(0, length) : new Uint8Array(length);
    const pointer = Deno.UnsafePointer.create(address);
    if (pointer === null) throw new NativeError("out of memory", NOMEM);
    Deno.UnsafePointerView.copyInto(pointer, copy);
    return copy;
  }
}

/** Every integer up to 2^53 - 1 is exact as a double, and every one beyond shows as such. */
function refuseInexact(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`an integer beyond 2^53 cannot be read exactly: about ${value}`);
}

/** Native code is not held by Deno's permissions; what the start command says about files counts all the same. */
function refuseWithoutRights(path: string, mode: OpenMode): void {
  if (path === ":memory:") return;
  for (const name of mode === "write" ? ["read", "write"] as const : ["read"] as const) {
    if (Deno.permissions.querySync({ name, path }).state === "granted") continue;
    throw new SqlError(
      "permission",
      `Requires ${name} access to "${path}", run again with the --allow-${name} flag`,
    );
  }
}

function toName(path: string, mode: OpenMode): string {
  return `${pathToFileURL(path)}${mode === "unchanging" ? "?immutable=1" : ""}`;
}

function toCString(text: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0")) throw new TypeError("Cannot pass a text with a NUL to SQLite: it would end there");
  return encoder.encode(`${text}\0`);
}
