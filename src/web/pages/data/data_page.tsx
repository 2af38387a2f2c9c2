import { isStockExchange } from "../../../core/symbol.ts";
import type { ChartMarket, ExchangeFacts, MarketView } from "../../../market/market_view.ts";
import { HoleList } from "./hole_list.tsx";
import { STREAM_LOOKS } from "../../kit/live_badge.tsx";
import { Ago, Icon, Mark, Outside, Time, TimeAndAgo } from "../../kit/marks.tsx";
import { SeriesTable } from "./series_table.tsx";
import { toShownReason } from "../../kit/reasons.ts";
import type { Show } from "../../kit/show.ts";

/** What stands inside `<main>` of `/data`; live.js asks for it alone. */
export function DataMain(
  { show, view, markets, page }: {
    show: Show;
    view: MarketView;
    markets: readonly ChartMarket[];
    page: number;
  },
) {
  return (
    <>
      <Overall show={show} view={view} />
      <Exchanges show={show} exchanges={view.exchanges} />
      <section class="card" aria-labelledby="series-title">
        <header class="card-head">
          <h2 id="series-title">{show.say("series")}</h2>
          <Key show={show} />
        </header>
        {view.series.length === 0
          ? <p class="empty">{show.say("series_none")}</p>
          : <SeriesTable show={show} series={view.series} markets={markets} />}
        {view.series.some(({ exchange }) => isStockExchange(exchange))
          ? <p class="muted small">{show.say("krx_hours_only")}</p>
          : null}
      </section>
      <HoleList show={show} series={view.series} page={page} />
      <Storage show={show} storage={view.storage} />
    </>
  );
}

function Overall({ show, view }: { show: Show; view: MarketView }) {
  const { say } = show;
  const { tone, icon, word } = judge(view);
  return (
    <header class="overall" data-now={String(Math.round(view.nowMs))}>
      <h1 class={`tone-${tone}`}>
        <Icon name={icon} /> <span>{say(word)}</span>
      </h1>
      <p class="muted">
        {say("page_time")} <Time show={show} atMs={view.nowMs} />{" "}
        KST (<Ago show={show} atMs={view.nowMs} />) ·{" "}
        <a id="reload" href={show.href("/data")}>{say("reload")}</a> ·{" "}
        <a href={show.href("/watch")}>{say("title_watch")}</a>
      </p>
    </header>
  );
}

function judge({ exchanges, series, storage }: MarketView) {
  const isTroubled =
    exchanges.some(({ stream, restState }) =>
      stream === "down" || restState === "failing" || restState === "banned"
    ) || series.some(({ state }) => state === "down" || state === "stale") || storage.state === "degraded";
  if (isTroubled) return { tone: "bad", icon: "cross", word: "data_trouble" } as const;
  const lost = series.some(({ coverage }) =>
    coverage !== undefined && coverage.counts.notFetched + coverage.counts.outage > 0
  );
  return lost
    ? { tone: "warn", icon: "alert", word: "data_holes" } as const
    : { tone: "good", icon: "check", word: "data_fine" } as const;
}

function Exchanges({ show, exchanges }: { show: Show; exchanges: readonly ExchangeFacts[] }) {
  const { say } = show;
  return (
    <section aria-labelledby="exchanges-title">
      <h2 id="exchanges-title" class="hidden">{say("exchanges")}</h2>
      <div class="sources">
        {exchanges.map((facts) => <Exchange key={facts.id} show={show} facts={facts} />)}
      </div>
    </section>
  );
}

function Exchange({ show, facts }: { show: Show; facts: ExchangeFacts }) {
  const { say } = show;
  const { id, title, stream, downSinceMs, reason, skewMs, restState } = facts;
  const look = STREAM_LOOKS[stream];
  return (
    <article class={`card source tone-edge-${look.tone}`} id={`exchange-${id}`}>
      <header class="card-head">
        <h3>{title}</h3>
        <Mark {...look}>{say("stream")}: {say(`stream_${stream}`)}</Mark>
      </header>
      <dl class="facts">
        {downSinceMs === undefined ? null : (
          <div>
            <dt>{say("stream_down_since")}</dt>
            <dd>
              <TimeAndAgo show={show} atMs={downSinceMs} />
            </dd>
          </div>
        )}
        {reason === undefined ? null : (
          <div>
            <dt>{say("reason")}</dt>
            <dd>
              <Outside text={toShownReason(show, reason)} />
            </dd>
          </div>
        )}
        <div>
          <dt>{say("rest")}</dt>
          <dd>{say(`rest_${restState}`)}</dd>
        </div>
        <div>
          <dt>{say("skew")}</dt>
          <dd>{toSkewText(show, skewMs)}</dd>
        </div>
      </dl>
    </article>
  );
}

function toSkewText({ say, format }: Show, skewMs: number | undefined): string {
  if (skewMs === undefined) return say("not_known");
  const ms = format.number(Math.abs(skewMs), 0);
  return skewMs >= 0 ? say("skew_ahead", { ms }) : say("skew_behind", { ms });
}

function Key({ show: { say } }: { show: Show }) {
  return (
    <ul class="gap-legend key">
      <li>
        <span class="swatch swatch-present" aria-hidden="true"></span> {say("bar_present")}
      </li>
      {(["no_trade", "not_fetched", "outage"] as const).map((kind) => (
        <li key={kind}>
          <span class={`swatch swatch-${kind}`} aria-hidden="true"></span> {say(`hole_${kind}`)}
        </li>
      ))}
    </ul>
  );
}

function Storage({ show, storage }: { show: Show; storage: MarketView["storage"] }) {
  const { say } = show;
  const size = `${show.format.number(storage.sizeBytes / 1_000_000, 1)} MB`;
  return (
    <section class="house">
      <p>
        <b>{say("storage")}</b> {say(`storage_${storage.state}`)} · <code>{storage.path}</code> ·{" "}
        <span id="storage-size">{say("storage_size", { size })}</span>
        {storage.problem === undefined ? null : (
          <>
            {" "}· <Outside text={storage.problem} />
          </>
        )}
      </p>
    </section>
  );
}
