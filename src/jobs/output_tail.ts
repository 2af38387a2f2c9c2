/** The end of what a job says; what does not fit is counted and let go. */
import { MOST_OUTPUT_BYTES } from "./job.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class OutputTail {
  readonly #mostBytes: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #cutBytes = 0;

  constructor(mostBytes: number = MOST_OUTPUT_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** A NUL, which no text of the database may hold, becomes its picture. */
  add(text: string): void {
    const bytes = encoder.encode(text.replaceAll("\0", "␀"));
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
    // Not at each piece: a chatty job would copy the whole tail for every line.
    if (this.#bytes > 2 * this.#mostBytes) this.#trim();
  }

  read(): { readonly output: string; readonly cutBytes: number } {
    this.#trim();
    return { output: this.#parts.map((part) => decoder.decode(part)).join(""), cutBytes: this.#cutBytes };
  }

  /** Leaves one part, which begins with a whole letter. */
  #trim(): void {
    const all = new Uint8Array(this.#bytes);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    let from = Math.max(0, all.length - this.#mostBytes);
    // The bytes of a letter after its first one are 10xxxxxx.
    while (from > 0 && from < all.length && ((all[from] ?? 0) & 0xc0) === 0x80) from++;
    this.#parts = [all.slice(from)];
    this.#bytes -= from;
    this.#cutBytes += from;
  }
}
