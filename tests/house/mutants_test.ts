import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { applyMutant, drawMutants, findMutants } from "./mutants.ts";

const TEXT = `export function pick(a: number, b: number): boolean {
  if (a < 10) return true;
  note(a);
  return a + b === 3;
}
`;

Deno.test("every kind of mistake is found at its place, and the text around it stays", () => {
  const found = findMutants("x.ts", TEXT);
  deepStrictEqual(found.map(({ line, kind, was }) => `${line} ${kind} ${was}`), [
    "2 condition a < 10",
    "2 boundary <",
    "2 constant 10",
    "2 return true",
    "2 constant true",
    "3 call note(a);",
    "4 return a + b === 3",
    "4 arithmetic +",
    "4 comparison ===",
    "4 constant 3",
  ]);
  const boundary = found.find(({ kind }) => kind === "boundary");
  strictEqual(boundary && applyMutant(TEXT, boundary), TEXT.replace("a < 10", "a <= 10"));
  const call = found.find(({ kind }) => kind === "call");
  strictEqual(call && applyMutant(TEXT, call), TEXT.replace("note(a);", ";"));
});

Deno.test("types and imports are no behaviour and give no mutant", () => {
  deepStrictEqual(findMutants("x.ts", 'import { a } from "./a.ts";\ntype B = 1 | true;\nlet c: 3;\n'), []);
});

Deno.test("the same seed draws the same mutants, each once, and another seed draws others", () => {
  const all = findMutants("x.ts", TEXT);
  const draw = (seed: number) => drawMutants(all, { count: 5, seed });
  deepStrictEqual(draw(1), draw(1));
  strictEqual(new Set(draw(1)).size, 5);
  strictEqual(drawMutants(all, { count: 99, seed: 1 }).length, all.length);
  strictEqual([2, 3, 4].every((seed) => JSON.stringify(draw(seed)) === JSON.stringify(draw(1))), false);
});
