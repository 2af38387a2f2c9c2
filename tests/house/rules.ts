/** The rules of the house as functions over plain data, so that a test can plant a breach and see it found. */
import { type Arrow, roomOf } from "./read_house.ts";
import {
  CLOCK_MAKERS,
  DATA,
  DOORS,
  FILE_LINES,
  FOLDER_LIMIT,
  LISTS,
  LONG_FILES,
  MOST_DOORS,
  OPEN_ROOMS,
  PACKAGES,
  RACKS,
  ROOMS,
  SHARED,
  SQLITE_USERS,
} from "./tables.ts";

export const isIn = (path: string, places: readonly string[]): boolean =>
  places.some((place) => place.endsWith("/") ? path.startsWith(place) : path === place);
export const show = ({ from, to, isTypeOnly }: Arrow): string =>
  `${from} → ${to}${isTypeOnly ? " (type)" : ""}`;

const folderOf = (path: string) => path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1).replace(/\.tsx?$/, "");

/** Imports between rooms that the table does not have. */
export function findWrongArrows(arrows: readonly Arrow[]): readonly string[] {
  return arrows.filter(({ from, to, kind, isTypeOnly }) => {
    if (kind !== "house" || roomOf(from) === roomOf(to)) return false;
    const rules = ROOMS[roomOf(from)];
    if (rules === undefined) return true;
    if (rules.imports === "everything") return roomOf(to) === "main.ts";
    if (rules.imports.includes(roomOf(to))) return false;
    if (isTypeOnly && rules.types?.includes(roomOf(to))) return false;
    return !(roomOf(to) === "sqlite" && isIn(from, SQLITE_USERS));
  }).map(show);
}

/** Imports of something that a domain keeps to itself. */
export function findClosedDoors(arrows: readonly Arrow[], table: typeof DOORS = DOORS): readonly string[] {
  return arrows.filter(({ from, to, kind }) => {
    const doors = table[roomOf(to)];
    if (kind !== "house" || doors === undefined || roomOf(from) === roomOf(to)) return false;
    return ![...doors.files, ...doors.also?.[roomOf(from)] ?? []].includes(to.slice(roomOf(to).length + 1));
  }).map(show);
}

/** Rooms without a row of doors, doors that are more than four or no files, and exceptions that nobody needs any more. */
export function findDoorFaults(
  { files, arrows }: { readonly files: readonly string[]; readonly arrows: readonly Arrow[] },
  table: typeof DOORS = DOORS,
): readonly string[] {
  const present = new Set(files);
  const rooms = new Set(files.filter((file) => file.includes("/")).map(roomOf));
  const doorless = [...rooms].filter((room) => table[room] === undefined && !OPEN_ROOMS.includes(room));
  const isUsed = (from: string, to: string) =>
    arrows.some((arrow) => roomOf(arrow.from) === from && arrow.to === to);
  const faults = Object.entries(table).flatMap(([room, { files: doors, also = {} }]) => [
    ...doors.length > MOST_DOORS ? [`${room} has ${doors.length} doors`] : [],
    ...doors.filter((door) => !present.has(`${room}/${door}`)).map((door) => `${room}/${door} is missing`),
    ...Object.entries(also).flatMap(([from, windows]) =>
      windows.filter((window) => !isUsed(from, `${room}/${window}`)).map((window) =>
        `${from} does not need ${room}/${window}`
      )
    ),
  ]);
  return [...doorless.map((room) => `${room} has no doors`), ...faults];
}

/** Files that shall be lists and have grown into more. */
export function findLongLists(texts: ReadonlyMap<string, string>): readonly string[] {
  return Object.entries(LISTS).filter(([file, most]) =>
    (texts.get(file) ?? "").trimEnd().split("\n").length > most
  ).map(([file, most]) => `${file} has more than ${most} lines`);
}

