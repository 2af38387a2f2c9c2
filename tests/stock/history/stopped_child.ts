/**
 * `stopped_child.ts <dir> <step>`: adds a poll and seals the days before 2026-11-21, and stands still for ever right
 * before its statement number `step`, so that whoever started it can kill it there. Speaks in lines.
 */
import "../../support/sqlite.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { kstDayOf } from "../../../src/core/kst.ts";
import type { Database } from "../../../src/sqlite/sql.ts";
import { toFailedSample } from "../../../src/stock/history/sample.ts";
import { openHistoryFile } from "../../../src/stock/history/store/history_file.ts";
import { SqliteHistoryStore } from "../../../src/stock/history/store/sqlite_history_store.ts";

const [dir = "", stepText = ""] = Deno.args;
const clock = createSystemClock();
const DAY = kstDayOf(Date.parse("2026-11-21T00:00:00+09:00"));
let step = 0;

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

function count(): void {
  step++;
  if (step !== Number(stepText)) return;
  say("stands");
  while (Deno.stdin.readSync(new Uint8Array(1)) !== null);
}

function watched(db: Database): Database {
  return {
    ...db,
    prepare(sql) {
      const statement = db.prepare(sql);
      return {
        run: (...params) => {
          count();
          return statement.run(...params);
        },
        rows: (...params) => {
          count();
          return statement.rows(...params);
        },
      };
    },
  };
}

const file = await openHistoryFile({ dir, clock });
const store = new SqliteHistoryStore({ ...file, db: watched(file.db) }, { clock });
await store.add("portfolio", toFailedSample("timeout", Date.parse("2026-11-20T12:00:00+09:00")));
say("added");
await store.sealBefore(DAY);
say("sealed");
await store[Symbol.asyncDispose]();
say("done");
