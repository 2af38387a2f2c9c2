/** Every table of texts of the house: both languages, the same holes, and nothing that nobody says any more. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { readHouse, SRC } from "./read_house.ts";
import { findTextTables, findTwinFaults, findUnusedTexts } from "./text_tables.ts";

const { texts: SOURCES } = await readHouse();
const SCRIPTS = [...Deno.readDirSync(new URL("web/assets/", SRC))]
  .filter(({ name }) => name.endsWith(".js"))
  .map(({ name }) => Deno.readTextFileSync(new URL(`web/assets/${name}`, SRC)));
const TABLES = await findTextTables(SOURCES);
const CODE = [...[...SOURCES].filter(([file]) => !TABLES.has(file)).map(([, text]) => text), ...SCRIPTS];
/** A table beside its own code is code too, below the table. */
const BESIDE = [...TABLES.keys()].map((file) =>
  (SOURCES.get(file) ?? "").replace(/defineTexts\(\{[^]*?^\}\)/gm, "")
);

Deno.test("every file that defines texts shows them to this test", () => {
  ok(TABLES.size >= 12, `${TABLES.size} files`);
  deepStrictEqual([...TABLES].filter(([, tables]) => tables.length === 0).map(([file]) => file), []);
});

Deno.test("every text has its twin, with the same holes", () => {
  for (const [file, tables] of TABLES) deepStrictEqual(tables.flatMap(findTwinFaults), [], file);
});

Deno.test("no two pages have a text of the same name: one would hide the other", () => {
  const keys = [...TABLES].filter(([file]) =>
    file.startsWith("web/kit/texts/") && !file.endsWith("/pages.ts")
  )
    .flatMap(([, tables]) => tables.flatMap((table) => Object.keys(table)));
  deepStrictEqual(keys.filter((key, at) => keys.indexOf(key) !== at), []);
});

Deno.test("nobody keeps a text that nobody says", () => {
  for (const [file, tables] of TABLES) {
    const keys = tables.flatMap((table) => Object.keys(table));
    deepStrictEqual(findUnusedTexts(keys, [...CODE, ...BESIDE]), [], file);
  }
});

Deno.test("the rules of texts find a missing twin, other holes and a text that nobody says", () => {
  deepStrictEqual(findTwinFaults({ a: ["{x}", "{x}"], b: ["가", ""], c: ["{x} {y}", "{x}"], d: ["하나"] }), [
    "b has no twin",
    "c has other holes in its twin",
    "d has no twin",
  ]);
  const code = ['say("plain")', "say(`state_${state}`)", "W.dotted", "known[`todo_${what}_now`]"];
  const keys = ["plain", "state_ok", "dotted", "todo_look_now", "todo_look", "other", "pla"];
  deepStrictEqual(findUnusedTexts(keys, code), ["todo_look", "other", "pla"]);
});
