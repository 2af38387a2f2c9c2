import { CalendarFileError, toShownValue } from "./calendar_file_error.ts";

/**
 * JSON in which every value knows its line. `JSON.parse` forgets places and drops repeated keys without a word,
 * and a person who edits a list of dates by hand needs to hear where the mistake is.
 */
export type JsonNode = TextNode | PlainNode | ListNode | MapNode;
export interface TextNode {
  readonly kind: "text";
  readonly line: number;
  readonly value: string;
}
export interface PlainNode {
  readonly kind: "plain";
  readonly line: number;
  /** A number, `true`, `false` or `null`, as written. */
  readonly raw: string;
}
export interface ListNode {
  readonly kind: "list";
  readonly line: number;
  readonly items: readonly JsonNode[];
}
export interface MapNode {
  readonly kind: "map";
  readonly line: number;
  /** In the order of the file; a repeated key appears twice. */
  readonly entries: readonly MapEntry[];
}
export interface MapEntry {
  readonly key: string;
  readonly line: number;
  readonly value: JsonNode;
}

/** The file needs 4; the limit keeps a megabyte of brackets from using up the stack. */
const DEEPEST = 32;

/**
 * @param path only for the sentences of errors.
 * @throws {CalendarFileError} with the line, when `text` is not JSON.
 */
export function parseLocatedJson(text: string, path: string): JsonNode {
  return new Reader(text, path).readWhole();
}

class Reader {
  readonly #text: string;
  readonly #path: string;
  #at = 0;
  #line = 1;

  constructor(text: string, path: string) {
    this.#text = text;
    this.#path = path;
  }

  readWhole(): JsonNode {
    this.#skipSpace();
    const node = this.#readValue(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail("something follows after the end of the JSON value");
    return node;
  }

  #readValue(depth: number): JsonNode {
    if (depth > DEEPEST) this.#fail(`brackets are nested deeper than ${DEEPEST} levels`);
    const line = this.#line;
    const next = this.#text[this.#at];
    if (next === '"') return { kind: "text", line, value: this.#readText() };
    if (next === "[") return { kind: "list", line, items: this.#readItems(depth) };
    if (next === "{") return { kind: "map", line, entries: this.#readEntries(depth) };
    const raw = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
    if (raw === undefined) return this.#fail("a value should stand here");
    return { kind: "plain", line, raw };
  }

  #readItems(depth: number): JsonNode[] {
    const items: JsonNode[] = [];
    this.#readSeparated("]", () => items.push(this.#readValue(depth + 1)));
    return items;
  }

  #readEntries(depth: number): MapEntry[] {
    const entries: MapEntry[] = [];
    this.#readSeparated("}", () => {
      const line = this.#line;
      if (this.#text[this.#at] !== '"') this.#fail("a key in double quotes should stand here");
      const key = this.#readText();
      this.#skipSpace();
      if (this.#text[this.#at] !== ":") this.#fail("a colon should follow the key");
      this.#at++;
      this.#skipSpace();
      entries.push({ key, line, value: this.#readValue(depth + 1) });
    });
    return entries;
  }

  #readSeparated(close: string, readOne: () => void): void {
    this.#at++;
    this.#skipSpace();
    if (this.#text[this.#at] === close) {
      this.#at++;
      return;
    }
    while (true) {
      readOne();
      this.#skipSpace();
      const next = this.#text[this.#at];
      if (next !== "," && next !== close) this.#fail(`a comma or "${close}" should stand here`);
      this.#at++;
      if (next === close) return;
      this.#skipSpace();
      if (this.#text[this.#at] === close) this.#fail(`there is a comma too many before "${close}"`);
    }
  }

  #readText(): string {
    // deno-lint-ignore no-control-regex -- JSON forbids exactly these characters inside a text
    const raw = this.#match(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
    if (raw === undefined) return this.#fail("the text is not closed on its line or holds a bad escape");
    return JSON.parse(raw) as string;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skipSpace(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === "\n") this.#line++;
      else if (character !== " " && character !== "\t" && character !== "\r") return;
    }
  }

  #fail(problem: string): never {
    const rest = this.#text.slice(this.#at, this.#at + 100).split("\n")[0] ?? "";
    const atEnd = this.#at >= this.#text.length;
    throw new CalendarFileError({
      path: this.#path,
      line: this.#line,
      problem: `this is not JSON: ${problem}, ${atEnd ? "but the file ends" : `found ${toShownValue(rest)}`}`,
      value: atEnd ? undefined : rest,
    });
  }
}
