import { readEnvLines } from "./env_lines.ts";
import { STARTED_AS } from "../core/command_text.ts";
import { editDistance } from "../core/text.ts";
import { SETTINGS } from "./settings.ts";

export interface EnvFile {
  readonly values: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
  /** Sentences with the line and never the value. */
  readonly faults: readonly string[];
}

const KNOWN: ReadonlySet<string> = new Set(Object.values(SETTINGS).map(({ name }) => name));

/** No setting: nobody sets it by hand. */
const NO_SETTING: ReadonlySet<string> = new Set([STARTED_AS]);

/** The last of several lines for one name counts, as everywhere else. */
export function readEnvFile(content: string | undefined): EnvFile {
  const values = new Map<string, { value: string; line: number }>();
  if (content === undefined) return { values, faults: [] };
  const { lines, faults } = readEnvLines(content, isSetting);
  const unknown: string[] = [];
  for (const { name, value, line } of lines) {
    values.set(name, { value, line });
    if (isMeantForUs(name)) unknown.push(toUnknownFault(name, `.env line ${line}`));
  }
  return { values, faults: [...faults, ...unknown] };
}

export function isSetting(name: string): boolean {
  return KNOWN.has(name);
}

/** Names in the environment that can only be meant for us, and that we do not know. */
export function findUnknownNames(names: readonly string[]): readonly string[] {
  return names.filter((name) => /^SIGNAL_V2_\w+$/.test(name) && !KNOWN.has(name) && !NO_SETTING.has(name))
    .toSorted().map((name) => toUnknownFault(name, "environment"));
}

const OUR_BEGINNING = /^(SIGNAL_V2_|STOCK_|WEBAI_)/i;

/** A name that is not ours, but looks as if it should be: our beginning, another case, a slip of the hand. */
function isMeantForUs(name: string): boolean {
  if (KNOWN.has(name)) return false;
  const others = [...KNOWN].filter((known) => !OUR_BEGINNING.test(known));
  return OUR_BEGINNING.test(name) || others.some((known) => isSlipOf(name.toUpperCase(), known));
}

function isSlipOf(name: string, known: string): boolean {
  const letters = (text: string) => [...text].toSorted().join("");
  return editDistance(name, known) <= 1 || letters(name) === letters(known);
}

function toUnknownFault(name: string, from: string): string {
  return `${name} is not a setting of this program${suggest(name.toUpperCase())}  (${from})`;
}

function suggest(name: string): string {
  const near = [...KNOWN].map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= 3 ? `; did you mean ${near.candidate}?` : "";
}
