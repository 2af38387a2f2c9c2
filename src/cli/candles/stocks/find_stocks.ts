/** Whether a file holds the rows of Korean stocks, told apart by their codes. */
import { readPlainBytes } from "../../../market/csv/bytes.ts";
import { readStockTable, type StockTable } from "../../../market/csv/stock_rows.ts";
import { toFileError } from "../../../market/csv/candle_file_error.ts";
import { asUserError } from "../candle_source.ts";
import { readBegin } from "../many_markets.ts";

const MOST_BYTES = 512 * 1_048_576;

/** `undefined` also for standard input, which can be read but once. @throws {UserError} for a code that is none. */
export async function findStockTable(
  path: string,
  sheet: string | undefined,
): Promise<StockTable | undefined> {
  if (path === "-" || !await hasStocks(path, sheet)) return undefined;
  return await asUserError(path, async () => readStockTable(await readAll(path, sheet)));
}

/** Whoever reads the file in earnest says what is wrong with it. */
async function hasStocks(path: string, sheet: string | undefined): Promise<boolean> {
  try {
    // The last line may be cut off in the middle.
    const lines = (await readBegin(path, sheet)).split("\n");
    return readStockTable(lines.slice(0, Math.max(2, lines.length - 1)).join("\n")) !== undefined;
  } catch {
    return false;
  }
}

async function readAll(path: string, sheet: string | undefined): Promise<string> {
  const { readable } = await Deno.open(path);
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let size = 0;
  for await (const bytes of readPlainBytes(readable, { sheet })) {
    size += bytes.length;
    if (size > MOST_BYTES) {
      throw toFileError(
        "it is too long to be read as a file of many stocks; take a stock at a time, for example --only code=005930",
        "needs_option",
      );
    }
    pieces.push(decoder.decode(bytes, { stream: true }));
  }
  return pieces.join("") + decoder.decode();
}
