import { toCommand } from "../../../core/command_text.ts";
import { closeTimeOf, type Interval, type SeriesKey, type Span } from "../../../core/candle.ts";
import { UserError } from "../../../core/errors.ts";
import { canAggregate } from "../../../market/read/aggregate.ts";
import { readIntervalArgument, readSpan } from "../../../commands/series_argument.ts";
import { ceilOpenTime } from "../../../market/read/holes.ts";
import { loadConfig } from "../../kit/load_config.ts";
import { hoursBy } from "../../kit/market_hours.ts";
import type { Terminal } from "../../kit/terminal.ts";
import { asUserError, isFileArgument, openCandleSource, readAllChunks } from "../candle_source.ts";
import { writeColumns } from "../export_candles.ts";
import { type FileFormOptions, readFileForm, toFileNotes } from "../file_form.ts";
import { guessMarket } from "../file_market.ts";
import { findFacts, readSeries } from "../../../commands/candles/series.ts";
import { type ShelfAccess, withShelf } from "../shelf_access.ts";
import { countPartial, keepMade } from "./keep_made_candles.ts";
import { makeCandles, toLeftOutNote } from "./made_candles.ts";
import { pick } from "../../../core/lang.ts";
import { langOf, translate } from "../../kit/language.ts";
import { IMPORT_TEXTS } from "../../texts/import.ts";

export interface AggregateCommandOptions extends FileFormOptions {
  readonly exchange: string;
  readonly adjusted?: boolean;
  readonly interval: string;
  readonly base: string;
  readonly from?: string;
  readonly to?: string;
  readonly withOpen: boolean;
  readonly store: boolean;
  readonly replace: boolean;
  readonly json: boolean;
}

/** Longer candles, printed, or kept as a series of their own with `--store`. */
export async function aggregateCandles(
  terminal: Terminal,
  what: string,
  options: AggregateCommandOptions,
): Promise<void> {
  const to = readIntervalArgument(options.interval);
  if (options.store && options.withOpen) {
    throw new UserError("invalid", "--with-open gives unfinished bars, and --store keeps finished ones");
  }
  if (options.replace && !options.store) {
    throw new UserError("invalid", "--replace is for bars that are kept: add --store");
  }
  if (isFileArgument(what)) return await aggregateFile(terminal, what, { ...options, interval: to });
  const { exchange, adjusted } = options;
  const kind = adjusted === undefined ? {} : { adjusted };
  const series = readSeries(what, { exchange, interval: options.base, ...kind });
  refuseMisfit(series.interval, to);
  await withShelf(terminal, async (access) => {
    const span = await chooseSpan(access, { series, to, options });
    // To the end of the minute in which the stretch ends, or nobody would know whether that one was quiet.
    const whole = { ...span, toMs: ceilOpenTime(series.interval, span.toMs) };
    const { columns: minutes, coverage } = await access.shelf.readKnownColumns(series, whole);
    const { withOpen, json, replace } = options;
    const hours = await access.hoursOf(series.exchange);
    const making = { from: series.interval, to, withOpen, within: span, hours };
    const made = makeCandles(minutes, making);
    for (const note of toLeftOutNote(minutes, { ...making, made, isStored: options.store })) {
      terminal.err(await translate(note, terminal));
    }
    if (options.store) {
      return await keepMade(terminal, {
        ...{ access, series, to, span, minutes, coverage, made, hours, json, replace },
      });
    }
    writeColumns(terminal, made, { time: "iso", json });
    const partial = countPartial({ series, to, span, minutes, coverage, made, hours });
    if (partial > 0) {
      const facts = { count: partial, interval: series.interval };
      terminal.err(pick(IMPORT_TEXTS.partial, langOf(terminal), facts));
    }
  });
}

async function aggregateFile(
  terminal: Terminal,
  path: string,
  options: AggregateCommandOptions & { readonly interval: Interval },
): Promise<void> {
  const { interval: to, withOpen, json, store, from, to: until } = options;
  const unfit = store ? "--store" : from !== undefined ? "--from" : until !== undefined ? "--to" : undefined;
  if (unfit !== undefined) {
    throw new UserError(
      "invalid",
      `${unfit} is for markets of the store; take the file in first: ${toCommand("candles", "import", path)}`,
    );
  }
  await using file = await openCandleSource(path, { form: readFileForm(options, { path }) });
  for (const note of toFileNotes(file)) terminal.err(await translate(note, terminal));
  refuseMisfit(file.interval, to);
  const columns = await asUserError(path, () => readAllChunks(file));
  const hours = await hoursBy(await loadConfig())(guessMarket(path).exchange ?? "file");
  const making = { from: file.interval, to, withOpen, hours };
  const made = makeCandles(columns, making);
  writeColumns(terminal, made, { time: "iso", json });
  for (const note of toLeftOutNote(columns, { ...making, made, isStored: false })) {
    terminal.err(await translate(note, terminal));
  }
}

/**
 * From where and until when everything is known, so that candles at the edges are whole: what somebody named, else what
 * was fetched around the first and the last candle.
 */
async function chooseSpan(
  { shelf, clock }: ShelfAccess,
  { series, to, options }: { series: SeriesKey; to: Interval; options: AggregateCommandOptions },
): Promise<Span> {
  const { interval } = options;
  const { firstMs, lastMs } = await findFacts(shelf, series, (other, market) => {
    if (!canAggregate(other.interval, to)) return undefined;
    return toCommand("candles", "aggregate", market, "--base", other.interval, "--interval", interval);
  });
  const nowMs = clock.now();
  const coverage = await shelf.coverage(series, { fromMs: 0, toMs: nowMs });
  const around = (atMs: number) =>
    coverage.find(({ kind, fromMs, toMs }) => kind === "fetched" && fromMs <= atMs && toMs > atMs);
  const known = {
    fromMs: around(firstMs)?.fromMs ?? firstMs,
    toMs: around(lastMs)?.toMs ?? closeTimeOf(series.interval, lastMs),
  };
  const span = readSpan(
    { from: options.from ?? String(known.fromMs), to: options.to ?? String(known.toMs) },
    { nowMs, days: 7 },
  );
  return { ...span, toMs: Math.min(span.toMs, nowMs) };
}

function refuseMisfit(from: Interval, to: Interval): void {
  if (canAggregate(from, to)) return;
  throw new UserError("invalid", `Cannot make bars of ${to} out of bars of ${from}`);
}
