import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { EQUIVALENTS, findEquivalent, MOST_EQUIVALENTS, toChangedLines } from "./equivalents.ts";
import { findMutants } from "./mutants.ts";
import { roomOf, SRC } from "./read_house.ts";

const TEXT = "const a = 1;\n  if (b < 2 &&\n    c > 3) run();\n";

Deno.test("an equivalent is known by the whole lines of its change, wherever in the file they stand", () => {
  const both = findMutants("x.ts", TEXT).find(({ kind, was }) => kind === "condition" && was !== "&&");
  assertTrue(both !== undefined);
  const lines = toChangedLines(both, TEXT);
  deepStrictEqual(lines, { was: "if (b < 2 && c > 3) run();", becomes: "if (!(b < 2 && c > 3)) run();" });
  const among = [{ file: "x.ts", ...lines, why: "a test" }];
  strictEqual(findEquivalent(both, { text: TEXT, among }), among[0]);
  const moved = `\n\n${TEXT}`;
  const there = findMutants("x.ts", moved).find(({ was, kind }) => was === both.was && kind === both.kind);
  assertTrue(there !== undefined);
  strictEqual(findEquivalent(there, { text: moved, among }), among[0]);
});

Deno.test("another change of the same line, or the same line of another file, is no equivalent", () => {
  const [first, ...others] = findMutants("x.ts", TEXT);
  assertTrue(first !== undefined);
  const among = [{ file: "x.ts", ...toChangedLines(first, TEXT), why: "a test" }];
  deepStrictEqual(others.filter((mutant) => findEquivalent(mutant, { text: TEXT, among })), []);
  strictEqual(findEquivalent({ ...first, file: "y.ts" }, { text: TEXT, among }), undefined);
});

for (const entry of EQUIVALENTS) {
  Deno.test(`${entry.file} still has the mutant that nobody can notice: ${entry.becomes}`, () => {
    const text = Deno.readTextFileSync(new URL(entry.file, SRC));
    const found = findMutants(entry.file, text).filter((mutant) =>
      findEquivalent(mutant, { text, among: [entry] }) !== undefined
    );
    assertTrue(found.length > 0, "take the entry out of tests/house/equivalents.ts: the line was changed");
    assertTrue(entry.why.length > 5);
  });
}

Deno.test(`no room has more than ${MOST_EQUIVALENTS} equivalents`, () => {
  const rooms = EQUIVALENTS.map(({ file }) => roomOf(file));
  const full = rooms.filter((room) => rooms.filter((other) => other === room).length > MOST_EQUIVALENTS);
  deepStrictEqual([...new Set(full)], []);
});
