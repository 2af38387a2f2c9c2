import { toNumberText } from "../../core/words/numbers.ts";
import { listSeries as listStored } from "../../commands/candles/list.ts";
import { callCommand } from "../kit/command_context.ts";
import { toCommand } from "../../core/command_text.ts";
import { toSeriesText } from "../../core/candle.ts";
import { toKstIso } from "../../core/kst.ts";
import { createSayFrom } from "../../core/lang.ts";
import { ADJUSTED_EXCHANGE } from "../../core/symbol.ts";
import type { CandleFinding } from "../../market/candle_store.ts";
import { langOf, translate } from "../kit/language.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { CANDLE_CLI_TEXTS } from "../texts/candles.ts";
import { findBreaks, toBreakLines } from "./stocks/break_lines.ts";
import { candlesText, withShelf } from "./shelf_access.ts";
import { LOOKS } from "../kit/with_store.ts";

/** Every series that is kept. */
export function listSeries(terminal: Terminal, { json }: { json: boolean }): Promise<void> {
  const say = createSayFrom(CANDLE_CLI_TEXTS, langOf(terminal));
  return withShelf(terminal, async ({ shelf, clock, config }) => {
    const path = `${config.dataDir}/candles.db`;
    const sizeBytes = await shelf.sizeBytes();
    const { series: rows } = await callCommand(listStored, {}, { candles: shelf });
    if (json) terminal.out(JSON.stringify({ path, size_bytes: sizeBytes, series: rows }, null, 2));
    else if (rows.length === 0) {
      terminal.out(say("none_yet", { command: toCommand("candles", "fetch", "BTC/KRW") }));
    } else {
      const hasNames = rows.some(({ name }) => name !== undefined);
      const columns = ["exchange", "symbol", ...(hasNames ? ["name" as const] : [])] as const;
      const heads = [...columns, ...(["interval", "candles", "first", "last"] as const)]
        .map((head) => say(`head_${head}`));
      const cells = rows.map((row) => [
        row.exchange,
        row.symbol,
        ...(hasNames ? [row.name ?? ""] : []),
        row.interval,
        toNumberText(row.bars),
        row.first,
        row.last,
      ]);
      printTable(terminal, [heads, ...cells]);
      if (rows.some(({ exchange }) => exchange === ADJUSTED_EXCHANGE)) terminal.out(say("adjusted"));
      terminal.out(say("size_in", { size: Math.ceil(sizeBytes / 1e6), path }));
      for (const { exchange, symbol, interval, last, in_future: isInFuture } of rows) {
        const series = { exchange, symbol, interval };
        if (isInFuture !== true) continue;
        terminal.out(await translate(toFutureText(series, { last, nowMs: clock.now() }), terminal));
      }
    }
  }, LOOKS);
}

/** Of candles that were stored with --force, or while the clock was ahead. */
export function toFutureText(
  { exchange, symbol, interval }: {
    readonly exchange: string;
    readonly symbol: string;
    readonly interval: string;
  },
  { last, nowMs }: { readonly last: string; readonly nowMs: number },
): string {
  const market = `${exchange}:${symbol}`;
  const remove = toCommand("candles", "remove", market, "--interval", interval, "--from", toKstIso(nowMs));
  return `${market} ${interval} has candles that are still to come, the last one of ${last}: ` +
    `if they are wrong, remove them: ${remove}`;
}

/** @returns whether nothing is wrong. */
export function verifyCandles(terminal: Terminal, { json }: { json: boolean }): Promise<boolean> {
  const say = createSayFrom(CANDLE_CLI_TEXTS, langOf(terminal));
  return withShelf(terminal, async (access) => {
    const { shelf } = access;
    const findings = await shelf.verify();
    const isWell = findings.length === 0;
    // What is damaged need not be readable.
    const breaks = findings.some(({ kind }) => kind === "damaged") ? [] : await findBreaks(access);
    if (json) {
      const found = { well: isWell, findings: findings.map(toJson), price_breaks: breaks };
      terminal.out(JSON.stringify(found, null, 2));
      return isWell;
    }
    if (isWell) {
      const candles = (await shelf.list()).reduce((sum, facts) => sum + facts.bars, 0);
      terminal.out(say("all_well", { candles: candlesText(candles, { say }) }));
    } else for (const finding of findings) terminal.out(await toLine(finding, terminal));
    for (const { series, ...found } of breaks) {
      for (const line of toBreakLines(found, say)) terminal.out(`${toSeriesText(series)}: ${line}`);
    }
    return isWell;
  }, LOOKS);
}

function toJson({ kind, series, atMs, count, text }: CandleFinding) {
  return { kind, series: series ?? null, at: atMs === undefined ? null : toKstIso(atMs), count, text };
}

async function toLine({ kind, atMs, count, text: said }: CandleFinding, terminal: Terminal): Promise<string> {
  const say = createSayFrom(CANDLE_CLI_TEXTS, langOf(terminal));
  const facts = { kind: say(`finding_${kind}`), text: await translate(said, terminal), count };
  return atMs === undefined ? say("finding", facts) : say("finding_at", { ...facts, time: toKstIso(atMs) });
}
