/** What the small files of an Excel workbook (.xlsx) say of its large ones: sheets, texts, formats. */
import { type DateSystem, isDateFormat } from "./excel_dates.ts";
import { TableFileError } from "./table_file_error.ts";
import { attributeOf, type XmlHandler, XmlScanner } from "./xml_scanner.ts";
import { unpackEntry, type ZipEntry } from "./zip.ts";

export interface WorkbookSheet {
  readonly name: string;
  readonly isHidden: boolean;
  /** The file in the archive. */
  readonly path: string;
}

export interface Workbook {
  readonly sheets: readonly WorkbookSheet[];
  readonly dates: DateSystem;
  /** Texts that cells name by number. */
  readonly texts: readonly string[];
  /** Of each style that cells name by number: whether it shows a date or a time. */
  readonly areDates: readonly boolean[];
}

const MB = 1_048_576;
const LARGEST_SMALL_FILE = 8 * MB;
const LARGEST_TEXTS = 96 * MB;
/** Letters of all texts together. */
const MOST_TEXT_LETTERS = 16 * MB;
const MOST_TEXTS = 1_100_000;
const WORKBOOK = "xl/workbook.xml";

export interface ZipArchive {
  readonly bytes: Uint8Array;
  readonly entries: readonly ZipEntry[];
}

export function isWorkbook({ entries }: ZipArchive): boolean {
  return entries.some(({ name }) => name === WORKBOOK);
}

/** @throws {TableFileError} */
export async function readWorkbook(archive: ZipArchive): Promise<Workbook> {
  const targets = await readTargets(archive);
  const sheets: WorkbookSheet[] = [];
  let dates: DateSystem = "from1900";
  await scanEntry(archive, { path: WORKBOOK, mostBytes: LARGEST_SMALL_FILE }, {
    open(name, tag) {
      if (name === "workbookpr" && /^(1|true)$/.test(attributeOf(tag, "date1904") ?? "")) dates = "from1904";
      if (name !== "sheet") return;
      const path = targets.get(attributeOf(tag, "id") ?? "");
      const state = attributeOf(tag, "state") ?? "visible";
      if (path === undefined || !path.includes("worksheets/")) return;
      sheets.push({ name: attributeOf(tag, "name") ?? "", isHidden: state !== "visible", path });
    },
    close() {},
    text() {},
  });
  return { sheets, dates, texts: await readTexts(archive), areDates: await readStyles(archive) };
}

/** Texts of an entry as XML. @returns false when the archive has no such file. @throws {TableFileError} */
export async function scanEntry(
  { bytes, entries }: ZipArchive,
  { path, mostBytes }: { readonly path: string; readonly mostBytes: number },
  handler: XmlHandler,
): Promise<boolean> {
  const entry = entries.find(({ name }) => name === path);
  if (entry === undefined) return false;
  const scanner = new XmlScanner(handler);
  const decoder = new TextDecoder();
  for await (const chunk of unpackEntry(bytes, entry, mostBytes)) {
    scanner.push(decoder.decode(chunk, { stream: true }));
  }
  scanner.push(decoder.decode());
  scanner.end();
  return true;
}

async function readTargets(archive: ZipArchive): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>();
  const isThere = await scanEntry(
    archive,
    { path: "xl/_rels/workbook.xml.rels", mostBytes: LARGEST_SMALL_FILE },
    {
      open(name, tag) {
        if (name !== "relationship") return;
        const target = attributeOf(tag, "target") ?? "";
        const path = target.startsWith("/") ? target.slice(1) : `xl/${target.replace(/^\.\//, "")}`;
        targets.set(attributeOf(tag, "id") ?? "", path);
      },
      close() {},
      text() {},
    },
  );
  if (!isThere) {
    throw new TableFileError("it is an Excel workbook without a list of its sheets; save it again as .xlsx");
  }
  return targets;
}

/** Readings of Japanese words stand beside some texts and are no part of them. */
async function readTexts(archive: ZipArchive): Promise<readonly string[]> {
  const texts: string[] = [];
  let current = "";
  let letters = 0;
  let isText = false;
  let isReading = false;
  await scanEntry(archive, { path: "xl/sharedStrings.xml", mostBytes: LARGEST_TEXTS }, {
    open(name) {
      if (name === "si") current = "";
      else if (name === "rph") isReading = true;
      else if (name === "t") isText = !isReading;
    },
    close(name) {
      if (name === "t") isText = false;
      else if (name === "rph") isReading = false;
      else if (name === "si") {
        letters += current.length;
        texts.push(current);
        if (letters > MOST_TEXT_LETTERS || texts.length > MOST_TEXTS) {
          throw new TableFileError("it holds more text than a table of prices; save the sheet as CSV");
        }
      }
    },
    text(text) {
      if (isText && current.length < MOST_TEXT_LETTERS) current += text;
    },
  });
  return texts;
}

async function readStyles(archive: ZipArchive): Promise<readonly boolean[]> {
  const codes = new Map<number, string>();
  const areDates: boolean[] = [];
  let isCells = false;
  await scanEntry(archive, { path: "xl/styles.xml", mostBytes: LARGEST_SMALL_FILE }, {
    open(name, tag) {
      if (name === "numfmt") {
        codes.set(Number(attributeOf(tag, "numfmtid")), attributeOf(tag, "formatcode") ?? "");
      } else if (name === "cellxfs") isCells = true;
      else if (name === "xf" && isCells) {
        const id = Number(attributeOf(tag, "numfmtid") ?? "0");
        areDates.push(isDateFormat(id, codes.get(id)));
      }
    },
    close(name) {
      if (name === "cellxfs") isCells = false;
    },
    text() {},
  });
  return areDates;
}
