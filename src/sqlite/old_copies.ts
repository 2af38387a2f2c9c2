/** What files were before upgrades: `signal_v2.db.before-v3-20261120-090500`. */
import { basename, dirname, join } from "node:path";

/** The copies of the file at `path`, newest first. */
export function listOldCopies(path: string): readonly string[] {
  const prefix = `${basename(path)}.before-v`;
  const copies = [...Deno.readDirSync(dirname(path))].flatMap(({ name }) => {
    const parts = name.startsWith(prefix)
      ? /^(\d+)-(\d{8}-\d{6})(?:-(\d+))?$/.exec(name.slice(prefix.length))
      : null;
    return parts === null
      ? []
      : [{ name, version: Number(parts[1]), stamp: parts[2] ?? "", nth: Number(parts[3] ?? 1) }];
  });
  // By version first: a clock that was set back must not make the newest copy the oldest.
  copies.sort((a, b) => b.version - a.version || b.stamp.localeCompare(a.stamp) || b.nth - a.nth);
  return copies.map(({ name }) => join(dirname(path), name));
}
