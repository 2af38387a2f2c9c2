import { type Context, Hono, type MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { toKstIso } from "../core/kst.ts";
import { type AccessRules, type Caller, checkHost, requirePrivate } from "./access.ts";
import { findUnreadiness, toHealth } from "./health.ts";
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

/** All routes. GET answers HEAD too; everything else is a problem+json. */
export function createWeb(parts: WebParts): Hono {
  const web = new Hono();
  // HSTS on plain http would lock the name out of http for months; everything else stays on.
  web.use(
    secureHeaders({ strictTransportSecurity: false, contentSecurityPolicy: { defaultSrc: ["'self'"] } }),
  );
  web.use(checkHost(parts.access));
  web.use(limitBody);
  web.use(async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
  });
  web.get("/health", (context) => context.json(toHealth(parts.view())));
  web.get("/livez", (context) => answerLive(context, parts.view()));
  web.get("/readyz", (context) => answerReady(context, parts.view()));
  web.get(
    "/state",
    requirePrivate(parts.access, parts.callerOf),
    (context) => context.json(toStateBody(parts.view())),
  );
  web.all("*", answerElse);
  web.onError((error, context) => {
    const requestId = crypto.randomUUID();
    parts.onFailure({ path: context.req.path, requestId, error });
    const detail = "The request failed here; the log has the reason under this id.";
    return problem(context, {
      status: 500,
      title: "Internal error",
      detail,
      more: { request_id: requestId },
    });
  });
  return web;
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
