import type { CandleColumns } from "../../core/candle.ts";

export interface CandleCsvWriteOptions {
  /** `iso`: `2026-03-11T00:00:00Z`; `ms`: epoch milliseconds. Both UTC. */
  readonly times: "iso" | "ms";
  /** Whether the first piece begins with the names of the columns. */
  readonly withHeader: boolean;
}

const ROWS_PER_PIECE = 1_000;

/** Candles as lines of text, piece by piece; every number reads back as the same number. */
export function* writeCandleCsv(columns: CandleColumns, options: CandleCsvWriteOptions): Generator<string> {
  if (options.withHeader) yield "open_time,open,high,low,close,volume\n";
  const { openTimeMs, open, high, low, close, volume } = columns;
  for (let from = 0; from < openTimeMs.length; from += ROWS_PER_PIECE) {
    const lines: string[] = [];
    for (let i = from; i < Math.min(from + ROWS_PER_PIECE, openTimeMs.length); i++) {
      const atMs = openTimeMs[i] ?? NaN;
      const time = options.times === "ms" ? String(atMs) : toIso(atMs);
      lines.push(`${time},${open[i]},${high[i]},${low[i]},${close[i]},${volume[i]}\n`);
    }
    yield lines.join("");
  }
}

function toIso(atMs: number): string {
  const text = new Date(atMs).toISOString();
  return text.endsWith(".000Z") ? `${text.slice(0, -5)}Z` : text;
}
