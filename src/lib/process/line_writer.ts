/** Lines on their way into a pipe. What is sent while a write is under way goes out with the next one, at once. */
export class LineWriter {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #queue: string[] = [];
  #queuedChars = 0;
  #pumping: Promise<void> | undefined;

  constructor(stream: WritableStream<Uint8Array>) {
    this.#writer = stream.getWriter();
    this.#writer.closed.catch(() => {});
  }

  /** Characters that the other side has not taken yet. */
  get queuedChars(): number {
    return this.#queuedChars;
  }

  /** Never waits and never fails: a reader that is gone shows elsewhere. @param line with its line break. */
  send(line: string): void {
    this.#queue.push(line);
    this.#queuedChars += line.length;
    this.#pumping ??= this.#pump();
  }

  /** Resolves when nothing is waiting, or nobody reads any more. */
  drained(): Promise<void> {
    return this.#pumping ?? Promise.resolve();
  }

  /** Closes the pipe after what is waiting. */
  async close(): Promise<void> {
    await this.drained();
    await this.#writer.close().catch(() => {});
  }

  /** Lets go of the pipe; what is waiting is dropped. */
  async abort(): Promise<void> {
    this.#queue = [];
    await this.#writer.abort().catch(() => {});
  }

  async #pump(): Promise<void> {
    try {
      // What is sent in the same turn goes out in one write.
      await Promise.resolve();
      while (this.#queue.length > 0) {
        const text = this.#queue.join("");
        this.#queue = [];
        await this.#writer.write(this.#encoder.encode(text));
        this.#queuedChars -= text.length;
      }
    } catch {
      // The reader closed its side.
      this.#queue = [];
    }
    this.#pumping = undefined;
  }
}
