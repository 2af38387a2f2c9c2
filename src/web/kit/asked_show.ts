import type { Context } from "hono";
import type { PageView } from "../view.ts";
import { createShow, type Show } from "./show.ts";

/** How the asked page is shown: in which language its address or its reader's browser wants it. */
export function showOf(
  context: Context,
  { nowMs, priceColors }: Pick<PageView, "nowMs" | "priceColors">,
): Show {
  const show = createShow({
    askedLang: context.req.query("lang"),
    acceptLanguage: context.req.header("accept-language"),
    nowMs,
    priceColors,
  });
  context.header("content-language", show.lang);
  context.header("vary", "Accept-Language");
  return show;
}
