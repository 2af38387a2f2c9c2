/** Elements and texts out of XML or HTML that comes in pieces. It knows no entities but the usual, and no DTD. */
import { TableFileError } from "./table_file_error.ts";

export interface XmlHandler {
  /** @param name without its prefix, in lower case. `attributes` is the text between the name and the end. */
  readonly open: (name: string, attributes: string) => void;
  /** Also called for an element that is closed where it is opened. */
  readonly close: (name: string) => void;
  /** Decoded; a long one may come in pieces. */
  readonly text: (text: string) => void;
}

/** Longer than any tag or comment of a table; what is longer is memory given away. */
const LONGEST_TAG = 262_144;
const NAMED: Readonly<Record<string, string>> = {
  ...{ lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: "\u00a0" },
  ...{ uarr: "↑", darr: "↓", middot: "·" },
};
/** Inside of these no `<` means anything. */
const RAW = new Set(["script", "style"]);

/** Push texts, then `end`. */
export class XmlScanner {
  readonly #handler: XmlHandler;
  #rest = "";
  #rawUntil: string | undefined;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  /** @throws {TableFileError} and what the handler throws. */
  push(text: string): void {
    const all = this.#rest === "" ? text : this.#rest + text;
    this.#rest = "";
    let at = 0;
    while (at < all.length) {
      const next = this.#step(all, at);
      if (next === undefined) {
        this.#rest = all.slice(at);
        if (this.#rest.length > LONGEST_TAG) {
          throw new TableFileError("it is no table: one of its tags never ends");
        }
        return;
      }
      at = next;
    }
  }

  end(): void {
    if (this.#rest !== "" && !this.#rest.startsWith("<")) this.#handler.text(decodeEntities(this.#rest));
    this.#rest = "";
  }

  /** @returns where the next piece begins, or `undefined` when this one is not whole yet. */
  #step(all: string, at: number): number | undefined {
    if (this.#rawUntil !== undefined) return this.#skipRaw(all, at, this.#rawUntil);
    if (all[at] !== "<") return this.#readText(all, at);
    if (all.startsWith("<!--", at)) return endOf(all, "-->", at + 4);
    if (all.startsWith("<![CDATA[", at)) {
      const end = all.indexOf("]]>", at);
      if (end === -1) return undefined;
      this.#handler.text(all.slice(at + 9, end));
      return end + 3;
    }
    const end = findTagEnd(all, at);
    if (end === undefined) return undefined;
    this.#readTag(all.slice(at + 1, end));
    return end + 1;
  }

  #readText(all: string, at: number): number | undefined {
    const found = all.indexOf("<", at);
    if (found !== -1) {
      this.#handler.text(decodeEntities(all.slice(at, found)));
      return found;
    }
    // An entity may be cut in two where this piece ends; the longest has eight letters or so.
    const cut = all.lastIndexOf("&");
    const end = cut >= at && all.length - cut < 12 ? cut : all.length;
    if (end === at) return undefined;
    this.#handler.text(decodeEntities(all.slice(at, end)));
    return end;
  }

  #readTag(tag: string): void {
    if (tag.startsWith("?")) return;
    if (tag.startsWith("!")) {
      if (/^!doctype[^>]*\[/i.test(tag) || /^!entity/i.test(tag)) {
        throw new TableFileError("it declares XML entities of its own, as no table does");
      }
      return;
    }
    const name = /^\/?\s*(?:[\w.-]+:)?([\w.-]+)/.exec(tag)?.[1]?.toLowerCase();
    if (name === undefined) return;
    if (tag.startsWith("/")) return this.#handler.close(name);
    const isClosed = tag.endsWith("/");
    this.#handler.open(name, tag);
    if (isClosed) this.#handler.close(name);
    else if (RAW.has(name)) this.#rawUntil = name;
  }

  #skipRaw(all: string, at: number, name: string): number | undefined {
    const found = all.toLowerCase().indexOf(`</${name}`, at);
    if (found === -1) {
      // All but what may be the beginning of the end.
      const kept = all.length - name.length - 2;
      return kept > at ? kept : undefined;
    }
    this.#rawUntil = undefined;
    return found;
  }
}

/** The value of an attribute, decoded. @param tag as a handler gets it; `name` without a prefix, in lower case. */
export function attributeOf(tag: string, name: string): string | undefined {
  const pattern = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;
  for (const [, key = "", double, single, bare] of tag.matchAll(pattern)) {
    if ((key.split(":").at(-1) ?? "").toLowerCase() === name) {
      return decodeEntities(double ?? single ?? bare ?? "");
    }
  }
  return undefined;
}

function endOf(all: string, mark: string, from: number): number | undefined {
  const at = all.indexOf(mark, from);
  return at === -1 ? undefined : at + mark.length;
}

/** The `>` that is not inside of quotes. */
function findTagEnd(all: string, at: number): number | undefined {
  let end = all.indexOf(">", at);
  while (end !== -1) {
    const open = openQuoteOf(all, at, end);
    if (open === undefined) return end;
    const closing = all.indexOf(open, end + 1);
    if (closing === -1) return undefined;
    end = all.indexOf(">", closing + 1);
  }
  return undefined;
}

function openQuoteOf(all: string, from: number, to: number): string | undefined {
  let open: string | undefined;
  for (let i = from; i < to; i++) {
    const letter = all[i];
    if (open === undefined ? letter === '"' || letter === "'" : letter === open) {
      open = open === undefined ? letter : undefined;
    }
  }
  return open;
}

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{2,8});/gi, (all, entity: string) => {
    if (!entity.startsWith("#")) return NAMED[entity.toLowerCase()] ?? all;
    const code = /^#x/i.test(entity) ? parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      ? String.fromCodePoint(code)
      : all;
  });
}
