/** The bytes of a candle file as CSV in UTF-8, whatever it is packed in. */
import { type PlainTextOptions, toPlainText } from "../../lib/sheet/plain_text.ts";
import { TableFileError } from "../../lib/sheet/table_file_error.ts";
import { toFileError } from "./candle_file_error.ts";

/** @throws {CandleFileError} naming what the file is when it is no table, and whatever reading the source throws. */
export async function* readPlainBytes(
  source: ReadableStream<Uint8Array>,
  options: PlainTextOptions = {},
): AsyncGenerator<Uint8Array> {
  const reader = source.getReader();
  try {
    yield* toPlainText(readAll(reader), options);
  } catch (error) {
    throw error instanceof TableFileError ? toFileError(error.message, error.code) : error;
  } finally {
    await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

async function* readAll(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
