import type { Context, MiddlewareHandler } from "hono";
import { prefersPage } from "./prefers_page.ts";
import { isProblem } from "./problem.ts";

/**
 * Makes a page of every problem for whoever looks at it in a browser; programs keep their problem+json.
 *
 * @param show puts the page in the place of the answer.
 */
export function createShowProblems(show: (context: Context) => Promise<void>): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (!isProblem(context.res)) return;
    context.header("vary", "Accept", { append: true });
    if (prefersPage(context.req.header("accept"))) await show(context);
  };
}
