import type { Context, Hono } from "hono";
import type { Child } from "hono/jsx";
import { REPORT_HEADERS } from "../../kit/headers.ts";
import type { ReportReader } from "../../../backtest/backtest_view.ts";
import type { PageView } from "../../view.ts";
import { WithProblems } from "../../kit/problem_list.tsx";
import { showOf } from "../../kit/asked_show.ts";
import { BacktestsMain, ReportMain, toReportPath, UnknownReport } from "./backtests_page.tsx";
import { Page } from "../../kit/layout.tsx";
import { toShownText } from "../../../core/text.ts";
import type { Show } from "../../kit/show.ts";

export interface ReportPageParts {
  readonly pageView: () => PageView;
  /** Without it there are no stored backtests to look at. */
  readonly reports?: ReportReader | undefined;
}

export function addReportPages(pages: Hono, parts: ReportPageParts): void {
  pages.get("/backtests", (context) => answerList(context, parts));
  pages.get("/backtests/:id", (context) => answerReportPage(context, parts));
  pages.get("/backtests/:id/report", (context) => answerReport(context, parts));
}

async function answerList(context: Context, { pageView, reports }: ReportPageParts): Promise<Response> {
  const view = pageView();
  const show = showOf(context, view);
  const entries = reports === undefined ? [] : await reports.list();
  // What cannot be read is no empty list: then the problem above is all there is to say.
  const main = (
    <WithProblems show={show} view={view}>
      {entries === undefined ? null : <BacktestsMain show={show} mode={view.mode} reports={entries} />}
    </WithProblems>
  );
  if (context.req.query("part") === "main") return context.html(main);
  return answerPage(context, { show, view, main, path: "/backtests", title: "", status: 200, isLive: true });
}

async function answerReportPage(
  context: Context,
  { pageView, reports }: ReportPageParts,
): Promise<Response> {
  const view = pageView();
  const show = showOf(context, view);
  const id = context.req.param("id") ?? "";
  const path = toReportPath(id);
  const entries = reports === undefined ? [] : await reports.list();
  if (entries === undefined) return answerUnread(context, { show, view });
  const entry = entries.find((known) => known.id === id);
  // One that is too old for the list still has its report.
  if (entry === undefined && await reports?.html(id, show.lang) === undefined) {
    return answerUnknown(context, { show, view, id });
  }
  const main = (
    <WithProblems show={show} view={view}>
      <ReportMain show={show} id={id} entry={entry} />
    </WithProblems>
  );
  return answerPage(context, { show, view, main, path, title: `${id} · `, status: 200 });
}

/** The document itself, for the frame of its page or alone. */
async function answerReport(
  context: Context,
  { pageView, reports }: ReportPageParts,
): Promise<Response> {
  const view = pageView();
  const show = showOf(context, view);
  const id = context.req.param("id") ?? "";
  const html = await reports?.html(id, show.lang);
  if (html === undefined) {
    const isUnread = reports !== undefined && await reports.list() === undefined;
    return isUnread ? answerUnread(context, { show, view }) : answerUnknown(context, { show, view, id });
  }
  for (const [name, value] of Object.entries(REPORT_HEADERS)) context.header(name, value);
  return context.html(html);
}

/** Whether there is one is not known: the problem says why. */
function answerUnread(
  context: Context,
  { show, view }: { show: Show; view: PageView },
): Response | Promise<Response> {
  const main = <WithProblems show={show} view={view}>{null}</WithProblems>;
  return answerPage(context, { show, view, main, path: "/backtests", title: "", status: 503 });
}

function answerUnknown(
  context: Context,
  { show, view, id }: { show: Show; view: PageView; id: string },
): Response | Promise<Response> {
  const main = (
    <WithProblems show={show} view={view}>
      <UnknownReport show={show} id={toShownText(id, 60)} />
    </WithProblems>
  );
  return answerPage(context, { show, view, main, path: "/backtests", title: "", status: 404 });
}

interface Answer {
  readonly show: Show;
  readonly view: PageView;
  readonly main: Child;
  readonly path: string;
  /** What stands before the name of the pages. */
  readonly title: string;
  readonly status: 200 | 404 | 503;
  readonly isLive?: boolean;
}

function answerPage(context: Context, answer: Answer): Response | Promise<Response> {
  const { show, view: { mode, version }, main, path, title, status, isLive = false } = answer;
  const frame = {
    show,
    title: `${title}${show.say("title_backtests")}`,
    page: "/backtests",
    path,
    query: {},
    mode,
    version,
    ...(isLive ? { live: "swap" as const } : {}),
  } as const;
  return context.html(<Page frame={frame}>{main}</Page>, status);
}
