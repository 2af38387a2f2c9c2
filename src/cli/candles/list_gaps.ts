import {
  closeTimeOf,
  type Interval,
  openTimeOf,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../core/candle.ts";
import { toCommand } from "../../core/command_text.ts";
import { toKstIso } from "../../core/kst.ts";
import { EXCHANGES } from "../../exchanges/mod.ts";
import { type Completeness, findHoles, type FoundHole } from "../../market/read/holes.ts";
import { readSpan } from "../../commands/series_argument.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { countText, findFacts, numberText, readSeries, type ShelfAccess, withShelf } from "./shelf_access.ts";

interface GapOptions {
  readonly exchange: string;
  readonly interval: string;
  readonly from?: string;
  readonly to?: string;
  readonly all: boolean;
  readonly json: boolean;
}

interface Facts {
  readonly series: SeriesKey;
  readonly span: Span;
  readonly holes: readonly FoundHole[];
  readonly completeness: Completeness;
}

/** Where bars are missing and why, with the sums. */
export function listGaps(terminal: Terminal, market: string, options: GapOptions): Promise<void> {
  return withShelf(terminal, async (access) => {
    const facts = await findGaps(access, readSeries(market, options), options);
    if (options.json) return terminal.out(JSON.stringify(toJson(facts), null, 2));
    const shown = facts.holes.filter(({ kind }) => options.all || kind !== "no_trade");
    for (const line of toTable(shown.map(toCells))) terminal.out(line);
    for (const line of toSummary(facts, options)) terminal.out(line);
  });
}

/** Of the whole series unless told: up to its last closed bar, for the open one is no gap. */
async function findGaps(
  { shelf, clock }: ShelfAccess,
  series: SeriesKey,
  options: { from?: string; to?: string },
): Promise<Facts> {
  const { interval } = series;
  const { firstMs } = await findFacts(
    shelf,
    series,
    (other, market) => toCommand("candles", "gaps", market, "--interval", other.interval),
  );
  const lastMs = (await shelf.lastClosed(series))?.openTimeMs ?? firstMs;
  const nowMs = clock.now();
  const asked = readSpan(
    { from: options.from ?? String(firstMs), to: options.to ?? String(closeTimeOf(interval, lastMs)) },
    { nowMs, days: 7 },
  );
  // What is still to come is missing nowhere.
  const span = { fromMs: asked.fromMs, toMs: Math.min(asked.toMs, openTimeOf(interval, nowMs)) };
  const { columns: { openTimeMs }, coverage } = await shelf.readKnownColumns(series, span);
  return { series, span, ...findHoles({ coverage, span, interval, openTimes: openTimeMs }) };
}

function toJson({ series, span, holes, completeness }: Facts) {
  const { expected, present, noTrade, notFetched, outage } = completeness;
  return {
    ...series,
    from: toKstIso(span.fromMs),
    to: toKstIso(span.toMs),
    expected,
    present,
    no_trade: noTrade,
    not_fetched: notFetched,
    outage,
    gaps: holes.map(({ kind, reason, fromMs, toMs, bars }) => ({
      kind,
      from: toKstIso(fromMs),
      to: toKstIso(toMs),
      bars,
      reason,
    })),
  };
}

function toCells({ kind, reason, fromMs, toMs, bars }: FoundHole): readonly string[] {
  return [toKstIso(fromMs), toKstIso(toMs), countText(bars, "bar"), kind, reason];
}

function toSummary({ series, holes, completeness }: Facts, options: { all: boolean }): readonly string[] {
  const { expected, present, noTrade, notFetched, outage } = completeness;
  const sums = [
    `${numberText(noTrade)} without a trade${noTrade > 0 && !options.all ? " (--all lists them)" : ""}`,
    `${numberText(notFetched)} not fetched`,
    `${numberText(outage)} lost in outages`,
  ];
  const there = `${numberText(present)} of ${countText(expected, "bar")} are there`;
  const lost = holes.filter(({ kind }) => kind !== "no_trade");
  return [`${toSeriesText(series)}: ${there}; ${sums.join(", ")}`, ...toRepair(series, lost)];
}

/** Only an exchange that serves the interval can be asked again. */
function toRepair({ exchange, symbol, interval }: SeriesKey, lost: readonly FoundHole[]): readonly string[] {
  const [first, last] = [lost[0], lost.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (!isKnown(exchange)) return toFileRepair({ exchange, symbol, interval });
  if (!isServed(interval)) return [];
  const span = ["--from", toKstIso(first.fromMs), "--to", toKstIso(last.toMs)];
  const command = toCommand("candles", "fetch", `${exchange}:${symbol}`, "--interval", interval, ...span);
  return [`repair with: ${command}`];
}

/** Of what came from a file nobody else knows whether a day off lies between two rows, or a hole. */
function toFileRepair({ exchange, symbol, interval }: SeriesKey): readonly string[] {
  const series = ["--exchange", exchange, "--symbol", symbol, "--interval", interval];
  return [
    "weekends and holidays between the rows of a file count as not fetched; if the file has every bar in which " +
    `something was traded, take it in again with --complete: ${
      toCommand("candles", "import", "FILE.csv", "--complete", ...series)
    }`,
  ];
}

const isKnown = (exchange: string) => EXCHANGES.some(({ id }) => id === exchange);
/** Days of Korea are made here; nobody serves them. */
const isServed = (interval: Interval) => interval !== "1dKST";
