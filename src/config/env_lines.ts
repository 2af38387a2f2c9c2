/** One `NAME=value` of a `.env` file, and how it was written. */
export interface EnvLine extends EnvValue {
  readonly name: string;
  /** From 1; that of the name. */
  readonly line: number;
  readonly hasExport: boolean;
  readonly hasSpaceBeforeEquals: boolean;
}

interface EnvValue {
  readonly value: string;
  readonly quote: string | undefined;
  readonly hasComment: boolean;
}

export interface EnvLines {
  readonly lines: readonly EnvLine[];
  /** Sentences with the line and never the value. */
  readonly faults: readonly string[];
}

const START = /^\s*(export\s+)?([A-Za-z_][A-Za-z0-9_]*)(\s*)=(.*)$/;
const OPEN_QUOTE = "a quote that is never closed";

/**
 * The lines of a `.env` file, so that nothing of a value is lost without a word: an unquoted value goes on to the end
 * of its line or to a space and `#`; in double quotes a backslash stands for itself, except before `"`, `\`, `$` and a
 * backtick, so that `"C:\new"` is that path. These are the rules of systemd for what is in double quotes.
 *
 * @param isOurs tells the names whose values have one line, and that no open quote of another one may swallow.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=
 */
export function readEnvLines(content: string, isOurs: (name: string) => boolean): EnvLines {
  const rows = content.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const encodingFault = findEncodingFault(rows);
  if (encodingFault !== undefined) return { lines: [], faults: [encodingFault] };
  const lines: EnvLine[] = [];
  const faults: string[] = [];
  for (let i = 0; i < rows.length; i++) {
    const line = i + 1;
    const row = rows[i] ?? "";
    if (/^\s*(#|$)/.test(row)) continue;
    const [match, prefix, name = "", space = "", text = ""] = START.exec(row) ?? [];
    if (match === undefined) {
      faults.push(`line ${line} of .env is not NAME=value; write it so, or put # in front of it`);
      continue;
    }
    const following = isOurs(name) ? [] : rows.slice(line, findOurs(rows, line, isOurs));
    const read = readValue(text, following);
    if (typeof read === "string") {
      faults.push(`line ${line} of .env has ${read}`);
      continue;
    }
    i += read.moreRows;
    lines.push({ name, line, hasExport: prefix !== undefined, hasSpaceBeforeEquals: space !== "", ...read });
  }
  return { lines, faults };
}

/** UTF-16 read as UTF-8 has zeros or, for its byte-order mark, U+FFFD; so has any other encoding beyond ASCII. */
function findEncodingFault(rows: readonly string[]): string | undefined {
  const text = rows.join("\n");
  if (text.includes("\uFFFD")) return ".env is saved as UTF-16 (or another encoding); save it as UTF-8";
  const zeros = text.split("\0").length - 1;
  if (zeros === 0) return undefined;
  if (zeros * 3 > text.length) return ".env is saved as UTF-16 (or another encoding); save it as UTF-8";
  return `line ${rows.findIndex((row) => row.includes("\0")) + 1} of .env holds a zero byte; write it anew`;
}

function findOurs(rows: readonly string[], from: number, isOurs: (name: string) => boolean): number {
  const at = rows.findIndex((row, i) => i >= from && isOurs(START.exec(row)?.[2] ?? ""));
  return at === -1 ? rows.length : at;
}

/** What stands after `=`; a quoted value may go on in the following rows. A text is what is wrong with it. */
function readValue(
  text: string,
  following: readonly string[],
): (EnvValue & { readonly moreRows: number }) | string {
  const first = text.trimStart();
  const quote = /^["'`]/.exec(first)?.[0];
  if (quote === undefined) {
    const [value = "", comment] = text.split(/\s#(.*)/s);
    return { value: value.trim(), quote, hasComment: comment !== undefined, moreRows: 0 };
  }
  const body = [first.slice(1), ...following].join("\n");
  const inner = quote === '"' ? /^(?:[^"\\]|\\.)*(?=")/s : quote === "'" ? /^[^']*(?=')/ : /^[^`]*(?=`)/;
  const raw = inner.exec(body)?.[0];
  if (raw === undefined) return OPEN_QUOTE;
  const rest = body.slice(raw.length + 1).split("\n")[0] ?? "";
  if (!/^\s*$|^\s+#/.test(rest)) {
    return "text after its closing quote; put it inside, or behind a space and #";
  }
  const value = quote === '"' ? raw.replace(/\\(["\\$`])/g, "$1") : raw;
  return { value, quote, hasComment: rest.includes("#"), moreRows: raw.split("\n").length - 1 };
}
