import type { Context } from "hono";

/** RFC 9457: what went wrong as a sentence; a browser is shown a page of it. No stack, no secret. */
export function problem(
  context: Context,
  facts: {
    status: 400 | 401 | 403 | 404 | 405 | 409 | 411 | 413 | 415 | 421 | 422 | 429 | 500 | 503;
    /** For programs; it never changes, whatever becomes of the words. */
    code: string;
    title: string;
    detail: string;
    more?: Record<string, unknown>;
  },
): Response {
  const { status, code, title, detail, more = {} } = facts;
  const body = { type: "about:blank", title, status, code, detail, instance: context.req.path, ...more };
  return context.body(JSON.stringify(body), status, { "content-type": "application/problem+json" });
}

/** Whether an answer is one that `problem` made. */
export function isProblem({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("application/problem+json") ?? false;
}
