/** Candles out of the rows of one answer: a row that cannot be right costs its own candle and not its neighbours. */
import { type Candle, closeTimeOf, type Interval, openTimeOf, type Span } from "../core/candle.ts";

/**
 * `unreadable`: a field is missing or no number. `impossible`: its numbers contradict each other. `wrong_market`.
 * `wrong_time`: no beginning of a candle, or outside of what was asked for. `doubled`: its time came before.
 * `out_of_order`: it stands between rows of other times.
 */
export type RowFaultKind =
  | "unreadable"
  | "impossible"
  | "wrong_market"
  | "wrong_time"
  | "doubled"
  | "out_of_order";

export interface RowFault {
  readonly kind: RowFaultKind;
  /** Names the row and its field, without any of its words. */
  readonly text: string;
}

/** One row as it came. */
export interface RawCandleRow {
  /** `undefined` when the row does not tell it, or tells one that cannot be right. */
  readonly openTimeMs: number | undefined;
  readonly candle: Candle | undefined;
  readonly fault: RowFault | undefined;
}

export interface SortedRows {
  /** Ascending, each time once. */
  readonly candles: readonly Candle[];
  /** Stretches of the span of which nobody can say whether they had a candle: whole candles, ascending. */
  readonly refused: readonly Span[];
  readonly faults: readonly RowFault[];
  /** Open times of the first and the last row that told one, usable or not; of a row that is not, only within the span. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
}

interface Placed {
  readonly at: number;
  readonly candle: Candle;
}

export interface RowsAbout {
  readonly interval: Interval;
  /** What the answer is about; rows from outside may come, too. */
  readonly span: Span;
  /** Whether rows come newest first, where that is known; else their order tells it. */
  readonly isDown?: boolean | undefined;
  /** Of a row, by its place from 0, and its field of time, for sentences. */
  readonly timeName: (at: number) => string;
}

export function sortCandleRows(rows: readonly RawCandleRow[], about: RowsAbout): SortedRows {
  const { interval, span } = about;
  const good = rows.flatMap(({ candle, fault }, at): readonly Placed[] =>
    candle === undefined || fault !== undefined ? [] : [{ at, candle }]
  );
  const inOrder = pickInOrder(good);
  if (inOrder === undefined) return refuseAll(rows, about);
  const strays = good.filter((row) => !inOrder.includes(row));
  const byTime = new Map<number, Candle | undefined>();
  const doubled: Placed[] = [];
  for (const row of inOrder) {
    const { openTimeMs } = row.candle;
    const known = byTime.get(openTimeMs);
    if (byTime.has(openTimeMs)) doubled.push(row);
    byTime.set(openTimeMs, byTime.has(openTimeMs) ? known && laterOf(known, row.candle) : row.candle);
  }
  const candles = [...byTime.values()].filter((candle) => candle !== undefined)
    .toSorted((a, b) => a.openTimeMs - b.openTimeMs);
  const misplaced = [
    ...strays.map((row) => ({ ...row, kind: "out_of_order" as const })),
    ...doubled.map((row) => ({ ...row, kind: "doubled" as const })),
  ];
  const faults = [
    ...rows.flatMap(({ fault }) => fault ?? []),
    ...misplaced.map(({ at, kind }) => ({
      kind,
      text: `${about.timeName(at)} is not before the row above it`,
    })),
  ];
  const lost = [
    ...rows.flatMap(({ openTimeMs, fault }) =>
      fault === undefined || openTimeMs === undefined ? [] : minuteOf(interval, openTimeMs)
    ),
    ...misplaced.flatMap(({ candle }) => minuteOf(interval, candle.openTimeMs)),
    // Whose time is not to be trusted may be any of the candles that are not there beside it.
    ...[...rows.keys()].filter((at) => isTimeDoubtful(rows[at]) || strays.some((row) => row.at === at))
      .map((at) => gapAround(at, { ...about, inOrder, rows })),
    ...doubled.flatMap(({ candle }) => gapsBeside(candle.openTimeMs, { ...about, candles })),
  ];
  const taken = candles.map(({ openTimeMs }) => minuteOf(interval, openTimeMs));
  const refused = unite(lost.map((part) => clip(part, span)))
    .flatMap((part) => without(part, taken));
  const times = [
    ...candles.map(({ openTimeMs }) => openTimeMs),
    ...refused.flatMap(({ fromMs, toMs }) => [fromMs, openTimeOf(interval, toMs - 1)]),
  ];
  return {
    candles,
    refused,
    faults,
    firstMs: times.length === 0 ? undefined : Math.min(...times),
    lastMs: times.length === 0 ? undefined : Math.max(...times),
  };
}

function isTimeDoubtful(row: RawCandleRow | undefined): boolean {
  return row?.fault !== undefined && (row.openTimeMs === undefined || row.fault.kind === "wrong_time");
}

/** Two states of one candle: within it the volume only grows and the range only widens. `undefined` when they are none. */
function laterOf(a: Candle, b: Candle): Candle | undefined {
  const [early, late] = a.volume <= b.volume ? [a, b] : [b, a];
  const isState = early.open === late.open && early.high <= late.high && early.low >= late.low;
  const isSame = early.volume < late.volume || early.close === late.close;
  return isState && isSame ? late : undefined;
}

/**
 * Most rows that stand in one order, up or down; all of them when there is no order at all, and none when nobody can say
 * which of them are the strays.
 */
function pickInOrder(rows: readonly Placed[]): readonly Placed[] | undefined {
  const [up, down] = [longestRun(rows, 1), longestRun(rows, -1)];
  const best = up.length > down.length ? up : down;
  if (best.length * 2 <= rows.length) return rows;
  const strays = rows.length - best.length;
  return strays * 2 < best.length ? best : undefined;
}

