import type { Context, Hono } from "hono";
import { type Interval, openTimeOf } from "../../../core/candle.ts";
import { ALWAYS_OPEN, beginOfLast, type MarketHours } from "../../../core/market/hours.ts";
import { toNamedSymbol } from "../../../core/market/stock_name.ts";
import { readMarketSymbol } from "../../../core/symbol.ts";
import { toChartPath } from "../../api/candles_route.ts";
import { toPolicyWithStyle } from "../../kit/headers.ts";
import type { ChartMarket, MarketReader } from "../../../market/market_view.ts";
import type { PageView } from "../../view.ts";
import { showOf } from "../../kit/asked_show.ts";
import { ASSETS } from "../../kit/assets.ts";
import { CHART_STYLE_HASH } from "../chart/library.ts";
import { type AskedView, ChartMain } from "../chart/chart_page.tsx";
import { intervalFor, isRange, lengthOf, rangeFor, type RangeMarket } from "../chart/ranges.ts";
import { DataMain } from "./data_page.tsx";
import { EventsLine } from "./events_line.tsx";
import { Page } from "../../kit/layout.tsx";
import { readPage } from "../../kit/lists/pager.tsx";
import { MarketHelp } from "./market_help.tsx";
import { toShownText } from "../../../core/text.ts";
import { WithProblems } from "../../kit/problem_list.tsx";
import type { Show } from "../../kit/show.ts";

/** Enough for the table of the latest bars also where minutes without a trade lie between them. */
const TABLE_BARS = 200;
/** Of a week of 168 hours a stock is traded in less than 33, and some weeks have holidays. */
const STRETCH = 6;

export interface MarketPageParts {
  readonly pageView: () => PageView;
  readonly market?: MarketReader | undefined;
}

export function addMarketPages(pages: Hono, parts: MarketPageParts): void {
  pages.get("/chart", (context) => sendToFirst(context, parts));
  pages.get("/chart/:exchange/:symbol", (context) => answerChart(context, parts));
  pages.get("/data", (context) => answerData(context, parts));
}

/** The menu's address: a market that the settings no longer name is no bookmark to keep. */
async function sendToFirst(context: Context, { market, pageView }: MarketPageParts): Promise<Response> {
  const [first] = await market?.markets() ?? [];
  const { href } = showOf(context, pageView());
  return context.redirect(href(first === undefined ? "/data" : toChartPath(first)), 303);
}

async function answerChart(context: Context, { market, pageView }: MarketPageParts): Promise<Response> {
  const view = pageView();
  const show = showOf(context, view);
  const { mode, version } = view;
  const exchange = context.req.param("exchange") ?? "";
  const symbolText = context.req.param("symbol") ?? "";
  const markets = await market?.markets() ?? [];
  const found = markets.find((known) =>
    known.exchange === exchange && known.symbol === readMarketSymbol(exchange, symbolText)
  );
  if (market === undefined || found === undefined) {
    const asked = toShownText(`${exchange} ${symbolText}`, 60);
    const frame = { show, title: show.say("title_chart"), page: "/chart", path: context.req.path } as const;
    const inside = (
      <WithProblems show={show} view={view}>
        <MarketHelp show={show} markets={markets} asked={asked} />
      </WithProblems>
    );
    return context.html(<Page frame={{ ...frame, query: {}, mode, version }}>{inside}</Page>, 404);
  }
  const overview = await market.overview();
  const { symbol } = found;
  const hours = await market.hoursOf?.(exchange) ?? ALWAYS_OPEN;
  const ranges = {
    ...found,
    ...(hours === ALWAYS_OPEN
      ? {}
      : { sessions: { hours, endMs: Math.min(found.extent?.toMs ?? Infinity, overview.nowMs) } }),
  };
  const asked = readAsked(context, { show, found: ranges });
  const endMs = await market.endMs({ exchange, symbol, interval: asked.interval });
  const facts = {
    show,
    asked,
    market: ranges,
    markets,
    title: overview.exchanges.find(({ id }) => id === exchange)?.title ?? exchange,
    latest: await market.chart(
      toLatest(found, { interval: asked.interval, toMs: endMs ?? overview.nowMs + 1, hours }),
    ),
    endMs,
    nowMs: overview.nowMs,
  };
  context.header("content-security-policy", toPolicyWithStyle(CHART_STYLE_HASH));
  const frame = {
    show,
    title: `${toNamedSymbol(found, found.name)} · ${show.say("title_chart")}`,
    page: "/chart",
    path: toChartPath(found),
    query: { interval: asked.interval, range: asked.range },
    mode,
    version,
    live: "own",
    scripts: [ASSETS.chartLibrary.href, ASSETS.chart.href],
  } as const;
  return context.html(
    <Page frame={frame}>
      <WithProblems show={show} view={view}>
        <ChartMain facts={facts} />
      </WithProblems>
    </Page>,
  );
}

