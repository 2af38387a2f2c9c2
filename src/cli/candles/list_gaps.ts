import { findGaps, type GapsJson } from "../../commands/candles/gaps.ts";
import { toCommand } from "../../core/command_text.ts";
import { EXCHANGES } from "../../exchanges/mod.ts";
import { callCommand } from "../kit/command_context.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { countText, numberText, withShelf } from "./shelf_access.ts";
import { LOOKS } from "../kit/with_store.ts";

interface GapOptions {
  readonly exchange: string;
  readonly interval: string;
  readonly from?: string;
  readonly to?: string;
  readonly all: boolean;
  readonly json: boolean;
}

type Gap = GapsJson["gaps"][number];

/** Where candles are missing and why, with the sums. */
export function listGaps(terminal: Terminal, market: string, options: GapOptions): Promise<void> {
  const { exchange, interval, from, to } = options;
  const span = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  return withShelf(terminal, async ({ shelf: candles }) => {
    const facts = await callCommand(findGaps, { market, exchange, interval, ...span }, { candles });
    if (options.json) return terminal.out(JSON.stringify(facts, null, 2));
    const shown = facts.gaps.filter(({ kind }) => options.all || kind !== "no_trade");
    for (const line of toTable(shown.map(toCells))) terminal.out(line);
    for (const line of toSummary(facts, options)) terminal.out(line);
  }, LOOKS);
}

function toCells({ kind, reason, from, to, bars: candles }: Gap): readonly string[] {
  return [from, to, countText(candles, "bar"), kind, reason];
}

function toSummary(facts: GapsJson, options: { all: boolean }): readonly string[] {
  const { exchange, symbol, interval, expected, present, no_trade: noTrade } = facts;
  const { not_fetched: notFetched, outage } = facts;
  const sums = [
    `${numberText(noTrade)} without a trade${noTrade > 0 && !options.all ? " (--all lists them)" : ""}`,
    `${numberText(notFetched)} not fetched`,
    `${numberText(outage)} lost in outages`,
  ];
  const there = `${numberText(present)} of ${countText(expected, "bar")} are there`;
  const lost = facts.gaps.filter(({ kind }) => kind !== "no_trade");
  const name = `${exchange} ${symbol} ${interval}`;
  return [`${name}: ${there}; ${sums.join(", ")}`, ...toRepair(facts, lost)];
}

type Series = Pick<GapsJson, "exchange" | "symbol" | "interval">;

/** Only an exchange that serves the interval can be asked again. */
function toRepair({ exchange, symbol, interval }: Series, lost: readonly Gap[]): readonly string[] {
  const [first, last] = [lost[0], lost.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (!isKnown(exchange)) return toFileRepair({ exchange, symbol, interval });
  if (!isServed(interval)) return [];
  const span = ["--from", first.from, "--to", last.to];
  const command = toCommand("candles", "fetch", `${exchange}:${symbol}`, "--interval", interval, ...span);
  return [`repair with: ${command}`];
}

/** Of what came from a file nobody else knows whether a day off lies between two rows, or a hole. */
function toFileRepair({ exchange, symbol, interval }: Series): readonly string[] {
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
const isServed = (interval: string) => interval !== "1dKST";
