import { toNumberText } from "../../../core/words/numbers.ts";
import {
  CANDLE_FIELDS,
  candleAt,
  type CandleColumns,
  closeTimeOf,
  type CoveredSpan,
  createColumns,
  type Interval,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../../core/candle.ts";
import type { MarketHours } from "../../../core/market/hours.ts";
import { compareCandles } from "../../../market/candle_compare.ts";
import { ceilOpenTime, findHoles, type FoundHole, isLost } from "../../../market/read/holes.ts";
import type { Terminal } from "../../kit/terminal.ts";
import type { ShelfAccess } from "../shelf_access.ts";
import { createSayFrom } from "../../../core/lang.ts";
import { langOf } from "../../kit/language.ts";
import { IMPORT_TEXTS } from "../../texts/import.ts";

interface Made {
  /** What the candles are made of. */
  readonly series: SeriesKey;
  readonly to: Interval;
  readonly span: Span;
  readonly minutes: CandleColumns;
  /** Of what they are made of, as it was when they were read. */
  readonly coverage: readonly CoveredSpan[];
  readonly made: CandleColumns;
  /** Of the market; left out, it is always open. */
  readonly hours?: MarketHours | undefined;
}

/**
 * Keeps made candles as a series of their own. A candle that lacks minutes nobody knows of is left out: once kept it would
 * stay as it is, also when the minutes come.
 */
export async function keepMade(
  terminal: Terminal,
  facts: Made & { readonly access: ShelfAccess; readonly json: boolean; readonly replace: boolean },
): Promise<void> {
  const { access: { shelf }, series, to, span, coverage, made, json, replace } = facts;
  const target = { ...series, interval: to };
  const lost = findLost(facts);
  const isWhole = Array.from(made.openTimeMs, isWholeAmong(to, lost));
  const whole = pick(made, isWhole);
  const { fresh, known: same, differing } = compareCandles(await shelf.readColumns(target, span), whole, to);
  if (replace) await shelf.replaceColumns(target, whole, { closedUntilMs: Infinity, fetched: [] });
  else await shelf.keepColumns(target, whole, { closedUntilMs: Infinity });
  // Not what is known by now: of minutes that came meanwhile nothing was made.
  const known = coverage.filter(({ kind }) => kind === "fetched")
    .map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, span.toMs) }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
  await shelf.markFetched(target, known);
  const partial = made.openTimeMs.length - whole.openTimeMs.length;
  if (json) {
    return terminal.out(
      JSON.stringify({ ...target, added: fresh, known: same + differing, differing, partial }),
    );
  }
  const say = createSayFrom(IMPORT_TEXTS, langOf(terminal));
  const count = toNumberText(partial);
  const rest = [
    ...(same > 0 ? [say("known", { count: toNumberText(same) })] : []),
    ...(differing === 0 ? [] : [say(replace ? "replaced" : "made_kept", { count: toNumberText(differing) })]),
    ...(partial > 0 ? [say("made_partial", { count, interval: series.interval })] : []),
  ];
  const added = fresh === 1 ? say("new_one") : say("new_many", { count: toNumberText(fresh) });
  terminal.out([say("made", { series: toSeriesText(target), added }), ...rest].join(", "));
}

/** How many of the made candles lack minutes that nobody knows of. */
export function countPartial(facts: Made): number {
  const isWhole = isWholeAmong(facts.to, findLost(facts));
  return facts.made.openTimeMs.filter((atMs) => !isWhole(atMs)).length;
}

function findLost({ series, to, span, minutes, coverage, made, hours }: Made): readonly FoundHole[] {
  const first = made.openTimeMs.at(0);
  const last = made.openTimeMs.at(-1);
  if (first === undefined || last === undefined) return [];
  const looked = {
    fromMs: Math.max(span.fromMs, first),
    toMs: Math.min(ceilOpenTime(series.interval, span.toMs), closeTimeOf(to, last)),
  };
  const { holes } = findHoles({
    coverage,
    span: looked,
    interval: series.interval,
    openTimes: minutes.openTimeMs,
    hours,
  });
  return holes.filter(isLost);
}

/** Made candles come in order, and so do the holes: one walk through both. */
function isWholeAmong(to: Interval, lost: readonly FoundHole[]): (openTimeMs: number) => boolean {
  let i = 0;
  return (openTimeMs) => {
    while ((lost[i]?.toMs ?? Infinity) <= openTimeMs) i++;
    return (lost[i]?.fromMs ?? Infinity) >= closeTimeOf(to, openTimeMs);
  };
}

function pick(columns: CandleColumns, isWanted: readonly boolean[]): CandleColumns {
  const picked = createColumns(isWanted.filter(Boolean).length);
  let row = 0;
  isWanted.forEach((isIn, i) => {
    if (!isIn) return;
    const candle = candleAt(columns, i);
    for (const field of CANDLE_FIELDS) {
      picked[field][row] = candle[field];
    }
    row++;
  });
  return picked;
}
