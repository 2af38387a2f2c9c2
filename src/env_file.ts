import { parseEnv } from "node:util";
import { editDistance } from "./core/text.ts";
import { SETTINGS } from "./settings.ts";

export interface EnvFile {
  readonly values: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
  readonly faults: readonly string[];
}

const KNOWN: ReadonlySet<string> = new Set(Object.values(SETTINGS).map(({ name }) => name));

/**
 * `.env` by Node's own parser, plus what it swallows: a byte-order mark, another encoding, lines without `=`,
 * quotes that stay open, names we do not know.
 */
export function readEnvFile(content: string | undefined): EnvFile {
  const values = new Map<string, { value: string; line: number }>();
  const faults: string[] = [];
  if (content === undefined) return { values, faults };
  if (hasWrongEncoding(content)) {
    return { values, faults: [".env is saved as UTF-16 (or another encoding); save it as UTF-8"] };
  }
  const clean = content.replace(/^\uFEFF/, "");
  const lines = clean.split(/\r?\n/);
  const open = findOpenQuotes(lines);
  faults.push(...open.map((line) => `line ${line} of .env has a quote that is never closed`));
  for (const [name, value] of Object.entries(parseEnv(clean))) {
    const line = 1 +
      lines.findLastIndex((text) => new RegExp(`^\\s*(export\\s+)?${escapeRegExp(name)}\\s*=`).test(text));
    // The parser takes "NAME secret==" for a name with a value; such a line is never repeated, only counted.
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      faults.push(`line ${line || "?"} of .env is not NAME=value`);
      continue;
    }
    // What an open quote leaves is no value; its own fault is enough.
    if (!open.includes(line)) values.set(name, { value: value ?? "", line });
    if (!KNOWN.has(name) && /^(SIGNAL_V2_|STOCK_|WEBAI_)/.test(name)) {
      faults.push(toUnknownFault(name, `.env line ${line}`));
    }
  }
  return { values, faults };
}

/** Names in the environment that can only be meant for us, and that we do not know. */
export function findUnknownNames(names: readonly string[]): readonly string[] {
  return names.filter((name) => /^SIGNAL_V2_\w+$/.test(name) && !KNOWN.has(name)).toSorted()
    .map((name) => toUnknownFault(name, "environment"));
}

/** UTF-16 read as UTF-8 has zeros or, for its byte-order mark, U+FFFD; so has any other encoding beyond ASCII. */
export function hasWrongEncoding(content: string): boolean {
  return /[\0\uFFFD]/.test(content);
}

/** Numbers (from 1) of the lines that open a quote which nothing in the rest of the file closes. */
export function findOpenQuotes(lines: readonly string[]): readonly number[] {
  const open: number[] = [];
  for (let i = 0; i < lines.length; i++) {
    const match = /^\s*[^#=\s][^=]*=\s*(["'`])(.*)$/.exec(lines[i] ?? "");
    const [, quote = "", rest = ""] = match ?? [];
    if (match === null || rest.includes(quote)) continue;
    const end = lines.findIndex((line, j) => j > i && line.includes(quote));
    if (end === -1) open.push(i + 1);
    else i = end; // the lines of a long value are not settings
  }
  return open;
}

function toUnknownFault(name: string, from: string): string {
  return `${name} is not a setting of this program${suggest(name)}  (${from})`;
}

function suggest(name: string): string {
  const near = [...KNOWN].map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= 3 ? `; did you mean ${near.candidate}?` : "";
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
