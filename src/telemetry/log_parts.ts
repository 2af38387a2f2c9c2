/** The finished parts of a log file: named by day, packed, and the oldest thrown away. */
import { basename, dirname, join, parse } from "node:path";
import { toDateText } from "../core/kst.ts";

const KEEP_PARTS = 14;
const KEEP_BYTES = 200 * 1024 * 1024;
const DRAFT = ".tmp";

interface Part {
  readonly path: string;
  readonly date: string;
  readonly number: number;
  readonly state: "plain" | "packed" | "draft";
}

export interface LogPartsOptions {
  readonly keepParts?: number;
  readonly keepBytes?: number;
}

export class LogParts {
  readonly #path: string;
  readonly #keepParts: number;
  readonly #keepBytes: number;

  /** @param path of the log file, whose directory the parts share. */
  constructor(path: string, { keepParts = KEEP_PARTS, keepBytes = KEEP_BYTES }: LogPartsOptions) {
    this.#path = path;
    this.#keepParts = keepParts;
    this.#keepBytes = keepBytes;
  }

  /**
   * Makes the log file a part of that day, at once.
   *
   * @returns the packing of it, to be run beside the writing.
   */
  add(day: number): () => Promise<void> {
    const { dir, name, ext } = parse(this.#path);
    const date = toDateText(day);
    const number = 1 +
      Math.max(0, ...this.#list().filter((part) => part.date === date).map((part) => part.number));
    const path = join(dir, `${name}.${date}.${number}${ext}`);
    Deno.renameSync(this.#path, path);
    return async () => {
      await pack(path);
      await this.#prune();
    };
  }

  /** Finishes what a run before this one could not: it ended while a part was being packed. */
  tidy(): () => Promise<void> {
    const parts = this.#list();
    return async () => {
      for (const { path, state } of parts) {
        if (state === "draft") await Deno.remove(path);
        if (state === "plain") await pack(path);
      }
      await this.#prune();
    };
  }

  async #prune(): Promise<void> {
    const newestFirst = this.#list().filter(({ state }) => state !== "draft")
      .toSorted((a, b) => b.date.localeCompare(a.date) || b.number - a.number);
    let bytes = 0;
    for (const [i, { path }] of newestFirst.entries()) {
      bytes += (await Deno.stat(path)).size;
      if (i >= this.#keepParts || bytes > this.#keepBytes) await Deno.remove(path);
    }
  }

  #list(): readonly Part[] {
    const { name, ext } = parse(this.#path);
    const pattern = new RegExp(
      `^${RegExp.escape(name)}\\.(\\d{4}-\\d{2}-\\d{2})\\.(\\d+)${RegExp.escape(ext)}(\\.gz)?(\\${DRAFT})?$`,
    );
    const folder = dirname(this.#path);
    return [...Deno.readDirSync(folder)].flatMap((entry) => {
      const match = pattern.exec(basename(entry.name));
      if (match === null) return [];
      const [, date = "", number = "", packed, draft] = match;
      const state = draft !== undefined ? "draft" : packed !== undefined ? "packed" : "plain";
      return [{ path: join(folder, entry.name), date, number: Number(number), state }];
    });
  }
}

/** In small steps between which the program goes on. The plain part goes away when the packed one has its name. */
async function pack(path: string): Promise<void> {
  const draft = `${path}.gz${DRAFT}`;
  const from = await Deno.open(path, { read: true });
  const to = await Deno.open(draft, { write: true, create: true, truncate: true, mode: 0o600 });
  await from.readable.pipeThrough(new CompressionStream("gzip")).pipeTo(to.writable);
  await Deno.rename(draft, `${path}.gz`);
  await Deno.remove(path);
}
