/**
 * Rows of many polls as columns. The texts of a row are its key, written once; numbers are differences to the last row
 * of that key, so what did not change between two polls is a zero.
 */
import type { Cells } from "../../sources/source.ts";
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { findDigits, fromUnits, toUnits } from "./decimals.ts";

/** Rows by poll. */
export type Table = readonly (readonly Cells[])[];

const AS_FLOATS = 255;

export function writeTable(writer: ByteWriter, table: Table): void {
  writer.varint(table.length);
  for (const rows of table) writer.varint(rows.length);
  const rows = table.flat();
  const keyIds = writeKeys(writer, rows);
  const names = [...new Set(rows.flatMap(namesOfNumbers))];
  writer.varint(names.length);
  for (const name of names) {
    writer.text(name);
    writeColumn(writer, rows.map((row) => row[name]), keyIds);
  }
}

export function readTable(reader: ByteReader): Table {
  const lengths = Array.from({ length: reader.varint() }, () => reader.varint());
  const count = lengths.reduce((sum, length) => sum + length, 0);
  const keys = Array.from({ length: reader.varint() }, () => readKey(reader));
  const keyIds = Array.from({ length: count }, () => reader.varint());
  const rows = keyIds.map((id): [string, string | number][] => [...keys[id] ?? []]);
  for (let columns = reader.varint(); columns > 0; columns--) {
    const name = reader.text();
    readColumn(reader, keyIds).forEach((value, i) => {
      if (value !== undefined) rows[i]?.push([name, value]);
    });
  }
  let at = 0;
  return lengths.map((length) => rows.slice(at, at += length).map((cells) => Object.fromEntries(cells)));
}

/** @returns the key of each row. */
function writeKeys(writer: ByteWriter, rows: readonly Cells[]): readonly number[] {
  const ids = new Map<string, number>();
  const keyIds = rows.map((row) => {
    const key = JSON.stringify(textsOf(row));
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    return id;
  });
  writer.varint(ids.size);
  for (const key of ids.keys()) {
    const entries: [string, string][] = JSON.parse(key);
    writer.varint(entries.length);
    for (const text of entries.flat()) writer.text(text);
  }
  for (const id of keyIds) writer.varint(id);
  return keyIds;
}

function readKey(reader: ByteReader): [string, string][] {
  return Array.from({ length: reader.varint() }, () => [reader.text(), reader.text()]);
}

function writeColumn(writer: ByteWriter, values: readonly unknown[], keyIds: readonly number[]): void {
  const numbers = values.map((value) => typeof value === "number" ? value : undefined);
  const digits = findDigits(numbers.filter((value) => value !== undefined));
  writer.varint(digits ?? AS_FLOATS);
  const last = new Map<number, number>();
  numbers.forEach((value, i) => {
    if (value === undefined) return writer.varint(0);
    if (digits === undefined) {
      writer.varint(1);
      return writer.float(value);
    }
    const key = keyIds[i] ?? 0;
    const units = toUnits(value, digits);
    writer.varint(toZigzag(units - (last.get(key) ?? 0)) + 1);
    last.set(key, units);
  });
}

function readColumn(reader: ByteReader, keyIds: readonly number[]): readonly (number | undefined)[] {
  const digits = reader.varint();
  const last = new Map<number, number>();
  return keyIds.map((key) => {
    const code = reader.varint();
    if (code === 0) return undefined;
    if (digits === AS_FLOATS) return reader.float();
    const units = (last.get(key) ?? 0) + fromZigzag(code - 1);
    last.set(key, units);
    return fromUnits(units, digits);
  });
}

function namesOfNumbers(row: Cells): readonly string[] {
  return Object.keys(row).filter((name) => typeof row[name] === "number");
}

function textsOf(row: Cells) {
  return Object.entries(row).filter(([, value]) => typeof value === "string");
}

/** 0, -1, 1, -2 … become 0, 1, 2, 3 … */
function toZigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

function fromZigzag(code: number): number {
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2;
}
