import type { PollWindow } from "../../../src/calendar/poll_plan.ts";
import type { JsonObject } from "../../../src/stock/sources/source.ts";
import { ChangeNotifier } from "../../../src/core/change_notifier.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { PageTurns } from "../../../src/web/kit/page_turns.ts";
import { Notices } from "../../../src/web/kit/notices.ts";
import { createAssets } from "../../../src/web/kit/assets.ts";
import { createPages } from "../../../src/web/pages/routes.tsx";
import type { CalendarYearView } from "../../../src/calendar/calendar_view.ts";
import type { PageView } from "../../../src/web/view.ts";
import { appViewOf, pageViewOf, sourceViewOf } from "../../support/app_view.ts";

/** The pages without guard and headers, in the language that the headers ask for. */
export function createTestPages(
  view: PageView = pageViewOf(appViewOf()),
  calendarYear: (year: number) => CalendarYearView = (year) => ({ year, days: [] }),
) {
  const clock = createSystemClock();
  const shared = { clock, changes: new ChangeNotifier(), turns: new PageTurns(clock) };
  const parts = { ...shared, calendarYear, csrfToken: "csrf-of-the-test", notices: new Notices() };
  const pages = createPages({ pageView: () => view, ...parts });
  pages.route("/", createAssets());
  return async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await pages.request(path, { headers });
    return { response, text: await response.text() };
  };
}

/** A page on which the source has this payload. */
export function viewWith(id: string, data: JsonObject, change: Partial<PageView> = {}): PageView {
  const source = sourceViewOf({ id });
  return pageViewOf(appViewOf({ sources: [{ ...source, facts: { ...source.facts, data } }] }), change);
}

/** The section of a source's data, or its card, as HTML. */
export function sectionOf(html: string, id: string): string {
  const from = html.indexOf(`id="${id}"`);
  const begin = html.lastIndexOf("<", from);
  const tag = /^<(\w+)/.exec(html.slice(begin))?.[1] ?? "section";
  return from === -1 ? "" : html.slice(begin, html.indexOf(`</${tag}>`, from));
}

export function closedViewOf(window: PollWindow = "closed"): PageView {
  return pageViewOf(
    appViewOf({ schedule: { window, stepMs: undefined, closedBecause: "market closed (Saturday)" } }),
  );
}

/** What a reader sees: without tags, entities as they are. */
export function toText(html: string): string {
  return html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}
