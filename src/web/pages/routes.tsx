import { type Context, Hono } from "hono";
import type { ChangeNotifier } from "../../core/change_notifier.ts";
import type { Clock } from "../../core/clock.ts";
import { kstDayOf, toDateText } from "../../core/kst.ts";
import type { MarketReader } from "../../market/market_view.ts";
import type { CalendarDayView, CalendarYearView } from "../../calendar/calendar_view.ts";
import { StoreError } from "../../core/errors.ts";
import type { PageView, SignalView } from "../view.ts";
import { WithProblems } from "../kit/problem_list.tsx";
import { langOf, showOf } from "../kit/asked_show.ts";
import { KeptPages } from "../kit/kept_pages.ts";
import type { Show } from "../kit/show.ts";
import type { PageTurns } from "../kit/page_turns.ts";
import { CalendarMain, FIRST_YEAR, LAST_YEAR } from "./calendar/calendar_page.tsx";
import { DashboardMain } from "./dashboard/dashboard.tsx";
import { Page } from "../kit/layout.tsx";
import { addMarketPages } from "./data/market_routes.tsx";
import { toShownText } from "../../core/text.ts";
import { addReportPages, type ReportPageParts } from "./backtests/report_routes.tsx";
import { addStrategyPages, type StrategyPageParts } from "./strategies/routes.tsx";

export interface PageParts extends StrategyPageParts, ReportPageParts {
  readonly calendarYear: (year: number) => CalendarYearView;
  /** Without it no market is collected, and the pages say how to begin. */
  readonly market?: MarketReader | undefined;
  /** Announces what makes a page that was made before another one. */
  readonly changes: ChangeNotifier;
  readonly clock: Clock;
  readonly turns: PageTurns;
}

/** Whoever mounts them sees to it that only trusted callers come here. */
export function createPages(parts: PageParts): Hono {
  const pages = new Hono();
  const kept = new KeptPages({ ...parts, clock: parts.clock.real });
  pages.get("/", (context) => answerDashboard(context, parts, kept));
  pages.get("/calendar", (context) => answerCalendar(context, parts));
  addMarketPages(pages, parts);
  addStrategyPages(pages, parts);
  addReportPages(pages, parts);
  return pages;
}

/** The page that is open on every screen: made once for all who ask at the same time. */
async function answerDashboard(context: Context, parts: PageParts, kept: KeptPages): Promise<Response> {
  const isPart = context.req.query("part") === "main";
  const { lang, isAsked } = langOf(context);
  const key = [isPart ? "part" : "page", lang, isAsked ? "asked" : ""].join(" ");
  return await kept.answer(context, key, async () => {
    const view = parts.pageView();
    return await toDashboardText(showOf(context, view), { view, parts, isPart });
  });
}

async function toDashboardText(
  show: Show,
  { view, parts, isPart }: { view: PageView; parts: PageParts; isPart: boolean },
): Promise<string> {
  const signals = await readUnlessBusy(view);
  const main = (
    <DashboardMain
      show={show}
      view={view}
      signals={signals}
      closedDay={findClosedDay(view, parts)}
      csrfToken={parts.csrfToken}
    />
  );
  if (isPart) return await main.toString();
  const { mode, version } = view;
  const frame = {
    show,
    title: show.say("title_dashboard"),
    page: "/",
    path: "/",
    query: {},
    mode,
    version,
    live: "swap",
  } as const;
  return await (<Page frame={frame}>{main}</Page>).toString();
}

/** The rest of the page does not need the database. @returns `undefined` when it cannot be read. */
async function readUnlessBusy({ recentSignals }: PageView): Promise<readonly SignalView[] | undefined> {
  try {
    return await recentSignals();
  } catch (error) {
    if (error instanceof StoreError && error.isUnavailable) return undefined;
    throw error;
  }
}

function answerCalendar(context: Context, parts: PageParts): Response | Promise<Response> {
  const view = parts.pageView();
  const show = showOf(context, view);
  const asked = context.req.query("year");
  const thisYear = view.clockProblem === undefined ? yearOf(view.nowMs) : FIRST_YEAR;
  const year = asked === undefined ? thisYear : readYear(asked);
  const facts = {
    show,
    view,
    year: parts.calendarYear(year ?? thisYear),
    refused: year === undefined ? toShownText(asked ?? "", 20) : undefined,
  };
  const { mode, version } = view;
  const title = `${show.say("title_calendar")} ${facts.year.year}`;
  const query = { year: String(facts.year.year) };
  return context.html(
    <Page frame={{ show, title, page: "/calendar", path: "/calendar", query, mode, version }}>
      <WithProblems show={show} view={view}>
        <CalendarMain facts={facts} />
      </WithProblems>
    </Page>,
  );
}

function readYear(text: string): number | undefined {
  const year = /^\d{4}$/.test(text) ? Number(text) : NaN;
  return year >= FIRST_YEAR && year <= LAST_YEAR ? year : undefined;
}

function yearOf(atMs: number): number {
  return Number(toDateText(kstDayOf(atMs)).slice(0, 4));
}

/** Today in the calendar, asked for only while it has something to say: its name is why nothing is polled. */
function findClosedDay(view: PageView, { calendarYear }: PageParts): CalendarDayView | undefined {
  if (view.schedule.window !== "closed" || view.today !== undefined || view.clockProblem !== undefined) {
    return undefined;
  }
  const today = toDateText(kstDayOf(view.nowMs));
  return calendarYear(yearOf(view.nowMs)).days.find(({ date }) => date === today);
}
