import { toCommand } from "../../core/command_text.ts";
import { candleAt, type CandleColumns } from "../../core/candle.ts";
import { toKstIso } from "../../core/kst.ts";
import { writeCandleCsv } from "../../market/csv/write.ts";
import { readSpan } from "../../commands/series_argument.ts";
import type { Terminal } from "../kit/terminal.ts";
import { findFacts, readSeries } from "../../commands/candles/series.ts";
import { toFutureText } from "./look_at_candles.ts";
import { withShelf } from "./shelf_access.ts";
import { LOOKS } from "../kit/with_store.ts";

interface ExportOptions {
  readonly exchange: string;
  readonly adjusted?: boolean;
  readonly interval: string;
  readonly from?: string;
  readonly to?: string;
  readonly time: "iso" | "ms";
  readonly json: boolean;
}

const ROWS_PER_PIECE = 1_000;

/** Closed candles to standard output, so that they can be written anywhere. */
export function exportCandles(terminal: Terminal, market: string, options: ExportOptions): Promise<void> {
  return withShelf(terminal, async ({ shelf, clock }) => {
    const series = readSeries(market, options);
    const { firstMs, lastMs } = await findFacts(
      shelf,
      series,
      (other, market) => toCommand("candles", "export", market, "--interval", other.interval),
    );
    const span = readSpan({ ...options, from: options.from ?? String(firstMs) }, {
      nowMs: clock.now(),
      days: 7,
    });
    writeColumns(terminal, await shelf.readColumns(series, span), options);
    const nowMs = clock.now();
    // Beside the file, which is on standard output.
    if (lastMs > nowMs) terminal.err(toFutureText(series, { last: toKstIso(lastMs), nowMs }));
  }, LOOKS);
}

/** As CSV, or as a JSON array with one candle a line. */
export function writeColumns(
  terminal: Terminal,
  columns: CandleColumns,
  { time, json }: { time: "iso" | "ms"; json: boolean },
): void {
  if (json) return writeJson(terminal, columns, time);
  for (const text of writeCandleCsv(columns, { times: time, withHeader: true })) {
    terminal.out(text.replace(/\n$/, ""));
  }
}

/** Piece by piece: a year of minutes as one text would take some hundred MB. */
function writeJson(terminal: Terminal, columns: CandleColumns, time: "iso" | "ms"): void {
  const { length } = columns.openTimeMs;
  if (length === 0) return terminal.out("[]");
  terminal.out("[");
  for (let from = 0; from < length; from += ROWS_PER_PIECE) {
    const lines = Array.from({ length: Math.min(ROWS_PER_PIECE, length - from) }, (_, i) => {
      const { openTimeMs, ...prices } = candleAt(columns, from + i);
      const candle = { open_time: time === "ms" ? openTimeMs : toKstIso(openTimeMs), ...prices };
      return `${JSON.stringify(candle)}${from + i === length - 1 ? "" : ","}`;
    });
    terminal.out(lines.join("\n"));
  }
  terminal.out("]");
}
