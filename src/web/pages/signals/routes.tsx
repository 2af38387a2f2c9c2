/** Signals, decisions and messages: a page for people, JSON for programs, at the same address. */
import type { Context, Handler, Hono } from "hono";
import type { Child } from "hono/jsx";
import { OWNER } from "../../../core/actor.ts";
import { toShownText } from "../../../core/text.ts";
import type { MessageStore } from "../../../notifiers/message_store.ts";
import type { SignalsReader, SignalStory } from "../../../signals/signals_view.ts";
import type { Guard } from "../../access/guard.ts";
import { toDecisionJson, toMessageJson, toSignalJson, toStoryJson } from "../../api/signal_json.ts";
import {
  type AskedList,
  MESSAGE_STATE_NAMES,
  OUTCOME_NAMES,
  readListQuery,
  SIGNAL_STATE_NAMES,
  toSpan,
} from "../../api/signal_query.ts";
import type { PageTurns } from "../../kit/page_turns.ts";
import { showOf } from "../../kit/asked_show.ts";
import { Page } from "../../kit/layout.tsx";
import { type ListPage, PAGE_ROWS, toListPage } from "../../kit/lists/pager.tsx";
import { problem } from "../../kit/problem.ts";
import { WithProblems } from "../../kit/problem_list.tsx";
import type { Notices } from "../../kit/notices.ts";
import type { Show } from "../../kit/show.ts";
import type { PageView } from "../../view.ts";
import { byAccept } from "../by_accept.ts";
import { SIGNAL_PATHS } from "../paths.ts";
import { wantsPage } from "../../kit/prefers_page.ts";
import { DecisionsMain } from "./decisions_page.tsx";
import { SignalsMain } from "./list_page.tsx";
import { OutboxMain } from "./outbox_page.tsx";
import { toSignalPath } from "./looks.tsx";
import { sayWord } from "./story_words.ts";
import { SignalMain, UnknownSignal } from "./signal_page.tsx";

export interface SignalPageParts {
  readonly pageView: () => PageView;
  /** Without it no rules watch. */
  readonly signals?: Omit<SignalsReader, "view"> | undefined;
  /** Without it nothing is ever sent. */
  readonly messages?: Pick<MessageStore, "browse" | "ofSignal" | "attempts"> | undefined;
}

export interface SignalPageRouteParts extends SignalPageParts {
  readonly guard: Guard;
  readonly turns: PageTurns;
  readonly notices: Notices;
  /** Where the lasting addresses begin, which answer JSON alone. */
  readonly api: string;
}

interface Answers {
  readonly page: Handler;
  readonly json: Handler;
}

export function addSignalPages(web: Hono, parts: SignalPageRouteParts): void {
  const { guard, api, turns: { inTurn } } = parts;
  const answers: Readonly<Record<(typeof SIGNAL_PATHS)[number], Answers>> = {
    "/signals": toAnswers(SIGNALS, parts),
    "/signals/:label": {
      page: (context) => answerStoryPage(context, parts),
      json: (context) => answerStoryJson(context, parts),
    },
    "/decisions": toAnswers(DECISIONS, parts),
    "/outbox": toAnswers(OUTBOX, parts),
  };
  for (const path of SIGNAL_PATHS) {
    const { page, json } = answers[path];
    web.get(path, byAccept(guard.page, guard.data), inTurn, (context, next) => {
      context.header("vary", "Accept", { append: true });
      return wantsPage(context) ? page(context, next) : json(context, next);
    });
    web.get(api + path, guard.data, inTurn, json);
  }
}

interface List<Word extends string> {
  readonly path: "/signals" | "/decisions" | "/outbox";
  readonly title: "title_signals" | "title_decisions" | "title_outbox";
  readonly name: "state" | "outcome";
  readonly words: readonly Word[];
  json(parts: SignalPageParts, asked: AskedList<Word>): Promise<object>;
  main(
    parts: SignalPageParts,
    shown: { show: Show; view: PageView; asked: AskedList<Word> | { readonly fault: string } },
  ): Promise<Child>;
}

const SIGNALS: List<SignalStory["signal"]["state"]> = {
  path: "/signals",
  title: "title_signals",
  name: "state",
  words: SIGNAL_STATE_NAMES,
  json: async (parts, asked) => ({ signals: (await listSignals(parts, asked)).rows.map(toSignalJson) }),
  main: async (parts, { show, view, asked }) => {
    const signals = "fault" in asked ? NO_ROWS : await listSignals(parts, asked);
    return <SignalsMain show={show} view={view.watching ?? NOTHING} asked={asked} signals={signals} />;
  },
};

const NOTHING: NonNullable<PageView["watching"]> = {
  ...{ rules: 0, rulesFrom: "", problem: undefined, judge: "none", looks: 0 },
  today: { fired: 0, confirmed: 0, rejected: 0, unjudged: 0, skipped: {} },
};

const DECISIONS: List<(typeof OUTCOME_NAMES)[number]> = {
  path: "/decisions",
  title: "title_decisions",
  name: "outcome",
  words: OUTCOME_NAMES,
  json: async (parts, asked) => ({ decisions: (await listDecisions(parts, asked)).rows.map(toDecisionJson) }),
  main: async (parts, { show, asked }) => {
    const decisions = "fault" in asked ? NO_ROWS : await listDecisions(parts, asked);
    return <DecisionsMain show={show} asked={asked} decisions={decisions} />;
  },
};

