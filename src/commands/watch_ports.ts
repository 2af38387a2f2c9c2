/** Shares that are wanted and need not be held, and what is stored of them. */
import type { Actor } from "../core/actor.ts";

export interface WatchedStock {
  readonly code: string;
  readonly note: string | undefined;
  readonly addedAtMs: number;
}

export interface WatchListPort {
  list(owner: string): Promise<readonly WatchedStock[]>;
  /**
   * @param wish.note left out, a note that is there stays. @param wish.most how many there may be.
   * @returns `kept` when it is there already, `noted` when its note alone is other, `full` when nothing was added.
   */
  add(
    owner: string,
    wish: WatchedStock & { readonly actor: Actor; readonly most: number },
  ): Promise<"added" | "kept" | "noted" | "full">;
  remove(owner: string, code: string): Promise<boolean>;
}

type StoredPrice = { readonly price: number; readonly atMs: number };

/** What is stored of a share; each part with its own time. */
export interface StockQuote {
  readonly code: string;
  readonly name: string | undefined;
  readonly hasCandles: boolean;
  /** The last one that is stored, and the last one of an earlier day. */
  readonly close:
    | StoredPrice & { readonly interval: string; readonly before: StoredPrice | undefined }
    | undefined;
  /** By the last poll of the portfolio; `undefined` while nobody knows. */
  readonly held: { readonly isHeld: boolean; readonly atMs: number } | undefined;
}

export interface StockQuotesPort {
  quotesOf(codes: readonly string[]): Promise<readonly StockQuote[]>;
}
