/** What an earlier run of `deno task mutate` has killed, out of what it printed. */
import { type Mutant, toMutantText } from "./mutants.ts";

const KILL = /^(killed|late) +[\d.]+ s {2}(src\/.+)$/gm;

/** Two sites of one line that read the same are left out: which of them was killed cannot be told. */
export function findEarlierKills(
  printed: string,
  sites: readonly Mutant[],
): ReadonlyMap<Mutant, "killed" | "late"> {
  const fates = new Map(
    [...printed.matchAll(KILL)].map(([, fate, text = ""]) =>
      [text, fate === "late" ? "late" : "killed"] as const
    ),
  );
  const byText = Map.groupBy(sites, toMutantText);
  return new Map([...byText].flatMap(([text, [mutant, ...twins]]) => {
    const fate = fates.get(text);
    return fate === undefined || mutant === undefined || twins.length > 0 ? [] : [[mutant, fate] as const];
  }));
}
