import { openDatabase } from "../../src/sqlite/driver.ts";
import { IS_FFI } from "../support/sqlite.ts";
import { testDriver } from "./driver_contract.ts";

testDriver(IS_FFI ? "libsqlite3 through FFI" : "node:sqlite", openDatabase);
