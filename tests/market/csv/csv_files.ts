/** Small candle files for tests: five candles, whose times are what a test is about. */
import { type CandleCsvOptions, readCandleCsv } from "../../../src/market/csv/candle_csv.ts";
import { CandleFileError } from "../../../src/market/csv/candle_file_error.ts";
import { joinChunks } from "./market_files.ts";

export const HEADER = "time,open,high,low,close,volume";

/** A candle in each line, dearer each time, after the given times. */
export function toCsv(times: readonly (string | number)[], header = HEADER): string {
  const rows = times.map((time, i) => `${time},${100 + i},${102 + i},${99 + i},${101 + i},${10 + i}`);
  return [header, ...rows].join("\n");
}

export async function readFile(content: string | Uint8Array<ArrayBuffer>, options: CandleCsvOptions = {}) {
  await using file = await readCandleCsv(new Blob([content]).stream(), options);
  const columns = await joinChunks(file.chunks);
  return {
    interval: file.interval,
    columns,
    times: Array.from(columns.openTimeMs, (atMs) => new Date(atMs).toISOString().slice(0, 16)),
    zone: file.zoneUse?.zone.name,
    isZoneAssumed: file.zoneUse?.isAssumed,
    note: file.session?.note,
  };
}

/** What a file is refused with. */
export async function refusalOf(
  content: string | Uint8Array<ArrayBuffer>,
  options: CandleCsvOptions = {},
): Promise<string> {
  try {
    await readFile(content, options);
  } catch (error) {
    if (error instanceof CandleFileError) return error.message.replace("Cannot use the candle file: ", "");
    throw error;
  }
  throw new Error(`the file was taken: ${String(content).slice(0, 80)}`);
}
