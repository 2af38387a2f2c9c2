/** The polls of one source as bytes: one poll of the open day, or a whole day that is over. */
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import type { Cells } from "../../sources/source.ts";
import type { Sample } from "../sample.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { readTable, writeTable } from "./table.ts";

/** First byte of a block. A later form gets another number, and this one stays readable. */
const FORM = 1;
const HEAD_BYTES = 5;
/** A day at the limits of what is asked is below 10 MB; more is damage. */
const MOST_BYTES = 256 * 1_024 * 1_024;

/** Bytes that are no block, or not any more. */
export class HistoryBlockError extends Error {
  override readonly name = "HistoryBlockError";
}

/** @param samples in the order of their times. */
export function toBlock(samples: readonly Sample[]): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writeTable(writer, samples.map((sample) => [toFacts(sample)]));
  writeTable(writer, samples.map(({ head }) => [head]));
  writeTable(writer, samples.map(({ rows }) => rows));
  const plain = writer.done();
  const packed = deflateRawSync(plain, { level: 9 });
  const block = new Uint8Array(HEAD_BYTES + packed.length);
  block[0] = FORM;
  new DataView(block.buffer).setUint32(1, crc32(plain));
  block.set(packed, HEAD_BYTES);
  return block;
}

/** @throws {HistoryBlockError} for bytes that are damaged, or written by a newer program. */
export function readBlock(block: Uint8Array): readonly Sample[] {
  if (block.length < HEAD_BYTES) throw new HistoryBlockError(`a damaged block of ${block.length} bytes`);
  if (block[0] !== FORM) {
    throw new HistoryBlockError(`a block of form ${block[0]}, this program knows ${FORM}`);
  }
  const reader = new ByteReader(unpack(block));
  const [facts, heads, lists] = [readTable(reader), readTable(reader), readTable(reader)];
  if (!reader.isAtEnd) throw new HistoryBlockError("a damaged block: there is something behind its end");
  return facts.map(([fact = {}], i) => toSampleOf(fact, heads[i]?.[0] ?? {}, lists[i] ?? []));
}

function unpack(block: Uint8Array): Uint8Array {
  const sum = new DataView(block.buffer, block.byteOffset, block.length).getUint32(1);
  try {
    const plain = inflateRawSync(block.subarray(HEAD_BYTES), { maxOutputLength: MOST_BYTES });
    if (crc32(plain) === sum) return plain;
  } catch {
    // Not even packed bytes any more: the sentence is the same.
  }
  throw new HistoryBlockError("a damaged block: its checksum does not fit");
}

function toFacts({ fetchedAtMs, dataAtMs, gap, total }: Sample): Cells {
  return { fetchedAtMs, dataAtMs, gap, total };
}

function toSampleOf(facts: Cells, head: Cells, rows: readonly Cells[]): Sample {
  const { fetchedAtMs, dataAtMs, gap, total } = facts;
  const numberOf = (value: unknown) => typeof value === "number" ? value : undefined;
  return {
    fetchedAtMs: numberOf(fetchedAtMs) ?? 0,
    dataAtMs: numberOf(dataAtMs),
    gap: typeof gap === "string" ? gap : undefined,
    total: numberOf(total),
    head,
    rows,
  };
}
