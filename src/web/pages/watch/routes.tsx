/** The page of the watchlist; programs ask `/api/v1/watch`. */
import type { Hono } from "hono";
import type { CommandDoor } from "../../../commands/door.ts";
import { toShownText } from "../../../core/text.ts";
import type { Guard } from "../../access/guard.ts";
import { watchListSchema } from "../../api/watch_answers.ts";
import { showOf } from "../../kit/asked_show.ts";
import { Page } from "../../kit/layout.tsx";
import { readPage, toListPage } from "../../kit/lists/pager.tsx";
import { WithProblems } from "../../kit/problem_list.tsx";
import type { PageView } from "../../view.ts";
import { toShownSentence } from "../shown_sentence.ts";
import { WatchMain } from "./watch_page.tsx";

export interface WatchPageParts {
  readonly pageView: () => PageView;
  readonly commands: Pick<CommandDoor, "run">;
  readonly guard: Guard;
}

export function addWatchPage(web: Hono, { pageView, commands, guard }: WatchPageParts): void {
  web.get("/watch", async (context) => {
    const answer = await commands.run("watch.list", {}, guard.actorOf(context));
    const view = pageView();
    const show = showOf(context, view);
    const page = readPage(context, "page");
    const watched = answer.kind === "done"
      ? toListPage(watchListSchema.parse(answer.result).items, page)
      : { fault: toShownText(toShownSentence(show, answer.message), 200) };
    const { mode, version } = view;
    const frame = {
      ...{ show, mode, version, title: show.say("title_watch"), path: "/watch" },
      page: "/data",
      query: page === 1 ? {} : { page: String(page) },
    } as const;
    return await context.html(
      <Page frame={frame}>
        <WithProblems show={show} view={view}>
          <WatchMain show={show} watched={watched} />
        </WithProblems>
      </Page>,
      answer.kind === "done" ? 200 : 503,
    );
  });
}
