/** Asks a process of its own for the copies of a night, with the right to the two places and to nothing else. */
import { readNightlyAnswer } from "../../cli/backup/nightly_lines.ts";
import { HOUR_MS } from "../../core/kst.ts";
import { askHelper } from "../../lib/process/ask_helper.ts";
import { toHelperCommand } from "../../lib/process/helper_command.ts";
import * as care from "../../sqlite/file_care.ts";
import { type AskNightly, NIGHTLY_COMMAND } from "./outcome.ts";

const KEPT_NIGHTS = 14;
/** A database of gigabytes on a slow disk takes minutes. */
const LIMIT_MS = HOUR_MS;

export const askNightly: AskNightly = async ({ dataDir, sqlite, backup: { secondDir } }, options) => {
  const { places, nowMs, clock: { real: clock }, signal } = options;
  const second = secondDir === undefined ? [] : [secondDir];
  const command = toHelperCommand({
    command: NIGHTLY_COMMAND,
    args: [],
    allowRead: [dataDir, ...second, ...(sqlite.library === undefined ? [] : [sqlite.library])],
    allowWrite: [dataDir, ...second],
    allowSys: ["statfs"],
    v8Flags: [],
    mayLoadNativeCode: sqlite.driver === "ffi",
  });
  const line = JSON.stringify({
    dir: dataDir,
    ...(secondDir === undefined ? {} : { second_dir: secondDir }),
    places,
    keep: KEPT_NIGHTS,
    now_ms: Math.trunc(nowMs),
    sqlite,
  });
  const { code, out, err, isLate } = await askHelper(command, line, { clock, limitMs: LIMIT_MS, signal });
  const answer = readNightlyAnswer(out);
  if (answer !== undefined) return answer;
  // What it left half made is removed now, and not only by the next one.
  care.removeForgotten(`${dataDir}/backups`, () => true);
  const why = isLate ? `it was not done after ${LIMIT_MS / HOUR_MS} h` : err.trim().split("\n").at(-1) ||
    `it ended with ${code === undefined ? "a signal" : `exit code ${code}`}`;
  throw new Error(`The process that makes the copies of the night has no answer: ${why}`);
};
