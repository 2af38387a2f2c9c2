/** The calendar's file and those that were in its place before: written whole or not at all, and nothing is lost. */
import { basename, join } from "node:path";
import { toErrorText, UserError } from "../../core/errors.ts";
import { escapeControls } from "../../core/text.ts";

export interface CalendarPlace {
  /** The file in use. */
  readonly path: string;
  /** Where earlier ones are kept: the program may always write there. */
  readonly backupDir: string;
}

const MOST_A_DAY = 1_000;

/** `undefined` when there is no such file. */
export async function readPresent(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * @param presentText what was read before somebody decided: a file that has changed since is left alone.
 * @returns the path of the copy of what was there.
 * @throws {UserError} when nothing was changed: the place cannot be written, or another program wrote meanwhile.
 */
export async function replaceCalendar(
  { path, backupDir }: CalendarPlace,
  { text, presentText, isMissing, date }: {
    readonly text: string;
    readonly presentText: string;
    /** There is no file yet, and the present text is the built-in one. */
    readonly isMissing: boolean;
    /** `2026-12-18` */
    readonly date: string;
  },
): Promise<string> {
  using draft = await holdDraft(path);
  const now = await readPresent(path);
  if (isMissing ? now !== undefined : now !== presentText) {
    throw new UserError(
      "failed",
      `${escapeControls(path)} was changed by somebody else meanwhile; nothing was written, do it again`,
    );
  }
  try {
    await Deno.mkdir(backupDir, { recursive: true });
    const backup = await writeNew(backupDir, (turn) => `${basename(path)}.${date}${turn}.bak`, presentText);
    await giveName(draft, text);
    return backup;
  } catch (error) {
    throw toWriteError(error, path);
  }
}

/** The last one that was kept, by its date and its turn on that day. */
export async function findLastBackup({ path, backupDir }: CalendarPlace): Promise<string | undefined> {
  const name = basename(path);
  const found: { readonly file: string; readonly date: string; readonly turn: number }[] = [];
  try {
    for await (const { name: file, isFile } of Deno.readDir(backupDir)) {
      if (!isFile || !file.startsWith(`${name}.`)) continue;
      const match = /^(\d{4}-\d{2}-\d{2})(?:-(\d{1,3}))?\.bak$/.exec(file.slice(name.length + 1));
      if (match !== null) found.push({ file, date: match[1] ?? "", turn: Number(match[2] ?? "1") });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const last = found.toSorted((a, b) => a.date < b.date ? 1 : a.date > b.date ? -1 : b.turn - a.turn)[0];
  return last === undefined ? undefined : join(backupDir, last.file);
}

/** Puts a kept file back, and keeps what was in its place under another name. @returns that name. @throws {UserError} */
export async function bringBack(place: CalendarPlace, backup: string): Promise<string | undefined> {
  const { path, backupDir } = place;
  using draft = await holdDraft(path);
  try {
    const present = await readPresent(path);
    const undone = present === undefined
      ? undefined
      : await writeNew(backupDir, (turn) => `${basename(path)}${turn}.undone`, present);
    await giveName(draft, await Deno.readTextFile(backup));
    await Deno.remove(backup);
    return undone;
  } catch (error) {
    throw toWriteError(error, path);
  }
}

async function writeNew(dir: string, nameOf: (turn: string) => string, text: string): Promise<string> {
  for (let turn = 1; turn < MOST_A_DAY; turn++) {
    const path = join(dir, nameOf(turn === 1 ? "" : `-${turn}`));
    try {
      await writeSynced(path, text, { createNew: true });
      return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
  throw new UserError(
    "failed",
    `Cannot keep a copy of the calendar: there are too many in ${escapeControls(dir)}`,
  );
}

interface Draft extends Disposable {
  readonly path: string;
  readonly file: Deno.FsFile;
  readonly becomes: string;
}

/**
 * The draft has one name, for the rights of the command name it, and is that of one update at a time: a second one waits,
 * and then finds that the calendar was changed. One that was left by a killed update is nobody's, and is written over.
 */
async function holdDraft(path: string): Promise<Draft> {
  const draft = `${path}.new`;
  try {
    for (;;) {
      const file = await Deno.open(draft, { create: true, read: true, write: true });
      // Windows gives no file a name that is locked; there the time between the two is short, and unguarded.
      if (Deno.build.os !== "windows") await file.lock(true);
      if (isStill(file, draft)) {
        return {
          path: draft,
          file,
          becomes: path,
          [Symbol.dispose]: () => letGo(file, draft),
        };
      }
      file.close();
    }
  } catch (error) {
    throw toWriteError(error, path);
  }
}

/** Whoever had it before may have given it its name or removed it. */
function isStill(file: Deno.FsFile, path: string): boolean {
  const own = file.statSync().ino;
  try {
    return own === Deno.statSync(path).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What got its name is not the draft any more. */
function letGo(file: Deno.FsFile, path: string): void {
  try {
    if (isStill(file, path)) Deno.removeSync(path);
  } finally {
    file.close();
  }
}

/** Whoever reads the calendar sees the old one or the new one, also when the power fails in between. */
async function giveName({ path, file, becomes }: Draft, text: string): Promise<void> {
  await file.truncate();
  await writeAll(file, text);
  await Deno.rename(path, becomes);
}

async function writeSynced(path: string, text: string, how: Deno.OpenOptions): Promise<void> {
  using file = await Deno.open(path, { ...how, write: true });
  await writeAll(file, text);
}

async function writeAll(file: Deno.FsFile, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  await file.sync();
}

function toWriteError(error: unknown, path: string): unknown {
  if (error instanceof UserError || error instanceof Deno.errors.NotCapable) return error;
  return new UserError(
    "failed",
    `Cannot write ${escapeControls(path)}: ${toErrorText(error)}; the calendar is as it was`,
    "where the program's own folder may not be written (a container), set SIGNAL_V2_HOLIDAYS to a file in the data folder",
  );
}
