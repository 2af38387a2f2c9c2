/** The directory of the program's memory: made private, and used by one program at a time. */
import { dirname } from "node:path";
import type { Clock } from "../core/clock.ts";
import { toErrorText, UserError } from "../core/errors.ts";
import { toKstIso } from "../core/kst.ts";

/** Another program has the directory. */
export class DataDirInUseError extends UserError {
  /** The directory and who has it, for a sentence about something else than a start. */
  readonly facts: { readonly dir: string; readonly holder: string };

  constructor(wish: "start" | "restore", facts: { readonly dir: string; readonly holder: string }) {
    super(
      "locked",
      `Cannot ${wish}: the data directory ${facts.dir} is in use by ${facts.holder}. ` +
        `Stop that program first, or set another data directory`,
    );
    this.facts = facts;
  }
}

/** Makes the directory, readable for its owner only. One that exists keeps its rights. */
export function prepareDataDir(dir: string): void {
  try {
    Deno.mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    // A read-only disk, missing rights, missing --allow-write, or something that is not a directory.
    const why = findObstacle(dir) ?? `${toErrorText(error)}. Choose one that can be written to`;
    throw new UserError("invalid", `Cannot use the data directory ${dir}: ${why}`);
  }
}

/** What stands in the place of the directory or of one above it, when the program can see that. */
function findObstacle(dir: string): string | undefined {
  for (let path = dir; path !== dirname(path); path = dirname(path)) {
    const kind = kindOf(path);
    if (kind === "directory") return undefined;
    if (kind === "file") {
      return `${path} is a file, not a directory. Move it away, or set SIGNAL_V2_DATA_DIR to a directory`;
    }
    if (kind === "dangling link") {
      return `${path} is a link to nothing. Make or mount the directory it leads to, remove the link, or set ` +
        `SIGNAL_V2_DATA_DIR to a directory`;
    }
  }
  return undefined;
}

function kindOf(path: string): "directory" | "file" | "dangling link" | undefined {
  let isLink = false;
  try {
    isLink = Deno.lstatSync(path).isSymlink;
    return Deno.statSync(path).isDirectory ? "directory" : "file";
  } catch (error) {
    return isLink && error instanceof Deno.errors.NotFound ? "dangling link" : undefined;
  }
}

/**
 * Takes the directory for this process until disposed. The operating system lets go of it when the process
 * dies in any way, so a lock file that is merely lying there blocks nobody.
 *
 * The lock is on `signal_v2.lock`. Who holds it is written for people into `signal_v2.pid.json`, because
 * on Windows nobody else can read a locked file.
 *
 * @throws {UserError} exit code 4 when another process holds it, 2 when the directory cannot be used.
 */
export function lockDataDir(dir: string, clock: Clock): Disposable {
  prepareDataDir(dir);
  const file = openLockFile(dir);
  const pidPath = `${dir}/signal_v2.pid.json`;
  try {
    if (!file.tryLockSync(true)) {
      throw new DataDirInUseError("start", { dir, holder: readHolder(pidPath) });
    }
    const holder = { pid: Deno.pid, startedAt: toKstIso(clock.now()) };
    Deno.writeTextFileSync(pidPath, JSON.stringify(holder) + "\n", { mode: 0o600 });
  } catch (error) {
    file.close();
    if (error instanceof UserError) throw error;
    throw new UserError("invalid", `Cannot lock the data directory ${dir}: ${toErrorText(error)}`);
  }
  let held = true;
  return {
    [Symbol.dispose]() {
      if (!held) return;
      held = false;
      removeIfThere(pidPath);
      // The lock file stays: removing it would let a third process lock a new one beside a waiting second.
      file.close();
    },
  };
}

/** Whether another program has the directory at this moment. It looks and takes nothing. */
export function isDataDirInUse(dir: string): boolean {
  // Whoever ends in order removes this file; trying the lock of such a directory could only be in the way of a start.
  if (kindOf(`${dir}/signal_v2.pid.json`) !== "file") return false;
  try {
    using file = Deno.openSync(`${dir}/signal_v2.lock`, { read: true });
    return !file.tryLockSync(false);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function openLockFile(dir: string): Deno.FsFile {
  try {
    return Deno.openSync(`${dir}/signal_v2.lock`, { read: true, write: true, create: true, mode: 0o600 });
  } catch (error) {
    throw new UserError(
      "invalid",
      `Cannot write in the data directory ${dir}: ${toErrorText(error)}. Choose one that can be written to`,
    );
  }
}

/** For the sentence only. The file is what the holder said about itself; nothing is decided by it. */
function readHolder(pidPath: string): string {
  try {
    const { pid, startedAt }: Record<string, unknown> = JSON.parse(Deno.readTextFileSync(pidPath));
    if (!Number.isSafeInteger(pid)) return "another process";
    const since = typeof startedAt === "string" && /^[\d:.T+-]{19,32}$/.test(startedAt)
      ? startedAt
      : undefined;
    return `process ${pid}${since === undefined ? "" : ` (since ${since})`}`;
  } catch {
    return "another process";
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Left-over text for people; the next holder overwrites it.
  }
}
