/**
 * Whether a file asks for other code. An import cannot be taken away from a module while it runs, and Node's modules ask
 * for no permission, so it is looked for in the text, and no text becomes code later (`realm.ts`).
 *
 * Where a keyword really stands, what follows it is read exactly as the language reads it: nothing gets by. In a comment or
 * a text the same letters may be refused although they mean nothing, which only costs another word.
 */

const GAP = String.raw`(?:\s|\/\*[^]*?\*\/|\/\/[^\n\r\u2028\u2029]*)*`;
const ESCAPE = String.raw`\\u[\da-fA-F]{4}|\\u\{[\da-fA-F]+\}`;
const NAME = String.raw`(?:[\p{ID_Start}$_]|${ESCAPE})(?:[\p{ID_Continue}$\u200c\u200d]|${ESCAPE})*`;
const TEXT = String.raw`"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'`;
const NEXT = new RegExp(`${GAP}(${NAME}|${TEXT}|[^])?`, "uy");
const WORDS = /(?<![\p{ID_Continue}$])(import|export)(?![\p{ID_Continue}$])/gu;
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/;

interface Token {
  /** Empty at the end of the file. */
  readonly text: string;
  readonly end: number;
}

/** @returns the line, from 1, of the first one; `undefined` when there is none. */
export function findImport(code: string): { readonly line: number } | undefined {
  for (const { 1: word = "", index } of code.matchAll(WORDS)) {
    const at = index + word.length;
    const isForeign = word === "import" ? takesCode(code, at) : handsCodeOn(code, at);
    if (isForeign) return { line: code.slice(0, index).split(LINE_BREAK).length };
  }
  return undefined;
}

/** After `import`. Types vanish before the code runs, and prose is no code. */
function takesCode(code: string, at: number): boolean {
  const first = nextOf(code, at);
  if (!isName(first.text)) return /^[({.*"']/.test(first.text);
  const second = nextOf(code, first.end);
  // `import type from "…"` brings a value that is called type.
  const isTypes = second.text === "{" || second.text === "*" || (isName(second.text) && !isFrom(second.text));
  if (first.text === "type") return !isTypes;
  return /^[=,*{]/.test(second.text) || isFrom(second.text) || ["source", "defer"].includes(first.text) ||
    isEscaped(first.text);
}

/** After `export`. What comes from elsewhere is run. */
function handsCodeOn(code: string, at: number): boolean {
  const first = nextOf(code, at);
  if (first.text === "*") return true;
  let token = nextOf(code, first.end);
  if (first.text !== "{") return isName(first.text) && isFrom(token.text);
  while (token.text === "," || isName(token.text) || /^["']./.test(token.text)) {
    token = nextOf(code, token.end);
  }
  return token.text === "}" && isFrom(nextOf(code, token.end).text);
}

function nextOf(code: string, at: number): Token {
  NEXT.lastIndex = at;
  const { 0: all = "", 1: text = "" } = NEXT.exec(code) ?? [];
  return { text, end: at + all.length };
}

function isName(text: string): boolean {
  return /^[\p{ID_Start}$_\\]/u.test(text);
}

/** Some compilers take the word for one also when letters of it are escaped. */
function isFrom(text: string): boolean {
  return text === "from" || (isName(text) && isEscaped(text));
}

function isEscaped(text: string): boolean {
  return text.includes("\\");
}
