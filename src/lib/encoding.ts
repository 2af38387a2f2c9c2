/**
 * Text files of Korea in their old encoding, Excel's "Unicode text" and line ends of old machines, as UTF-8 with line
 * feeds.
 */

const RETURN = 13;
const LINE_FEED = 10;

/** Passes UTF-8 on as it is. What is neither UTF-8 nor Korean comes out as it went in: its reader says so. */
export async function* toUtf8(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined;
  let isKnown = false;
  let hasReturns: boolean | undefined;
  const encoder = new TextEncoder();
  for await (const chunk of source) {
    if (!isKnown && !isAscii(chunk)) {
      isKnown = true;
      const marked = hasReturns === undefined ? markedEncodingOf(chunk) : undefined;
      if (marked !== undefined) decoder = new TextDecoder(marked);
      else {decoder = isText(chunk, "utf-8") || !isText(chunk, "euc-kr")
          ? undefined
          : new TextDecoder("euc-kr");}
    }
    const bytes = decoder === undefined ? chunk : encoder.encode(decoder.decode(chunk, { stream: true }));
    hasReturns ??= bytes.length === 0 ? undefined : endsLinesWithReturns(bytes);
    yield hasReturns === true ? bytes.map((byte) => byte === RETURN ? LINE_FEED : byte) : bytes;
  }
}

/** A whole text. @throws {TypeError} when it is neither UTF-8 nor Korean, nor marked as UTF-16. */
export function decodeText(bytes: Uint8Array): string {
  const encoding = markedEncodingOf(bytes) ?? (isText(bytes, "utf-8") ? "utf-8" : "euc-kr");
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

/** What the mark at the beginning says, in two bytes. */
export function markedEncodingOf(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

function isAscii(bytes: Uint8Array): boolean {
  // By index: a call for each byte costs a tenth of the whole reading.
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) > 127) return false;
  return true;
}

/** A letter that is cut off at the end does not count against it. */
function isText(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** As spreadsheets of old Macintoshes write them: not one line feed among many returns. */
function endsLinesWithReturns(bytes: Uint8Array): boolean {
  const at = bytes.indexOf(RETURN);
  return at !== -1 && at < bytes.length - 1 && !bytes.includes(LINE_FEED);
}
