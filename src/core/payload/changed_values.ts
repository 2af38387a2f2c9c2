/** Two states of the same thing, compared value by value, for an answer and a line of the log. */

type Json = Readonly<Record<string, unknown>>;

export interface ChangedValue {
  /** `params.fast`, `money.feeRate`, `on_stop`. */
  readonly name: string;
  /** `null` where there was none, and the default counts. */
  readonly before: unknown;
  readonly after: unknown;
}

/** @param prefix of the names, or an empty text; values of two objects are compared one by one, anything else as a whole. */
export function findChangedValues(
  prefix: string,
  { before, after }: { readonly before: unknown; readonly after: unknown },
): readonly ChangedValue[] {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      findChangedValues(prefix === "" ? name : `${prefix}.${name}`, {
        before: before[name],
        after: after[name],
      })
    );
  }
  const [old, now] = [before ?? null, after ?? null];
  return JSON.stringify(old) === JSON.stringify(now) ? [] : [{ name: prefix, before: old, after: now }];
}

/** `params.fast 5 -> 6, params.stop_loss 0.01 -> default`. */
export function toChangesText(values: readonly ChangedValue[], words: { readonly fallback: string }): string {
  const say = (value: unknown) =>
    value === null ? words.fallback : typeof value === "string" ? value : JSON.stringify(value);
  return values.map(({ name, before, after }) => `${name} ${say(before)} -> ${say(after)}`).join(", ");
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
