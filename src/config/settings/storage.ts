/** Where the program keeps things and how it opens them. */
import { z } from "zod";
import { onOff, path, text } from "./kinds.ts";
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
  nightlyBackup: {
    name: "SIGNAL_V2_BACKUP",
    schema: onOff,
    fallback: "1",
    example: "1",
    help: "A checked copy of signals and history each night after 20:05; 0 makes none.",
  },
  backupDir: {
    name: "SIGNAL_V2_BACKUP_DIR",
    schema: path,
    fallback: undefined,
    example: "/mnt/usb/signal-v2",
    help: "Directory that gets each night's copy too, best on another disk; it must be there already.",
  },
} as const satisfies SettingGroup;
