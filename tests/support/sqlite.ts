/**
 * The SQLite under test: `SIGNAL_V2_SQLITE=ffi` (`deno task test:ffi`) runs the same tests over the system's library.
 * Imported for its effect by whatever opens a database, so that everything in the process uses the same one.
 */
import { chooseDriver, loadDriver } from "../../src/sqlite/driver.ts";

export const SQLITE_VARIABLES = ["SIGNAL_V2_SQLITE", "SIGNAL_V2_SQLITE_LIBRARY"];

export const IS_FFI = Deno.env.get("SIGNAL_V2_SQLITE") === "ffi";

/** For the processes that a test starts, which inherit the variables. */
export const DRIVER_FLAGS: readonly string[] = [
  `--allow-env=${SQLITE_VARIABLES}`,
  ...(IS_FFI ? ["--allow-ffi"] : []),
];

if (IS_FFI) {
  chooseDriver({ driver: "ffi", library: Deno.env.get("SIGNAL_V2_SQLITE_LIBRARY") });
  await loadDriver();
}
