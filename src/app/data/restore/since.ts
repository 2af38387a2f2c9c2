/** The time between the making of a backup and its restore. */
import { toCommand } from "../../../core/command_text.ts";
import { toErrorText, UserError } from "../../../core/errors.ts";
import { DAY_MS } from "../../../core/kst.ts";
import type { Clock } from "../../../core/clock.ts";
import { openDatabase } from "../../../sqlite/driver.ts";
import * as care from "../../../sqlite/file_care.ts";
import type { Database } from "../../../sqlite/sql.ts";
import { SqlError } from "../../../sqlite/sql_error.ts";
import * as copy from "../database_copy.ts";
import { type Carried, carryOver } from "./carry_over.ts";
import { fillDraft, refusal } from "./draft.ts";
import { foldLog } from "./fold_log.ts";
import { type Doubted, doubtSince } from "./unknown_since.ts";

/** What is known of the time since the backup was made. */
export interface Since {
  /** `undefined` when there was nothing to carry it over from. */
  readonly carried: Carried | undefined;
  /** `undefined` when all of it is known. */
  readonly doubted: Doubted | undefined;
}

/** Before the draft gets its name: what went out since must be known to it, or held back by it. */
export function settleSince(
  draft: string,
  path: string,
  { file, clock, isSure = false, dedupMs = DAY_MS, held }: {
    readonly file: string;
    readonly clock: Clock;
    readonly isSure?: boolean;
    readonly dedupMs?: number;
    readonly held: DisposableStack;
  },
): Since {
  const old = prepareOld(path, { file, held });
  const db = openDatabase(draft);
  try {
    const carried = old.draft === undefined ? undefined : carryFrom(old.draft, db);
    if (carried !== undefined && carried.kinship !== "other") return { carried, doubted: undefined };
    const why = carried === undefined ? old.fault : "it did not go on from this backup";
    if (why !== undefined && !isSure) throw needsYes(file, path, why);
    const doubted = doubtSince(db, { nowMs: clock.now(), holdMs: Math.max(dedupMs, DAY_MS) });
    return { carried, doubted };
  } finally {
    db.close();
  }
}

function carryFrom(path: string, draft: Database): Carried {
  const old = openDatabase(path, "read");
  try {
    return carryOver(draft, old);
  } finally {
    old.close();
  }
}

/** A copy of what is there, of this program's schema; without a fault when there is nothing. */
function prepareOld(
  path: string,
  { file, held }: { readonly file: string; readonly held: DisposableStack },
): { readonly draft?: string; readonly fault?: string } {
  const isLost = !care.isThere(path);
  if (isLost) {
    return care.isThere(`${path}-wal`) ? { fault: "the file is missing, and only its log is there" } : {};
  }
  const fault = copy.findFileFault(path, copy.SIGNALS);
  if (fault !== undefined) return { fault };
  if (!foldLog(path)) return { fault: "it is damaged" };
  const draft = `${path}.new-${crypto.randomUUID()}`;
  try {
    fillDraft(path, draft, { kind: copy.SIGNALS, held });
    return { draft };
  } catch (error) {
    // It says nothing of what is there, and yes to a restore without it would forget for want of room.
    if (isDiskFull(error)) throw refusal(file, toErrorText(error));
    return { fault: toErrorText(error) };
  }
}

function isDiskFull(error: unknown): boolean {
  if (error instanceof SqlError) return error.kind === "full";
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

function needsYes(file: string, path: string, why: string): UserError {
  return new UserError(
    "invalid",
    `Cannot restore ${file} unasked: what is in ${path} cannot tell what went out since the backup was made (${why}). ` +
      "With --yes, messages that the backup holds ready are not sent until you ask for each, and signals to buy wait " +
      "24 h; signals to sell, and what your own programs claim, may go out twice. The database is as it was",
    `to restore all the same: ${toCommand("restore", file, "--yes")}`,
  );
}