/** Files that hold more than one idea, and exceptions that are none. */
export function findLongFiles(
  texts: ReadonlyMap<string, string>,
  exceptions: Readonly<Record<string, string>> = LONG_FILES,
): readonly string[] {
  const long = [...texts].map(([file, text]) => ({ file, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > FILE_LINES);
  const unneeded = Object.keys(exceptions).filter((name) => !long.some(({ file }) => file === name));
  return [
    ...long.filter(({ file }) => exceptions[file] === undefined).map(({ file, lines }) =>
      `${file} has ${lines} lines`
    ),
    ...unneeded.map((file) => `${file} need not be an exception`),
  ];
}

/** Foreign packages and carried data that are imported elsewhere than at their boundary. */
export function findForeignPackages(arrows: readonly Arrow[]): readonly string[] {
  return arrows.filter(({ from, to, kind }) => {
    if (kind === "data") return !isIn(from, DATA[to] ?? []);
    if (kind === "house") return false;
    if (roomOf(from) === "core") return true;
    // The runtime's own modules are no packages, except the one whose traps the driver keeps in.
    if (to.startsWith("node:") && PACKAGES[to] === undefined) return false;
    return !isIn(from, PACKAGES[to] ?? []);
  }).map(show);
}

/** Every ring of imports, named by what is on it; imports of types count, because they tie files together too. */
/** The files that are read together with one, itself among them. */
export function findRead(arrows: readonly Arrow[], entry: string): readonly string[] {
  const read = new Set([entry]);
  for (const file of read) {
    for (const { from, to, kind, isTypeOnly, isLate } of arrows) {
      if (from === file && kind === "house" && !isTypeOnly && !isLate) read.add(to);
    }
  }
  return [...read];
}

export function findCycles(
  arrows: readonly Arrow[],
  nodeOf: (path: string) => string = (path) => path,
): readonly string[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to, kind } of arrows) {
    if (kind !== "house" || (nodeOf(from) === nodeOf(to) && from !== to)) continue;
    const targets = next.get(nodeOf(from)) ?? new Set();
    next.set(nodeOf(from), targets.add(nodeOf(to)));
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (node: string, path: readonly string[]) => {
    const seenAt = path.indexOf(node);
    if (seenAt !== -1) cycles.push([...path.slice(seenAt), node].join(" → "));
    if (seenAt !== -1 || done.has(node)) return;
    for (const to of next.get(node) ?? []) walk(to, [...path, node]);
    done.add(node);
  };
  for (const node of next.keys()) walk(node, []);
  return cycles;
}

/** A folder that nobody can overlook any more. */
export function findFullFolders(files: readonly string[]): readonly string[] {
  const counts = Map.groupBy(files, folderOf);
  return [...counts].filter(([, all]) => all.length > FOLDER_LIMIT).map(([folder, all]) =>
    `${folder}/ holds ${all.length} files`
  );
}

/** Four files of one folder that begin with the same word are a folder of their own. */
export function findHiddenFolders(files: readonly string[]): readonly string[] {
  const groups = Map.groupBy(files, (file) => `${folderOf(file)}/${nameOf(file).split("_")[0]}_`);
  return [...groups].filter(([, all]) => all.length >= 4).map(([prefix, all]) =>
    `${prefix}… is on ${all.length} files: make a folder`
  );
}

/** A type that two files export under the same name. */
export function findTwiceNamedTypes(texts: ReadonlyMap<string, string>): readonly string[] {
  const places = new Map<string, string[]>();
  for (const [file, text] of texts) {
    for (
      const [, name = ""] of text.matchAll(
        /^export (?:abstract class|class|interface|type|enum) (\w+)/gm,
      )
    ) {
      places.set(name, [...places.get(name) ?? [], file]);
    }
  }
  return [...places].filter(([, files]) => files.length > 1).map(([name, files]) =>
    `${name} is exported by ${files.join(" and ")}`
  );
}

/** Who makes a real clock, besides the places where the program begins. */
export function findClockMakers(texts: ReadonlyMap<string, string>): readonly string[] {
  return [...texts].filter(([file, text]) =>
    /\bcreateSystemClock\s*\(/.test(text) && !isIn(file, CLOCK_MAKERS) && file !== "core/clock.ts"
  ).map(([file]) => file);
}

export function findBadNames(files: readonly string[]): readonly string[] {
  const snakeCase = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
  return files.filter((file) => file.replace(/\.tsx?$/, "").split("/").some((part) => !snakeCase.test(part)));
}

/** @param others every file that is no source: the README of a rack is among them. */
export function findRackFaults(files: readonly string[], others: readonly string[] = []): readonly string[] {
  const present = new Set([...files, ...others]);
  const racks = Object.entries(RACKS).filter(([rack]) => files.some((file) => file.startsWith(`${rack}/`)));
  const missing = racks.flatMap(([rack, contract]) =>
    [`${rack}/${contract}`, `${rack}/mod.ts`, `${rack}/README.md`].filter((file) => !present.has(file)).map((
      file,
    ) => `${file} is missing`)
  );
  const strays = files.filter((file) =>
    /(^|\/)(mod|index)\.tsx?$/.test(file) && !racks.some(([rack]) => file === `${rack}/mod.ts`)
  );
  return [...missing, ...strays.map((file) => `${file} is a list outside a rack`)];
}

/** Who names a plug of a rack instead of its contract, besides the rack itself and who may choose. */
export function findPlugUsers(arrows: readonly Arrow[], choosers: readonly string[]): readonly string[] {
  return arrows.filter(({ from, to, kind }) => {
    const rack = Object.keys(RACKS).find((folder) => to.startsWith(`${folder}/`));
    if (kind !== "house" || rack === undefined || from.startsWith(`${rack}/`)) return false;
    if (to === `${rack}/mod.ts`) return !isIn(from, choosers);
    if (SHARED.includes(to)) return false;
    return to !== `${rack}/${RACKS[rack]}` && !isIn(from, choosers) && roomOf(from) !== roomOf(to);
  }).map(show);
}

export interface CodeRule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly except: readonly string[];
}

export function findPattern(file: string, text: string, rules: readonly CodeRule[]): readonly string[] {
  return rules.filter(({ except }) => !isIn(file, except)).flatMap(({ what, pattern }) => {
    const at = text.search(pattern);
    return at === -1 ? [] : [`${file}:${text.slice(0, at).split("\n").length} holds ${what}`];
  });
}