const OUTBOX: List<(typeof MESSAGE_STATE_NAMES)[number]> = {
  path: "/outbox",
  title: "title_outbox",
  name: "state",
  words: MESSAGE_STATE_NAMES,
  json: async (parts, asked) => {
    const { rows } = await listMessages(parts, asked);
    return {
      messages: await Promise.all(
        rows.map(async (row) => toMessageJson(row, await parts.messages?.attempts(row.seq))),
      ),
    };
  },
  main: async (parts, { show, view, asked }) => {
    const messages = "fault" in asked ? NO_ROWS : await listMessages(parts, asked);
    return <OutboxMain show={show} notify={view.notify} asked={asked} messages={messages} />;
  },
};

async function listSignals({ signals }: SignalPageParts, asked: AskedList<SignalStory["signal"]["state"]>) {
  const { day, word: state } = asked;
  const states = state && [state];
  return toAskedPage(await signals?.list({ day, states, limit: toMost(asked) }) ?? [], asked);
}

async function listDecisions({ signals }: SignalPageParts, asked: AskedList<(typeof OUTCOME_NAMES)[number]>) {
  const { day, word: raw } = asked;
  return toAskedPage(await signals?.decisions({ span: toSpan(day), raw, limit: toMost(asked) }) ?? [], asked);
}

/** The memory of messages knows no days: of those that it brings, the ones of the day. */
async function listMessages(
  { messages }: SignalPageParts,
  asked: AskedList<(typeof MESSAGE_STATE_NAMES)[number]>,
) {
  const span = toSpan(asked.day);
  const limit = span === undefined ? toMost(asked) : MOST_BROWSED;
  const rows = await messages?.browse({ state: asked.word, limit }) ?? [];
  const ofDay = rows.filter(({ queuedAtMs }) =>
    span === undefined || (queuedAtMs >= span.fromMs && queuedAtMs < span.toMs)
  );
  return toAskedPage(ofDay, asked);
}

const NO_ROWS = { page: 1, rows: [], hasOlder: false } as const;

/** One more than is shown, which tells whether there is another page. */
const toMost = ({ page, limit }: AskedList<string>) => page * limit + 1;

function toAskedPage<Row>(newest: readonly Row[], { page, limit }: AskedList<string>): ListPage<Row> {
  return toListPage(newest, page, limit);
}

const MOST_BROWSED = 5_000;

function toAnswers<Word extends string>(list: List<Word>, parts: SignalPageParts): Answers {
  return {
    json: async (context) => {
      const asked = readListQuery(context, list);
      if ("fault" in asked) {
        return problem(context, {
          status: 400,
          code: "bad_request",
          title: "Bad request",
          detail: asked.fault,
        });
      }
      return context.json(await list.json(parts, asked));
    },
    page: async (context) => {
      const view = parts.pageView();
      const show = showOf(context, view);
      const asked = readListQuery(context, { ...list, usualRows: PAGE_ROWS });
      const main = await list.main(parts, { show, view, asked });
      const { day, state, outcome, page, limit } = context.req.query();
      const query = Object.fromEntries(
        Object.entries({ day, state, outcome, page, limit }).filter((entry): entry is [string, string] =>
          typeof entry[1] === "string" && entry[1] !== ""
        ),
      );
      return answerPage(context, { view, show, main, title: show.say(list.title), path: list.path, query });
    },
  };
}

async function findStory(context: Context, { signals, messages }: SignalPageParts) {
  const label = context.req.param("label") ?? "";
  const story = await signals?.find(label);
  return story === undefined
    ? undefined
    : { story, messages: await messages?.ofSignal(OWNER, story.signal.id) ?? [] };
}

async function answerStoryJson(context: Context, parts: SignalPageParts): Promise<Response> {
  const found = await findStory(context, parts);
  if (found !== undefined) return context.json(toStoryJson(found.story, found.messages));
  const detail = "There is no signal with this label or id.";
  return problem(context, { status: 404, code: "unknown_signal", title: "Unknown signal", detail });
}

async function answerStoryPage(context: Context, parts: SignalPageRouteParts): Promise<Response> {
  const view = parts.pageView();
  const show = showOf(context, view);
  const found = await findStory(context, parts);
  const label = toShownText(context.req.param("label") ?? "", 60);
  const main = found === undefined ? <UnknownSignal show={show} label={label} /> : (
    <SignalMain
      show={show}
      story={found.story}
      messages={found.messages}
      form={{ csrfToken: parts.guard.csrfToken, next: show.href(toSignalPath(found.story.signal)) }}
    />
  );
  const path = `/signals/${encodeURIComponent(label)}`;
  const notice = parts.notices.take(context.req.query("notice"));
  const title = `${label} · ${show.say("title_signals")}`;
  return await answerPage(context, {
    ...{ view, show, main, title, path, query: {} },
    status: found === undefined ? 404 : 200,
    notice: notice && show.say(`notice_${notice.kind}`, {
      id: sayWord(show, `refusal_${notice.about}`, toShownText(notice.about, 60)),
    }),
  });
}

function answerPage(
  context: Context,
  facts: {
    readonly view: PageView;
    readonly show: Show;
    readonly main: Child;
    readonly title: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly status?: 200 | 404;
    readonly notice?: string | undefined;
  },
): Response | Promise<Response> {
  const { view, show, title, path, query, status = 200, notice } = facts;
  const { mode, version } = view;
  const main = <WithProblems show={show} view={view}>{facts.main}</WithProblems>;
  if (context.req.query("part") === "main") return context.html(main);
  const live = status === 200 ? { live: "swap" as const } : {};
  const frame = { show, title, page: "/signals", path, query, mode, version, notice, ...live } as const;
  return context.html(<Page frame={frame}>{main}</Page>, status);
}
