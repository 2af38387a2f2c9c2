import { toNumberText } from "../../core/words/numbers.ts";
import { createExchangeOf } from "../../app/exchanges.ts";
import { toCommand } from "../../core/command_text.ts";
import { openTimeOf, type SeriesKey, type Span, toSeriesText } from "../../core/candle.ts";
import { type UpstreamError, UserError } from "../../core/errors.ts";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { createSayFrom, type Lang, type SayFrom } from "../../core/lang.ts";
import type { Exchange } from "../../exchanges/exchange.ts";
import { type BackfillProgress, type BackfillResult, runBackfill } from "../../market/backfill/backfill.ts";
import { Listings } from "../../market/backfill/listing.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import { canAggregate } from "../../market/read/aggregate.ts";
import { spansToFetch } from "../../market/read/holes.ts";
import { createSay } from "../../web/kit/i18n.ts";
import { toShownReason } from "../../web/kit/reasons.ts";
import { VERSION } from "../kit/embedded.ts";
import { langOf, spanText } from "../kit/language.ts";
import { drawOnTerminal, Progress } from "../kit/progress.ts";
import { readSpan } from "../../commands/series_argument.ts";
import { listenForStop } from "../service/stop_signal.ts";
import type { Terminal } from "../kit/terminal.ts";
import { readSeries } from "../../commands/candles/series.ts";
import { CANDLE_CLI_TEXTS } from "../texts/candles.ts";
import { candlesText, type ShelfAccess, withShelf } from "./shelf_access.ts";

interface FetchOptions {
  readonly exchange: string;
  readonly interval: string;
  readonly from?: string;
  readonly to?: string;
  readonly json: boolean;
}

const DEFAULT_DAYS = 7;
const MOST_MISSING_LINES = 20;

/** @returns whether everything that was asked for is there now. */
export async function fetchCandles(
  terminal: Terminal,
  market: string,
  options: FetchOptions,
): Promise<boolean> {
  const series = readSeries(market, options);
  return await withShelf(terminal, async (access) => {
    const { clock, config } = access;
    const nowMs = clock.now();
    const span = readSpan(options, { nowMs, days: DEFAULT_DAYS });
    if (span.fromMs >= nowMs) {
      throw new UserError("invalid", "--from lies in the future");
    }
    await using exchange = createExchangeOf(series.exchange, {
      config,
      runtime: { clock, fetch, random: Math.random, version: VERSION, onEvent: () => {} },
    });
    refuseInterval(exchange, series);
    const beganMs = clock.monotonic();
    const hours = await access.hoursOf(series.exchange);
    const result = await run(terminal, { access, exchange, series, span, hours });
    const whole = toWholeCandles(series, { ...span, toMs: Math.min(span.toMs, nowMs, result.untilMs) });
    const facts = {
      series,
      span: whole,
      result,
      missing: result.isDone ? [] : spansToFetch(await access.shelf.coverage(series, whole), whole, hours),
      retryAtMs: retryAtOf(result, clock.now()),
      tookMs: clock.monotonic() - beganMs,
    };
    const words = { lang: langOf(terminal), say: createSayFrom(CANDLE_CLI_TEXTS, langOf(terminal)) };
    if (result.skewMs !== undefined) {
      terminal.err(toSkewWarning(result.skewMs, { title: exchange.title, ...words }));
    }
    if (options.json) terminal.out(JSON.stringify(toJson(facts), null, 2));
    else for (const line of toLines(facts, words)) terminal.out(line);
    return result.isDone;
  });
}

function refuseInterval({ id, title, intervals }: Exchange, { symbol, interval }: SeriesKey): void {
  if (intervals.includes(interval)) return;
  const noSuch = `${title} has no candles of ${interval}; it has ${intervals.join(", ")}`;
  if (!canAggregate("1m", interval)) throw new UserError("invalid", noSuch);
  const made = toCommand("candles", "aggregate", `${id}:${symbol}`, "--interval", interval);
  throw new UserError("invalid", noSuch, `fetch 1m and make them: ${made}`);
}

/** @param skewMs above 0 when our clock is ahead. */
function toSkewWarning(skewMs: number, { title, say, lang }: Words & { readonly title: string }): string {
  const span = spanText(Math.round(Math.abs(skewMs) / 1_000) * 1_000, { lang });
  return say(skewMs > 0 ? "clock_ahead" : "clock_behind", { exchange: title, span });
}

interface Words {
  readonly say: SayFrom<typeof CANDLE_CLI_TEXTS>;
  readonly lang: Lang;
}

/** When the exchange will listen again, where it said so. */
function retryAtOf({ error }: BackfillResult, nowMs: number): number | undefined {
  return error?.retryAfterMs === undefined ? undefined : nowMs + error.retryAfterMs;
}

/** What was asked for, in candles: from the beginning of the first one to the end of the last one that is closed. */
function toWholeCandles({ interval }: SeriesKey, { fromMs, toMs }: Span): Span {
  return { fromMs: openTimeOf(interval, fromMs), toMs: openTimeOf(interval, toMs) };
}

interface Run {
  readonly access: ShelfAccess;
  readonly exchange: Exchange;
  readonly series: SeriesKey;
  readonly span: Span;
  readonly hours: MarketHours;
}

