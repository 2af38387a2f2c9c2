/** The contract of all indicators, and what their files share. */

/** What survives `JSON.stringify` and `JSON.parse` unchanged. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * One indicator fed candle by candle. The newest candle counts as open until the next one is added, and may be replaced any
 * number of times: afterwards the indicator is as if only the last version had ever come.
 */
export interface Indicator<In, Out> {
  /** Candles until the first value, the candle with that value included. */
  readonly warmUpBars: number;
  /** The value at the newest candle; `undefined` during the warm-up. */
  readonly value: Out | undefined;
  /**
   * Closes the candle before and takes a new one.
   *
   * @throws {RangeError} when a number is not usable; nothing has changed then.
   */
  add(input: In): Out | undefined;
  /**
   * Takes another version of the newest candle.
   *
   * @throws {RangeError} as `add`, and when there is no candle yet.
   */
  replace(input: In): Out | undefined;
  /** Everything needed to go on later, in another process too. */
  save(): JsonValue;
  /**
   * Goes on where `save` was called on an indicator of the same kind and parameters.
   *
   * @throws {RangeError} when `state` is something else; this object is of no use then.
   */
  restore(state: JsonValue): void;
}

/** The common half of an indicator: counting candles, the warm-up, saving. The rule itself is `put` and `read`. */
export abstract class Streaming<In, Out> implements Indicator<In, Out> {
  readonly warmUpBars: number;
  /** Name and parameters, `rsi 14`: for sentences, and to know a state of something else. */
  readonly #title: string;
  #candles = 0;

  constructor(title: string, warmUpCandles: number) {
    this.#title = title;
    this.warmUpBars = warmUpCandles;
  }

  get value(): Out | undefined {
    return this.#candles < this.warmUpBars ? undefined : this.read();
  }

  add(input: In): Out | undefined {
    this.check(input);
    this.#candles++;
    this.put(input, true);
    return this.#candles < this.warmUpBars ? undefined : this.read();
  }

  replace(input: In): Out | undefined {
    if (this.#candles === 0) {
      throw new RangeError(`Cannot replace a bar of ${this.#title}: none was added yet`);
    }
    this.check(input);
    this.put(input, false);
    return this.value;
  }

  /** `add` or `replace`, for indicators made of others. */
  step(input: In, isNew: boolean): Out | undefined {
    return isNew ? this.add(input) : this.replace(input);
  }

  save(): JsonValue {
    return { of: this.#title, bars: this.#candles, parts: this.saveParts() };
  }

  restore(state: JsonValue): void {
    const { of, bars: candles, parts } = toObject(state);
    const isCount = typeof candles === "number" && Number.isSafeInteger(candles) && candles >= 0;
    if (of !== this.#title || !isCount || parts === undefined) {
      throw new RangeError(
        `Cannot restore ${this.#title}: the state is ${typeof of === "string" ? `of ${of}` : "not one"}`,
      );
    }
    this.#candles = candles;
    this.restoreParts(new SavedParts(this.#title, parts));
  }

  /** Candles so far, the open one included. */
  protected get bars(): number {
    return this.#candles;
  }

  /** @throws {RangeError} when the input cannot be used. */
  protected abstract check(input: In): void;
  /** Takes a new candle, which closes the one before, or another version of the newest. */
  protected abstract put(input: In, isNew: boolean): void;
  /** The value now; only asked after the warm-up. */
  protected abstract read(): Out;
  protected abstract saveParts(): JsonValue;
  protected abstract restoreParts(parts: SavedParts): void;
}

/** The named parts of a saved state, read with distrust: it may come from a file. */
export class SavedParts {
  readonly #title: string;
  readonly #parts: { readonly [key: string]: JsonValue };

  constructor(title: string, parts: JsonValue) {
    this.#title = title;
    this.#parts = toObject(parts);
  }

  /** Whether a part has that name; those that an earlier version saved may lack some. */
  has(key: string): boolean {
    return Object.hasOwn(this.#parts, key);
  }

  number(key: string): number {
    const value = this.#parts[key];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new RangeError(`Cannot restore ${this.#title}: ${key} is not a number`);
  }

  numbers(key: string): readonly number[] {
    const value = this.#parts[key];
    if (!Array.isArray(value) || !value.every((item) => Number.isFinite(item))) {
      throw new RangeError(`Cannot restore ${this.#title}: ${key} is not a list of numbers`);
    }
    return value;
  }

  /** Hands the part to an indicator inside this one. */
  restore(key: string, inner: Indicator<never, unknown>): void {
    inner.restore(this.#parts[key] ?? null);
  }
}

function toObject(value: JsonValue): { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as { readonly [key: string]: JsonValue }
    : {};
}
