// deno-lint-ignore-file no-console -- a command: what it prints is what it is for
/** `deno task graph [--mermaid] [room]`: rooms and arrows of the house, from the real import graph. */
import { readHouse, roomOf } from "../read_house.ts";

const { files, arrows } = await readHouse();
const isMermaid = Deno.args.includes("--mermaid");
const only = Deno.args.find((word) => !word.startsWith("--"));
const rooms = [...new Set(files.map(roomOf))].toSorted();
if (only !== undefined && !rooms.includes(only)) {
  console.error(`There is no room "${only}": ${rooms.join(", ")}`);
  Deno.exit(2);
}

interface Count {
  values: number;
  types: number;
}
const counts = new Map<string, Map<string, Count>>();
for (const { from, to, kind, isTypeOnly } of arrows) {
  if (kind !== "house" || roomOf(from) === roomOf(to)) continue;
  if (only !== undefined && only !== roomOf(from) && only !== roomOf(to)) continue;
  const targets = counts.get(roomOf(from)) ?? new Map<string, Count>();
  const count = targets.get(roomOf(to)) ?? { values: 0, types: 0 };
  if (isTypeOnly) count.types++;
  else count.values++;
  counts.set(roomOf(from), targets.set(roomOf(to), count));
}

const toId = (room: string) => room.replace(/\W/g, "_");
if (isMermaid) {
  console.log("graph TD");
  for (const [from, targets] of counts) {
    for (const [to, { values, types }] of targets) {
      console.log(`  ${toId(from)} ${values > 0 ? "-->" : "-.->"}|${values + types}| ${toId(to)}`);
    }
  }
} else {
  for (const room of rooms.filter((room) => only === undefined || room === only || counts.has(room))) {
    const own = files.filter((file) => roomOf(file) === room).length;
    const targets = [...counts.get(room) ?? []].toSorted(([, a], [, b]) =>
      b.values + b.types - a.values - a.types
    )
      .map(([to, { values, types }]) => `${to} ${values}${types > 0 ? ` (+${types} types)` : ""}`);
    console.log(`${room.padEnd(12)} ${String(own).padStart(3)} files  → ${targets.join(", ") || "nothing"}`);
  }
}
