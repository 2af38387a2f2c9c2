import { measureApart } from "../measured.ts";
import { type Result, toPairResult } from "../result.ts";
import type { SqliteSpeeds } from "./sqlite.ts";

const ROUNDS = 5;

/** The store over the system's libsqlite3 through FFI, beside the same over the built-in SQLite. */
export async function measureDrivers(): Promise<readonly Result[]> {
  const speeds: { ffi: SqliteSpeeds[]; node: SqliteSpeeds[] } = { ffi: [], node: [] };
  for (let round = 0; round < ROUNDS; round++) {
    // In turn, so that whatever else the machine does meets both alike.
    for (const driver of ["ffi", "node"] as const) {
      speeds[driver].push(
        await measureApart<SqliteSpeeds>("rows/sqlite.ts", "measureSqlite", {
          env: { SIGNAL_V2_SQLITE: driver },
          flags: driver === "ffi" ? ["--allow-ffi"] : [],
        }),
      );
    }
  }
  const note = `ours: FFI ${speeds.ffi[0]?.version}, bare: node:sqlite ${speeds.node[0]?.version}`;
  const row = (what: string, unit: string, read: (speed: SqliteSpeeds) => number) =>
    toPairResult({ ours: speeds.ffi.map(read), bare: speeds.node.map(read) }, { what, unit, note });
  return [
    row("claim, synchronous FULL", "claims/s", ({ claimsPerS }) => claimsPerS),
    row("candles into SQLite", "rows/s", ({ writtenRowsPerS }) => writtenRowsPerS),
    row("candles out of it into columns", "rows/s", ({ readRowsPerS }) => readRowsPerS),
    row("look up by key", "rows/s", ({ lookupsPerS }) => lookupsPerS),
  ];
}
