import { OWNER } from "../../../core/actor.ts";
import type { Config } from "../../../config/config.ts";
import { toCommand } from "../../../core/command_text.ts";
import type { Clock } from "../../../core/clock.ts";
import { toErrorText } from "../../../core/errors.ts";
import { DAY_MS, toDurationText, toKstText } from "../../../core/kst.ts";
import { readBackupRecord } from "../../../app/backups/backup_record.ts";
import { readSchema } from "../../../app/data/database_copy.ts";
import { openStore, type Store } from "../../../app/data/store.ts";
import { isThere } from "../../../lib/is_there.ts";
import type { Finding } from "../finding.ts";

const BACKUP_DUE_MS = 7 * DAY_MS;

/** Opens the real database the way the service does: rights, damage, version and locks all show here. */
export async function checkDatabase({ dataDir }: Config, clock: Clock): Promise<readonly Finding[]> {
  const check = "data";
  try {
    await using store = await openStore({ dir: dataDir, clock });
    const sent = (await store.signals.list(OWNER, { limit: 1_000 })).length;
    const schema = readSchema(`${dataDir}/signal_v2.db`);
    const text = `${dataDir} is writable, the database opens, schema ${schema}, ${
      sent === 1_000 ? "1000 or more signals" : sent === 1 ? "1 signal" : `${sent} signals`
    } remembered`;
    return [{ status: "ok", check, text }, ...findClaimFaults(store)];
  } catch (error) {
    return [{ status: "fail", check, text: toErrorText(error) }];
  }
}

/** Rows that are later than the clock: either of the two is wrong. */
function findClaimFaults({ claimClock }: Store): readonly Finding[] {
  const check = "claims";
  const { behindMs, future } = claimClock.check();
  const behind: readonly Finding[] = behindMs === undefined ? [] : [{
    status: "fail",
    check,
    text: `the clock is behind the database, which has rows of ${toKstText(behindMs)}: no signal is claimed`,
    fix: `set the clock; if it is right, run \`${toCommand("signals", "trust-clock", "--yes")}\``,
  }];
  if (future === undefined) return behind;
  const { count, ticker, action, lastSentMs } = future;
  return [...behind, {
    status: "warn",
    check,
    text: `${count} ${
      count === 1 ? "signal was" : "signals were"
    } sent in the future (${ticker} ${action} at ${
      toKstText(lastSentMs)
    }), and will not be sent again before that`,
    fix: `to forget it, run \`${toCommand("signals", "forget", ticker, action, "--yes")}\``,
  }];
}

export function checkBackup({ dataDir, backup: { isOn } }: Config, clock: Clock): Finding {
  const check = "backup";
  const fix = `run \`${toCommand("backup")}\`, ${
    isOn
      ? "and let the service run after 20:05, when it makes one; SIGNAL_V2_BACKUP_DIR is for another disk"
      : "or set SIGNAL_V2_BACKUP=1: then the service makes one each night"
  }`;
  const last = readBackupRecord(dataDir);
  if (last === undefined) return { status: "warn", check, text: "none was made yet", fix };
  const ageMs = clock.now() - Date.parse(last.at);
  if (!(ageMs >= 0)) {
    return {
      status: "warn",
      check,
      text: `nobody knows how old the last is (${last.at}): ${last.file}`,
      fix,
    };
  }
  if (!isThere(last.file)) {
    return { status: "warn", check, text: `the last is gone, or cannot be seen: ${last.file}`, fix };
  }
  const text = `the last is ${toDurationText(ageMs)} old: ${last.file}`;
  return ageMs > BACKUP_DUE_MS ? { status: "warn", check, text, fix } : { status: "ok", check, text };
}
