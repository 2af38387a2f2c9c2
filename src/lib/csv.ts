/** Lines, cells and numbers out of bytes, without making a text of every cell: some ten times as fast. */

const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const DOT = 46;
const ZERO = 48;

/** Every power of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Adding one more digit to less than this stays below 2^53, where every whole number is a double. */
const MOST_BEFORE_DIGIT = 900_719_925_474_098;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** So many digits fit into two small whole numbers, and into a double. */
const SHORT = 15;
/** No number that means anything is longer. */
const LONGEST_NUMBER = 400;

/**
 * The number that `bytes[from..to)` spells, the same to the last bit as `Number(text)`; NaN when it is none.
 *
 * One whole number below 2^53 divided by one power of ten up to 10^22 is rounded once, hence exact.
 *
 * @see https://www.exploringbinary.com/fast-path-decimal-to-floating-point-conversion/
 */
export function readDecimal(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > SHORT) return readLong(bytes, from, to);
  let dotAt = -1;
  // Two small whole numbers, because arithmetic on those is a third faster than on doubles.
  let head = 0;
  let tail = 0;
  const middle = Math.min(to, from + 9);
  for (let i = from; i < middle; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit >= 0 && digit <= 9) head = (head * 10 + digit) | 0;
    else if (bytes[i] === DOT && dotAt === -1) dotAt = i;
    else return readSlowly(bytes, from, to);
  }
  for (let i = middle; i < to; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit >= 0 && digit <= 9) tail = (tail * 10 + digit) | 0;
    else if (bytes[i] === DOT && dotAt === -1) dotAt = i;
    else return readSlowly(bytes, from, to);
  }
  if (to - from <= 1 && (to === from || dotAt !== -1)) return NaN;
  const tailDigits = to - middle - (dotAt >= middle ? 1 : 0);
  const whole = tailDigits === 0 ? head : head * (POWERS[tailDigits] as number) + tail;
  return dotAt === -1 ? whole : whole / (POWERS[to - dotAt - 1] as number);
}

/** The same for more than `SHORT` characters. */
function readLong(bytes: Uint8Array, from: number, to: number): number {
  let whole = 0;
  let dotAt = -1;
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (whole > MOST_BEFORE_DIGIT) return readSlowly(bytes, from, to);
      whole = whole * 10 + digit;
    } else if (bytes[i] === DOT && dotAt === -1) {
      dotAt = i;
    } else {
      return readSlowly(bytes, from, to);
    }
  }
  // So many characters with one dot at most are digits but for that one.
  if (dotAt === -1) return whole;
  const power = POWERS[to - dotAt - 1];
  return power === undefined ? readSlowly(bytes, from, to) : whole / power;
}

function readSlowly(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > LONGEST_NUMBER) return NaN;
  const text = String.fromCharCode(...bytes.subarray(from, to));
  return NUMBER.test(text) ? Number(text) : NaN;
}

/** Where the cells of a line begin and end. Reused from line to line. */
export interface CellEdges {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export function createCellEdges(mostCells: number): CellEdges {
  return { starts: new Int32Array(mostCells), ends: new Int32Array(mostCells) };
}

/**
 * Finds the cells of a line, without the quotes and spaces around them; cells beyond the room in `edges` are left
 * unread.
 *
 * @param line `delimiter` is a byte.
 * @returns how many there are.
 */
export function splitCells(
  bytes: Uint8Array,
  line: { readonly from: number; readonly to: number; readonly delimiter: number },
  edges: CellEdges,
): number {
  const { to, delimiter } = line;
  const { starts, ends } = edges;
  let count = 0;
  let start = line.from;
  while (count < starts.length) {
    let end = start;
    while (end < to && bytes[end] === SPACE) end++;
    if (bytes[end] === QUOTE && end < to) end = skipQuoted(bytes, end, to);
    while (end < to && bytes[end] !== delimiter) end++;
    let first = start;
    let last = end;
    while (first < last && isAround(bytes[first] as number)) first++;
    while (last > first && isAround(bytes[last - 1] as number)) last--;
    starts[count] = first;
    ends[count] = last;
    count++;
    if (end >= to) return count;
    start = end + 1;
  }
  return count;
}

/** @returns the place after the closing quote; two quotes in a row stand for one inside. */
function skipQuoted(bytes: Uint8Array, start: number, to: number): number {
  for (let i = start + 1; i < to; i++) {
    if (bytes[i] !== QUOTE) continue;
    if (bytes[i + 1] !== QUOTE || i + 1 >= to) return i + 1;
    i++;
  }
  return to;
}

/** Spaces, tabs, returns and quotes. A tab that separates never gets here. */
function isAround(byte: number): boolean {
  return byte === SPACE || byte === QUOTE || byte === 9 || byte === RETURN;
}

/** Called with every line, without its end. The bytes are only valid during the call. */
export type TakeLine = (bytes: Uint8Array, from: number, to: number) => void;

/** A line longer than this feed takes. */
export class LongLineError extends Error {
  override readonly name = "LongLineError";
}

/** Cuts a stream of byte chunks into lines; only what is left over at the end of a chunk is copied. */
export class LineFeed {
  readonly #take: TakeLine;
  readonly #mostBytes: number;
  #rest = new Uint8Array(0);

  /** @param mostBytes the longest line; what is longer would be memory given away to a broken file. */
  constructor(mostBytes: number, take: TakeLine) {
    this.#mostBytes = mostBytes;
    this.#take = take;
  }

  /** @throws {LongLineError} and what the taker throws. */
  push(chunk: Uint8Array): void {
    let from = 0;
    if (this.#rest.length > 0) {
      const at = chunk.indexOf(LINE_FEED);
      if (at === -1) return this.#keep(chunk);
      this.#keep(chunk.subarray(0, at));
      this.#flush();
      from = at + 1;
    }
    for (;;) {
      const at = chunk.indexOf(LINE_FEED, from);
      if (at === -1) break;
      this.#give(chunk, from, at);
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  /** Whether what came so far ends in the middle of a line; half of its end is enough. */
  get isInLine(): boolean {
    return this.#rest.length > 0 && this.#rest.at(-1) !== RETURN;
  }

  /** Hands over the last line when it has no end of its own. */
  end(): void {
    if (this.#rest.length > 0) this.#flush();
  }

  #flush(): void {
    const line = this.#rest;
    this.#rest = new Uint8Array(0);
    this.#give(line, 0, line.length);
  }

  #give(bytes: Uint8Array, from: number, to: number): void {
    if (to - from > this.#mostBytes) throw new LongLineError();
    this.#take(bytes, from, to > from && bytes[to - 1] === RETURN ? to - 1 : to);
  }

  #keep(part: Uint8Array): void {
    if (this.#rest.length + part.length > this.#mostBytes) throw new LongLineError();
    const joined = new Uint8Array(this.#rest.length + part.length);
    joined.set(this.#rest);
    joined.set(part, this.#rest.length);
    this.#rest = joined;
  }
}
