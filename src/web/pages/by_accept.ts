import type { MiddlewareHandler } from "hono";
import { wantsPage } from "../kit/prefers_page.ts";

/** Strangers with a browser are sent to the form, programs are told. */
export function byAccept(forPeople: MiddlewareHandler, forPrograms: MiddlewareHandler): MiddlewareHandler {
  return (context, next) => wantsPage(context) ? forPeople(context, next) : forPrograms(context, next);
}
