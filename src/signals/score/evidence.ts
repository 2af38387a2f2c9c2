/** What a signal rests on: numbers with their ages, never wording. Stored as it is, so that a score can be made again. */

/** Where numbers come from, which decides how old they may be; see `EVIDENCE_LIMITS`. */
export type EvidenceOrigin =
  | "price_poll"
  | "price_stream"
  | "portfolio"
  | "screener"
  | "news"
  | "candles"
  | "advice"
  | "inbound";

/** How numbers become a strength from 0 to 1; see `STRENGTHS`. */
export type StrengthName =
  | "share"
  | "sentiment_up"
  | "sentiment_down"
  | "volume_ratio"
  | "change_up"
  | "change_down"
  | "met"
  | "shown";

export interface EvidencePiece {
  /** The word by which texts find their sentence: `screener`, `volume`, `news`. */
  readonly key: string;
  /** Empty when there is nothing to go by. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly origin: EvidenceOrigin;
  readonly strength: StrengthName;
  /** Its part of the score; 0 is shown and must be fresh when required, and does not count. */
  readonly weight: number;
  readonly isRequired: boolean;
  /** When it came here; `undefined` when nobody knows. */
  readonly fetchedAtMs: number | undefined;
  /** The time that the data claims for itself. */
  readonly dataAtMs: number | undefined;
  /** Limits that differ from those of its origin: a candle of an hour may be older than one of a minute. */
  readonly softMs?: number | undefined;
  readonly hardMs?: number | undefined;
}
