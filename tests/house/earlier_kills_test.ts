import { deepStrictEqual } from "node:assert/strict";
import { findEarlierKills } from "./earlier_kills.ts";
import { findMutants, toMutantText } from "./mutants.ts";

const TEXT = "if (a < 1) run();\nreturn b === 2 || c === 2;\n";

Deno.test("what an earlier run killed is found in its output, and what survived or reads like another is not", () => {
  const sites = findMutants("x.ts", TEXT);
  const printed = sites.map((mutant, i) => {
    const fate = mutant.kind === "boundary" ? "SURVIVED" : i === 0 ? "late" : "killed";
    return `${fate.padEnd(10)} ${"0.4".padStart(5)} s  ${toMutantText(mutant)}`;
  });
  const kills = [...findEarlierKills(["x: 9 sites, 1 test files", ...printed].join("\n"), sites)];
  deepStrictEqual(kills.map(([{ line, kind, was }, fate]) => `${fate} ${line} ${kind} ${was}`), [
    "late 1 condition a < 1",
    "killed 1 constant 1",
    "killed 1 call run();",
    "killed 2 return b === 2 || c === 2",
    "killed 2 condition ||",
  ]);
  deepStrictEqual([...findEarlierKills("", sites)], []);
});
