/** What was answered to a change, so that asking again after a lost answer does not change a second time. */
import { HOUR_MS } from "../../core/kst.ts";

/** After this a key is free again. */
export const ANSWER_KEPT_MS = 24 * HOUR_MS;

export interface KeptAnswer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

/**
 * `other`: the key was used for another request. `open`: it was taken and never answered: it is being worked on, or the
 * program ended meanwhile, and nobody knows how far it came.
 */
export type TakenKey =
  | { readonly kind: "new" }
  | { readonly kind: "answered"; readonly answer: KeptAnswer }
  | { readonly kind: "other" }
  | { readonly kind: "open" };

export interface AnswerMemory {
  /**
   * Takes the key before anything is changed; of two that ask at once, one finds it new.
   *
   * @param digest of the whole request.
   */
  take(owner: string, key: string, digest: string): Promise<TakenKey>;
  keep(owner: string, key: string, answer: KeptAnswer): Promise<void>;
  /** Nothing was changed: the key may be used again. */
  forget(owner: string, key: string): Promise<void>;
}
