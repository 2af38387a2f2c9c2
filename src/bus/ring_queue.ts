/** First in, first out, in constant time, without moving what waits. Grows when it is full. */
export class RingQueue<T> {
  #items: (T | undefined)[] = new Array(16).fill(undefined);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#items[(this.#head + this.#length) & (this.#items.length - 1)] = item;
    this.#length++;
  }

  /** The oldest one, which is no longer in the queue then. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.#length--;
    return item;
  }

  peek(): T | undefined {
    return this.#length === 0 ? undefined : this.#items[this.#head];
  }

  /** The length stays a power of two, so that the place of an item is a bit mask away. */
  #grow(): void {
    const { length } = this.#items;
    const ordered = [...this.#items.slice(this.#head), ...this.#items.slice(0, this.#head)];
    this.#items = [...ordered, ...new Array<undefined>(length).fill(undefined)];
    this.#head = 0;
  }
}
