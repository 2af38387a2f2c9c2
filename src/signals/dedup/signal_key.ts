/** One spelling per signal, so that " abc", "ABC" and "ＡＢＣ" are the same ticker for ever. */
export type SignalAction = "buy" | "sell";

export interface SignalKey {
  /** NFKC, trimmed, upper case; 1 to 32 UTF-16 units. */
  readonly ticker: string;
  readonly action: SignalAction;
}

const LONGEST_TICKER = 32;
/** Control, format (zero width, right to left), lone surrogate, line and paragraph separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** @throws {RangeError} with a sentence that never repeats the bad text, since it may end up in a log. */
export function readSignalKey(ticker: string, action: string): SignalKey {
  return { ticker: readTicker(ticker), action: readAction(action) };
}

function readTicker(text: string): string {
  if (typeof text !== "string") throw new TypeError(`Cannot use the ticker: it is ${typeof text}, not text`);
  const ticker = text.normalize("NFKC").trim().toUpperCase();
  if (ticker === "") throw new RangeError("Cannot use the ticker: it is empty");
  if (ticker.length > LONGEST_TICKER) {
    throw new RangeError(
      `Cannot use the ticker: it has ${ticker.length} characters, ${LONGEST_TICKER} are allowed`,
    );
  }
  if (UNPRINTABLE.test(ticker)) throw new RangeError("Cannot use the ticker: it holds control characters");
  return ticker;
}

function readAction(text: string): SignalAction {
  const action = typeof text === "string" ? text.trim().toLowerCase() : undefined;
  if (action === "buy" || action === "sell") return action;
  throw new RangeError("Cannot use the action: it must be buy or sell");
}
