/** A person's own alarms: a page for people, JSON for programs, at the same address. */
import type { Context, Hono } from "hono";
import type { CommandDoor } from "../../../commands/door.ts";
import { toShownText } from "../../../core/text.ts";
import type { Guard } from "../../access/guard.ts";
import type { AlertNotice } from "../../api/alert_actions.ts";
import { alertListSchema, type RemovedAlert } from "../../api/alert_answers.ts";
import { toResponse } from "../../api/v1/command_answer.ts";
import { showOf } from "../../kit/asked_show.ts";
import { Page } from "../../kit/layout.tsx";
import { readPage, toListPage } from "../../kit/lists/pager.tsx";
import type { Notices } from "../../kit/notices.ts";
import type { PageTurns } from "../../kit/page_turns.ts";
import { WithProblems } from "../../kit/problem_list.tsx";
import { toShownSentence } from "../shown_sentence.ts";
import type { Show } from "../../kit/show.ts";
import type { PageView } from "../../view.ts";
import { byAccept } from "../by_accept.ts";
import { ALERT_PATHS } from "../paths.ts";
import { wantsPage } from "../../kit/prefers_page.ts";
import { sayWord } from "../signals/story_words.ts";
import { AlertsMain } from "./alerts_page.tsx";

export interface AlertPageParts {
  readonly pageView: () => PageView;
  readonly commands: Pick<CommandDoor, "run">;
  readonly guard: Guard;
  readonly turns: PageTurns;
  readonly alertNotices: Notices<AlertNotice>;
  readonly removedAlerts: Notices<RemovedAlert>;
}

export function addAlertPages(web: Hono, parts: AlertPageParts): void {
  const { guard, turns: { inTurn } } = parts;
  for (const path of ALERT_PATHS) {
    web.get(path, byAccept(guard.page, guard.data), inTurn, async (context) => {
      context.header("vary", "Accept", { append: true });
      const answer = await parts.commands.run("alerts.list", {}, guard.actorOf(context));
      return wantsPage(context) ? await answerPage(context, answer, parts) : toResponse(context, answer, 200);
    });
  }
}

async function answerPage(
  context: Context,
  answer: Awaited<ReturnType<CommandDoor["run"]>>,
  { pageView, guard, alertNotices, removedAlerts }: AlertPageParts,
): Promise<Response> {
  const view = pageView();
  const show = showOf(context, view);
  const page = readPage(context, "page");
  const alerts = answer.kind === "done"
    ? toListPage(alertListSchema.parse(answer.result).items, page)
    : { fault: toShownText(toShownSentence(show, answer.message), 200) };
  const told = alertNotices.take(context.req.query("notice"));
  const removed = told?.kind === "done" ? told.removed : undefined;
  const main = (
    <WithProblems show={show} view={view}>
      <AlertsMain
        show={show}
        alerts={alerts}
        form={{
          csrfToken: guard.csrfToken,
          next: show.href("/alerts", page === 1 ? {} : { page: String(page) }),
        }}
        undo={removed === undefined ? undefined : removedAlerts.put(removed)}
      />
    </WithProblems>
  );
  const { mode, version } = view;
  const frame = {
    ...{ show, mode, version, notice: toNoticeText(show, told) },
    query: page === 1 ? {} : { page: String(page) },
    title: show.say("title_alerts"),
    page: "/signals",
    path: "/alerts",
  } as const;
  return await context.html(<Page frame={frame}>{main}</Page>, answer.kind === "done" ? 200 : 503);
}

function toNoticeText(show: Show, notice: AlertNotice | undefined): string | undefined {
  if (notice === undefined) return undefined;
  const { say, lang } = show;
  if (notice.kind === "undo_over") return say("alert_undo_over");
  if (notice.kind === "done") return toShownText(notice.words[lang], 300);
  const why = sayWord(
    show,
    `alert_refusal_${notice.reason}`,
    toShownText(toShownSentence(show, notice.message), 200),
  );
  return say("alert_refused", { why });
}