function refuseAll(rows: readonly RawCandleRow[], { interval, span, timeName }: RowsAbout): SortedRows {
  const minutes = rows.flatMap(({ openTimeMs }) =>
    openTimeMs === undefined ? [] : minuteOf(interval, openTimeMs)
  );
  const whole = {
    fromMs: Math.min(...minutes.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...minutes.map(({ toMs }) => toMs)),
  };
  const refused = [clip(whole, span)].filter(({ fromMs, toMs }) => fromMs < toMs);
  return {
    candles: [],
    refused,
    faults: [{ kind: "out_of_order", text: `${timeName(0)} and those of the other rows are in no order` }],
    firstMs: refused[0]?.fromMs,
    lastMs: refused[0] && openTimeOf(interval, refused[0].toMs - 1),
  };
}

/** By patience: the piles' tops are searched in halves. */
function longestRun(rows: readonly Placed[], sign: 1 | -1): readonly Placed[] {
  const keyOf = (row: Placed) => sign * row.candle.openTimeMs;
  const tops: { readonly row: Placed; readonly before: unknown }[] = [];
  for (const row of rows) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const top = tops[middle];
      if (top !== undefined && keyOf(top.row) <= keyOf(row)) low = middle + 1;
      else high = middle;
    }
    tops[low] = { row, before: tops[low - 1] };
  }
  const run: Placed[] = [];
  for (let link = tops.at(-1); link !== undefined; link = link.before as typeof link) run.push(link.row);
  return run.toReversed();
}

/** Between the nearest rows before and after it that can be trusted; at an end of the answer up to that of the span. */
function gapAround(
  at: number,
  about: RowsAbout & { readonly inOrder: readonly Placed[]; readonly rows: readonly RawCandleRow[] },
): Span {
  const { inOrder, rows, span, interval } = about;
  const [firstMs, lastMs] = [inOrder.at(0)?.candle.openTimeMs, inOrder.at(-1)?.candle.openTimeMs];
  // Of one time nobody knows in which order the others would have come.
  if (firstMs === lastMs && about.isDown === undefined) return span;
  const isDown = about.isDown ?? (firstMs ?? 0) > (lastMs ?? 0);
  const before = inOrder.findLast((row) => row.at < at)?.candle.openTimeMs;
  // What cannot be used and tells its time shows how far the answer reaches all the same.
  const after = inOrder.find((row) => row.at > at)?.candle.openTimeMs ??
    rows.findLast((row, i) => i > at && !isTimeDoubtful(row) && row.openTimeMs !== undefined)?.openTimeMs;
  const [early, late] = isDown ? [after, before] : [before, after];
  // Rows at the open end of an answer: what lies beyond was not told and is asked for again anyway.
  if (isDown ? early === undefined : late === undefined) return NOTHING;
  const gap = {
    fromMs: early === undefined ? span.fromMs : closeTimeOf(interval, early),
    toMs: late ?? span.toMs,
  };
  if (gap.fromMs < gap.toMs) return gap;
  // Its place cannot be its own: it may be any that is missing in the reach of the answer, whose older end stays open.
  const times = inOrder.map(({ candle }) => candle.openTimeMs);
  return isDown
    ? { fromMs: Math.min(...times), toMs: span.toMs }
    : { fromMs: span.fromMs, toMs: Math.max(...times) };
}

const NOTHING: Span = { fromMs: 0, toMs: 0 };

/** On both sides of a time that came twice: one of its two rows may have been that of a neighbour. */
function gapsBeside(
  openTimeMs: number,
  { interval, candles }: RowsAbout & { readonly candles: readonly Candle[] },
): readonly Span[] {
  const early = candles.findLast((candle) => candle.openTimeMs < openTimeMs);
  const late = candles.find((candle) => candle.openTimeMs > openTimeMs);
  return [
    early === undefined ? NOTHING : { fromMs: closeTimeOf(interval, early.openTimeMs), toMs: openTimeMs },
    late === undefined ? NOTHING : { fromMs: closeTimeOf(interval, openTimeMs), toMs: late.openTimeMs },
  ];
}

function minuteOf(interval: Interval, atMs: number): Span {
  const fromMs = openTimeOf(interval, atMs);
  return { fromMs, toMs: closeTimeOf(interval, fromMs) };
}

function clip(part: Span, span: Span): Span {
  return { fromMs: Math.max(part.fromMs, span.fromMs), toMs: Math.min(part.toMs, span.toMs) };
}

function unite(spans: readonly Span[]): readonly Span[] {
  const united: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (span.fromMs >= span.toMs) continue;
    const last = united.at(-1);
    if (last === undefined || last.toMs < span.fromMs) united.push(span);
    else united[united.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return united;
}

/** @param holes ascending. */
function without(span: Span, holes: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  let { fromMs } = span;
  for (const hole of holes) {
    if (hole.toMs <= fromMs || hole.fromMs >= span.toMs) continue;
    if (hole.fromMs > fromMs) left.push({ fromMs, toMs: hole.fromMs });
    fromMs = Math.max(fromMs, hole.toMs);
  }
  if (fromMs < span.toMs) left.push({ fromMs, toMs: span.toMs });
  return left;
}

/** One event for each kind, however many rows it hit. */
export function toRowEvents(
  faults: readonly RowFault[],
  title?: string,
): readonly {
  readonly kind: "row_refused";
  readonly reason: string;
  readonly what: RowFaultKind;
  readonly count: number;
}[] {
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  return kinds.map((what) => {
    const own = faults.filter(({ kind }) => kind === what);
    const reason = `${title === undefined ? "" : `${title}: `}${own[0]?.text ?? what}`;
    return { kind: "row_refused", reason, what, count: own.length };
  });
}
