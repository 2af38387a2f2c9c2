/** A send that may have been taken, or may still be, without anybody having seen it. */
export interface Stray<Row> {
  /** As it was sent then. */
  readonly row: Row;
  readonly attempt: number;
  readonly sentAtMs: number;
}

/** A part of the memory of messages. */
export interface StrayStore<Row> {
  /**
   * Of other messages of the chat of a row, those that may be there under an id above `knownId`: sent no longer than
   * `lateMs` before that id was given, or since, and not looked for under each id after nobody could take them any more.
   */
  strays(
    row: { readonly seq: number; readonly chat: string },
    known: { channel: string; knownId: number; lateMs: number },
  ): Promise<readonly Stray<Row>[]>;
  /** What a look for it found. `messageId` is an id that it has beside the one of its row, if any. */
  noteStray(
    stray: Stray<Row>,
    found: { event: string; atMs: number; messageId: number | undefined },
  ): Promise<void>;
}

/** In the list of what happened to a message: under none of the ids that it could have had. */
export const NOT_FOUND = "not found";
/** Nobody could look for it. */
export const NOT_LOOKED_FOR = "not looked for";
/** One that was given up, or went again, was found after all. */
export const FOUND_LATE = "found late";
