/** The system's libsqlite3: what is called in it, where it is, and what to tell a person when it cannot be used. */
import { toErrorText, UserError } from "../core/errors.ts";

/**
 * Handles are `u64`, so that they stay plain values of ours: 0 is none. `changes64` came with 3.37, as STRICT tables
 * did, so a library that is too old is refused while it is loaded.
 */
const CALLS = {
  sqlite3_open_v2: { parameters: ["buffer", "buffer", "i32", "u64"], result: "i32" },
  sqlite3_close_v2: { parameters: ["u64"], result: "i32" },
  sqlite3_errmsg: { parameters: ["u64"], result: "pointer" },
  sqlite3_errstr: { parameters: ["i32"], result: "pointer" },
  sqlite3_extended_errcode: { parameters: ["u64"], result: "i32" },
  sqlite3_busy_timeout: { parameters: ["u64", "i32"], result: "i32" },
  sqlite3_limit: { parameters: ["u64", "i32", "i32"], result: "i32" },
  sqlite3_exec: { parameters: ["u64", "buffer", "u64", "u64", "u64"], result: "i32" },
  sqlite3_prepare_v2: { parameters: ["u64", "buffer", "i32", "buffer", "u64"], result: "i32" },
  sqlite3_bind_null: { parameters: ["u64", "i32"], result: "i32" },
  sqlite3_bind_double: { parameters: ["u64", "i32", "f64"], result: "i32" },
  sqlite3_bind_int64: { parameters: ["u64", "i32", "i64"], result: "i32" },
  sqlite3_bind_text: { parameters: ["u64", "i32", "buffer", "i32", "i64"], result: "i32" },
  sqlite3_bind_blob: { parameters: ["u64", "i32", "buffer", "i32", "i64"], result: "i32" },
  sqlite3_step: { parameters: ["u64"], result: "i32" },
  sqlite3_reset: { parameters: ["u64"], result: "i32" },
  sqlite3_finalize: { parameters: ["u64"], result: "i32" },
  sqlite3_changes64: { parameters: ["u64"], result: "i64" },
  sqlite3_column_count: { parameters: ["u64"], result: "i32" },
  sqlite3_column_type: { parameters: ["u64", "i32"], result: "i32" },
  sqlite3_column_double: { parameters: ["u64", "i32"], result: "f64" },
  sqlite3_column_text: { parameters: ["u64", "i32"], result: "u64" },
  sqlite3_column_blob: { parameters: ["u64", "i32"], result: "u64" },
  sqlite3_column_bytes: { parameters: ["u64", "i32"], result: "i32" },
  sqlite3_backup_init: { parameters: ["u64", "buffer", "u64", "buffer"], result: "u64" },
  sqlite3_backup_step: { parameters: ["u64", "i32"], result: "i32" },
  sqlite3_backup_finish: { parameters: ["u64"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

export type SqliteCalls = Deno.DynamicLibrary<typeof CALLS>["symbols"];

/** Full paths but on Linux: a bare name would be looked for beside whatever is started, too. */
const USUAL_PLACES: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    "/opt/homebrew/opt/sqlite/lib/libsqlite3.dylib",
    "/usr/local/opt/sqlite/lib/libsqlite3.dylib",
    "/usr/lib/libsqlite3.dylib",
  ],
  windows: ["C:\\Windows\\System32\\winsqlite3.dll"],
};

/** The loader's own search, which the current directory is no part of; the name that libsqlite3-0 installs. */
const ELF_NAMES = ["libsqlite3.so.0", "libsqlite3.so"];

/**
 * Loads the library for the rest of this process.
 *
 * @param library its path, or `undefined` for the usual places of this system.
 * @throws {UserError} with what to do.
 */
export function loadSqlite(library: string | undefined): SqliteCalls {
  const places = library === undefined ? USUAL_PLACES[Deno.build.os] ?? ELF_NAMES : [library];
  const faults: string[] = [];
  for (const place of places) {
    try {
      return Deno.dlopen(place, CALLS).symbols;
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw refuseWithoutRight();
      const why = toErrorText(error).split("\n")[0] ?? "";
      faults.push(`${place}: ${why.replace(/^(Could not open library: )+/, "")}`);
    }
  }
  throw new UserError(
    "invalid",
    `Cannot load SQLite 3.37 or newer through FFI (${
      faults.join("; ")
    }). Install it (Debian: apt-get install ` +
      `libsqlite3-0), set SIGNAL_V2_SQLITE_LIBRARY to its full path, or use the built-in one: SIGNAL_V2_SQLITE=node`,
  );
}

function refuseWithoutRight(): UserError {
  return new UserError(
    "invalid",
    "Cannot use SIGNAL_V2_SQLITE=ffi: this program was started without the right to load native code. Start it with " +
      "the task start:ffi (other commands: add --allow-ffi), or set SIGNAL_V2_SQLITE=node",
  );
}
