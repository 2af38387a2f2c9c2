/** Reads candles from tables of the world, as text, Excel or packed, piece by piece, and believes nothing unseen. */
import type { CandleColumns, Interval } from "../../core/candle.ts";
import { readPlainBytes } from "./bytes.ts";
import type { CsvLayout } from "./layout.ts";
import { CandleCsvParser, type CandleParserOptions } from "./parser.ts";
import type { BasePriceReader } from "./prices/base_prices.ts";
import type { CandleParserCounts } from "./rows.ts";
import type { CsvSession } from "./session.ts";
import type { ZoneUse } from "./time.ts";

export interface CandleCsvOptions extends CandleParserOptions {
  /** Rows that are held to be sorted; a file with more must be ascending. */
  readonly mostHeldRows?: number;
  /** Of a workbook. */
  readonly sheet?: string;
}

export type CandleCsvSummary = CandleParserCounts;

/** A file whose beginning has been read and found good. */
export interface CandleFile extends AsyncDisposable {
  readonly interval: Interval;
  readonly layout: CsvLayout;
  /** What times without a zone were taken for; `undefined` when each says it itself. */
  readonly zoneUse: ZoneUse | undefined;
  /** Set when candles begin as a market opens; then their times were moved. */
  readonly session: CsvSession | undefined;
  /** What else is to be said of its cells, a sentence each; final when the chunks have ended. */
  readonly notes: readonly string[];
  /** Where each close is told beside its change; final when the chunks have ended. */
  readonly bases: BasePriceReader | undefined;
  /** Lines that were left out because they are bad; final when the chunks have ended. */
  readonly badLines: ReadonlySet<number>;
  /**
   * Ascending, at most 10,000 candles each.
   *
   * @throws {CandleFileError} when a later part of a very long file is bad.
   */
  readonly chunks: AsyncIterable<CandleColumns>;
  /** So far; final when the chunks have ended. */
  summary(): CandleCsvSummary;
}

const MOST_HELD_ROWS = 5_000_000;

/**
 * Reads up to five million rows before it returns, so that a bad file of ordinary size gives nothing at all.
 *
 * @throws {CandleFileError} naming line and column of the first faults, and what reading the source throws.
 */
export async function readCandleCsv(
  source: ReadableStream<Uint8Array>,
  options: CandleCsvOptions = {},
): Promise<CandleFile> {
  const bytes = readPlainBytes(source, { sheet: options.sheet });
  const parser = new CandleCsvParser(options);
  const mostHeldRows = options.mostHeldRows ?? MOST_HELD_ROWS;
  let isAtEnd = false;
  const readOn = async () => {
    const next = await bytes.next();
    isAtEnd = next.done === true;
    if (next.done !== true) parser.push(next.value);
    else parser.end();
  };
  try {
    while (!isAtEnd && parser.rows.size <= mostHeldRows) await readOn();
    const { interval, layout } = parser.settle();
    const { zoneUse, session, badLines, bases } = parser;
    const chunks = giveOut(parser, { readOn, isAtEnd: () => isAtEnd });
    const close = async () => void await bytes.return(undefined);
    return {
      interval,
      layout,
      zoneUse,
      session,
      // Also of a last row that is not read yet.
      get notes() {
        return parser.notes;
      },
      bases,
      badLines,
      chunks,
      summary: () => parser.summary(),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await bytes.return(undefined);
    throw error;
  }
}

async function* giveOut(
  parser: CandleCsvParser,
  source: { readonly readOn: () => Promise<void>; readonly isAtEnd: () => boolean },
): AsyncGenerator<CandleColumns> {
  for (;;) {
    const isAtEnd = source.isAtEnd();
    for (let chunk = parser.take(isAtEnd); chunk !== undefined; chunk = parser.take(isAtEnd)) yield chunk;
    if (isAtEnd) return;
    await source.readOn();
  }
}
