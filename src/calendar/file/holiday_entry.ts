import type { Closure } from "./calendar_file.ts";
import { CalendarFileError, toShownValue } from "./calendar_file_error.ts";
import { cleanName, type ClosureList, readDateNode } from "./closure_list.ts";
import type { JsonNode, MapNode } from "./located_json.ts";

const ENTRY_SHAPE = `"2026-01-01" or {"date":"2026-01-01","name":"…","kind":"…"}`;

/**
 * One entry of a list: a date, or an object with a date and perhaps `name`, `name_ko`, `kind`.
 *
 * @returns the date text.
 * @throws {CalendarFileError}
 */
export function addEntry(list: ClosureList, item: JsonNode, path: string): string {
  if (item.kind === "text") {
    list.add({ line: item.line, raw: item.value }, { name: "", nameKo: "", kind: "listed" });
    return item.value;
  }
  // A bare number such as 20260101 is meant as a date, so it is refused as one, with the right spelling.
  if (item.kind === "plain" && /^\d/.test(item.raw)) readDateNode(item, path);
  if (item.kind !== "map") return refuse(item, { path, expected: ENTRY_SHAPE });
  const date = fieldOf(item, "date");
  if (date?.kind !== "text") return refuse(date ?? item, { path, expected: ENTRY_SHAPE });
  list.add({ line: date.line, raw: date.value }, readClosure(item, path));
  return date.value;
}

function readClosure(item: MapNode, path: string): Closure {
  const name = optionalText(item, "name", path);
  const nameKo = optionalText(item, "name_ko", path);
  return { name: name || nameKo, nameKo: nameKo || name, kind: optionalText(item, "kind", path) || "listed" };
}

/** The cleaned text of a key, or `""` when it is missing or null. @throws {CalendarFileError} for another value. */
export function optionalText(item: MapNode, key: string, path: string): string {
  const node = fieldOf(item, key);
  if (node === undefined || (node.kind === "plain" && node.raw === "null")) return "";
  return node.kind === "text"
    ? cleanName(node.value)
    : refuse(node, { path, expected: `a text for "${key}"` });
}

/** The value of a key; of a repeated key the first. */
export function fieldOf(node: MapNode, key: string): JsonNode | undefined {
  return node.entries.find((entry) => entry.key === key)?.value;
}

/** @throws {CalendarFileError} always. */
export function refuse(node: JsonNode, facts: { path: string; expected: string }): never {
  const value = node.kind === "text" ? node.value : node.kind === "plain" ? node.raw : undefined;
  throw new CalendarFileError({
    path: facts.path,
    line: node.line,
    value,
    problem: value === undefined
      ? `this ${node.kind} does not fit`
      : `${shown(node, value)} does not belong here`,
    expected: facts.expected,
  });
}

function shown(node: JsonNode, value: string): string {
  return node.kind === "text" ? toShownValue(value) : value;
}
