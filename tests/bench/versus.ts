// deno-lint-ignore-file no-console -- a command line tool
/**
 * `deno task versus OLD_CHECKOUT [--rounds 9] [--only start,claim,strategies]`: the bench of another checkout and of this
 * one in turn, and how much slower this one is, with a 95 % interval. A figure holds when the interval contains 0 or
 * ends at no more than 5 %. Exit code 1 when one does not, 2 for wrong arguments.
 */
import { parseArgs } from "node:util";
import { median } from "./numbers.ts";
import { ROOT } from "./paths.ts";
import type { Result } from "./result.ts";
import { compareMedians } from "./slower.ts";

const MOST_SLOWER = 0.05;

const options = readOptions();
const figures = new Map<string, { unit: string; old: number[]; now: number[] }>();
for (let round = 1; round <= options.rounds; round++) {
  console.error(`round ${round} of ${options.rounds}`);
  for (const only of options.rows) {
    // Who comes first changes from round to round, so that a machine that slows down slows both.
    const sides = round % 2 === 1 ? ["old", "now"] as const : ["now", "old"] as const;
    for (const side of sides) {
      for (const { what, unit, ours } of await bench(side === "old" ? options.old : ROOT, only)) {
        const figure = figures.get(what.trim()) ?? { unit, old: [], now: [] };
        figure[side].push(ours);
        figures.set(what.trim(), figure);
      }
    }
  }
}
let broken = 0;
console.log("| what | old | now | slower by | 95 % interval | |\n|---|---|---|---|---|---|");
for (const [what, { unit, old, now }] of figures) {
  if (old.length !== now.length || old.length === 0) continue;
  const isRate = unit.endsWith("/s") || unit === "";
  const { slower, low, high } = compareMedians({ old, now, isRate });
  const holds = low <= 0 || high <= MOST_SLOWER;
  if (!holds) broken++;
  const cells = [
    unit === "" ? what : `${what}, ${unit}`,
    shorten(median(old)),
    shorten(median(now)),
    percent(slower),
    `${percent(low)} to ${percent(high)}`,
    holds ? "holds" : "**slower**",
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
Deno.exit(broken === 0 ? 0 : 1);

async function bench(root: string, only: string): Promise<readonly Result[]> {
  const { stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "-q", "bench", "--json", "--only", only],
    cwd: root,
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (!text.includes("{")) {
    const said = new TextDecoder().decode(stderr).trim().split("\n").slice(-8).join("\n");
    console.error(`The bench of ${root} gave no figures for --only ${only}:\n${said}`);
    Deno.exit(2);
  }
  const run: { readonly results: readonly Result[] } = JSON.parse(text.slice(text.indexOf("{")));
  return run.results;
}

function shorten(value: number): string {
  return value >= 1_000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function readOptions(): { old: string; rounds: number; rows: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { rounds: { type: "string" }, only: { type: "string" } },
    });
    const [old] = positionals;
    const rounds = Number(values.rounds ?? 9);
    if (old !== undefined && positionals.length === 1 && Number.isInteger(rounds) && rounds >= 2) {
      return { old, rounds, rows: (values.only ?? "start,claim,strategies").split(",") };
    }
  } catch {
    // Told below.
  }
  console.error("usage: deno task versus OLD_CHECKOUT [--rounds 9] [--only start,claim,strategies]");
  Deno.exit(2);
}
