/** The hidden sub-command `nightly-backup-worker`: makes the copies of one night for the service, whose loop a copy would stop. */
import { statfsSync } from "node:fs";
import { makeNightly } from "../../app/backups/make_nightly.ts";
import { realClock } from "../../app/runtime.ts";
import { EXIT } from "../../core/errors.ts";
import { startChildWatch } from "../../lib/process/parent_watch.ts";
import { chooseDriver, loadDriver } from "../../sqlite/driver.ts";
import { readFirstLine } from "../kit/read_first_line.ts";
import { report } from "../kit/report.ts";
import { systemTerminal } from "../kit/terminal.ts";
import { nightlyAskSchema } from "./nightly_lines.ts";

/** A copy goes page by page. */
const MOST_RSS_BYTES = 2 ** 29;

/** What is asked is the first line of stdin, the answer one line of stdout. @returns the exit code. */
export async function workNightlyBackup(): Promise<number> {
  const terminal = systemTerminal();
  try {
    await startChildWatch({ mostRssBytes: MOST_RSS_BYTES });
    const ask = nightlyAskSchema.parse(JSON.parse(await readFirstLine(Deno.stdin.readable)));
    const { dir, second_dir: secondDir, places, keep, now_ms: nowMs, sqlite: { driver, library } } = ask;
    chooseDriver({ driver, library });
    await loadDriver();
    const clock = { ...realClock, now: () => nowMs };
    const made = await makeNightly({ dir, secondDir, places, keep, clock, freeBytes: readFreeBytes });
    terminal.out(JSON.stringify(made));
    return EXIT.ok;
  } catch (error) {
    return report(error, terminal);
  }
}

function readFreeBytes(dir: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  } catch {
    // A share may not tell; then the copy itself finds out.
    return undefined;
  }
}
