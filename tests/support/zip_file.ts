/** Zip archives and Excel workbooks for tests, as other programs write them, and wrong in one way each when asked. */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly isStored?: boolean;
  readonly isEncrypted?: boolean;
  /** What the directory says of its length, whatever it is. */
  readonly saidBytes?: number;
  readonly saidCrc?: number;
  readonly method?: number;
}

export function toZip(parts: readonly ZipPart[]): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const part of parts) {
    const name = new TextEncoder().encode(part.name);
    const plain = typeof part.content === "string" ? new TextEncoder().encode(part.content) : part.content;
    const packed = part.isStored === true ? plain : deflateRawSync(plain);
    const method = part.method ?? (part.isStored === true ? 0 : 8);
    const flags = 0x0800 | (part.isEncrypted === true ? 1 : 0);
    const facts = new DataView(new ArrayBuffer(20));
    facts.setUint16(0, flags, true);
    facts.setUint16(2, method, true);
    facts.setUint32(8, part.saidCrc ?? crc32(plain), true);
    facts.setUint32(12, packed.length, true);
    facts.setUint32(16, part.saidBytes ?? plain.length, true);
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, 0x04034b50, true);
    local.setUint16(4, 20, true);
    new Uint8Array(local.buffer).set(new Uint8Array(facts.buffer), 6);
    local.setUint16(26, name.length, true);
    pieces.push(new Uint8Array(local.buffer), name, packed);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    new Uint8Array(entry.buffer).set(new Uint8Array(facts.buffer), 8);
    entry.setUint16(28, name.length, true);
    entry.setUint32(42, at, true);
    directory.push(new Uint8Array(entry.buffer), name);
    at += 30 + name.length + packed.length;
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, parts.length, true);
  end.setUint16(10, parts.length, true);
  end.setUint32(12, directoryBytes, true);
  end.setUint32(16, at, true);
  return join([...pieces, ...directory, new Uint8Array(end.buffer)]);
}

/** A number; a text; a day or a time as Excel counts it; a formula with or without its value; nothing. */
export type SheetValue =
  | number
  | string
  | { readonly date: number }
  | { readonly formula: string; readonly value?: number }
  | undefined;

export interface TestSheet {
  readonly name: string;
  readonly rows: readonly (readonly SheetValue[])[];
  readonly isHidden?: boolean;
}

export interface WorkbookOptions {
  readonly is1904?: boolean;
  /** Texts stand in the cells themselves, as some programs write them. */
  readonly isInline?: boolean;
}

export function toXlsx(sheets: readonly TestSheet[], options: WorkbookOptions = {}): Uint8Array<ArrayBuffer> {
  return toZip(toXlsxParts(sheets, options));
}

export function toXlsxParts(
  sheets: readonly TestSheet[],
  { is1904 = false, isInline = false }: WorkbookOptions = {},
): readonly ZipPart[] {
  const texts: string[] = [];
  const parts = sheets.map(({ rows }, i) => ({
    name: `xl/worksheets/sheet${i + 1}.xml`,
    content: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${
      rows.map((cells, row) =>
        `<row r="${row + 1}">${
          cells.map((cell, column) =>
            toCell(cell, { at: `${columnName(column)}${row + 1}`, texts, isInline })
          ).join("")
        }</row>`
      ).join("")
    }</sheetData></worksheet>`,
  }));
  return [
    { name: "[Content_Types].xml", content: "<Types/>" },
    {
      name: "xl/workbook.xml",
      content: `<workbook xmlns:r="x"><workbookPr${is1904 ? ' date1904="1"' : ""}/><sheets>${
        sheets.map(({ name, isHidden }, i) =>
          `<sheet name="${escape(name)}" sheetId="${i + 1}"${
            isHidden === true ? ' state="hidden"' : ""
          } r:id="rId${i + 1}"/>`
        ).join("")
      }</sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      content: `<Relationships>${
        sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`).join(
          "",
        )
      }</Relationships>`,
    },
    {
      name: "xl/styles.xml",
      content:
        `<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;년&quot; m/d hh:mm"/></numFmts>` +
        `<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    },
    {
      name: "xl/sharedStrings.xml",
      content: `<sst>${
        texts.map((text) => `<si><t xml:space="preserve">${escape(text)}</t><rPh><t>읽기</t></rPh></si>`)
          .join("")
      }</sst>`,
    },
    ...parts,
  ];
}

function toCell(
  value: SheetValue,
  { at, texts, isInline }: { readonly at: string; readonly texts: string[]; readonly isInline: boolean },
): string {
  if (value === undefined) return "";
  if (typeof value === "number") return `<c r="${at}"><v>${value}</v></c>`;
  if (typeof value === "string") {
    if (isInline) return `<c r="${at}" t="inlineStr"><is><t>${escape(value)}</t></is></c>`;
    texts.push(value);
    return `<c r="${at}" t="s"><v>${texts.length - 1}</v></c>`;
  }
  if ("date" in value) return `<c r="${at}" s="1"><v>${value.date}</v></c>`;
  const result = value.value === undefined ? "" : `<v>${value.value}</v>`;
  return `<c r="${at}"><f>${escape(value.formula)}</f>${result}</c>`;
}

const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function columnName(at: number): string {
  return at < 26 ? String.fromCharCode(65 + at) : columnName(Math.floor(at / 26) - 1) + columnName(at % 26);
}

function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
