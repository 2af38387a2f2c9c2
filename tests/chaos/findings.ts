/** What was found after kills, and how it is told: a line a finding, a table at the end. */

/** `lost`: it was stored and is not any more. `doubled`: one effect twice. `half`: a part of what is one. */
export type FaultKind = "lost" | "doubled" | "half" | "other";

export interface Fault {
  readonly kind: FaultKind;
  readonly sentence: string;
}

/** One line of the table at the end. */
export interface Tally {
  readonly what: string;
  readonly kills: number;
  readonly faults: readonly Fault[];
}

export const lost = (sentence: string): Fault => ({ kind: "lost", sentence });
export const doubled = (sentence: string): Fault => ({ kind: "doubled", sentence });
export const half = (sentence: string): Fault => ({ kind: "half", sentence });
export const other = (sentence: string): Fault => ({ kind: "other", sentence });

/** Facts by their key; what they say never changes once it is stored. */
export type Facts = ReadonlyMap<string, string>;

/** @param mayChange whether this fact may say something else now. */
export function findLost(
  before: Facts,
  after: Facts,
  mayChange: (key: string, now: string) => boolean = () => false,
): readonly Fault[] {
  return [...before].flatMap(([key, was]) => {
    const now = after.get(key);
    if (now === was) return [];
    if (now === undefined) return [lost(`${key} was stored and is gone: ${shorten(was)}`)];
    return mayChange(key, now) ? [] : [lost(`${key} said ${shorten(was)} and says ${shorten(now)}`)];
  });
}

export function findDoubled(keys: readonly string[]): readonly Fault[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([key, count]) =>
    doubled(`${key} is there ${count} times`)
  );
}

/** Faults of one sort come in hundreds; the first ones say it. */
export function shortList(faults: readonly Fault[], most = 8): readonly string[] {
  const lines = faults.slice(0, most).map(({ kind, sentence }) => `${kind}: ${sentence}`);
  return faults.length > most ? [...lines, `and ${faults.length - most} more`] : lines;
}

export function toTable(tallies: readonly Tally[]): readonly string[] {
  const count = (faults: readonly Fault[], kind: FaultKind) =>
    String(faults.filter((fault) => fault.kind === kind).length);
  const rows = tallies.map(({ what, kills, faults }) => [
    what,
    String(kills),
    ...(["lost", "doubled", "half", "other"] as const).map((kind) => count(faults, kind)),
  ]);
  const all = tallies.flatMap(({ faults }) => faults);
  const sum = tallies.reduce((total, { kills }) => total + kills, 0);
  const last = [
    "all",
    String(sum),
    ...(["lost", "doubled", "half", "other"] as const).map((k) => count(all, k)),
  ];
  const table = [["what", "kills", "lost", "doubled", "half", "other"], ...rows, last];
  const widths = table[0]?.map((_, i) => Math.max(...table.map((row) => (row[i] ?? "").length))) ?? [];
  return table.map((row) =>
    row.map((cell, i) => i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)).join("  ")
  );
}

function shorten(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}
