/** When and where the last copy of the databases was made. */
import { handOver } from "../../sqlite/file_care.ts";

/** Kept beside the database, because a copy may be made to a disk that is not there later. */
export interface BackupRecord {
  readonly at: string;
  readonly file: string;
}

/** When and where the last copy was made, or `undefined` when none is known. */
export function readBackupRecord(dir: string): BackupRecord | undefined {
  try {
    const { at, file }: Record<string, unknown> = JSON.parse(Deno.readTextFileSync(recordPath(dir)));
    const isRead = typeof at === "string" && typeof file === "string" && !Number.isNaN(Date.parse(at));
    return isRead ? { at, file } : undefined;
  } catch {
    return undefined;
  }
}

function recordPath(dir: string): string {
  return `${dir}/signal_v2.backup.json`;
}

export function writeBackupRecord(dir: string, record: BackupRecord): void {
  try {
    Deno.writeTextFileSync(recordPath(dir), JSON.stringify(record) + "\n", { mode: 0o600 });
    handOver(recordPath(dir), dir);
  } catch {
    // The copy is made; only `doctor` will not know of it.
  }
}
