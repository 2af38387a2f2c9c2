/** Text from outside as a JSON value, or in a sentence why it is none. The text itself never enters a message. */
import { UpstreamError } from "../../core/errors.ts";

/** Nobody nests data deeper, and what walks or prints it goes one call down with each level. */
export const DEEPEST_JSON = 64;

/** From here on a number may stand for another one than was written. */
const LONG_NUMBER = /\d{16}/;

/** @throws {UpstreamError} `bad_json`; `bad_shape` for a value that is nested deeper than `DEEPEST_JSON`. */
export function readJson(text: string): unknown {
  return parse(text);
}

/**
 * The same, where a number with more digits than a double holds stays the text that it was: an order id that ends with
 * another digit is another order.
 *
 * @throws {UpstreamError} as `readJson`.
 */
export function readExactJson(text: string): unknown {
  return LONG_NUMBER.test(text) ? parse(text, keepDigits) : parse(text);
}

function parse(text: string, revive?: typeof keepDigits): unknown {
  if (!isPage(text) && isDeeperThan(text, DEEPEST_JSON)) {
    throw new UpstreamError("bad_shape", `the answer is nested deeper than ${DEEPEST_JSON} levels`);
  }
  try {
    return JSON.parse(text, revive);
  } catch {
    throw new UpstreamError("bad_json", whyNoJson(text));
  }
}

function keepDigits(_name: string, value: unknown, facts?: { readonly source?: string }): unknown {
  const source = facts?.source;
  if (typeof value !== "number" || source === undefined || Math.abs(value) <= Number.MAX_SAFE_INTEGER) {
    return value;
  }
  // With an exponent it was written as a measure and not as a name.
  if (!Number.isFinite(value) || /[eE]/.test(source)) return value;
  return String(value) === source ? value : source;
}

/** Looks at brackets alone, so it is right about every text that is JSON, and may refuse one that is none. */
function isDeeperThan(text: string, levels: number): boolean {
  let depth = 0;
  let isInText = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isInText) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) isInText = false;
    } else if (code === QUOTE) isInText = true;
    else if (code === BRACKET || code === BRACE) {
      if (++depth > levels) return true;
    } else if (code === BRACKET_END || code === BRACE_END) depth--;
  }
  return false;
}

const [QUOTE, BACKSLASH, BRACKET, BRACKET_END, BRACE, BRACE_END] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/**
 * What some servers write for a number that there is none of; or a text, which may lack its end, so that one without is not
 * read again from each of its quotes.
 */
const NO_NUMBER = /"[^"\\]*(?:\\[^]?[^"\\]*)*"?|-?\b(?:NaN|Infinity)\b/g;

function whyNoJson(text: string): string {
  if (text.trim() === "") return "the answer is empty";
  if (isPage(text)) return "the answer is a web page and not JSON";
  if (holdsNoNumber(text)) {
    return "the answer holds NaN or Infinity, which JSON has not; the server must write null there";
  }
  return "the answer is not JSON";
}

/** HTML or XML. */
function isPage(text: string): boolean {
  return /^\s*</.test(text);
}

/** Whether nothing else is wrong with it. */
function holdsNoNumber(text: string): boolean {
  try {
    JSON.parse(text.replace(NO_NUMBER, (part) => part.startsWith('"') ? part : "null"));
    return true;
  } catch {
    return false;
  }
}
