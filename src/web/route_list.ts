import type { Context } from "hono";
import { JOB_PATHS, PAGE_PATHS, SIGNAL_PATHS } from "./pages/paths.ts";
import { API, listApiRoutes } from "./api/v1/routes.ts";
import { problem } from "./kit/problem.ts";

/** Every route and the methods it takes, in the order a visitor is told them. */
const ROUTES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...PAGE_PATHS,
      ...SIGNAL_PATHS,
      ...JOB_PATHS,
      ...SIGNAL_PATHS.filter((path) => path !== "/signals").map((path) => API + path),
      ...["/health", "/livez", "/readyz", "/state", "/api/candles", "/metrics", "/events"],
      ...["/health", "/candles", "/events"].map((path) => API + path),
    ].map((path) => [path, "GET, HEAD"]),
  ),
  ...listApiRoutes(),
  "/login": "GET, HEAD, POST",
  "/logout": "POST",
  "/poll": "POST",
  "/signal": "POST",
  [`${API}/signals`]: "GET, HEAD, POST",
  "/admin/stop": "POST",
  "/signals/:id/simulate": "POST",
  "/jobs/:id/cancel": "POST",
  "/alerts": "GET, HEAD, POST",
  "/alerts/:id/remove": "POST",
  "/alerts/restore": "POST",
  "/strategies/:id/start": "POST",
  "/strategies/:id/stop": "POST",
};

/** What no route has answered: a wrong method, or nothing there. */
export function answerElse(context: Context): Response {
  const allowed = findAllowed(context.req.path);
  if (allowed !== undefined) {
    context.header("allow", allowed);
    const detail = `This route takes ${allowed.replaceAll(", ", " or ")}.`;
    return problem(context, { status: 405, code: "method_not_allowed", title: "Method not allowed", detail });
  }
  const detail = "There is nothing at this path; `routes` lists what there is.";
  return problem(context, {
    status: 404,
    code: "not_found",
    title: "Not found",
    detail,
    more: { routes: Object.keys(ROUTES) },
  });
}

/** A route like `/chart/:exchange/:symbol` is every path with as many parts, none of them empty. */
function findAllowed(path: string): string | undefined {
  const parts = path.split("/");
  return Object.entries(ROUTES).find(([route]) => {
    const wanted = route.split("/");
    return wanted.length === parts.length &&
      wanted.every((word, i) => word === parts[i] || (word.startsWith(":") && parts[i] !== ""));
  })?.[1];
}
