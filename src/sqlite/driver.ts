/** Which SQLite this process uses: the one built into Deno, or the system's own library through FFI. */
import { NODE_DRIVER } from "./node_driver.ts";
import { type Database, type Driver, guardDatabase, type OpenMode } from "./sql.ts";
import { toSqlError } from "./sql_error.ts";

export interface DriverChoice {
  readonly driver: "node" | "ffi";
  /** Path of libsqlite3 for `ffi`; `undefined` looks in the usual places. */
  readonly library: string | undefined;
}

let choice: DriverChoice = { driver: "node", library: undefined };
let inUse: Driver | undefined;

/**
 * Settles which SQLite is loaded at the first use. Two of them in one process would each drop the other's locks on a
 * file (locks of files belong to the process), so the choice cannot be changed after that.
 */
export function chooseDriver(wish: DriverChoice): void {
  const isSame = wish.driver === choice.driver && wish.library === choice.library;
  if (inUse !== undefined && !isSame) {
    throw new Error("Cannot change the SQLite driver: it is in use already");
  }
  choice = wish;
}

/**
 * Before the first `openDatabase` of a process, because loading takes a while; later calls do nothing.
 *
 * @throws {UserError} when the chosen library cannot be used, with what to do.
 */
export async function loadDriver(): Promise<void> {
  const { driver, library } = choice;
  if (inUse !== undefined || driver === "node") return;
  const { createFfiDriver } = await import("./ffi_driver.ts");
  inUse ??= createFfiDriver(library);
}

/**
 * @param path an existing file, a new one, or `:memory:`.
 * @throws {SqlError} `cantopen` or `permission`. Garbage in the file shows only at the first statement.
 */
export function openDatabase(path: string, mode: OpenMode = "write"): Database {
  const driver = requireDriver();
  return guardDatabase(() => driver.open(path, mode));
}

/**
 * A consistent copy of a database that others are using, the write-ahead log included. It replaces what is at `to`.
 *
 * Stops the event loop until it is done (Deno 2.9.6, measured), so the service itself must never call it.
 *
 * @throws {SqlError}
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const driver = requireDriver();
  try {
    await driver.copy(from, to);
  } catch (error) {
    throw toSqlError(error);
  }
}

function requireDriver(): Driver {
  if (inUse === undefined && choice.driver === "ffi") {
    throw new Error("Cannot open a database: the chosen SQLite is not loaded yet");
  }
  return inUse ??= NODE_DRIVER;
}
