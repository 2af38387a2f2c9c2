/**
 * What is not named stays: a stop-loss must not go because somebody changes an average.
 *
 * @param given names with new values; `null` takes one back to its default. What is no object is left for the check.
 */
export function mergeParams(stored: unknown, given: unknown): unknown {
  return merge(stored, given, (_, value) => value);
}

/** The same for money, and for the rules within it: one exit rule is changed beside the others. */
export function mergeMoney(stored: unknown, given: unknown): unknown {
  return merge(stored, given, (before, value) => isObject(value) ? mergeMoney(before, value) : value);
}

function merge(
  stored: unknown,
  given: unknown,
  mergeValue: (before: unknown, value: unknown) => unknown,
): unknown {
  if (!isObject(given)) return given;
  const before = isObject(stored) ? stored : {};
  const changed = Object.entries(given).map(([name, value]) => [name, mergeValue(before[name], value)]);
  const merged = Object.entries({ ...before, ...Object.fromEntries(changed) });
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
