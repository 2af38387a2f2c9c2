/** All that a browser shows: one module, so that it can be read after the program has begun its work. */
import { type Context, Hono } from "hono";
import { addLogin, type LoginParts } from "./access/login.tsx";
import { createAssets } from "./kit/assets.ts";
import { addAlertPages, type AlertPageParts } from "./pages/alerts/routes.tsx";
import { addJobPages } from "./pages/jobs/routes.tsx";
import { PAGE_PATHS } from "./pages/paths.ts";
import { showProblem } from "./pages/problem_page.tsx";
import { createPages, type PageParts } from "./pages/routes.tsx";
import { addSignalPages, type SignalPageRouteParts } from "./pages/signals/routes.tsx";
import { addWatchPage } from "./pages/watch/routes.tsx";
import { answerElse } from "./route_list.ts";

export interface PageRouteParts
  extends Omit<PageParts, "csrfToken">, SignalPageRouteParts, LoginParts, AlertPageParts {}

export interface PageRoutes {
  /** What fails is thrown, for whoever mounts them answers that. */
  readonly routes: Hono;
  /** Puts a page in place of the problem+json of an answer. */
  readonly showProblem: (context: Context) => Promise<void>;
}

export function createPageRoutes(parts: PageRouteParts): PageRoutes {
  const { guard, turns: { inTurn } } = parts;
  const pages = new Hono();
  pages.route("/", createAssets());
  for (const path of PAGE_PATHS) pages.get(path, guard.page);
  // The dashboard takes its turns itself, when it is not kept.
  for (const path of PAGE_PATHS.filter((path) => path !== "/")) pages.get(path, inTurn);
  pages.route("/", createPages({ ...parts, csrfToken: guard.csrfToken }));
  addLogin(pages, parts);
  addSignalPages(pages, parts);
  addJobPages(pages, parts);
  addAlertPages(pages, parts);
  addWatchPage(pages, parts);
  pages.notFound((context) => answerElse(context));
  pages.onError((error) => {
    throw error;
  });
  return { routes: pages, showProblem };
}
