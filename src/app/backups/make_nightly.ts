/** Makes the copies of one night: in the program's own folder, from there in a second directory, and removes old ones. */
import { basename, join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import { isAhead } from "../../core/stamp.ts";
import { prepareDataDir } from "../../sqlite/data_dir.ts";
import * as care from "../../sqlite/file_care.ts";
import { backUp, giveName } from "../data/backup.ts";
import * as copy from "../data/database_copy.ts";
import { isOwnPlace, openSecondFolder } from "./second_place.ts";
import type { NightlyFault, NightlyOutcome, NightlyPlace, PlaceOutcome } from "./outcome.ts";

export interface NightlyOptions {
  readonly dir: string;
  /** `undefined` while there is none. */
  readonly secondDir: string | undefined;
  /** Where the copy of this night is still to be made. */
  readonly places: readonly NightlyPlace[];
  /** How many nights are kept in each place. */
  readonly keep: number;
  readonly clock: Clock;
  /** Of the disk that has this directory; `undefined` where nobody can tell. */
  readonly freeBytes: (dir: string) => number | undefined;
}

/** Left free for what the service writes meanwhile: on a full disk no signal can be claimed. */
const RESERVE_BYTES = 100_000_000;
const OWN_NAME = /^signal_v2-nightly-(\d{8}-\d{6})(-\d+)?\.db$/;

class NightlyError extends Error {
  override readonly name = "NightlyError";
  readonly fault: NightlyFault;
  constructor(fault: NightlyFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/**
 * Never throws: what could not be made is an outcome. The second place gets the newest copy of the first one, so that one
 * whose disk was not there that night gets it as soon as it is.
 */
export async function makeNightly(options: NightlyOptions): Promise<NightlyOutcome> {
  const { dir, secondDir, places } = options;
  const own = places.includes("own") ? await dare(() => makeOwn(options)) : undefined;
  if (secondDir === undefined || !places.includes("second")) return { own };
  const folder = join(dir, "backups");
  const second = await dare(() => {
    const newest = own === undefined ? findNewest(folder, options.clock.now()) : toName(own);
    if (newest === undefined) {
      throw new NightlyError("failed", "there is nothing to copy: the first copy was not made");
    }
    return copyToSecond(join(folder, newest), { ...options, secondDir });
  });
  return { own, second };
}

function toName(own: PlaceOutcome): string | undefined {
  return own.kind === "made" ? basename(own.file) : undefined;
}

function findNewest(folder: string, nowMs: number): string | undefined {
  return listNights(folder).find((name) => !isOfTimeToCome(name, nowMs));
}

/** Made by a clock that was ahead: it is older than its name says. */
function isOfTimeToCome(name: string, nowMs: number): boolean {
  return isAhead(care.readStamp(OWN_NAME.exec(name)?.[1] ?? "") ?? Infinity, nowMs);
}

async function dare(make: () => PlaceOutcome | Promise<PlaceOutcome>): Promise<PlaceOutcome> {
  try {
    return await make();
  } catch (error) {
    const fault = error instanceof NightlyError ? error.fault : "failed";
    return { kind: "failed", fault, text: toErrorText(error) };
  }
}

async function makeOwn(options: NightlyOptions): Promise<PlaceOutcome> {
  const { dir, clock } = options;
  const folder = join(dir, "backups");
  const isNew = !care.isDirectory(folder);
  prepareDataDir(folder);
  if (isNew) care.handOver(folder, dir);
  // Before the room is measured: what a killed one left may be what lacks.
  care.removeForgotten(folder, () => true);
  const sources = [copy.SIGNALS, copy.HISTORY].flatMap(({ name }) =>
    ["", "-wal"].map((end) => `${dir}/${name}${end}`)
  );
  requireRoom(folder, sources, options);
  const file = freeName(folder, `signal_v2-nightly-${care.toStamp(clock.now())}`);
  await backUp({ dir, file, force: false, clock });
  return toMade(file, folder, options);
}

function copyToSecond(from: string, options: NightlyOptions & { readonly secondDir: string }): PlaceOutcome {
  const { secondDir } = options;
  // Never made here: on an unplugged disk the copy would land on the disk that it is to outlive.
  if (!care.isDirectory(secondDir)) {
    throw new NightlyError("no_place", `there is no directory ${secondDir}; is the disk plugged in?`);
  }
  if (isOwnPlace(options.dir, secondDir)) {
    throw new NightlyError(
      "failed",
      `${secondDir} is where the first copy is: set SIGNAL_V2_BACKUP_DIR to a directory on another disk`,
    );
  }
  const { folder, left } = openSecondFolder(options.dir, secondDir);
  care.removeForgotten(folder, () => true);
  const history = copy.toHistoryPath(from);
  requireRoom(folder, [from, history], options);
  const to = join(folder, basename(from));
  // The history first, as in a backup by hand: a copy of the signals is never without its history.
  if (care.isThere(history)) copyChecked(history, copy.toHistoryPath(to), copy.HISTORY);
  copyChecked(from, to, copy.SIGNALS);
  return { ...toMade(to, folder, options), ...(left === undefined ? {} : { left }) };
}

/** Read back from the disk that it went to, page by page, before it gets its name. */
function copyChecked(from: string, to: string, kind: copy.CopiedKind): void {
  const draft = `${to}.partial-${crypto.randomUUID()}`;
  using _held = care.createDraft(draft);
  Deno.copyFileSync(from, draft);
  if (Deno.build.os !== "windows") Deno.chmodSync(draft, 0o600);
  care.syncPath(draft);
  copy.checkCopy(draft, kind);
  // What has this name already is half of the same copy: a try before this one was cut off.
  giveName(draft, to, true);
}

function requireRoom(
  folder: string,
  sources: readonly string[],
  { freeBytes }: Pick<NightlyOptions, "freeBytes">,
): void {
  const needed = sources.reduce((sum, path) => sum + care.sizeOf(path), 0) + RESERVE_BYTES;
  const free = freeBytes(folder);
  if (free === undefined || free >= needed) return;
  const toMb = (bytes: number) => Math.ceil(bytes / 1_000_000);
  throw new NightlyError(
    "no_room",
    `${toMb(free)} MB are free for ${folder}, and ${toMb(needed)} MB are needed: free some space`,
  );
}

function toMade(
  file: string,
  folder: string,
  { keep, clock }: Pick<NightlyOptions, "keep" | "clock">,
): PlaceOutcome {
  const bytes = care.sizeOf(file) + care.sizeOf(copy.toHistoryPath(file));
  const newest = basename(file);
  const isAheadOfNow = (name: string) => name !== newest && isOfTimeToCome(name, clock.now());
  // Each would take the place of a real night until its time has come, and nobody knows how old it is.
  const ahead = listNights(folder).filter(isAheadOfNow);
  const others = listNights(folder).filter((name) => name !== newest && !ahead.includes(name));
  const removed = removeOld(folder, others, keep);
  return { kind: "made", file, bytes, kept: others.length + 1 - removed.length, removed, ahead };
}

/** @param others beside the one that was just made, the newest first. @returns those that are gone. */
function removeOld(folder: string, others: readonly string[], keep: number): readonly string[] {
  const old = others.slice(Math.max(0, keep - 1));
  for (const name of old) {
    const path = join(folder, name);
    // The history last: a copy of signals that lost it would bring back half.
    care.removeAll(path);
    care.removeAll(copy.toHistoryPath(path));
  }
  return old.filter((name) => !care.isThere(join(folder, name)));
}

/** Names of the copies of signals, the newest first. */
export function listNights(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isFile }) =>
    isFile && OWN_NAME.test(name) ? [name] : []
  ).toSorted((a, b) => b.localeCompare(a));
}

function freeName(folder: string, stem: string): string {
  for (let n = 1;; n++) {
    const path = join(folder, n === 1 ? `${stem}.db` : `${stem}-${n}.db`);
    if (!care.isThere(path) && !care.isThere(copy.toHistoryPath(path))) return path;
  }
}
