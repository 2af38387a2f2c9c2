/** A whole text from a file or from standard input, unpacked when it is gzip, and never more than a cap. */
import { UserError } from "../../core/errors.ts";
import { escapeControls } from "../../core/text.ts";
import { DamagedGzipError, gunzip } from "../../lib/gunzip.ts";
import { decodeText } from "../../market/csv/encoding.ts";

const MOST_BYTES = 64 * 1_048_576;

/**
 * @param path of the file; `-` is standard input.
 * @throws {UserError} when it cannot be read, is neither UTF-8 nor Korean text or holds more than 64 MB, packed or unpacked.
 */
export async function readInputText(path: string): Promise<string> {
  const name = path === "-" ? "standard input" : escapeControls(path);
  const source = path === "-" ? Deno.stdin.readable : await openFile(path, name);
  try {
    const packed = await readCapped(source, name);
    const isGzip = packed[0] === 0x1f && packed[1] === 0x8b;
    const bytes = isGzip ? await readCapped(gunzip(new Blob([packed]).stream()), name) : packed;
    return decodeText(bytes);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof TypeError || error instanceof DamagedGzipError) {
      throw refuse(name, "it is neither UTF-8 text nor an undamaged gzip file");
    }
    if (error instanceof Error && "code" in error && error.code === "EISDIR") {
      throw refuse(name, "it is a folder");
    }
    throw error;
  }
}

async function openFile(path: string, name: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  try {
    return (await Deno.open(path)).readable;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw refuse(name, "there is no such file");
    if (error instanceof Deno.errors.PermissionDenied) throw refuse(name, "the system does not allow it");
    if (error instanceof Deno.errors.NotCapable) {
      throw refuse(
        name,
        `only files below data may be read; put it there, or hand it over with: … - < ${name}`,
      );
    }
    throw error;
  }
}

async function readCapped(
  source: AsyncIterable<Uint8Array<ArrayBuffer>>,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > MOST_BYTES) throw refuse(name, `it holds more than ${MOST_BYTES / 1_048_576} MB`);
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function refuse(name: string, why: string): UserError {
  return new UserError("invalid", `Cannot read ${name}: ${why}`);
}
