import { createExchangeOf } from "../../app/exchanges.ts";
import { readSpan } from "../../commands/series_argument.ts";
import { findFacts, readSeries } from "../../commands/candles/series.ts";
import { closeTimeOf, openTimeOf, toSeriesText } from "../../core/candle.ts";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { MINUTE_MS, toKstIso } from "../../core/kst.ts";
import { createSayFrom, type SayFrom } from "../../core/lang.ts";
import { recheckCandles, type RecheckResult } from "../../market/backfill/recheck.ts";
import { VERSION } from "../kit/embedded.ts";
import { langOf } from "../kit/language.ts";
import { drawOnTerminal, Progress } from "../kit/progress.ts";
import type { Terminal } from "../kit/terminal.ts";
import { listenForStop } from "../service/stop_signal.ts";
import { CANDLE_CLI_TEXTS } from "../texts/candles.ts";
import { candlesText, withShelf } from "./shelf_access.ts";

export interface VerifyMarketOptions {
  readonly exchange: string;
  readonly interval: string;
  readonly from?: string;
  readonly to?: string;
  readonly json: boolean;
}

type Say = SayFrom<typeof CANDLE_CLI_TEXTS>;

/** An exchange may still write the last trades of what has just ended. */
const FINAL_AFTER_MS = 2 * MINUTE_MS;

/** Compares what is stored of a market with what its exchange answers now. @returns whether all of it could be. */
export function verifyMarket(
  terminal: Terminal,
  market: string,
  options: VerifyMarketOptions,
): Promise<boolean> {
  const series = readSeries(market, options);
  const { interval } = series;
  const say = createSayFrom(CANDLE_CLI_TEXTS, langOf(terminal));
  return withShelf(terminal, async ({ shelf, clock, config }) => {
    const again = (other: { interval: string }, market: string) =>
      toCommand("candles", "verify", market, "--interval", other.interval);
    const { firstMs, lastMs } = await findFacts(shelf, series, again);
    const nowMs = clock.now();
    const wanted = readSpan(
      { from: options.from ?? String(firstMs), to: options.to ?? String(closeTimeOf(interval, lastMs)) },
      { nowMs, days: 7 },
    );
    const toMs = openTimeOf(interval, Math.min(wanted.toMs, nowMs - FINAL_AFTER_MS));
    const span = { fromMs: openTimeOf(interval, wanted.fromMs), toMs };
    await using exchange = createExchangeOf(series.exchange, {
      config,
      runtime: { clock, fetch, random: Math.random, version: VERSION, onEvent: () => {} },
    });
    if (!exchange.intervals.includes(interval)) {
      throw new UserError("invalid", say("compared_none", { interval }));
    }
    using stop = listenForStop();
    using progress = new Progress(terminal, { clock, draw: drawOnTerminal() });
    const onProgress = (share: number) => progress.show({ share, text: say("comparing"), etaMs: undefined });
    const result = await recheckCandles({
      ...{ exchange, keeper: shelf, series, span, clock, signal: stop.signal, onProgress },
    }).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
      throw new UserError("interrupted", "Stopped; what was mended is kept");
    });
    const facts = { ...series, from: toKstIso(span.fromMs), to: toKstIso(result.untilMs) };
    if (options.json) terminal.out(JSON.stringify({ ...facts, ...toJson(result) }, null, 2));
    else for (const line of toLines(toSeriesText(series), { ...facts, result, say })) terminal.out(line);
    return result.error === undefined;
  });
}

function toJson({ added, different, corrected, listedMs, error }: RecheckResult) {
  return {
    complete: error === undefined,
    ...{ added, different, corrected },
    listed: listedMs === undefined ? null : toKstIso(listedMs),
    error: error === undefined ? null : { kind: error.kind, message: error.message },
  };
}

function toLines(
  series: string,
  { from, to, result, say }: {
    readonly from: string;
    readonly to: string;
    readonly result: RecheckResult;
    readonly say: Say;
  },
): readonly string[] {
  const { added, different, corrected, listedMs, error } = result;
  const bars = (count: number) => candlesText(count, { what: "bar", say });
  const mended = { added: bars(added), corrected: bars(corrected), left: bars(different - corrected) };
  return [
    added + different === 0
      ? say("compared_same", { series, from, to })
      : say("compared", { series, from, to, ...mended }),
    ...(listedMs === undefined ? [] : [say("compared_listed", { time: toKstIso(listedMs) })]),
    ...(error === undefined ? [] : [say("compared_early", { problem: error.message })]),
  ];
}
