/** Files in which the rows of many markets stand together, told apart by a column. */
import { findDelimiter, readCells } from "../../lib/csv_cells.ts";
import { UserError } from "../../core/errors.ts";
import { isShareCode } from "../../core/symbol.ts";
import { readPlainBytes } from "../../market/csv/bytes.ts";

/** How such columns are called, in lower case. */
const NAMES: readonly string[] = [
  "code",
  "symbol",
  "ticker",
  "market",
  "pair",
  "종목코드",
  "단축코드",
  "종목",
];
const MOST_BYTES = 65_536;

export interface Choice {
  readonly column: string;
  readonly text: string;
}

/** @throws {UserError} */
export function readOnly(text: string): Choice {
  const [column = "", ...rest] = text.split("=");
  if (column !== "" && rest.length > 0) return { column, text: rest.join("=") };
  throw new UserError("invalid", "--only must be column=text, for example --only code=005930");
}

/** `005930/KRW` of a choice like `code=005930`; `undefined` when the text is no code of a Korean share. */
export function shareSymbolOf(choice: Choice | undefined): string | undefined {
  return choice !== undefined && isShareCode(choice.text) ? `${choice.text}/KRW` : undefined;
}

/**
 * A choice that the file would understand: its column of markets with the text of its first row. `undefined` when
 * there is no such column, or the beginning of the file cannot be read.
 */
export async function suggestChoice(path: string, sheet?: string): Promise<Choice | undefined> {
  if (path === "-") return undefined;
  try {
    const [head = "", first = ""] = (await readBegin(path, sheet)).split(/\r?\n/);
    const delimiter = findDelimiter(head);
    const columns = readCells(head, delimiter);
    const at = columns.findIndex((name) => NAMES.includes(name.toLowerCase()));
    const text = readCells(first, delimiter)[at];
    const column = columns[at];
    return column === undefined || text === undefined || text === "" ? undefined : { column, text };
  } catch {
    // It is only for a hint; whoever reads the file in earnest says what is wrong with it.
    return undefined;
  }
}

/** Lines in which the names of the columns may stand: some files begin with an address or a title. */
const HEAD_LINES = 11;

/** What the first rows of a file say of their market, as text; `undefined` when each says another. */
export async function findStatedMarket(path: string, sheet?: string): Promise<Choice | undefined> {
  if (path === "-") return undefined;
  let lines: readonly string[];
  try {
    lines = (await readBegin(path, sheet)).split(/\r?\n/);
  } catch {
    // Whoever reads the file in earnest says what is wrong with it.
    return undefined;
  }
  for (let i = 0; i < HEAD_LINES; i++) {
    const delimiter = findDelimiter(lines[i] ?? "");
    const columns = readCells(lines[i] ?? "", delimiter);
    const at = columns.findIndex((name) => NAMES.includes(name.trim().toLowerCase()));
    const column = columns[at];
    if (column === undefined) continue;
    const texts = lines.slice(i + 1).filter((line) => line.trim() !== "").map((line) =>
      readCells(line, delimiter)[at]?.trim() ?? ""
    );
    // The last line may be cut off in the middle.
    const [text = "", ...rest] = texts.length > 1 ? texts.slice(0, -1) : texts;
    return text === "" || rest.some((other) => other !== text) ? undefined : { column, text };
  }
  return undefined;
}

/** The first lines of a file, as plain text. */
export async function readBegin(path: string, sheet: string | undefined): Promise<string> {
  const file = await Deno.open(path);
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of readPlainBytes(file.readable, { sheet })) {
    text += decoder.decode(bytes.subarray(0, MOST_BYTES), { stream: true });
    if (text.length >= MOST_BYTES || text.split("\n").length > HEAD_LINES + 1) break;
  }
  return text;
}
