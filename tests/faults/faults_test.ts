/** Every fault that the program must stand has tests, or says why not. */
import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { MACHINE_FAULTS } from "./machine.ts";
import { UPSTREAM_FAULTS } from "./upstream.ts";

const FAULTS = [...UPSTREAM_FAULTS, ...MACHINE_FAULTS];
const TESTS = fileURLToPath(new URL("..", import.meta.url));

/** Whether a test of the file has a name that begins so: behind a quote, as names are written. */
function hasTest(file: string, beginning: string): boolean {
  const text = Deno.readTextFileSync(`${TESTS}${file}`);
  return [`"${beginning}`, `\`${beginning}`].some((quoted) => text.includes(quoted));
}

Deno.test("the table of faults has each of the 78 once, in order, with a sentence of what must hold", () => {
  deepStrictEqual(FAULTS.map(({ n }) => n), Array.from({ length: 78 }, (_, i) => i + 1));
  for (const { n, must } of FAULTS) assertTrue(/^[A-Z].{20,}\.$/.test(must), String(n));
});

Deno.test("each test that the table of faults names is there", () => {
  const missing = FAULTS.flatMap(({ n, tests }) =>
    Object.entries(tests).flatMap(([file, names]) =>
      names.filter((name) => !hasTest(file, name)).map((name) => `${n}: ${file}: ${name}`)
    )
  );
  deepStrictEqual(missing, []);
});

Deno.test("a fault without a test says why, and there are no more of them than five", () => {
  const open = FAULTS.filter(({ tests }) => Object.values(tests).flat().length === 0);
  for (const fault of open) assertTrue((fault.open ?? "").length > 20, String(fault.n));
  deepStrictEqual(open.map(({ n }) => n), [60, 73, 74, 75, 76]);
});

Deno.test("a test that nobody wrote is not found", () => {
  strictEqual(hasTest("faults/faults_test.ts", "no such"), true);
  strictEqual(hasTest("faults/machine.ts", "a test that nobody wrote"), false);
});
