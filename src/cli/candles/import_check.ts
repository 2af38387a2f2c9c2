/** What is wrong between a file and the stored candles of its series, told before anything is stored. */
import { toNumberText } from "../../core/words/numbers.ts";
import { toCommand } from "../../core/command_text.ts";
import {
  type Candle,
  type CandleColumns,
  closeTimeOf,
  intervalLengthMs,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../core/candle.ts";
import { DAY_MS, kstDayOf, toDurationText, toKstIso } from "../../core/kst.ts";
import {
  compareCandles,
  type Comparison,
  FARTHEST_ZONE_MS,
  findJump,
  type Jump,
} from "../../market/candle_compare.ts";
import { ALWAYS_OPEN } from "../../core/market/hours.ts";
import { type BasePrices, findPriceJumps } from "../../market/read/price_jumps.ts";
import { findLongerSeries } from "./longer_series.ts";
import { countText, type ShelfAccess } from "./shelf_access.ts";

export interface ImportWish {
  readonly keep: boolean;
  readonly replace: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
}

export interface ImportProblem {
  readonly kind: "differs" | "jump" | "moved";
  /** What is wrong, an example, what can be done. */
  readonly lines: readonly string[];
}

export interface ImportCheck extends Pick<Comparison, "known" | "fresh" | "differing"> {
  /** Stored candles that are not finished yet, and that the file has too. */
  readonly open: number;
  /** Stored candles that a replacement takes away, because the file lacks them. */
  readonly removed: number;
  /** Why nothing is stored. */
  readonly problem: ImportProblem | undefined;
  /** Worth a line, and no reason to stop. */
  readonly notes: readonly string[];
}

export const NOTHING_STORED: ImportCheck = {
  known: 0,
  fresh: 0,
  differing: 0,
  open: 0,
  removed: 0,
  problem: undefined,
  notes: [],
};

/** Stored candles around those of the file: the next one may lie behind a weekend. */
const AROUND_MS = 32 * DAY_MS;
/** Candles that are still open are the last ones. */
const MOST_OPEN = 10;

interface Question {
  readonly series: SeriesKey;
  /** Candles of the file. */
  readonly columns: CandleColumns;
  readonly wish: ImportWish;
  /** Of the file: a leap to them is no contradiction, it is a split that is told. */
  readonly bases?: BasePrices | undefined;
}

export async function checkImport(access: ShelfAccess, question: Question): Promise<ImportCheck> {
  const { shelf } = access;
  const { series, columns, wish } = question;
  const span = spanOf(series, columns);
  const reachMs = Math.max(AROUND_MS, FARTHEST_ZONE_MS, 6 * (intervalLengthMs(series.interval) ?? 0));
  const stored = await shelf.readColumns(series, {
    fromMs: Math.max(0, span.fromMs - reachMs),
    toMs: span.toMs + reachMs,
  });
  const compared = compareCandles(stored, columns, series.interval);
  const found = { ...compared, jump: withoutTold(compared.jump, question.bases) };
  const { known, differing } = found;
  const latest = await shelf.read(series, span, { withOpen: true, fromEnd: true, limit: MOST_OPEN });
  const open = countOpen(latest, { stored, columns });
  const fresh = found.fresh - open;
  const removed = wish.replace ? await shelf.countCandles(series, span) - known - differing - open : 0;
  const jumpAtEnds = withoutTold(findJumpAtEnds(stored, { ...question, span }), question.bases);
  const jump = wish.replace ? jumpAtEnds : found.jump;
  const problem = toProblem({ ...found, fresh, jump }, {
    ...question,
    works: { keep: wish.force || found.jump === undefined, replace: wish.force || jumpAtEnds === undefined },
  });
  const longer = wish.replace && problem === undefined ? await findLongerSeries(shelf, series, span) : [];
  return { known, fresh, differing, open, removed, problem, notes: longer };
}

/** A leap that the base price of its day tells is an ex-date and no contradiction. */
function withoutTold(jump: Jump | undefined, bases: BasePrices | undefined): Jump | undefined {
  const base = jump === undefined ? undefined : bases?.get(kstDayOf(jump.after.openTimeMs));
  if (jump === undefined || base === undefined) return jump;
  const { before, after } = jump;
  const [told] = findPriceJumps({
    openTimeMs: Float64Array.of(before.openTimeMs, after.openTimeMs),
    open: Float64Array.of(before.open, after.open),
    close: Float64Array.of(base, after.close),
  }, { interval: "1dKST", hours: ALWAYS_OPEN });
  return told === undefined ? undefined : jump;
}

function countOpen(
  latest: readonly Candle[],
  { stored, columns }: { readonly stored: CandleColumns; readonly columns: CandleColumns },
): number {
  return latest.filter(({ openTimeMs }) =>
    !stored.openTimeMs.includes(openTimeMs) && columns.openTimeMs.includes(openTimeMs)
  ).length;
}

function spanOf({ interval }: SeriesKey, { openTimeMs }: CandleColumns): Span {
  const [firstMs = 0, lastMs = 0] = [openTimeMs[0], openTimeMs.at(-1)];
  return { fromMs: firstMs, toMs: closeTimeOf(interval, lastMs) };
}

/** After a replacement stored candles stand beside those of the file at its two ends only. */
function findJumpAtEnds(
  stored: CandleColumns,
  { series: { interval }, columns, span }: Question & { readonly span: Span },
): Jump | undefined {
  const before = lastBefore(stored, span.fromMs);
  const after = firstFrom(stored, span.toMs);
  const [first, last] = [firstFrom(columns, 0), lastBefore(columns, Infinity)];
  if (first === undefined || last === undefined) return undefined;
  return (before === undefined ? undefined : findJump(before, first, interval)) ??
    (after === undefined ? undefined : findJump(last, after, interval));
}

function lastBefore(columns: CandleColumns, beforeMs: number): Candle | undefined {
  const at = columns.openTimeMs.findLastIndex((atMs) => atMs < beforeMs);
  return at === -1 ? undefined : candleAt(columns, at);
}

function firstFrom(columns: CandleColumns, fromMs: number): Candle | undefined {
  const at = columns.openTimeMs.findIndex((atMs) => atMs >= fromMs);
  return at === -1 ? undefined : candleAt(columns, at);
}

function candleAt({ openTimeMs, open, high, low, close, volume }: CandleColumns, i: number): Candle {
  const at = (column: Float64Array) => column[i] ?? NaN;
  return {
    openTimeMs: at(openTimeMs),
    open: at(open),
    high: at(high),
    low: at(low),
    close: at(close),
    volume: at(volume),
  };
}

/** Which ways out would not be refused for a leap of the price in their turn. */
interface Ways {
  readonly keep: boolean;
  readonly replace: boolean;
}

function toProblem(
  found: Comparison,
  { series, columns, wish, works }: Question & { readonly works: Ways },
): ImportProblem | undefined {
  const name = toSeriesText(series);
  if (found.movedByMs !== undefined && !wish.force) {
    return { kind: "moved", lines: toMovedLines(found.movedByMs, { series, columns }) };
  }
  if (found.differing > 0 && !wish.keep && !wish.replace) {
    return { kind: "differs", lines: toDifferenceLines(found, { name, columns, works }) };
  }
  if (found.jump !== undefined && !wish.force) {
    return { kind: "jump", lines: toJumpLines(found.jump, { name, replaces: wish.replace }) };
  }
  return undefined;
}

function toMovedLines(
  byMs: number,
  { series, columns }: Pick<Question, "series" | "columns">,
): readonly string[] {
  const { fromMs, toMs } = spanOf(series, columns);
  const market = `${series.exchange}:${series.symbol}`;
  const [from, to] = [toKstIso(fromMs + byMs), toKstIso(toMs + byMs)];
  const remove = toCommand(
    "candles",
    "remove",
    market,
    "--interval",
    series.interval,
    "--from",
    from,
    "--to",
    to,
  );
  return [
    `${toSeriesText(series)}: the candles of the file are stored already, ${
      toDurationText(Math.abs(byMs))
    } ` +
    `${byMs > 0 ? "later" : "earlier"}; nothing was stored`,
    "one of the two was read in a wrong time zone. If it is the file: --timezone UTC, Asia/Seoul or another; if it is " +
    `what is stored, remove that first: ${remove}; if both are right: --force`,
  ];
}

function toDifferenceLines(
  { differing, known, fresh, firstDifference, factor }: Comparison,
  { name, columns, works }: {
    readonly name: string;
    readonly columns: CandleColumns;
    readonly works: Ways;
  },
): readonly string[] {
  const all = columns.openTimeMs.length;
  const rest = [
    ...(known > 0 ? [`${toNumberText(known)} are the same`] : []),
    ...(fresh > 0 ? [`${toNumberText(fresh)} are new`] : []),
  ].map((text) => `, ${text}`).join("");
  const example = firstDifference === undefined ? [] : [
    `${toKstIso(firstDifference.stored.openTimeMs)}: stored ${toText(firstDifference.stored)}; in the file ${
      toText(firstDifference.file)
    }`,
  ];
  const split = factor === undefined ? [] : [
    `the prices of the file are those of the store times ${
      Number(factor.toPrecision(4))
    }: adjusted for a split, or ` +
    "another currency?",
  ];
  return [
    `${name}: ${toNumberText(differing)} of ${
      countText(all, "candle")
    } differ from the stored ones${rest}; ` +
    "nothing was stored",
    ...example,
    ...split,
    `choose: ${toWays(works, fresh).join("; ")} (--dry-run only counts)`,
  ];
}

function toWays(works: Ways, fresh: number): readonly string[] {
  return [
    ...(works.keep ? [`--keep keeps the stored ones and adds the ${toNumberText(fresh)} new ones`] : []),
    ...(works.replace ? ["--replace puts the file in their place"] : []),
    "--exchange NAME or --symbol makes another series of it",
    ...(works.keep && works.replace
      ? []
      : ["what else there is would make the price jump between stored and new candles, and needs --force"]),
  ];
}

function toJumpLines(
  { before, after }: Jump,
  { name, replaces }: { readonly name: string; readonly replaces: boolean },
): readonly string[] {
  const ratio = after.open / before.close;
  const times = ratio > 1 ? ratio : 1 / ratio;
  return [
    `${name}: between stored and new candles the price jumps ${ratio > 1 ? "up" : "down"} by a factor of ` +
    `${Number(times.toPrecision(3))}, from ${before.close} (${
      toKstIso(before.openTimeMs)
    }) to ${after.open} ` +
    `(${toKstIso(after.openTimeMs)}); nothing was stored`,
    "prices adjusted for a split beside others, another currency, or another market? " +
    (replaces ? "Take a file that reaches further" : "Import the whole series anew with --replace") +
    ", make another series of it with --exchange NAME or --symbol, or store it all the same with --force",
  ];
}

function toText({ open, high, low, close, volume }: Candle): string {
  return `open ${open}, high ${high}, low ${low}, close ${close}, volume ${volume}`;
}
