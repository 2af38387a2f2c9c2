/** Gzip of one or many members, as `cat a.gz b.gz` and bgzip make it; the web's own stream takes the first one only. */
import { pipeline, Readable } from "node:stream";
import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from "node:zlib";

/** Packed data that ends early, or that never was what it says. */
export class DamagedGzipError extends Error {
  override readonly name = "DamagedGzipError";
}

/** @throws {DamagedGzipError} and what the source throws. */
export function gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  return unpack(source, createGunzip());
}

/** What lies in a zip archive, without gzip's frame around it. @throws {DamagedGzipError} and what the source throws. */
export function inflateRaw(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  return unpack(source, createInflateRaw());
}

async function* unpack(
  source: AsyncIterable<Uint8Array>,
  unpacked: Gunzip | InflateRaw,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  // Who iterates gets the error; the pipeline only takes both streams down together.
  pipeline(Readable.from(source, { objectMode: false }), unpacked, () => {});
  try {
    for await (const chunk of unpacked) yield new Uint8Array(chunk);
  } catch (error) {
    const isDamage = error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
    throw isDamage ? new DamagedGzipError("Cannot unpack: the data is damaged or cut off") : error;
  } finally {
    unpacked.destroy();
  }
}
