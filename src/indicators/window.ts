/** The last numbers, in a ring; the newest may be replaced. */
export class SlidingWindow {
  readonly #ring: Float64Array;
  /** Where the next new one goes: at the oldest, once the ring is full. */
  #next = 0;
  #filled = 0;

  constructor(size: number) {
    this.#ring = new Float64Array(size);
  }

  /** @returns what fell out, or 0 while nothing does. */
  add(value: number): number {
    const at = this.#next;
    const left = this.#ring[at] ?? 0;
    this.#ring[at] = value;
    this.#next = at + 1 === this.#ring.length ? 0 : at + 1;
    if (this.#filled < this.#ring.length) this.#filled++;
    return left;
  }

  replaceNewest(value: number): void {
    this.#ring[(this.#next === 0 ? this.#ring.length : this.#next) - 1] = value;
  }

  /** What was added or replaced last. */
  get newest(): number {
    return this.#ring[(this.#next === 0 ? this.#ring.length : this.#next) - 1] ?? 0;
  }

  /** The first of a full window. */
  get oldest(): number {
    return this.#ring[this.#next] ?? 0;
  }

  /** Sum of (x - center)² over a full window, oldest first, so that the order is one whatever the ring's position. */
  squaresFrom(center: number): number {
    const ring = this.#ring;
    let sum = 0;
    for (let i = this.#next; i < ring.length; i++) sum += ((ring[i] ?? 0) - center) ** 2;
    for (let i = 0; i < this.#next; i++) sum += ((ring[i] ?? 0) - center) ** 2;
    return sum;
  }

  /** Oldest first. */
  save(): readonly number[] {
    const ring = this.#ring;
    return this.#filled === ring.length
      ? [...ring.subarray(this.#next), ...ring.subarray(0, this.#next)]
      : [...ring.subarray(0, this.#filled)];
  }

  /** @throws {RangeError} when there are more values than room. */
  restore(values: readonly number[]): void {
    if (values.length > this.#ring.length) {
      throw new RangeError(`Cannot restore a window of ${this.#ring.length} from ${values.length} values`);
    }
    this.#ring.fill(0);
    this.#ring.set(values);
    this.#filled = values.length;
    this.#next = values.length % this.#ring.length;
  }
}
