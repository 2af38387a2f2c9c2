import type { SourceView } from "../../../stock/stock_view.ts";
import { type HealthState, toState } from "../../api/health.ts";
import type { CalendarDayView } from "../../../calendar/calendar_view.ts";
import type { PageView, SignalView } from "../../view.ts";
import { UnknownSource } from "../../kit/data_section.tsx";
import { Ago, Icon, type IconName, Time, type Tone } from "../../kit/marks.tsx";
import { ChatPane } from "./chat.tsx";
import { FirstRun, isFirstRun } from "./first_run.tsx";
import { MarketClock } from "./market_clock.tsx";
import { NewsSection } from "./news.tsx";
import { PortfolioSection } from "./portfolio.tsx";
import { ProblemList } from "../../kit/problem_list.tsx";
import { ScreenerSection } from "./screener.tsx";
import type { Show } from "../../kit/show.ts";
import { ShapeDoubts } from "./shape_doubts.tsx";
import { SignalsSection } from "./signals.tsx";
import { readStockNames } from "./stock_names.ts";
import { SourceCards } from "./source_cards.tsx";
import { StrategySection } from "./strategies.tsx";

const OVERALL_LOOKS: Readonly<Record<HealthState, { tone: Tone; icon: IconName }>> = {
  ok: { tone: "good", icon: "check" },
  idle: { tone: "calm", icon: "moon" },
  starting: { tone: "calm", icon: "wait" },
  degraded: { tone: "warn", icon: "alert" },
  auth: { tone: "bad", icon: "key" },
  unconfigured: { tone: "warn", icon: "gear" },
};

/** What stands inside `<main>`; live.js asks for it alone. */
export function DashboardMain(
  { show, view, signals, closedDay, csrfToken }: {
    show: Show;
    view: PageView;
    signals: readonly SignalView[] | undefined;
    closedDay: CalendarDayView | undefined;
    csrfToken: string;
  },
) {
  const [news, others] = split(view.sources);
  return (
    <>
      <Overall show={show} view={view} csrfToken={csrfToken} />
      <ProblemList show={show} view={view} />
      {isFirstRun(view) ? <FirstRun show={show} view={view} /> : null}
      <ShapeDoubts show={show} view={view} csrfToken={csrfToken} />
      <MarketClock show={show} view={view} closedDay={closedDay} />
      <SourceCards show={show} view={view} />
      {view.strategies === undefined ? null : <StrategySection show={show} view={view.strategies} />}
      <div class="columns">
        <div>{others.map((source) => <SourceData key={source.facts.id} show={show} source={source} />)}</div>
        <div>
          {view.chat === undefined ? null : <ChatPane show={show} chat={view.chat} />}
          <SignalsSection show={show} signals={signals} names={readStockNames(view.sources)} />
          {news.map((source) => <SourceData key={source.facts.id} show={show} source={source} />)}
        </div>
      </div>
      <House show={show} view={view} />
    </>
  );
}

/** News is text and stands in the narrow column; tables take the wide one. */
function split(sources: readonly SourceView[]): readonly [readonly SourceView[], readonly SourceView[]] {
  const isNews = ({ facts }: SourceView) => facts.id === "news_sentiment";
  return [sources.filter(isNews), sources.filter((source) => !isNews(source))];
}

function SourceData({ show, source }: { show: Show; source: SourceView }) {
  switch (source.facts.id) {
    case "portfolio":
      return <PortfolioSection show={show} source={source} />;
    case "news_sentiment":
      return <NewsSection show={show} source={source} />;
    case "screener_preview":
      return <ScreenerSection show={show} source={source} />;
    default:
      return <UnknownSource show={show} source={source} />;
  }
}

function Overall({ show, view, csrfToken }: { show: Show; view: PageView; csrfToken: string }) {
  const { say } = show;
  const state = toState(view);
  const { tone, icon } = OVERALL_LOOKS[state];
  return (
    <header class="overall" data-now={String(Math.round(view.nowMs))}>
      <h1 class={`tone-${tone}`}>
        <Icon name={icon} /> <span>{say(`overall_${state}`)}</span>
      </h1>
      <p class="muted">
        {say("page_time")} <Time show={show} atMs={view.nowMs} />{" "}
        KST{view.mode === "demo" ? ` ${say("page_clock_demo")}` : ""}{" "}
        (<Ago show={show} atMs={view.nowMs} />) · <a id="reload" href={show.href("/")}>{say("reload")}</a>
      </p>
      {view.missingSettings.length > 0 ? null : <PollNow show={show} csrfToken={csrfToken} />}
    </header>
  );
}

/** Without JavaScript the server answers with this page again; with it live.js shows the answer here. */
function PollNow({ show, csrfToken }: { show: Show; csrfToken: string }) {
  return (
    <form class="poll-now" id="poll-now" method="post" action="/poll">
      <input type="hidden" name="csrf" value={csrfToken} />
      <input type="hidden" name="next" value={show.href("/")} />
      <button type="submit" id="poll-now-button">{show.say("poll_now")}</button>
    </form>
  );
}

function House({ show, view: { storage, calendar } }: { show: Show; view: PageView }) {
  const { say, format } = show;
  const { coveredUntil: until, daysLeft: days } = calendar;
  return (
    <section class="house" aria-labelledby="house-title">
      <h2 id="house-title" class="hidden">{say("house")}</h2>
      <p>
        <b>{say("storage")}</b> {say(`storage_${storage.state}`)} · <code>{storage.path}</code> ·{" "}
        {say("storage_facts", {
          queued: format.number(storage.queued),
          waits: format.number(storage.lockWaits),
        })}
      </p>
      <p>
        <b>{say("stock_market")}</b> {say(`market_${calendar.market.phase}`)}
        {calendar.market.untilMs === undefined ? null : (
          <>
            {" "}· {say("market_next")} <Time show={show} atMs={calendar.market.untilMs} /> KST
          </>
        )}
      </p>
      <p>
        <b>{say("calendar")}</b> <code>{calendar.source}</code> · {until === undefined
          ? say("calendar_unbounded")
          : say("calendar_until", { until, days: format.number(days) })} ·{" "}
        <a id="open-calendar" href={show.href("/calendar")}>{say("calendar_open")}</a>
      </p>
    </section>
  );
}