/** Ctrl-C ends it between two pages; what was fetched stays, and the next run goes on from there. */
async function run(
  terminal: Terminal,
  { access, exchange, series, span, hours }: Run,
): Promise<BackfillResult> {
  const { shelf, clock } = access;
  using stop = listenForStop();
  using progress = new Progress(terminal, { clock, draw: drawOnTerminal() });
  const listings = new Listings(clock);
  const say = createSayFrom(CANDLE_CLI_TEXTS, langOf(terminal));
  try {
    return await runBackfill({
      exchange,
      keeper: shelf,
      series,
      span,
      clock,
      signal: stop.signal,
      findListing: (signal) => listings.find(exchange, { series, signal }),
      onProgress: (facts) => progress.show(toProgress(facts, say)),
      shouldYield: () => false,
      hours,
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    throw new UserError(
      "interrupted",
      "Stopped; what was fetched is kept, and the same command goes on from there",
    );
  }
}

function toProgress({ doneMs, totalMs, bars: candles, etaMs }: BackfillProgress, say: Words["say"]) {
  return { share: totalMs === 0 ? 1 : doneMs / totalMs, text: candlesText(candles, { say }), etaMs };
}

interface Facts {
  readonly series: SeriesKey;
  readonly span: Span;
  readonly result: BackfillResult;
  /** What is not there yet, whether it was asked for in vain or not at all. */
  readonly missing: readonly Span[];
  readonly retryAtMs: number | undefined;
  readonly tookMs: number;
}

function toJson({ series, span, result, missing, retryAtMs, tookMs }: Facts) {
  const { error, skewMs } = result;
  return {
    ...series,
    from: toKstIso(span.fromMs),
    to: toKstIso(span.toMs),
    complete: result.isDone,
    added: result.addedBars,
    fetched: result.fetchedBars,
    pages: result.pages,
    took_s: Math.round(tookMs) / 1_000,
    clock_ahead_s: skewMs === undefined ? null : Math.round(skewMs / 1_000),
    outages: result.outages.map(({ fromMs, toMs, reason }) => ({
      from: toKstIso(fromMs),
      to: toKstIso(toMs),
      reason,
    })),
    missing: missing.map(({ fromMs, toMs }) => ({ from: toKstIso(fromMs), to: toKstIso(toMs) })),
    error: error === undefined ? null : {
      kind: error.kind,
      message: error.message,
      retry_at: retryAtMs === undefined ? null : toKstIso(retryAtMs),
    },
  };
}

function toLines(
  { series, span, result, missing, retryAtMs, tookMs }: Facts,
  words: Words,
): readonly string[] {
  const { say } = words;
  const { isDone, isDoubted, outages, error } = result;
  const name = toSeriesText(series);
  if (isDone && span.fromMs >= span.toMs) return [say("none_ended", { series: name })];
  const facts = {
    ...{ series: name, work: toWorkText(result, { tookMs, ...words }) },
    ...{ from: toKstIso(span.fromMs), to: toKstIso(span.toMs) },
  };
  if (isDone) return [say("complete", facts)];
  return [
    say("not_complete", facts),
    // Where the exchange refused the question as such, nothing is missing that it would have.
    ...(outages.length === 0 ? [] : toMissingLines(series, { missing, outages, ...words })),
    ...(isDoubted
      ? [say("doubted")]
      : error === undefined
      ? []
      : [toRefusedLine(series, { error, retryAtMs, ...words })]),
  ];
}

/** A silence is an hour at most, so the time of day says it. */
function toRefusedLine(
  series: SeriesKey,
  { error, retryAtMs, say, lang }: Words & {
    readonly error: UpstreamError;
    readonly retryAtMs: number | undefined;
  },
): string {
  const problem = lang === "ko" ? createSay("ko")(`error_${error.kind}`) : error.message;
  const facts = { exchange: series.exchange, problem, todo: toAdvice(series, { error, say }) };
  if (retryAtMs === undefined) return say("refused", facts);
  return say("refused_until", { ...facts, time: toKstClock(retryAtMs).slice("MM-DD ".length) });
}

function toMissingLines(
  { exchange, symbol, interval }: SeriesKey,
  { missing, outages, say, lang }: Words & {
    readonly missing: readonly Span[];
    readonly outages: BackfillResult["outages"];
  },
): readonly string[] {
  const lines = missing.map(({ fromMs, toMs }) => {
    const reason = outages.find((outage) => outage.fromMs < toMs && outage.toMs > fromMs)?.reason;
    return say("missing", {
      ...{ from: toKstIso(fromMs), to: toKstIso(toMs) },
      reason: reason === undefined ? say("not_asked") : toShownReason({ lang }, reason),
    });
  });
  const more = lines.length - MOST_MISSING_LINES;
  if (more <= 0) return lines;
  const market = `${exchange}:${symbol}`;
  const all = toCommand("candles", "gaps", market, "--interval", interval);
  return [
    ...lines.slice(0, MOST_MISSING_LINES),
    say("more_missing", { count: toNumberText(more), command: all }),
  ];
}

function toWorkText(
  { addedBars: addedCandles, fetchedBars: fetchedCandles, pages, isDone }: BackfillResult,
  { tookMs, say, lang }: Words & { readonly tookMs: number },
): string {
  if (pages === 0) return say(isDone ? "nothing_missing" : "nothing_fetched");
  const added = addedCandles === 1 ? say("new_one") : say("new_many", { count: toNumberText(addedCandles) });
  const candles = addedCandles === fetchedCandles
    ? added
    : say("new_of", { count: toNumberText(fetchedCandles), added });
  const span = spanText(tookMs, { lang });
  return pages === 1
    ? say("in_page", { candles, span })
    : say("in_pages", { candles, span, pages: toNumberText(pages) });
}

function toAdvice(
  { symbol }: SeriesKey,
  { error: { kind }, say }: Pick<Words, "say"> & { readonly error: UpstreamError },
): string {
  if (kind === "http_4xx") return say("todo_market", { symbol });
  if (kind === "auth" || kind === "tls" || kind === "redirect_refused" || kind === "permission") {
    return say("todo_address", { command: toCommand("config") });
  }
  return say("todo_later");
}
