const SMALLEST_BYTES = 1_024;

/** Bytes that are added at the end and taken from the front, without a copy of all of them for each small piece. */
export class ByteBuffer {
  #bytes = new Uint8Array(SMALLEST_BYTES);
  #from = 0;
  #to = 0;

  get length(): number {
    return this.#to - this.#from;
  }

  add(piece: Uint8Array): void {
    if (this.#to + piece.length > this.#bytes.length) this.#makeRoom(piece.length);
    this.#bytes.set(piece, this.#to);
    this.#to += piece.length;
  }

  /** A view that is good until the next `add`. */
  peek(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(this.#from, this.#to);
  }

  skip(count: number): void {
    this.#from = Math.min(this.#from + count, this.#to);
    if (this.#from === this.#to) this.#from = this.#to = 0;
  }

  /** All of it as a copy; a buffer that had grown is given back. */
  takeAll(): Uint8Array<ArrayBuffer> {
    const all = this.peek().slice();
    this.#from = this.#to = 0;
    if (this.#bytes.length > 64 * SMALLEST_BYTES) this.#bytes = new Uint8Array(SMALLEST_BYTES);
    return all;
  }

  #makeRoom(count: number): void {
    const all = this.peek();
    const size = Math.max(SMALLEST_BYTES, this.#bytes.length);
    const needed = all.length + count;
    const next = needed <= size / 2 ? this.#bytes : new Uint8Array(Math.max(size * 2, needed));
    next.set(all);
    this.#bytes = next;
    this.#from = 0;
    this.#to = all.length;
  }
}
