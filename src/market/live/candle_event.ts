/** What the live collector tells. */
import type { Candle, SeriesKey, Span } from "../../core/candle.ts";

export interface LiveCandle {
  readonly series: SeriesKey;
  readonly candle: Candle;
  /** When the program knew, by its own clock. */
  readonly atMs: number;
  /** Who was first; `backfill` when a repair stored the candle before its turn came. */
  readonly from: "stream" | "poll" | "backfill";
}

export type CollectorEvent =
  | { readonly kind: "stream_up"; readonly silentForMs: number | undefined }
  | { readonly kind: "stream_down"; readonly reason: string }
  /** The connection answers, but sent no data for more than 20 s although it did every few seconds before. */
  | { readonly kind: "stream_mute"; readonly silentForMs: number }
  /** Data comes again after `stream_mute`; when the connection is lost instead, `stream_down` ends it. */
  | { readonly kind: "stream_talks"; readonly silentForMs: number }
  /** Closed candles could not be had from stream or poll; a repair was asked for. */
  | { readonly kind: "outage"; readonly series: SeriesKey; readonly span: Span; readonly reason: string }
  /** A candle changed after it had been closed. The stored one stays until it is compared. */
  | { readonly kind: "late_frame"; readonly series: SeriesKey; readonly openTimeMs: number }
  /** A frame whose time is not one of its interval, or lies far ahead. */
  | { readonly kind: "frame_refused"; readonly series: SeriesKey; readonly openTimeMs: number }
  /** What was stored is not what the exchange answers now: missing candles were added, other ones corrected. */
  | {
    readonly kind: "audit_difference";
    readonly series: SeriesKey;
    readonly added: number;
    readonly different: number;
    /** Of the different ones; the others are candles that the exchange does not have. They are not told again. */
    readonly corrected: number;
    readonly firstOpenTimeMs: number;
  }
  | { readonly kind: "audit_failed"; readonly series: SeriesKey; readonly reason: string }
  /** Our clock and the exchange's are more than 5 s apart (`isFault`), or no longer. */
  | { readonly kind: "clock_skew"; readonly skewMs: number; readonly isFault: boolean }
  /** A candle could not be stored, or its closing failed in another way; it is tried again. */
  | { readonly kind: "close_failed"; readonly series: SeriesKey; readonly error: unknown }
  /** A receiver of candles threw. */
  | { readonly kind: "receiver_failed"; readonly series: SeriesKey; readonly error: unknown };
