/** What a change of a strategy names, laid over what is stored, and what came of it value by value. */
import { z } from "zod";

type Json = Readonly<Record<string, unknown>>;

export const changedValueSchema = z.object({
  /** `params.fast`, `money.feeRate`, `on_stop`. */
  name: z.string(),
  /** `null` where there was none, and the default counts. */
  before: z.json(),
  after: z.json(),
});

export type ChangedValue = z.infer<typeof changedValueSchema>;

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

/** @param prefix of the names; values of two objects are compared one by one, anything else as a whole. */
export function findChangedValues(
  prefix: string,
  { before, after }: { readonly before: unknown; readonly after: unknown },
): readonly ChangedValue[] {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      findChangedValues(`${prefix}.${name}`, { before: before[name], after: after[name] })
    );
  }
  const [old, now] = [toJson(before), toJson(after)];
  return JSON.stringify(old) === JSON.stringify(now) ? [] : [{ name: prefix, before: old, after: now }];
}

/** `params.fast 5 -> 6, params.stop_loss 0.01 -> default`. */
export function toChangesText(values: readonly ChangedValue[], words: { readonly fallback: string }): string {
  const say = (value: unknown) =>
    value === null ? words.fallback : typeof value === "string" ? value : JSON.stringify(value);
  return values.map(({ name, before, after }) => `${name} ${say(before)} -> ${say(after)}`).join(", ");
}

function toJson(value: unknown): ChangedValue["before"] {
  return value === undefined ? null : z.json().parse(value);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
