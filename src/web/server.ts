import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { ChangeNotifier } from "../core/change_notifier.ts";
import type { Clock } from "../core/clock.ts";
import { type AccessRules, type Caller, checkHost } from "./access/access.ts";
import type { CommandDoor } from "../commands/door.ts";
import type { AnswerMemory } from "../jobs/answers/answer_memory.ts";
import { addActions } from "./api/actions.ts";
import { toStateBody } from "./api/state_body.ts";
import { Idempotency } from "./api/v1/idempotency.ts";
import { addApiRoutes, API } from "./api/v1/routes.ts";
import { addEvents, EventStream } from "./api/event_stream.ts";
import { answerCandles } from "./api/candles_route.ts";
import { toBriefHealth } from "./api/brief_health.ts";
import { createGuard, type Guard } from "./access/guard.ts";
import { addCommonHeaders, COMMON_HEADERS } from "./kit/headers.ts";
import { createHealthText, findUnreadiness, toHealth } from "./api/health.ts";
import type { MarketReader } from "../market/market_view.ts";
import { answerMetrics, type MetricsText } from "./api/metrics_route.ts";
import { problem } from "./kit/problem.ts";
import { LatePages } from "./late_pages.ts";
import { PageTurns } from "./kit/page_turns.ts";
import { addAlertActions, type AlertNotice } from "./api/alert_actions.ts";
import type { RemovedAlert } from "./api/alert_answers.ts";
import { addJobActions } from "./api/job_actions.ts";
import type { SignalPageParts } from "./pages/signals/routes.tsx";
import type { LiveNotes } from "./api/live_notes.ts";
import { answerElse } from "./route_list.ts";
import { Notices } from "./kit/notices.ts";
import { Sessions } from "./access/sessions.ts";
import { addSignalRoute, type SignalRouteParts } from "./api/signal_route.ts";
import { addStrategyActions } from "./api/strategy_actions.ts";
import type { ReportReader } from "../backtest/backtest_view.ts";
import type { StrategyReader } from "../engine/strategy_reader.ts";
import { TryThrottle, type WrongTry } from "./access/throttle.ts";
import type { CalendarYearView } from "../calendar/calendar_view.ts";
import type { AppView, PageView } from "./view.ts";

const LARGEST_REQUEST_BYTES = 64 * 1024;

export interface WebParts extends SignalPageParts {
  /** Made anew for each request; must not wait for anything. */
  readonly view: () => AppView;
  /** With what only pages need; must not wait either. */
  readonly pageView: () => PageView;
  readonly calendarYear: (year: number) => CalendarYearView;
  /** Whatever may be asked or changed. */
  readonly commands: Pick<CommandDoor, "run">;
  /** Without it no key of a request can be remembered, and such requests are refused. */
  readonly readAnswers?: (() => Promise<AnswerMemory | undefined>) | undefined;
  /** Announces each cycle that ended. */
  readonly changes: ChangeNotifier;
  /** Without it there is no /metrics. */
  readonly metrics?: MetricsText;
  /** Without it no market is collected, and the pages say how to begin. */
  readonly market?: MarketReader | undefined;
  /** Announces every price and bar, as often as they come; only pages about the market are told. */
  readonly marketChanges?: ChangeNotifier | undefined;
  /** Without it no strategies can run, and the pages say so. */
  readonly strategies?: StrategyReader | undefined;
  /** Without it there are no stored backtests to look at. */
  readonly reports?: ReportReader | undefined;
  /** Without it no signals of other programs are taken. */
  readonly takeSignal?: SignalRouteParts["takeSignal"];
  /** Told of what has just happened to signals, by their topics. */
  readonly topics?: LiveNotes | undefined;
  readonly clock: Clock;
  readonly access: AccessRules;
  readonly callerOf: (request: Request) => Caller;
  readonly onFailure: (facts: { path: string; requestId: string; error: unknown }) => void;
  readonly onWrongToken: (facts: WrongTry) => void;
}

/** What `createWeb` makes. */
export type Web = Hono & {
  /** Ends what a server's shutdown would wait for: event streams and late answers. */
  close(): void;
  /** Reads all that pages need, which else happens when the first one is asked for. */
  readPages(): Promise<void>;
};

const HEALTH_ANSWER = { headers: { "content-type": "application/json", ...COMMON_HEADERS } };

