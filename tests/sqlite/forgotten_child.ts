/**
 * Prepares 5,000 statements that nobody keeps, lets the collector run, and prints how many SQLite still holds.
 * Needs `--v8-flags=--expose-gc` and a library with the table `sqlite_stmt` (Debian's has it).
 */
import { createSystemClock } from "../../src/core/clock.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import "../support/sqlite.ts";

const collect = (globalThis as unknown as { gc(): void }).gc;
const clock = createSystemClock();
const db = openDatabase(":memory:");
const count = db.prepare("SELECT count(*) FROM sqlite_stmt");
for (let i = 0; i < 5_000; i++) db.prepare(`SELECT ${i}`).rows();
for (let turn = 0; turn < 50 && Number(count.rows()[0]?.[0]) > 1; turn++) {
  collect();
  await clock.sleep(1);
}
Deno.stdout.writeSync(new TextEncoder().encode(`${count.rows()[0]?.[0]}\n`));
db.close();
