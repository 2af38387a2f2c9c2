import type { Context, Hono } from "hono";
import type { Child } from "hono/jsx";
import type { Notices } from "../../kit/notices.ts";
import type { StrategyReader } from "../../../engine/strategy_reader.ts";
import type { PageView } from "../../view.ts";
import { WithProblems } from "../../kit/problem_list.tsx";
import { findProblems } from "../../problems/problems.ts";
import { showOf } from "../../kit/asked_show.ts";
import { Page } from "../../kit/layout.tsx";
import { toShownText } from "../../../core/text.ts";
import type { Show } from "../../kit/show.ts";
import { StrategiesMain, StrategyHelp } from "./list_page.tsx";
import { toStrategyPath } from "./state.tsx";
import { StrategyMain } from "./page.tsx";

export const STRATEGY_PATHS = ["/strategies", "/strategies/:id"] as const;

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
  const history = strategy === undefined ? undefined : await strategies?.history(id);
  const path = toStrategyPath(id);
  if (strategy === undefined || history === undefined) {
    const unknown = strategies === undefined ? undefined : toShownText(id, 60);
    const main = <StrategyHelp show={show} unknown={unknown} />;
    const title = show.say("title_strategies");
    return answerPage(context, { parts, view, show, main, title, path, status: 404 });
  }
  const form = { csrfToken, next: show.href(path) };
  const main = <StrategyMain show={show} strategy={strategy} history={history} form={form} />;
  const title = `${id} · ${show.say("title_strategies")}`;
  return answerPage(context, { parts, view, show, main, title, path, status: 200 });
}

interface Answer {
  readonly parts: StrategyPageParts;
  readonly view: PageView;
  readonly show: Show;
  readonly main: Child;
  readonly title: string;
  readonly path: string;
  readonly status: 200 | 404;
}

function answerPage(context: Context, answer: Answer): Response | Promise<Response> {
  const { parts, view, show, title, path, status } = answer;
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
    query: {},
    mode,
    version,
    notice: notice === undefined
      ? undefined
      : show.say(`notice_${notice.kind}`, { id: toShownText(notice.about, 60) }),
    ...(parts.strategies === undefined || status === 404 ? {} : { live: "swap" as const }),
  } as const;
  return context.html(<Page frame={frame}>{main}</Page>, status);
}
