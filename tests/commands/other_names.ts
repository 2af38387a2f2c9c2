/** What people gave themselves stands as it is. */
const GIVEN = ["params", "money", "request", "before", "after"];

/** Names in an answer that are no snake_case, with the way to each. */
export function findOtherNames(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => findOtherNames(item, path));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name) ? [] : [`${path}${name}`]),
    ...(GIVEN.includes(name) ? [] : findOtherNames(inner, `${path}${name}.`)),
  ]);
}