/** All routes. GET answers HEAD too; everything else is a problem+json. */
export function createWeb(parts: WebParts): Web {
  const web = new Hono();
  // Real time even in the demo: sessions, tries and streams are of real people.
  const realClock = parts.clock.real;
  const sessions = new Sessions(realClock);
  const notices = new Notices();
  const throttle = new TryThrottle(realClock, parts.onWrongToken);
  const guard = createGuard({ ...parts, sessions, throttle });
  const turns = new PageTurns(realClock);
  const alarms = { alertNotices: new Notices<AlertNotice>(), removedAlerts: new Notices<RemovedAlert>() };
  const pages = new LatePages({ ...parts, ...alarms, guard, sessions, throttle, turns, notices, api: API });
  const answerHealth = createHealthAnswer(parts, guard);
  const stream = new EventStream(parts.changes, realClock, {
    market: parts.marketChanges,
    notes: parts.topics,
  });
  let checkedHost: string | undefined;
  // Monitors ask for this all day: a host that has passed the checks below, without a body, needs them no more.
  web.get("/health", (context, next) => isPlain(context, checkedHost) ? answerHealth(context) : next());
  web.use(async (context, next) => {
    await next();
    addCommonHeaders(context.res);
  });
  web.use(pages.showProblems);
  web.use(checkHost(parts.access));
  web.use(limitBody);
  // Before the token is looked at: a service manager that sends an old one would end a healthy program.
  web.get("/livez", (context) => answerLive(context, parts.view()));
  web.get("/readyz", (context) => answerReady(context, parts.view()));
  web.use(guard.token);
  web.get("/health", (context) => {
    checkedHost = context.req.header("host");
    return answerHealth(context);
  });
  web.get(`${API}/health`, answerHealth);
  const { inTurn } = turns;
  web.get("/state", guard.data, inTurn, (context) => context.json(toStateBody(parts.view())));
  for (const path of ["/api/candles", `${API}/candles`]) {
    web.get(path, guard.data, inTurn, (context) => answerCandles(context, parts));
  }
  pages.addTo(web);
  addEvents(web, { guard, stream });
  const idempotency = new Idempotency(parts.readAnswers ?? (() => Promise.resolve(undefined)));
  addActions(web, { ...parts, guard, idempotency });
  addSignalRoute(web, { ...parts, throttle });
  addApiRoutes(web, { ...parts, guard, idempotency });
  addStrategyActions(web, { ...parts, guard, notices, idempotency });
  addJobActions(web, { ...parts, guard, notices, idempotency });
  addAlertActions(web, { ...parts, ...alarms, guard, idempotency });
  const { metrics } = parts;
  if (metrics !== undefined) {
    if (parts.access.publicHealth === "brief") web.get("/metrics", guard.data);
    web.get("/metrics", (context) => answerMetrics(context, metrics));
  }
  web.all("*", (context) => answerElse(context));
  web.onError((error, context) => answerFailure(context, error, parts));
  const close = () => {
    stream.close();
    throttle.close();
  };
  return Object.assign(web, { close, readPages: () => pages.read() });
}

function answerFailure(context: Context, error: unknown, { onFailure }: WebParts): Response {
  const requestId = crypto.randomUUID();
  onFailure({ path: context.req.path, requestId, error });
  const detail = "The request failed here; the log has the reason under this id.";
  const more = { request_id: requestId };
  // Not left to the middleware: the short way of /health does not pass it.
  return addCommonHeaders(
    problem(context, { status: 500, code: "internal_error", title: "Internal error", detail, more }),
  );
}

function createHealthAnswer({ view, access, clock }: WebParts, guard: Guard): (context: Context) => Response {
  const { monotonic } = clock.real;
  const fullText = createHealthText(() => toHealth(view()), monotonic);
  const briefText = createHealthText(() => toBriefHealth(view()), monotonic);
  return (context) => {
    const isFull = access.publicHealth === "full" || guard.isTrusted(context);
    return new Response(isFull ? fullText() : briefText(), HEALTH_ANSWER);
  };
}

function isPlain({ req }: Context, checkedHost: string | undefined): boolean {
  return checkedHost !== undefined && req.header("host") === checkedHost &&
    req.header("authorization") === undefined &&
    req.header("content-length") === undefined && req.header("transfer-encoding") === undefined;
}

function answerLive(context: Context, { loop }: AppView): Response {
  const body = {
    status: loop.isAlive ? "alive" : "stuck",
    loop_wake_age_s: Math.round(loop.wakeAgeMs / 1_000),
  };
  return context.json(body, loop.isAlive ? 200 : 503);
}

function answerReady(context: Context, view: AppView): Response {
  const reasons = findUnreadiness(view);
  return context.json({ ready: reasons.length === 0, reasons }, reasons.length === 0 ? 200 : 503);
}

/**
 * Judged by the announced length: hono's own limit copies the request, which makes Deno print a deprecation
 * warning, and reads what nobody wants.
 */
const limitBody: MiddlewareHandler = async (context, next) => {
  const length = context.req.header("content-length");
  const isOpenEnded = length === undefined && context.req.header("transfer-encoding") !== undefined;
  if (!isOpenEnded && Number(length ?? 0) <= LARGEST_REQUEST_BYTES) return await next();
  const detail = isOpenEnded
    ? "Send the body with a Content-Length."
    : `The request body is larger than ${LARGEST_REQUEST_BYTES / 1024} KB.`;
  return problem(context, {
    status: isOpenEnded ? 411 : 413,
    code: "body_refused",
    title: "Body refused",
    detail,
  });
};
