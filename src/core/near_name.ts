import { editDistance } from "./text.ts";

/** Two letters may differ, of a short name fewer, so that `fee` does not mean `low`. */
export function nearName(name: string, names: readonly string[]): string | undefined {
  const most = Math.min(2, Math.floor(name.length / 3));
  const near = names.map((known) => ({ known, far: editDistance(known, name) }))
    .toSorted((a, b) => a.far - b.far)[0];
  return near !== undefined && near.far <= most ? near.known : undefined;
}
