/**
 * What is not named stays: a stop-loss must not go because somebody changes an average.
 *
 * @param given names with new values; `null` takes one back to its default. What is no object is left for the check.
 */
export function mergeParams(stored: unknown, given: unknown): unknown {
  if (!isObject(given)) return given;
  const merged = { ...(isObject(stored) ? stored : {}), ...given };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
