import type { Context, Hono } from "hono";
import type { Child } from "hono/jsx";
import type { Notices } from "../../kit/notices.ts";
import type { StrategyReader } from "../../../engine/strategy_reader.ts";
import type { PageView } from "../../view.ts";
import { WithProblems } from "../../kit/problem_list.tsx";
import { findProblems } from "../../problems/problems.ts";
import { showOf } from "../../kit/asked_show.ts";
import { Page } from "../../kit/layout.tsx";
import { MOST_HISTORY_ROWS } from "../../../core/page_limits.ts";
import { problem } from "../../kit/problem.ts";
import { toShownText } from "../../../core/text.ts";
import type { Show } from "../../kit/show.ts";
import { StrategiesMain, StrategyHelp } from "./list_page.tsx";
import { toStrategyPath } from "./state.tsx";
import { StrategyMain } from "./page.tsx";
import { toPageQuery } from "./history.tsx";
import { PAGE_ROWS, readPage, toListPage } from "../../kit/lists/pager.tsx";
import { answerHistoryFile } from "./history_file.ts";

export interface StrategyPageParts {
  readonly pageView: () => PageView;
  /** Without it no strategies can run, and the pages say so. */
  readonly strategies?: StrategyReader | undefined;
  readonly notices: Notices;
  /** The hidden field of forms, which proves to the server that a page of ours was seen. */
  readonly csrfToken: string;
}

export function addStrategyPages(pages: Hono, parts: StrategyPageParts): void {
  pages.get("/strategies", (context) => answerStrategies(context, parts));
  pages.get("/strategies/:id", (context) => answerStrategy(context, parts));
  pages.get("/strategies/:id/advice.csv", (context) => answerFile(context, parts, "advice"));
  pages.get("/strategies/:id/trades.csv", (context) => answerFile(context, parts, "trades"));
}

function answerStrategies(context: Context, parts: StrategyPageParts): Response | Promise<Response> {
  const { strategies, csrfToken } = parts;
  const view = parts.pageView();
  const show = showOf(context, view);
  const form = { csrfToken, next: show.href("/strategies") };
  const main = strategies === undefined
    ? <StrategyHelp show={show} unknown={undefined} />
    : <StrategiesMain show={show} view={strategies.view()} problems={findProblems(view)} form={form} />;
  const title = show.say("title_strategies");
  return answerPage(context, { parts, view, show, main, title, path: "/strategies", status: 200 });
}

async function answerStrategy(context: Context, parts: StrategyPageParts): Promise<Response> {
  const { strategies, csrfToken } = parts;
  const view = parts.pageView();
  const show = showOf(context, view);
  const id = context.req.param("id") ?? "";
  const strategy = strategies?.view().strategies.find((known) => known.id === id);
  const advicePage = readPage(context, "advice_page");
  const tradePage = readPage(context, "trade_page");
  const most = Math.max(advicePage, tradePage) * PAGE_ROWS + 1;
  const history = strategy === undefined ? undefined : await strategies?.history(id, most);
  const path = toStrategyPath(id);
  if (strategy === undefined || history === undefined) {
    const unknown = strategies === undefined ? undefined : toShownText(id, 60);
    const main = <StrategyHelp show={show} unknown={unknown} />;
    const title = show.say("title_strategies");
    return answerPage(context, { parts, view, show, main, title, path, status: 404 });
  }
  const pages = {
    advice: toListPage(history.advice, advicePage),
    trades: toListPage(history.trades, tradePage),
  };
  const query = toPageQuery(pages);
  const form = { csrfToken, next: show.href(path, query) };
  const main = <StrategyMain show={show} strategy={strategy} pages={pages} form={form} />;
  const title = `${id} · ${show.say("title_strategies")}`;
  return answerPage(context, { parts, view, show, main, title, path, query, status: 200 });
}

async function answerFile(
  context: Context,
  { strategies }: StrategyPageParts,
  kind: "advice" | "trades",
): Promise<Response> {
  const id = context.req.param("id") ?? "";
  const history = await strategies?.history(id, MOST_HISTORY_ROWS);
  if (history !== undefined) return answerHistoryFile(context, { id, kind, history });
  const detail = "There is no strategy of that id; /health lists them.";
  return problem(context, { status: 404, code: "unknown_strategy", title: "Unknown strategy", detail });
}

interface Answer {
  readonly parts: StrategyPageParts;
  readonly view: PageView;
  readonly show: Show;
  readonly main: Child;
  readonly title: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly status: 200 | 404;
}

function answerPage(context: Context, answer: Answer): Response | Promise<Response> {
  const { parts, view, show, title, path, query = {}, status } = answer;
  const { mode, version } = view;
  const main = <WithProblems show={show} view={view}>{answer.main}</WithProblems>;
  // A strategy that was removed while its page is open: the page says so instead of an error.
  if (context.req.query("part") === "main") return context.html(main);
  const notice = parts.notices.take(context.req.query("notice"));
  const frame = {
    show,
    title,
    page: "/strategies",
    path,
    query,
    mode,
    version,
    notice: notice === undefined
      ? undefined
      : show.say(`notice_${notice.kind}`, { id: toShownText(notice.about, 60) }),
    ...(parts.strategies === undefined || status === 404 ? {} : { live: "swap" as const }),
  } as const;
  return context.html(<Page frame={frame}>{main}</Page>, status);
}
