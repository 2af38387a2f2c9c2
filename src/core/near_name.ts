import { editDistance } from "./text.ts";

/**
 * Two letters may differ, of a short name fewer, so that `fee` does not mean `low`; two that changed places are one slip
 * of the hand, as in `upbti`.
 */
export function nearName(name: string, names: readonly string[]): string | undefined {
  const most = Math.min(2, Math.floor(name.length / 3));
  const near = names.map((known) => ({ known, far: editDistance(known, name) }))
    .toSorted((a, b) => a.far - b.far)[0];
  return near !== undefined && near.far <= most ? near.known : names.find((known) => isSwapped(known, name));
}

function isSwapped(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, i) => letter !== b[i]);
  return at !== -1 && a.slice(0, at) + (a[at + 1] ?? "") + a[at] + a.slice(at + 2) === b;
}
