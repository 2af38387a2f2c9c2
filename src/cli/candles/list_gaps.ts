import { findGaps, type GapsJson } from "../../commands/candles/gaps.ts";
import { toCommand } from "../../core/command_text.ts";
import { FILE_EXCHANGE, STOCK_EXCHANGE } from "../../core/symbol.ts";
import type { HoursOf } from "../../core/market/hours.ts";
import { isLost } from "../../market/read/holes.ts";
import { toNumberText } from "../../core/words/numbers.ts";
import { createSayFrom, type Lang, type SayFrom } from "../../core/lang.ts";
import { EXCHANGES } from "../../exchanges/mod.ts";
import { toShownReason } from "../../web/kit/reasons.ts";
import { callCommand } from "../kit/command_context.ts";
import { langOf } from "../kit/language.ts";
import { printRows } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { CANDLE_CLI_TEXTS } from "../texts/candles.ts";
import { candlesText, withShelf } from "./shelf_access.ts";
import { LOOKS } from "../kit/with_store.ts";

interface GapOptions {
  readonly exchange: string;
  readonly interval: string;
  readonly from?: string;
  readonly to?: string;
  /** By whose hours; left out, by those of the exchange. */
  readonly hours?: string;
  readonly all: boolean;
  readonly json: boolean;
}

type Gap = GapsJson["gaps"][number];

/** Where candles are missing and why, with the sums. */
export function listGaps(terminal: Terminal, market: string, options: GapOptions): Promise<void> {
  const { exchange, interval, from, to, hours } = options;
  const span = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  return withShelf(terminal, async ({ shelf: candles, hoursOf: hoursOfAll }) => {
    const hoursOf: HoursOf = (exchange) => hoursOfAll(hours ?? exchange);
    const facts = await callCommand(findGaps, { market, exchange, interval, ...span }, { candles, hoursOf });
    if (options.json) return terminal.out(JSON.stringify(facts, null, 2));
    const shown = facts.gaps.filter((gap) => options.all || isLost(gap));
    const lang = langOf(terminal);
    const say = createSayFrom(CANDLE_CLI_TEXTS, lang);
    printRows(terminal, shown.map((gap) => toCells(gap, { say, lang })));
    for (const line of toSummary(facts, { all: options.all, hasHours: hours !== undefined, say })) {
      terminal.out(line);
    }
  }, LOOKS);
}

type Say = SayFrom<typeof CANDLE_CLI_TEXTS>;

function toCells(
  { kind, reason, from, to, bars }: Gap,
  { say, lang }: { readonly say: Say; readonly lang: Lang },
): readonly string[] {
  return [
    from,
    to,
    candlesText(bars, { what: "bar", say }),
    say(`kind_${kind}`),
    toShownReason({ lang }, reason),
  ];
}

function toSummary(
  facts: GapsJson,
  { all, hasHours, say }: { readonly all: boolean; readonly hasHours: boolean; readonly say: Say },
): readonly string[] {
  const { exchange, symbol, interval, expected, present, no_trade: noTrade } = facts;
  const { not_fetched: notFetched, outage } = facts;
  const lost = facts.gaps.filter(isLost);
  const sums = say(noTrade > 0 && !all ? "gaps_hidden" : "gaps", {
    series: `${exchange} ${symbol} ${interval}`,
    present: toNumberText(present),
    bars: candlesText(expected, { what: "bar", say }),
    quiet: toNumberText(noTrade),
    unfetched: toNumberText(notFetched),
    lost: toNumberText(outage),
  });
  return [
    sums,
    ...toJumps(facts, say),
    ...toListing(facts, say),
    ...toRepair(facts, { lost, hasHours, say }),
  ];
}

const MOST_JUMPS = 10;

function toJumps({ jumps }: GapsJson, say: Say): readonly string[] {
  const shown = jumps.slice(0, MOST_JUMPS).map(({ at, before, after }) =>
    say("jump", { day: at.slice(0, 10), before: toNumberText(before), after: toNumberText(after) })
  );
  const more = jumps.length - shown.length;
  return more > 0 ? [...shown, say("jumps_more", { count: toNumberText(more) })] : shown;
}

function toListing({ gaps, not_listed: count }: GapsJson, say: Say): readonly string[] {
  const time = gaps.findLast(({ kind }) => kind === "not_listed")?.to;
  if (time === undefined) return [];
  return [say("listed", { time, bars: candlesText(count, { what: "bar", say }) })];
}

type Series = Pick<GapsJson, "exchange" | "symbol" | "interval">;

/** Only an exchange that serves the interval can be asked again. */
function toRepair(
  { exchange, symbol, interval }: Series,
  { lost, hasHours, say }: {
    readonly lost: readonly Gap[];
    readonly hasHours: boolean;
    readonly say: Say;
  },
): readonly string[] {
  const [first, last] = [lost[0], lost.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (!isKnown(exchange)) return toFileRepair({ exchange, symbol, interval }, { hasHours, say });
  if (!isServed(interval)) return [];
  const span = ["--from", first.from, "--to", last.to];
  const command = toCommand("candles", "fetch", `${exchange}:${symbol}`, "--interval", interval, ...span);
  return [say("repair", { command })];
}

/** Of what came from a file nobody else knows whether it lacks something, or a day off where hours are not known. */
function toFileRepair(
  { exchange, symbol, interval }: Series,
  { hasHours, say }: { readonly hasHours: boolean; readonly say: Say },
): readonly string[] {
  const series = ["--exchange", exchange, "--symbol", symbol, "--interval", interval];
  const command = toCommand("candles", "import", "FILE.csv", "--complete", ...series);
  if (hasHours || exchange === STOCK_EXCHANGE) return [say("repair_sessions", { command })];
  if (exchange !== FILE_EXCHANGE) return [say("repair_file", { command })];
  return [say("repair_file", { command }), say("hours_unknown", { exchange: STOCK_EXCHANGE })];
}

const isKnown = (exchange: string) => EXCHANGES.some(({ id }) => id === exchange);
/** Days of Korea are made here; nobody serves them. */
const isServed = (interval: string) => interval !== "1dKST";
