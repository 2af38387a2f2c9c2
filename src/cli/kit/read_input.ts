/** A whole text from a file or from standard input, unpacked when it is gzip, and never more than a cap. */
import { UserError } from "../../core/errors.ts";
import { escapeControls } from "../../core/text.ts";
import { DamagedGzipError, gunzip } from "../../lib/gunzip.ts";
import { TableFileError } from "../../lib/sheet/table_file_error.ts";
import { decodeText } from "../../lib/encoding.ts";

const MOST_BYTES = 64 * 1_048_576;

/** What a zip archive, an Excel workbook among them, and a web page begin with. */
const WRAPPED = /^(PK[^\w\s,;|]|\s*<[!a-z])/i;

/**
 * @param path of the file; `-` is standard input. With `asTable` the table of a workbook, of a zip archive or of a web
 *   page comes as CSV.
 * @throws {UserError} when it cannot be read, is neither UTF-8 nor Korean text or holds more than 64 MB, packed or unpacked.
 */
export async function readInputText(
  path: string,
  { asTable, sheet }: { readonly asTable?: boolean; readonly sheet?: string | undefined } = {},
): Promise<string> {
  const name = path === "-" ? "standard input" : escapeControls(path);
  const source = path === "-" ? Deno.stdin.readable : await openFile(path, name);
  try {
    const packed = await readCapped(source, name);
    const isGzip = packed[0] === 0x1f && packed[1] === 0x8b;
    const bytes = isGzip ? await readCapped(gunzip(new Blob([packed]).stream()), name) : packed;
    const begin = String.fromCharCode(...bytes.subarray(0, 64));
    if (asTable !== true || !WRAPPED.test(begin)) return decodeText(bytes);
    const { toPlainText } = await import("../../lib/sheet/plain_text.ts");
    return decodeText(await readCapped(toPlainText(new Blob([bytes]).stream(), { sheet }), name));
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof TableFileError) {
      throw new UserError(error.code, `Cannot read ${name}: ${error.message}`);
    }
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
  source: AsyncIterable<Uint8Array>,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > MOST_BYTES) throw refuse(name, `it holds more than ${MOST_BYTES / 1_048_576} MB`);
    chunks.push(new Uint8Array(chunk));
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function refuse(name: string, why: string): UserError {
  return new UserError("invalid", `Cannot read ${name}: ${why}`);
}
