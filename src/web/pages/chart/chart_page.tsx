import { type Interval, intervalLengthMs } from "../../../core/candle.ts";
import { ADJUSTED_EXCHANGE, isStockExchange, quoteOf } from "../../../core/symbol.ts";
import { toNamedSymbol } from "../../../core/market/stock_name.ts";
import { toChartPath } from "../../api/candles_route.ts";
import type { ChartData, ChartMarket } from "../../../market/market_view.ts";
import { BarTable, decimalsOf, toShownBars } from "./candle_table.tsx";
import { intervalFor, isGood, type Range, rangeFor, type RangeMarket, RANGES } from "./ranges.ts";
import { LiveBadge } from "../../kit/live_badge.tsx";
import { Change, Icon } from "../../kit/marks.tsx";
import { toScriptReasons } from "../../kit/reasons.ts";
import type { Show } from "../../kit/show.ts";

export interface AskedView {
  readonly interval: Interval;
  readonly range: Range;
  /** How much time the first picture shows. */
  readonly lengthMs: number;
  /** How much more time than its candles fill a stretch of the market may have. */
  readonly stretch: number;
  /** What the address asked for in vain, in words. */
  readonly refused: readonly string[];
}

interface ChartFacts {
  readonly show: Show;
  readonly asked: AskedView;
  readonly market: ChartMarket & RangeMarket;
  readonly markets: readonly ChartMarket[];
  /** Of the exchange. */
  readonly title: string;
  /** The latest bars; `undefined` while nothing of the series is stored. */
  readonly latest: ChartData | undefined;
  /** When the last bar of a series that nobody collects any more ended. */
  readonly endMs: number | undefined;
  readonly nowMs: number;
}

const LIBRARY_HREF = "https://www.tradingview.com/lightweight-charts/";
const UNKNOWN = { state: "idle", reason: undefined, lastFrameAgeMs: undefined, lagMs: undefined } as const;

export function ChartMain({ facts }: { facts: ChartFacts }) {
  const { show, asked, market, markets, title, latest, nowMs } = facts;
  const { say } = show;
  const shown = toNamedSymbol(market, market.name);
  const name = `${title} ${shown}`;
  const label = say("chart_of", { market: name, interval: say(`interval_${asked.interval}`) });
  return (
    <>
      {markets.length > 1 ? <Markets show={show} markets={markets} current={market} /> : null}
      <header class="chart-head" data-now={String(Math.round(nowMs))}>
        <h1>
          {shown} <span class="muted">{title}</span>
        </h1>
        <LastPrice show={show} chart={latest} market={market} />
        <LiveBadge show={show} facts={latest ?? UNKNOWN} nowMs={nowMs} />
      </header>
      {asked.refused.map((sentence) => <p key={sentence} class="loud" role="alert">{sentence}</p>)}
      <section class="card chart-card" aria-label={label}>
        <Toolbar facts={facts} />
        <Legend show={show} chart={latest} />
        <div class="indicators" id="indicators" role="group" aria-label={say("indicators")}></div>
        <div class="chart-frame">
          <div
            class="chart"
            id="chart"
            role="application"
            tabindex={0}
            aria-label={label}
            aria-describedby="chart-summary chart-keys"
            data-chart={JSON.stringify(toScriptFacts(facts))}
          >
          </div>
          <div class="gap-labels" id="gap-labels" aria-hidden="true"></div>
          <p class="chart-message" id="chart-message" role="status">
            <noscript>{say("chart_needs_script")}</noscript>
          </p>
          <button type="button" class="chart-latest" id="chart-latest" hidden>{say("chart_latest")}</button>
        </div>
        <p class="hidden" id="chart-keys">{say("chart_keys")}</p>
        <p class="hidden" id="bar-said" role="status"></p>
        <p class="chart-summary small" id="chart-summary">{toExtentText(facts)}</p>
        <Gaps show={show} />
        <p class="chart-notes muted">
          <span>{say("chart_kst")} · {say("price_in", { unit: quoteOf(market.symbol) })}</span>
          {isStockExchange(market.exchange) ? <span>{say("krx_hours_only")}</span> : null}
          {market.exchange === ADJUSTED_EXCHANGE ? <span>{say("adjusted_prices")}</span> : null}
          <span>
            {say("chart_credit")}:{" "}
            <a href={LIBRARY_HREF} rel="noreferrer">TradingView Lightweight Charts™</a>, Apache-2.0
          </span>
        </p>
      </section>
      <BarTable show={show} chart={latest} />
    </>
  );
}

/** For those who see no drawing; chart.js puts what it draws in its place. */
function toExtentText({ show: { say, format }, market: { extent }, endMs }: ChartFacts): string {
  if (extent === undefined) return say("no_bars");
  const span = { from: format.iso(extent.fromMs).slice(0, 10), to: format.iso(extent.toMs).slice(0, 10) };
  return say(endMs === undefined ? "stored_span" : "stored_span_ended", span);
}

function Markets(
  { show, markets, current }: { show: Show; markets: readonly ChartMarket[]; current: ChartMarket },
) {
  return (
    <nav class="chips" aria-label={show.say("markets")}>
      {markets.map((market) => (
        <a
          key={toChartPath(market)}
          href={show.href(toChartPath(market))}
          aria-current={toChartPath(market) === toChartPath(current) ? "page" : undefined}
        >
          {toNamedSymbol(market, market.name)} <span class="muted">{market.exchange}</span>
        </a>
      ))}
    </nav>
  );
}