/** What the address asks for; a value that cannot be shown is refused in words and replaced. */
function readAsked(
  context: Context,
  { show, found }: { show: Show; found: ChartMarket & RangeMarket },
): AskedView {
  const askedInterval = context.req.query("interval");
  const askedRange = context.req.query("range");
  const known = found.intervals.find((interval) => interval === askedInterval);
  const range = askedRange !== undefined && isRange(askedRange) ? askedRange : undefined;
  const usual: Interval = found.intervals[0] ?? "1m";
  const wished = known ?? (range === undefined ? usual : intervalFor(range, { ...found, interval: usual }));
  // All of it is all of it: bars that are too many for one picture make room for longer ones.
  const interval = range === "all" ? intervalFor(range, { ...found, interval: wished }) : wished;
  const shownRange = range ?? rangeFor(interval, found);
  const refusals = [
    [askedInterval, known, show.say(`interval_${interval}`)],
    [askedRange, range, show.say(`range_${shownRange}`)],
  ] as const;
  return {
    interval,
    range: shownRange,
    lengthMs: lengthOf(shownRange, interval, found),
    stretch: found.sessions === undefined ? 1 : STRETCH,
    refused: [
      ...refusals.flatMap(([asked, taken, shown]) =>
        asked === undefined || taken !== undefined
          ? []
          : [show.say("chart_asked_badly", { asked: toShownText(asked, 20), shown })]
      ),
      ...(known === undefined || known === interval ? [] : [
        show.say("chart_all_in", {
          asked: show.say(`interval_${known}`),
          shown: show.say(`interval_${interval}`),
        }),
      ]),
    ],
  };
}

function toLatest(
  { exchange, symbol }: ChartMarket,
  { interval, toMs, hours }: {
    readonly interval: Interval;
    readonly toMs: number;
    readonly hours: MarketHours;
  },
) {
  const fromMs = openTimeOf(interval, beginOfLast(interval, { candles: TABLE_BARS, beforeMs: toMs, hours }));
  return { exchange, symbol, interval, fromMs: Math.max(0, fromMs), toMs };
}

async function answerData(context: Context, { market, pageView }: MarketPageParts): Promise<Response> {
  // Read before the time of the page, so that nothing in it is ahead of that.
  const overview = await market?.overview();
  const markets = await market?.markets() ?? [];
  const page = readPage(context, "page");
  const view = pageView();
  const show = showOf(context, view);
  const main = (
    <WithProblems show={show} view={view}>
      {overview === undefined || (markets.length === 0 && overview.series.length === 0)
        ? <MarketHelp show={show} markets={[]} asked={undefined} />
        : <DataMain show={show} view={overview} markets={markets} page={page} />}
      <EventsLine show={show} events={view.events} />
    </WithProblems>
  );
  if (context.req.query("part") === "main") return context.html(main);
  const { mode, version } = view;
  const frame = {
    show,
    title: show.say("title_data"),
    page: "/data",
    path: "/data",
    query: page === 1 ? {} : { page: String(page) },
    mode,
    version,
  };
  return context.html(
    <Page frame={{ ...frame, page: "/data", ...(market === undefined ? {} : { live: "swap" as const }) }}>
      {main}
    </Page>,
  );
}
