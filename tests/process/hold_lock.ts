/** Holds the write lock of a database for so long: `hold_lock.ts <path> <ms>`. Says when it begins and ends. */
import { DatabaseSync } from "node:sqlite";
import { createSystemClock } from "../../src/core/clock.ts";
import { writeLineTo } from "../../src/telemetry/log_writer.ts";

const [path = "", ms = ""] = Deno.args;
const clock = createSystemClock();
const say = writeLineTo(Deno.stdout);
const db = new DatabaseSync(path, { timeout: 5_000 });
db.exec("BEGIN IMMEDIATE");
say("locked");
await clock.sleep(Number(ms));
// Whoever reads this line still has a moment in which nothing can have been written.
say("releasing");
await clock.sleep(200);
db.exec("ROLLBACK");
db.close();
