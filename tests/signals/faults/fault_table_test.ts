/** Every fault that may lie between data and a person has tests that carry its number, or says why not. */
import { deepStrictEqual, ok as assertTrue } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { DOOR_FAULTS } from "./doors_and_verdicts.ts";
import { WAY_FAULTS } from "./way_to_a_person.ts";
import { WORD_FAULTS } from "./words_and_loudness.ts";

const ROWS = [...DOOR_FAULTS, ...WAY_FAULTS, ...WORD_FAULTS];
const TESTS = fileURLToPath(new URL("../..", import.meta.url));

/** Names of tests with the numbers they carry: `fault 14: …`, `faults 2 and 40: …`, `faults 18 to 20: …`. */
function readNumbered(
  file: string,
): readonly { readonly numbers: ReadonlySet<number>; readonly rest: string }[] {
  const text = Deno.readTextFileSync(`${TESTS}${file}`);
  return [...text.matchAll(/"faults? (\d[\d, andto]*): ([^"]+)"/g)].map(([, said = "", rest = ""]) => ({
    numbers: toNumbers(said),
    rest,
  }));
}

function toNumbers(said: string): ReadonlySet<number> {
  const named = (said.match(/\d+/g) ?? []).map(Number);
  const [from = 0, to = 0] = named;
  return new Set(said.includes("to") ? Array.from({ length: to - from + 1 }, (_, i) => from + i) : named);
}

Deno.test("the table of faults has each of the 64 once, in order, with a sentence of what must hold", () => {
  deepStrictEqual(ROWS.map(({ n }) => n), Array.from({ length: 64 }, (_, i) => i + 1));
  for (const { must, n } of ROWS) assertTrue(/^[A-Z].{20,}\.$/.test(must), String(n));
});

Deno.test("each fault has a test or says why it has none yet", () => {
  for (const { n, tests, open } of ROWS) {
    assertTrue(Object.values(tests).flat().length > 0 || (open ?? "").length > 20, String(n));
  }
});

Deno.test("each test that the table of faults names is there, in its file and with its number", () => {
  const missing = ROWS.flatMap(({ n, tests }) =>
    Object.entries(tests).flatMap(([file, names]) => {
      const numbered = readNumbered(file);
      return names.filter((name) =>
        !numbered.some(({ numbers, rest }) => numbers.has(n) && rest.startsWith(name))
      ).map((name) => `${n}: ${file}: ${name}`);
    })
  );
  deepStrictEqual(missing, []);
});
