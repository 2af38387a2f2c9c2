/** What a file is, by its first bytes; its name may say anything. */
import { TableFileError } from "./table_file_error.ts";

export type TableFileKind = "gzip" | "zip" | "html" | "text";

/** So many bytes tell. */
export const TELLING_BYTES = 512;

const CSV = "save it as CSV or .xlsx";
/** In hex, and what to do with it. */
const OTHERS: readonly (readonly [string, string])[] = [
  [
    "d0cf11e0a1b11ae1",
    `it is an old Excel file (.xls), or one that is locked with a password; open it in Excel and ${CSV}, without a password`,
  ],
  ["25504446", `it is a PDF, from which no numbers are read; download the table as CSV or Excel`],
  ["377abcaf271c", "it is a 7z archive; unpack it, and give the file inside"],
  ["526172211a07", "it is a RAR archive; unpack it, and give the file inside"],
  ["28b52ffd", "it is packed with zstd; unpack it, or pack it with gzip"],
  ["425a68", "it is packed with bzip2; unpack it, or pack it with gzip"],
  ["fd377a585a00", "it is packed with xz; unpack it, or pack it with gzip"],
  ["50415231", "it is a Parquet file; write it as CSV"],
  ["4152524f5731", "it is an Arrow file (Feather); write it as CSV"],
  ["53514c69746520666f726d6174203300", "it is an SQLite database; export its table as CSV"],
  ["89504e470d0a1a0a", "it is a picture; download the table as CSV or Excel"],
  ["ffd8ff", "it is a picture; download the table as CSV or Excel"],
  ["894844460d0a1a0a", "it is an HDF5 file; write it as CSV"],
];
const ZIP = /^504b(0304|0506|0708)/;
/** Some tables begin with names in angle brackets, like `<DATE>`. */
const HTML = /^\s*<(!doctype\s+html|html|head|meta|title|body|table|style|script|div|center|link)\b/i;
const XML_SHEET = /urn:schemas-microsoft-com:office:spreadsheet/i;
const JSON_TEXT = /^\s*(\{\s*"|\[\s*[{["])/;

/** @param begin the first bytes of the file. @throws {TableFileError} for what is no table, with its name. */
export function fileKindOf(begin: Uint8Array): TableFileKind {
  const hex = begin.subarray(0, 16).toHex();
  if (hex.startsWith("1f8b")) return "gzip";
  if (ZIP.test(hex)) return "zip";
  const other = OTHERS.find(([sign]) => hex.startsWith(sign));
  if (other !== undefined) throw new TableFileError(other[1]);
  const text = new TextDecoder(begin[0] === 0xff && begin[1] === 0xfe ? "utf-16le" : "utf-8").decode(begin);
  if (/^\s*<\?xml/i.test(text)) {
    if (XML_SHEET.test(text)) {
      throw new TableFileError(`it is an XML file of an old Excel; open it in Excel and ${CSV}`);
    }
    if (!/<html/i.test(text)) {
      throw new TableFileError("it is an XML file, from which no candles are read; give CSV or .xlsx");
    }
  }
  if (/^\s*<\?xml/i.test(text) || HTML.test(text)) return "html";
  if (JSON_TEXT.test(text)) {
    throw new TableFileError(
      "it is JSON, from which no candles are read; write it as CSV with a line of names",
    );
  }
  return "text";
}
