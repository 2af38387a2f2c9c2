import { parseEnv } from "node:util";
import { editDistance } from "./core/text.ts";
import { SETTINGS } from "./settings.ts";

export interface EnvFile {
  readonly values: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
  readonly faults: readonly string[];
}

/** `.env` by Node's own parser, plus what it swallows: a byte-order mark, lines without `=`, names we do not know. */
export function readEnvFile(content: string | undefined): EnvFile {
  const values = new Map<string, { value: string; line: number }>();
  const faults: string[] = [];
  if (content === undefined) return { values, faults };
  const clean = content.replace(/^\uFEFF/, "");
  const lines = clean.split(/\r?\n/);
  const known = new Set(Object.values(SETTINGS).map(({ name }) => name as string));
  for (const [name, value] of Object.entries(parseEnv(clean))) {
    const line = 1 +
      lines.findLastIndex((text) => new RegExp(`^\\s*(export\\s+)?${escapeRegExp(name)}\\s*=`).test(text));
    // The parser takes "NAME secret==" for a name with a value; such a line is never repeated, only counted.
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      faults.push(`line ${line || "?"} of .env is not NAME=value`);
      continue;
    }
    values.set(name, { value: value ?? "", line });
    if (!known.has(name) && /^(SIGNAL_V2_|STOCK_|WEBAI_)/.test(name)) {
      faults.push(
        `${name} is not a setting of this program${suggest(name, [...known])}  (.env line ${line})`,
      );
    }
  }
  return { values, faults };
}

function suggest(name: string, known: readonly string[]): string {
  const near = known.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= 3 ? `; did you mean ${near.candidate}?` : "";
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
