/** The page of one job: how far it is and what it said. */
import type { Context, Hono } from "hono";
import type { Child } from "hono/jsx";
import type { CommandDoor } from "../../../commands/door.ts";
import { toShownText } from "../../../core/text.ts";
import type { Guard } from "../../access/guard.ts";
import { showOf } from "../../kit/asked_show.ts";
import { Page } from "../../kit/layout.tsx";
import type { Notices } from "../../kit/notices.ts";
import { toShownSentence } from "../shown_sentence.ts";
import { WithProblems } from "../../kit/problem_list.tsx";
import type { Show } from "../../kit/show.ts";
import type { PageView } from "../../view.ts";
import { JOB_PATHS } from "../paths.ts";
import { isUnderWay, JobMain, NoJob, type ShownJob, shownJobSchema, toJobPath } from "./job_page.tsx";

const REFRESH_S = 2;

export interface JobPageParts {
  readonly pageView: () => PageView;
  readonly commands: Pick<CommandDoor, "run">;
  readonly guard: Guard;
  readonly notices: Notices;
}

export function addJobPages(web: Hono, parts: JobPageParts): void {
  web.get(JOB_PATHS[0], parts.guard.page, (context) => answerJob(context, parts));
}

async function answerJob(context: Context, parts: JobPageParts): Promise<Response> {
  const view = parts.pageView();
  const show = showOf(context, view);
  const id = context.req.param("id") ?? "";
  const answer = await parts.commands.run("jobs.show", { id }, parts.guard.actorOf(context));
  if (answer.kind === "refused") {
    const isUnknown = answer.why === "missing" || answer.why === "arguments";
    const text = isUnknown
      ? show.say("job_unknown", { id: toShownText(id, 60) })
      : show.say("job_unreadable", {
        why: toShownText(toShownSentence(show, answer.message), 200),
      });
    const main = <NoJob show={show} text={text} />;
    return await answerPage(context, {
      ...{ view, show, main },
      path: toJobPath(id),
      status: isUnknown ? 404 : 503,
    });
  }
  const job = shownJobSchema.parse(answer.result);
  const path = toJobPath(job.id);
  const form = { csrfToken: parts.guard.csrfToken, next: show.href(path) };
  const notice = parts.notices.take(context.req.query("notice"));
  return await answerPage(context, {
    ...{ view, show, path, job },
    main: <JobMain show={show} job={job} form={form} />,
    notice: notice && show.say(`notice_${notice.kind}`, { id: toShownText(notice.about, 60) }),
  });
}

function answerPage(
  context: Context,
  facts: {
    readonly view: PageView;
    readonly show: Show;
    readonly main: Child;
    readonly path: string;
    readonly status?: 404 | 503;
    readonly job?: ShownJob;
    readonly notice?: string | undefined;
  },
): Response | Promise<Response> {
  const { view, show, path, status, job, notice } = facts;
  const { mode, version } = view;
  const frame = {
    ...{ show, path, mode, version, notice, query: {} },
    title: show.say("title_job"),
    page: job?.kind === "backtest" ? "/backtests" : "/signals",
    // Jobs are told by no event: the page asks again by itself, also without JavaScript.
    ...(job !== undefined && isUnderWay(job) ? { live: "swap" as const, refreshS: REFRESH_S } : {}),
  } as const;
  const main = <WithProblems show={show} view={view}>{facts.main}</WithProblems>;
  const whole = context.req.query("part") === "main" ? main : <Page frame={frame}>{main}</Page>;
  return context.html(whole, status ?? 200);
}