function LastPrice(
  { show, chart, market: { exchange, symbol } }: {
    show: Show;
    chart: ChartData | undefined;
    market: ChartMarket;
  },
) {
  const { say, format } = show;
  const last = chart?.openBar ?? chart?.candles.at(-1);
  const reference = chart?.dayReference;
  const change = last === undefined || reference === undefined ? undefined : (last[4] / reference - 1) * 100;
  return (
    <p class="last-price">
      <b id="last-price">{last === undefined ? "–" : format.price(last[4], decimalsOf(chart))}</b>
      <span class="muted">{quoteOf(symbol)}</span>
      <span id="day-change">
        {change === undefined ? null : <Change show={show} value={change} text={format.percent(change)} />}
      </span>
      <span class="muted small" id="day-change-note" hidden={change === undefined}>
        {say(isStockExchange(exchange) ? "day_change_stock" : "day_change")}
      </span>
    </p>
  );
}

/** Links, so that they work without JavaScript, can be kept and be gone back to. */
function Toolbar({ facts: { show, asked, market } }: { facts: ChartFacts }) {
  const { say } = show;
  const path = toChartPath(market);
  return (
    <div class="chart-toolbar">
      <nav class="segments" aria-label={say("intervals")}>
        {market.intervals.map((interval) => {
          const range = isGood(asked.range, interval, market) ? asked.range : rangeFor(interval, market);
          return (
            <a
              key={interval}
              href={show.href(path, { interval, range })}
              aria-current={interval === asked.interval ? "true" : undefined}
            >
              {say(`interval_${interval}`)}
            </a>
          );
        })}
      </nav>
      <nav class="segments" aria-label={say("ranges")}>
        {RANGES.map((range) => (
          <a
            key={range}
            href={show.href(path, {
              interval: intervalFor(range, { ...market, interval: asked.interval }),
              range,
            })}
            aria-current={range === asked.range ? "true" : undefined}
          >
            {say(`range_${range}`)}
          </a>
        ))}
      </nav>
    </div>
  );
}

/** The bar under the crosshair, or the last one. */
function Legend({ show, chart }: { show: Show; chart: ChartData | undefined }) {
  const { say, format } = show;
  const [bar] = chart === undefined ? [] : toShownBars(chart);
  const decimals = decimalsOf(chart);
  const price = (i: 1 | 2 | 3 | 4) => bar === undefined ? "–" : format.price(bar.row[i], decimals);
  return (
    <dl class="legend" id="legend">
      <div class="legend-time">
        <dt class="hidden">{say("bar_time")}</dt>
        <dd id="legend-time">{bar === undefined ? "–" : format.clock(bar.row[0]).slice(0, -3)}</dd>
      </div>
      {([["open", 1], ["high", 2], ["low", 3], ["close", 4]] as const).map(([name, i]) => (
        <div key={name} class="legend-part">
          <dt title={say(`bar_${name}_full`)}>{say(`bar_${name}`)}</dt>
          <dd id={`legend-${name}`}>{price(i)}</dd>
        </div>
      ))}
      <div class="legend-part">
        <dt>{say("bar_volume")}</dt>
        <dd id="legend-volume">{bar === undefined ? "–" : format.number(bar.row[5], 4)}</dd>
      </div>
      <div class="legend-move">
        <dt class="hidden">{say("bar_change")}</dt>
        <dd id="legend-change" title={say("bar_change")}>
          {bar?.change === undefined
            ? "–"
            : <Change show={show} value={bar.change} text={format.percent(bar.change)} />}
        </dd>
      </div>
    </dl>
  );
}

/** Counted by chart.js over what is loaded. */
function Gaps({ show: { say } }: { show: Show }) {
  return (
    <ul class="gap-legend" id="gap-legend" aria-label={say("gaps")}>
      {(["no_trade", "not_fetched", "outage"] as const).map((kind) => (
        <li key={kind} data-kind={kind}>
          <span class={`swatch swatch-${kind}`} aria-hidden="true"></span> {say(`hole_${kind}`)}{" "}
          <b data-count={say("gap_count", { count: "{count}" })}>–</b>
        </li>
      ))}
      <li class="gap-listing" id="gap-listing" data-text={say("listed_since", { time: "{time}" })} hidden>
      </li>
      <li class="gap-warning">
        <Icon name="alert" /> <span id="chart-warning" role="status"></span>
      </li>
    </ul>
  );
}

/** What chart.js needs to know; its words are said here, in the language of the page. */
function toScriptFacts({ show, asked, market, latest, endMs }: ChartFacts) {
  const { say } = show;
  return {
    exchange: market.exchange,
    symbol: market.symbol,
    interval: asked.interval,
    barMs: intervalLengthMs(asked.interval) ?? null,
    lengthMs: asked.lengthMs,
    stretch: asked.stretch,
    endMs,
    decimals: decimalsOf(latest),
    words: {
      reasons: toScriptReasons(show),
      no_trade: say("hole_no_trade"),
      not_fetched: say("hole_not_fetched"),
      outage: say("hole_outage"),
      not_listed: say("hole_not_listed"),
      up: say("up"),
      down: say("down"),
      flat: say("flat"),
      open: say("bar_open_full"),
      high: say("bar_high_full"),
      low: say("bar_low_full"),
      close: say("bar_close_full"),
      volume: say("bar_volume"),
      change: say("bar_change"),
      isOpen: say("bar_is_open"),
      loading: say("chart_loading"),
      failed: say("chart_failed"),
      summary: say("chart_summary", {
        from: "{from}",
        to: "{to}",
        count: "{count}",
        open: "{open}",
        close: "{close}",
        change: "{change}",
        high: "{high}",
        low: "{low}",
      }),
      failedOlder: say("chart_failed_older"),
      empty: say("chart_empty"),
    },
  };
}
