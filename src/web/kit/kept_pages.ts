import type { Context } from "hono";
import type { ChangeNotifier } from "../../core/change_notifier.ts";
import type { Clock } from "../../core/clock.ts";
import { gzip, takesGzip } from "../http/encoding.ts";
import type { PageTurns } from "./page_turns.ts";

/** Nobody sees the difference, and ages on a page count from the moment that it tells. */
const KEEP_MS = 250;
const MOST_KEPT = 16;

interface KeptPage {
  readonly text: Promise<string>;
  /** Made when it is first asked for. */
  packed: Promise<Uint8Array<ArrayBuffer>> | undefined;
  /** Monotonic; from when it is being made. */
  readonly atMs: number;
}

export interface KeptPagesParts {
  readonly changes: ChangeNotifier;
  /** The real one: pages are for eyes, also in the demo. */
  readonly clock: Clock;
  readonly turns: PageTurns;
}

/** Pages that many ask for at once: each is made once for all of them, until something changes or a moment has passed. */
export class KeptPages {
  readonly #parts: KeptPagesParts;
  readonly #pages = new Map<string, KeptPage>();

  constructor(parts: KeptPagesParts) {
    this.#parts = parts;
    // One that is being made may not know of the change: who asks from now on gets another.
    parts.changes.subscribe(() => this.#pages.clear());
  }

  /**
   * @param key of all that makes a difference to its content.
   * @param make resolves with the whole page; what it throws goes to all who wait for it, and is not kept.
   */
  async answer(context: Context, key: string, make: () => Promise<string>): Promise<Response> {
    const page = this.#find(key) ?? this.#make(key, make);
    const text = await page.text;
    if (!takesGzip(context.req.header("accept-encoding"))) return context.html(text);
    page.packed ??= gzip(text);
    context.header("vary", "Accept-Encoding", { append: true });
    return context.body(await page.packed, 200, {
      "content-type": "text/html; charset=UTF-8",
      "content-encoding": "gzip",
    });
  }

  #find(key: string): KeptPage | undefined {
    const page = this.#pages.get(key);
    return page !== undefined && this.#parts.clock.monotonic() - page.atMs < KEEP_MS ? page : undefined;
  }

  #make(key: string, make: () => Promise<string>): KeptPage {
    const { turns, clock } = this.#parts;
    if (this.#pages.size >= MOST_KEPT) this.#pages.clear();
    const page: KeptPage = { text: turns.take(make), packed: undefined, atMs: clock.monotonic() };
    this.#pages.set(key, page);
    page.text.catch(() => {
      if (this.#pages.get(key) === page) this.#pages.delete(key);
    });
    return page;
  }
}
