/** Text that is markup already. Everything else is escaped on its way into `html`. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type MarkupPart = Markup | string | number | undefined | readonly MarkupPart[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Markup from a template; what is put in is escaped, unless it is markup itself. `undefined` is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  const text = strings.reduce((all, string, i) => all + toText(parts[i - 1]) + string);
  return new Markup(text);
}

export function escapeMarkup(text: string): string {
  // Control characters are not allowed in a document, and direction marks could turn a line around.
  const clean = text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, " ");
  return clean.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);
}

function toText(part: MarkupPart): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(toText).join("");
  return escapeMarkup(String(part));
}
