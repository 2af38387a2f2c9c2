import { type CandleColumns, createColumns } from "../../../src/core/candle.ts";
import { isOutsideThere, urlOfOutside } from "../../support/outside_data.ts";
import { readCandleCsv } from "../../../src/market/csv/candle_csv.ts";

/** Candles of the world, beside the project where there are some. */
export const hasMarketData = isOutsideThere("market/backtestingpy_GOOG.csv");

export async function openMarketFile(name: string): Promise<ReadableStream<Uint8Array>> {
  return (await Deno.open(urlOfOutside(`market/${name}`))).readable;
}

/** All candles of one file. */
export async function readMarketFile(name: string): Promise<CandleColumns> {
  await using file = await readCandleCsv(await openMarketFile(name));
  return await joinChunks(file.chunks);
}

export async function joinChunks(chunks: AsyncIterable<CandleColumns>): Promise<CandleColumns> {
  const parts: CandleColumns[] = [];
  for await (const part of chunks) parts.push(part);
  const all = createColumns(parts.reduce((sum, { open }) => sum + open.length, 0));
  let at = 0;
  for (const part of parts) {
    for (const field of Object.keys(all) as (keyof CandleColumns)[]) all[field].set(part[field], at);
    at += part.open.length;
  }
  return all;
}
