/** The bytes of a candle file, unpacked when they are packed, as UTF-8. */
import { DamagedGzipError, gunzip } from "../../lib/gunzip.ts";
import { toUtf8 } from "./encoding.ts";
import { toFileError } from "./candle_file_error.ts";

/** Packed bytes go in by so much: one step can grow a thousandfold, and this keeps it below some 16 MB. */
const PACKED_STEP_BYTES = 16_384;

/** @throws {CandleFileError} when packed data is damaged or ends early, and whatever reading the source throws. */
export function readPlainBytes(source: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  return toUtf8(readUnpacked(source));
}

async function* readUnpacked(source: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = source.getReader();
  try {
    const begin = await readBegin(reader);
    if (begin[0] === 0x1f && begin[1] === 0x8b) {
      yield* unpack(begin, reader);
      return;
    }
    yield begin;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

/** The first bytes, at least two when there are as many: enough to know packed data by. */
async function readBegin(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array> {
  let begin = new Uint8Array(0);
  while (begin.length < 2) {
    const { done, value } = await reader.read();
    if (done) break;
    const joined = new Uint8Array(begin.length + value.length);
    joined.set(begin);
    joined.set(value, begin.length);
    begin = joined;
  }
  return begin;
}

async function* unpack(
  begin: Uint8Array,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* gunzip(readSteps(begin, reader));
  } catch (error) {
    if (error instanceof DamagedGzipError) throw toFileError("its packed data is damaged or cut off");
    throw error;
  }
}

async function* readSteps(
  begin: Uint8Array,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let waiting = begin;
  for (;;) {
    for (let at = 0; at < waiting.length; at += PACKED_STEP_BYTES) {
      yield waiting.slice(at, at + PACKED_STEP_BYTES);
    }
    const { done, value } = await reader.read();
    if (done) return;
    waiting = value;
  }
}
