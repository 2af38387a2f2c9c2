/** The files of a zip archive, found by its directory. Nothing is unpacked before somebody asks for it. */
import { crc32 } from "node:zlib";
import { DamagedGzipError, inflateRaw } from "../gunzip.ts";
import { quoteName, TableFileError } from "./table_file_error.ts";

export interface ZipEntry {
  /** With its folders, as it stands in the directory. */
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly plainBytes: number;
  /** Where its own header begins. */
  readonly at: number;
}

const END_SIGN = 0x06054b50;
const ENTRY_SIGN = 0x02014b50;
const FILE_SIGN = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const HEADER_BYTES = 30;
/** A comment of the longest length may stand behind the end. */
const LONGEST_END = END_BYTES + 65_535;
const MOST_ENTRIES = 2_000;
const STORED = 0;
const DEFLATED = 8;
const UTF8_NAME = 0x0800;
const ENCRYPTED = 1;
/** In two bytes or four it says that the real number stands in a longer field. */
const ELSEWHERE = 0xffffffff;
/** One step can grow a thousandfold, so packed bytes go in by little. */
const STEP_BYTES = 16_384;

/** @throws {TableFileError} when the directory is cut off, damaged or larger than any table's. */
export function readZipDirectory(bytes: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const endAt = findEnd(view);
  const count = view.getUint16(endAt + 10, true);
  const from = view.getUint32(endAt + 16, true);
  if (count > MOST_ENTRIES) {
    throw new TableFileError(`the archive holds ${count} files; unzip it, and give one`);
  }
  const entries: ZipEntry[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > endAt || view.getUint32(at, true) !== ENTRY_SIGN) throw damaged();
    const nameBytes = view.getUint16(at + 28, true);
    const flags = view.getUint16(at + 8, true);
    entries.push({
      name: toName(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes), flags),
      method: view.getUint16(at + 10, true),
      isEncrypted: (flags & ENCRYPTED) !== 0,
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      plainBytes: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/**
 * @param mostBytes after unpacking: whatever the directory says, no more than this comes out.
 * @throws {TableFileError} when it is locked, damaged, packed in an unusual way or grows beyond that.
 */
export async function* unpackEntry(
  bytes: Uint8Array,
  entry: ZipEntry,
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  const packed = findPacked(bytes, entry);
  if (entry.plainBytes > mostBytes) throw tooLarge(entry, mostBytes);
  let size = 0;
  let sum = 0;
  try {
    for await (const chunk of entry.method === STORED ? steps(packed) : inflateRaw(steps(packed))) {
      size += chunk.length;
      if (size > mostBytes) throw tooLarge(entry, mostBytes);
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof DamagedGzipError ? damaged() : error;
  }
  if (sum !== entry.crc || size !== entry.plainBytes) throw damaged();
}

function findPacked(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const { at, packedBytes, method, isEncrypted, plainBytes } = entry;
  if (isEncrypted) throw new TableFileError("it is locked with a password; save it without one");
  if (method !== STORED && method !== DEFLATED) {
    throw new TableFileError(
      "it is zipped in a way that is not read here; unzip it, and give the file inside",
    );
  }
  if ([at, packedBytes, plainBytes].includes(ELSEWHERE)) {
    throw new TableFileError("it is a zip for more than 4 GB; unzip it, and give the file inside");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (at + HEADER_BYTES > bytes.length || view.getUint32(at, true) !== FILE_SIGN) throw damaged();
  const from = at + HEADER_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (from + packedBytes > bytes.length) throw damaged();
  return bytes.subarray(from, from + packedBytes);
}

async function* steps(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += STEP_BYTES) yield bytes.subarray(at, at + STEP_BYTES);
}

function findEnd(view: DataView): number {
  const least = Math.max(0, view.byteLength - LONGEST_END);
  for (let at = view.byteLength - END_BYTES; at >= least; at--) {
    if (view.getUint32(at, true) === END_SIGN) return at;
  }
  throw damaged();
}

function toName(bytes: Uint8Array, flags: number): string {
  const text = new TextDecoder().decode(bytes);
  // Programs of Korean Windows write names in its own encoding and do not say so.
  return (flags & UTF8_NAME) !== 0 || !text.includes("\uFFFD")
    ? text
    : new TextDecoder("euc-kr").decode(bytes);
}

function tooLarge({ name }: ZipEntry, mostBytes: number): TableFileError {
  const file = name.split("/").at(-1) ?? name;
  return new TableFileError(`${quoteName(file)} in it unpacks to more than ${mostBytes / 1_048_576} MB`);
}

function damaged(): TableFileError {
  return new TableFileError("its packed data is damaged or cut off");
}
