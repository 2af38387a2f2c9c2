/** One sheet of an Excel workbook (.xlsx), row by row, as lines of CSV. */
import { CsvLines, type SheetCell } from "./csv_lines.ts";
import { toDateText } from "./excel_dates.ts";
import { quoteName, TableFileError } from "./table_file_error.ts";
import { readWorkbook, type Workbook, type WorkbookSheet, type ZipArchive } from "./workbook.ts";
import { type XmlHandler, XmlScanner } from "./xml_scanner.ts";
import { unpackEntry } from "./zip.ts";

/** A full sheet with seven columns has some 300 MB. */
const LARGEST_SHEET_BYTES = 512 * 1_048_576;
/** As Excel itself allows in a cell. */
const LONGEST_CELL = 32_767;
const SHOWN_SHEETS = 5;
const MOST_SHEETS = 64;
/** A sheet that has no cell in so many letters counts as one that has: whoever chooses it will see. */
const LOOKED_AT_LETTERS = 4_194_304;

/**
 * @param wanted the sheet; absent, the only visible one with rows.
 * @throws {TableFileError} when there is none, there are several, or what is packed is damaged or too much.
 */
export async function* readXlsx(archive: ZipArchive, wanted: string | undefined): AsyncGenerator<Uint8Array> {
  const workbook = await readWorkbook(archive);
  yield* readSheet(archive, workbook, await chooseSheet(archive, workbook, wanted));
}

async function chooseSheet(
  archive: ZipArchive,
  { sheets }: Workbook,
  wanted: string | undefined,
): Promise<WorkbookSheet> {
  if (wanted !== undefined) {
    const found = sheets.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    throw new TableFileError(
      `it has no sheet ${quoteName(wanted)}; it has ${toNames(sheets)}`,
      "needs_option",
    );
  }
  const visible = sheets.filter(({ isHidden }) => !isHidden);
  if (visible.length > MOST_SHEETS) {
    throw new TableFileError(`it has ${visible.length} sheets; say which one: --sheet NAME`, "needs_option");
  }
  const filled: WorkbookSheet[] = [];
  for (const sheet of visible) if (await hasRows(archive, sheet)) filled.push(sheet);
  const [only, ...more] = filled;
  if (only === undefined) throw new TableFileError("it is an Excel workbook without a filled sheet");
  if (more.length === 0) return only;
  throw new TableFileError(
    `it has ${filled.length} sheets with rows (${toNames(filled)}); say which one: --sheet ${
      quoteName(only.name)
    }`,
    "needs_option",
  );
}

function toNames(sheets: readonly WorkbookSheet[]): string {
  const names = sheets.slice(0, SHOWN_SHEETS).map(({ name }) => quoteName(name, 31));
  return [...names, ...(sheets.length > SHOWN_SHEETS ? ["…"] : [])].join(", ");
}

/** Reads no more of it than up to its first cell. */
async function hasRows(archive: ZipArchive, { path }: WorkbookSheet): Promise<boolean> {
  let isFilled = false;
  const scanner = new XmlScanner({
    open: (name) => void (isFilled ||= name === "v" || name === "is"),
    close() {},
    text() {},
  });
  let letters = 0;
  for await (const text of readTextsOf(archive, path)) {
    scanner.push(text);
    letters += text.length;
    if (isFilled || letters > LOOKED_AT_LETTERS) return true;
  }
  return false;
}

