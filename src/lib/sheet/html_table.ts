/** The rows of tables in a web page, as lines of CSV: some programs call such a page `.xls`. */
import { CsvLines, type SheetCell } from "./csv_lines.ts";
import { quoteName, TableFileError } from "./table_file_error.ts";
import { attributeOf, type XmlHandler, XmlScanner } from "./xml_scanner.ts";

/** Fewer cells side by side are a form to log in with, not a table. */
const FEWEST_CELLS = 2;
const FEWEST_ROWS = 2;
const LONGEST_CELL = 32_767;

/** @param texts the page, decoded. @throws {TableFileError} when it has no table. */
export async function* readHtmlTable(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const lines = new CsvLines();
  const reader = new HtmlReader(lines);
  const scanner = new XmlScanner(reader);
  for await (const text of texts) {
    scanner.push(text);
    const piece = lines.take({ atEnd: false });
    if (piece !== undefined) yield piece;
  }
  scanner.end();
  reader.closeRow();
  if (lines.lines < FEWEST_ROWS) {
    throw new TableFileError(
      `it is a web page without a table${
        reader.title === "" ? "" : ` (${quoteName(reader.title)})`
      }: a page to log in, or an error? Download the file again in a browser, and give what was saved`,
    );
  }
  const rest = lines.take({ atEnd: true });
  if (rest !== undefined) yield rest;
}

class HtmlReader implements XmlHandler {
  readonly #lines: CsvLines;
  #cells: SheetCell[] | undefined;
  #cell: string | undefined;
  #span = 1;
  #isTitle = false;
  title = "";

  constructor(lines: CsvLines) {
    this.#lines = lines;
  }

  open(name: string, tag: string): void {
    if (name === "tr") {
      this.closeRow();
      this.#cells = [];
    } else if (name === "td" || name === "th") {
      this.#closeCell();
      this.#cell = "";
      this.#span = Math.min(64, Math.max(1, Number(attributeOf(tag, "colspan") ?? "1") || 1));
    } else if (name === "br") this.text(" ");
    else if (name === "title") this.#isTitle = true;
  }

  close(name: string): void {
    if (name === "td" || name === "th") this.#closeCell();
    else if (name === "tr" || name === "table") this.closeRow();
    else if (name === "title") this.#isTitle = false;
  }

  text(text: string): void {
    if (this.#isTitle && this.title.length < 200) this.title += text.replace(/\s+/g, " ");
    if (this.#cell === undefined) return;
    this.#cell += text;
    if (this.#cell.length > LONGEST_CELL) {
      throw new TableFileError(`one of its cells is longer than ${LONGEST_CELL}`);
    }
  }

  closeRow(): void {
    this.#closeCell();
    const cells = this.#cells ?? [];
    this.#cells = undefined;
    if (cells.length >= FEWEST_CELLS) this.#lines.add(this.#lines.lines + 1, cells);
  }

  #closeCell(): void {
    if (this.#cell === undefined) return;
    const text = this.#cell.replace(/[\s\u00a0]+/g, " ").trim();
    this.#cell = undefined;
    this.#cells ??= [];
    this.#cells.push({ text, isNumber: false });
    for (let i = 1; i < this.#span; i++) this.#cells.push({ text: "", isNumber: false });
  }
}
