/** HTML of ours as Telegram tells it back: the text alone, and where its marks are. */

/** The tags that our texts have, by the names that Telegram gives them. */
const TYPES: Readonly<Record<string, string>> = { b: "bold", code: "code" };

export interface MarkedText {
  readonly text: string;
  /** `bold 0+5`: the kind, where it begins and how long it is, in UTF-16 units. */
  readonly marks: readonly string[];
}

/** @param html of our own, well formed: nothing of it is checked. */
export function toMarks(html: string): MarkedText {
  const open: number[] = [];
  const marks: { readonly fromUnit: number; readonly mark: string }[] = [];
  let text = "";
  for (const [piece] of html.matchAll(/<\/?[a-z]+>|&(?:lt|gt|amp);|[^<&]+/g)) {
    const [, slash, tag] = /^<(\/?)([a-z]+)>$/.exec(piece) ?? [];
    if (tag === undefined) {
      text += piece.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    } else if (slash === "") {
      open.push(text.length);
    } else {
      const fromUnit = open.pop() ?? 0;
      marks.push({ fromUnit, mark: `${TYPES[tag] ?? tag} ${fromUnit}+${text.length - fromUnit}` });
    }
  }
  return {
    text: text.trim(),
    marks: marks.toSorted((a, b) => a.fromUnit - b.fromUnit).map(({ mark }) => mark),
  };
}
