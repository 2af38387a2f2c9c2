/** README's table of speed, made from the file of one run: a figure that somebody remembers is not a measurement. */
import type { Result } from "./result.ts";

/** What `bench --json` prints, with the day and the version it was measured with. */
export interface BenchFile {
  readonly machine: {
    readonly cores: number;
    readonly system: string;
    readonly deno: string;
    readonly v8: string;
  };
  readonly version: string;
  /** `2026-11-30` */
  readonly date: string;
  readonly took_s: number;
  readonly missed: number;
  readonly results: readonly Result[];
}

const BEGIN = "<!-- bench: written by `deno task bench --readme` -->";
const END = "<!-- bench end -->";

export function toReadmeTable(file: BenchFile): string {
  const { machine, version, date, took_s, missed, results } = file;
  return [
    "| what | ours | bare | ratio | target | |",
    "|---|---|---|---|---|---|",
    ...results.map((result) => `| ${toCells(result).join(" | ")} |`),
    "",
    `(${machine.cores} cores of a shared machine, ${machine.system}, Deno ${machine.deno}; version ${version} on ${date}, one run of ` +
    `${took_s} s; medians. Of its targets, ${missed === 0 ? "none is missed" : `${missed} are missed`}.)`,
  ].join("\n");
}

/** @throws {Error} when README has no place for the table. */
export function replaceTable(readme: string, file: BenchFile): string {
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from < 0 || to < from) throw new Error(`README has no place for the table: ${BEGIN} and ${END}`);
  return `${readme.slice(0, from + BEGIN.length)}\n\n${toReadmeTable(file)}\n\n${readme.slice(to)}`;
}

function toCells({ what, unit, ours, bare, ratio, target, passed, note }: Result): readonly string[] {
  const name = what.startsWith("  ") ? `– ${what.trim()}` : what;
  return [
    unit === "" ? name : `${name}, ${unit}`,
    shorten(ours),
    shorten(bare),
    ratio === undefined ? "" : ratio.toFixed(2),
    (target ?? "").replace("<=", "≤").replaceAll(">=", "≥") + (passed === false ? ", **missed**" : ""),
    (note ?? "").replaceAll("|", "/"),
  ];
}

function shorten(value: number | undefined): string {
  if (value === undefined) return "";
  return value >= 1_000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}
