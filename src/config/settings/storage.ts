/** Where the program keeps things and how it opens them. */
import { z } from "zod";
import { path, text } from "./kinds.ts";
import type { SettingGroup } from "./setting.ts";

export const STORAGE_SETTINGS = {
  dataDir: {
    name: "SIGNAL_V2_DATA_DIR",
    schema: path,
    fallback: "data",
    example: "data",
    help: "Directory of the database and the instance lock, on a local disk.",
  },
  holidays: {
    name: "SIGNAL_V2_HOLIDAYS",
    schema: path,
    fallback: "holidays.json",
    example: "holidays.json",
    help: "The market calendar file; it is read again when it changes.",
  },
  sqlite: {
    name: "SIGNAL_V2_SQLITE",
    schema: z.enum(["node", "ffi"], "must be node or ffi") as z.ZodType<"node" | "ffi", string>,
    fallback: "node",
    example: "node",
    help:
      "node: the SQLite built into Deno. ffi: the system's libsqlite3; needs --allow-ffi, as in start:ffi.",
  },
  sqliteLibrary: {
    name: "SIGNAL_V2_SQLITE_LIBRARY",
    schema: text(
      "a full path",
      (value) => /^(\/|[a-z]:[\\/])/i.test(value.trim()) && !value.includes("\0"),
    ),
    fallback: undefined,
    example: "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0",
    help: "File of libsqlite3 (3.37 or newer) for ffi, when it is not in a usual place.",
  },
} as const satisfies SettingGroup;
