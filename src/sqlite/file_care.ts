/** Files beside a database: named, on the disk for sure, given to whom the data belongs, removed with their logs. */
import { toKstIso } from "../core/kst.ts";

/** `20261120-090500`, Korean time. */
export function toStamp(atMs: number): string {
  return toKstIso(atMs).slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}

/** Waits until the disk has it. Directories cannot be synced on Windows, and need not be. */
export function syncPath(path: string): void {
  const isDirectory = Deno.statSync(path).isDirectory;
  if (isDirectory && Deno.build.os === "windows") return;
  using file = Deno.openSync(path, isDirectory ? { read: true } : { read: true, write: true });
  file.syncSync();
}

/** Whoever runs the command, often root, must not take files away from the user of the service. */
export function handOver(path: string, like: string): void {
  if (Deno.build.os === "windows") return;
  const { uid, gid } = Deno.statSync(like);
  const own = Deno.statSync(path);
  if (uid === null || gid === null || (own.uid === uid && own.gid === gid)) return;
  try {
    Deno.chownSync(path, uid, gid);
  } catch {
    // Only root may do so; for everybody else the file is theirs, as any other they make.
  }
}

/** A draft and what SQLite may have put beside it. */
export function removeAll(path: string): void {
  for (const ending of ["", "-wal", "-shm", "-journal"]) {
    try {
      Deno.removeSync(path + ending);
    } catch {
      // Usually there is none; a left-over draft is never opened by anybody.
    }
  }
}

export function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

export function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

export function isSameFile(a: string, b: string): boolean {
  if (!isThere(a) || !isThere(b)) return false;
  const [one, two] = [Deno.statSync(a), Deno.statSync(b)];
  return one.ino !== null && one.ino === two.ino && one.dev === two.dev;
}
