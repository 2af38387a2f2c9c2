/** Tables of texts, found in the sources by the word that makes them. */
import { SRC } from "./read_house.ts";

type Table = Readonly<Record<string, readonly string[]>>;

/** What each file with a table exports of them; an empty list for one that keeps its table to itself. */
export async function findTextTables(
  sources: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly Table[]>> {
  const files = [...sources].filter(([file, text]) =>
    /\bdefineTexts\s*\(/.test(text) && file !== "core/lang.ts"
  ).map(([file]) => file);
  const found = await Promise.all(files.map(async (file) => {
    const exported: Readonly<Record<string, unknown>> = await import(new URL(file, SRC).href);
    return [file, Object.values(exported).filter(isTable)] as const;
  }));
  return new Map(found);
}

export function findTwinFaults(table: Table): readonly string[] {
  return Object.entries(table).flatMap(([key, [ko = "", en = ""]]) => {
    if (ko.trim() === "" || en.trim() === "") return [`${key} has no twin`];
    return holesOf(ko) === holesOf(en) ? [] : [`${key} has other holes in its twin`];
  });
}

/** Said by its name in quotes, as a property of its table, or by a template that can come out as it. */
export function findUnusedTexts(keys: readonly string[], code: readonly string[]): readonly string[] {
  const all = code.join("\n");
  const words = new Set(
    Array.from(
      all.matchAll(/(["'])(\w+)\1|\b[A-Z][A-Z_]*\.(\w+)/g),
      ([, , quoted, named]) => quoted ?? named ?? "",
    ),
  );
  const templates = Array.from(all.matchAll(/`(\w*(?:\$\{[^`{}]*\}\w*)+)`/g), ([, text = ""]) => text)
    .filter((text) => /\w{3}/.test(text.replace(/\$\{[^}]*\}/g, "")))
    .map((text) => new RegExp(`^${text.replace(/\$\{[^}]*\}/g, "\\w+")}$`));
  return keys.filter((key) => !words.has(key) && !templates.some((template) => template.test(key)));
}

function holesOf(text: string): string {
  return (text.match(/\{\w+\}/g) ?? []).toSorted().join();
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    Object.values(value).length > 0 &&
    Object.values(value).every((twin) =>
      Array.isArray(twin) && twin.every((text) => typeof text === "string")
    );
}