async function* readTextsOf({ bytes, entries }: ZipArchive, path: string): AsyncGenerator<string> {
  const entry = entries.find(({ name }) => name === path);
  if (entry === undefined) {
    throw new TableFileError("it is an Excel workbook that lacks its sheet; save it again");
  }
  const decoder = new TextDecoder();
  for await (const chunk of unpackEntry(bytes, entry, LARGEST_SHEET_BYTES)) {
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

async function* readSheet(
  archive: ZipArchive,
  workbook: Workbook,
  { path }: WorkbookSheet,
): AsyncGenerator<Uint8Array> {
  const lines = new CsvLines();
  const scanner = new XmlScanner(new SheetReader(workbook, lines));
  for await (const text of readTextsOf(archive, path)) {
    scanner.push(text);
    const piece = lines.take({ atEnd: false });
    if (piece !== undefined) yield piece;
  }
  scanner.end();
  const rest = lines.take({ atEnd: true });
  if (rest !== undefined) yield rest;
}

interface OpenCell {
  readonly at: number;
  readonly type: string;
  readonly style: number;
}

class SheetReader implements XmlHandler {
  readonly #workbook: Workbook;
  readonly #lines: CsvLines;
  #row = 0;
  #cells: (SheetCell | undefined)[] = [];
  #cell: OpenCell | undefined;
  #value = "";
  #formula = "";
  #into: "value" | "formula" | undefined;

  constructor(workbook: Workbook, lines: CsvLines) {
    this.#workbook = workbook;
    this.#lines = lines;
  }

  open(name: string, tag: string): void {
    if (name === "c") this.#openCell(tag);
    else if (name === "row") {
      const said = Number(/\sr=["'](\d{1,7})["']/.exec(tag)?.[1] ?? NaN);
      this.#row = Number.isNaN(said) ? this.#row + 1 : said;
      this.#cells = [];
    } else if (this.#cell !== undefined) {
      if (name === "v" || name === "t") this.#into = "value";
      else if (name === "f") this.#into = "formula";
      // The reading of a word, beside it.
      else if (name === "rph") this.#into = undefined;
    }
  }

  close(name: string): void {
    if (name === "c") this.#closeCell();
    else if (name === "v" || name === "t" || name === "f") this.#into = undefined;
    else if (name === "row" && this.#cells.length > 0) this.#lines.add(this.#row, this.#cells);
  }

  text(text: string): void {
    if (this.#into === undefined) return;
    if (this.#into === "value") this.#value += text;
    else this.#formula += text;
    if (this.#value.length + this.#formula.length > 2 * LONGEST_CELL) {
      throw new TableFileError(`a cell in row ${this.#row} is longer than ${LONGEST_CELL} letters`);
    }
  }

  #openCell(tag: string): void {
    let at = this.#cells.length;
    let type = "n";
    let style = 0;
    for (const [, name, value = ""] of tag.matchAll(/\s(r|s|t)=["']([^"']*)["']/g)) {
      if (name === "r") at = toColumn(value) ?? at;
      else if (name === "s") style = Number(value);
      else type = value;
    }
    this.#cell = { at, type, style };
    this.#value = "";
    this.#formula = "";
  }

  #closeCell(): void {
    const cell = this.#cell;
    this.#cell = undefined;
    if (cell === undefined) return;
    const read = this.#toCell(cell);
    if (read === undefined) return;
    // A cell far to the right would make a row of empty ones before it.
    if (cell.at > 16_384) throw new TableFileError(`row ${this.#row} has more cells than a sheet of Excel`);
    while (this.#cells.length < cell.at) this.#cells.push(undefined);
    this.#cells[cell.at] = read;
  }

  #toCell({ type, style }: OpenCell): SheetCell | undefined {
    const { texts, areDates, dates } = this.#workbook;
    if (this.#value === "") {
      // A formula that no program has worked out: the reader of the column says that it is no number.
      return this.#formula === "" ? undefined : { text: `=${this.#formula}`, isNumber: false };
    }
    if (type === "s") {
      const text = texts[Number(this.#value)];
      if (text === undefined) {
        throw new TableFileError(`a text in row ${this.#row} is missing; the file is damaged`);
      }
      return { text, isNumber: false };
    }
    if (type === "b") return { text: this.#value === "1" ? "true" : "false", isNumber: false };
    if (type !== "n" && type !== "") return { text: this.#value, isNumber: false };
    const number = Number(this.#value);
    if (Number.isNaN(number)) return { text: this.#value, isNumber: false };
    const date = areDates[style] === true ? toDateText(number, dates) : undefined;
    // Its shortest form: programs write 180.18000000000001 for what was typed as 180.18.
    return { text: date ?? toPlain(number), isNumber: true };
  }
}

/** Without an exponent where that is exact; the reader of times takes none. */
function toPlain(number: number): string {
  return Number.isSafeInteger(number) ? number.toFixed(0) : String(number);
}

/** `B5` is column 1. */
function toColumn(reference: string): number | undefined {
  const letters = /^([A-Z]{1,3})\d*$/i.exec(reference)?.[1]?.toUpperCase();
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
