/** Any file that people have of a table, as plain CSV in UTF-8: packed or not, text, Excel or a page with a table. */
import { toUtf8 } from "../encoding.ts";
import { DamagedGzipError, gunzip } from "../gunzip.ts";
import { fileKindOf, type TableFileKind, TELLING_BYTES } from "./file_kind.ts";
import { quoteName, TableFileError } from "./table_file_error.ts";
import { isWorkbook, type ZipArchive } from "./workbook.ts";
import { readZipDirectory, unpackEntry, type ZipEntry } from "./zip.ts";

export interface PlainTextOptions {
  /** Of a workbook: the sheet with the table. */
  readonly sheet?: string | undefined;
}

const MB = 1_048_576;
/** A zip is held whole, because its directory stands at its end. A full sheet of Excel has some 40 MB. */
const LARGEST_ZIP_BYTES = 64 * MB;
/** Of a file in a zip, unpacked: what a reader of text goes through piece by piece. */
const LARGEST_PLAIN_BYTES = 4_096 * MB;
/** Packed bytes go in by so much: one step can grow a thousandfold, and this keeps it below some 16 MB. */
const PACKED_STEP_BYTES = 16_384;
/** Gzip in gzip, or a workbook in a zip in gzip, and no deeper. */
const MOST_LAYERS = 3;
const TABLE_NAME = /\.(csv|tsv|txt|xlsx|xls|html?)$/i;
const SHOWN_FILES = 4;

/** @throws {TableFileError} naming what the file is and what to do, and whatever reading the source throws. */
export async function* toPlainText(
  source: AsyncIterable<Uint8Array>,
  options: PlainTextOptions = {},
  layer = 0,
): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  try {
    const begin = await readBegin(pieces);
    const kind = fileKindOf(begin);
    const all = joinAgain(begin, pieces);
    if (kind === "text") yield* toUtf8(all);
    else yield* unwrap(kind, all, { ...options, layer });
  } finally {
    await pieces.return?.();
  }
}

async function* unwrap(
  kind: Exclude<TableFileKind, "text">,
  source: AsyncIterable<Uint8Array>,
  { layer, sheet }: PlainTextOptions & { readonly layer: number },
): AsyncGenerator<Uint8Array> {
  if (kind === "html") {
    // Seldom needed, and only then loaded: so it is with everything but text.
    const { readHtmlTable } = await import("./html_table.ts");
    return yield* readHtmlTable(toTexts(toUtf8(source)));
  }
  if (layer >= MOST_LAYERS) {
    throw new TableFileError("it is packed several times over; unpack it, and give the file inside");
  }
  if (kind === "gzip") {
    try {
      return yield* toPlainText(gunzip(inSteps(source)), { sheet }, layer + 1);
    } catch (error) {
      throw error instanceof DamagedGzipError
        ? new TableFileError("its packed data is damaged or cut off")
        : error;
    }
  }
  const bytes = await readZip(source);
  const archive: ZipArchive = { bytes, entries: readZipDirectory(bytes) };
  if (isWorkbook(archive)) {
    const { readXlsx } = await import("./xlsx.ts");
    return yield* readXlsx(archive, sheet);
  }
  yield* toPlainText(
    unpackEntry(bytes, findTable(archive.entries), LARGEST_PLAIN_BYTES),
    { sheet },
    layer + 1,
  );
}

/** @throws {TableFileError} unless the archive holds one table. */
function findTable(entries: readonly ZipEntry[]): ZipEntry {
  const names = new Set(entries.map(({ name }) => name));
  if (names.has("xl/workbook.bin")) {
    throw new TableFileError("it is a binary workbook (.xlsb); open it in Excel and save it as .xlsx or CSV");
  }
  if (names.has("content.xml") && names.has("mimetype")) {
    throw new TableFileError("it is an OpenDocument file (.ods); save it as .xlsx or CSV");
  }
  if (names.has("word/document.xml")) {
    throw new TableFileError("it is a Word document; save its table as .xlsx or CSV");
  }
  const files = entries.filter(({ name }) => !name.endsWith("/") && !/(^|\/)(__MACOSX\/|\.)/.test(name));
  const tables = files.filter(({ name }) => TABLE_NAME.test(name));
  const [only, ...more] = tables;
  if (only !== undefined && more.length === 0) return only;
  const shown = files.slice(0, SHOWN_FILES).map(({ name }) => quoteName(name)).join(", ");
  const rest = files.length > SHOWN_FILES ? ", …" : "";
  throw new TableFileError(
    files.length === 0
      ? "it is an empty zip archive"
      : tables.length === 0
      ? `it is a zip archive without a CSV or Excel file (it holds ${shown}${rest})`
      : `it is a zip archive of ${tables.length} tables (${shown}${rest}); unzip it, and give one of them`,
  );
}

async function readZip(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > LARGEST_ZIP_BYTES) {
      throw new TableFileError(
        `it is a zip archive or an Excel workbook of more than ${
          LARGEST_ZIP_BYTES / MB
        } MB; give CSV, also as .gz`,
      );
    }
    pieces.push(piece);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces.splice(0)) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** As many bytes as tell what it is, when there are as many. */
async function readBegin(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let begin = new Uint8Array(0);
  while (begin.length < TELLING_BYTES) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    const joined = new Uint8Array(begin.length + value.length);
    joined.set(begin);
    joined.set(value, begin.length);
    begin = joined;
  }
  return begin;
}

async function* joinAgain(
  begin: Uint8Array,
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield begin;
  for (;;) {
    const { done, value } = await pieces.next();
    if (done === true) return;
    yield value;
  }
}

async function* inSteps(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    for (let at = 0; at < piece.length; at += PACKED_STEP_BYTES) {
      yield piece.slice(at, at + PACKED_STEP_BYTES);
    }
  }
}

async function* toTexts(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of source) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}
