/** Telegram's HTML as its server reads it: what it allows, what it refuses and in which words. */

const ALLOWED = new Set(["b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote"]);

export type ParsedHtml =
  | { readonly text: string; readonly marks: readonly string[] }
  | { readonly fault: string };

export function parseTelegramHtml(html: string): ParsedHtml {
  const open: { tag: string; from: number }[] = [];
  const marks: string[] = [];
  let text = "";
  for (let at = 0; at < html.length;) {
    const letter = html[at] ?? "";
    if (letter === "<") {
      const end = html.indexOf(">", at);
      if (end === -1) return fault(`Unclosed start tag at byte offset ${at}`);
      const [, slash, tag = ""] = /^<(\/?)([a-z-]+)[^<>]*>$/.exec(html.slice(at, end + 1)) ?? [];
      if (slash === undefined) return fault(`Unexpected end of name token at byte offset ${at}`);
      if (slash === "") {
        if (!ALLOWED.has(tag)) return fault(`Unsupported start tag "${tag}" at byte offset ${at}`);
        open.push({ tag, from: text.length });
      } else {
        const last = open.pop();
        if (last?.tag !== tag) return fault(`Unexpected end tag at byte offset ${at}`);
        marks.push(`${tag}:${last.from}-${text.length}`);
      }
      at = end + 1;
      continue;
    }
    if (letter === "&") {
      const entity = /^&(lt|gt|amp|quot);/.exec(html.slice(at));
      if (entity !== null) {
        text += { lt: "<", gt: ">", amp: "&", quot: '"' }[entity[1] ?? ""] ?? "";
        at += entity[0].length;
        continue;
      }
    }
    text += letter;
    at++;
  }
  const unclosed = open.at(-1);
  return unclosed === undefined
    ? { text: text.trim(), marks }
    : fault(`Can't find end tag for "${unclosed.tag}"`);
}

function fault(what: string): ParsedHtml {
  return { fault: `Bad Request: can't parse entities: ${what}` };
}
