import { type Context, Hono, type MiddlewareHandler } from "hono";
import { createSystemClock } from "../core/clock.ts";
import { toKstIso } from "../core/kst.ts";
import { type AccessRules, type Caller, checkHost, isTrusted, requireTrust } from "./access.ts";
import { createHealthText, findUnreadiness, toHealth } from "./health.ts";
import { problem } from "./problem.ts";
import type { AppView } from "./view.ts";

const LARGEST_REQUEST_BYTES = 64 * 1024;

export interface WebParts {
  /** Made anew for each request; must not wait for anything. */
  readonly view: () => AppView;
  readonly access: AccessRules;
  readonly callerOf: (request: Request) => Caller;
  readonly onFailure: (facts: { path: string; requestId: string; error: unknown }) => void;
}

const ROUTES = ["/health", "/livez", "/readyz", "/state"] as const;

/**
 * On every answer: those of hono's `secureHeaders` without HSTS, which on plain http would lock the name out of
 * http for months. Written out, because that middleware takes longer than all the rest of a /health request.
 */
const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'self'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-dns-prefetch-control": "off",
  "x-download-options": "noopen",
  "x-frame-options": "SAMEORIGIN",
  "x-permitted-cross-domain-policies": "none",
  "x-xss-protection": "0",
};
const HEALTH_ANSWER = { headers: { "content-type": "application/json", ...COMMON_HEADERS } };

/** All routes. GET answers HEAD too; everything else is a problem+json. */
export function createWeb(parts: WebParts): Hono {
  const web = new Hono();
  const answerHealth = createHealthAnswer(parts);
  let checkedHost: string | undefined;
  // Monitors ask for this all day: a host that has passed the checks below, without a body, needs them no more.
  web.get("/health", (context, next) => isPlain(context, checkedHost) ? answerHealth(context) : next());
  web.use(async (context, next) => {
    await next();
    addCommonHeaders(context.res);
  });
  web.use(checkHost(parts.access));
  web.use(limitBody);
  web.get("/health", (context) => {
    checkedHost = context.req.header("host");
    return answerHealth(context);
  });
  web.get("/livez", (context) => answerLive(context, parts.view()));
  web.get("/readyz", (context) => answerReady(context, parts.view()));
  web.get(
    "/state",
    requireTrust(parts.access, parts.callerOf),
    (context) => context.json(toStateBody(parts.view())),
  );
  web.all("*", answerElse);
  web.onError((error, context) => {
    const requestId = crypto.randomUUID();
    parts.onFailure({ path: context.req.path, requestId, error });
    const detail = "The request failed here; the log has the reason under this id.";
    const more = { request_id: requestId };
    // Not left to the middleware: the short way of /health does not pass it.
    return addCommonHeaders(problem(context, { status: 500, title: "Internal error", detail, more }));
  });
  return web;
}

function addCommonHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.headers.set(name, value);
  return response;
}

function createHealthAnswer({ view, access, callerOf }: WebParts): (context: Context) => Response {
  const { monotonic } = createSystemClock();
  const privateText = createHealthText(view, monotonic);
  // The address of the home server is nobody's business outside this machine.
  const strangersText = createHealthText(() => ({ ...view(), stockApiUrl: undefined }), monotonic);
  return (context) => {
    const text = isTrusted(context, access, callerOf) ? privateText() : strangersText();
    return new Response(text, HEALTH_ANSWER);
  };
}

function isPlain({ req }: Context, checkedHost: string | undefined): boolean {
  return checkedHost !== undefined && req.header("host") === checkedHost &&
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

/** The data itself, each part with the time of its fetch. */
function toStateBody(view: AppView) {
  const { sources } = toHealth(view);
  return {
    now: toKstIso(view.nowMs),
    mode: view.mode,
    sources: Object.fromEntries(view.sources.map(({ facts }) => [
      facts.id,
      { ...sources[facts.id], data: facts.data ?? null },
    ])),
  };
}

function answerElse(context: Context): Response {
  const isKnown = (ROUTES as readonly string[]).includes(context.req.path);
  if (isKnown) {
    context.header("allow", "GET, HEAD");
    return problem(context, {
      status: 405,
      title: "Method not allowed",
      detail: "This route is read with GET or HEAD.",
    });
  }
  const detail = "There is nothing at this path; `routes` lists what there is.";
  return problem(context, { status: 404, title: "Not found", detail, more: { routes: ROUTES } });
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
  return problem(context, { status: isOpenEnded ? 411 : 413, title: "Body refused", detail });
};
