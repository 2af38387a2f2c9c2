import type { Context } from "hono";
import type { Lang } from "../../core/lang.ts";
import { chooseLang } from "./i18n.ts";
import type { PageView } from "../view.ts";
import { createShow, type Show } from "./show.ts";

/** The language of the answer, which is told in its headers; `isAsked`: by the address, so that links keep it. */
export function langOf(context: Context): { readonly lang: Lang; readonly isAsked: boolean } {
  const asked = context.req.query("lang");
  const lang = chooseLang(asked, context.req.header("accept-language"));
  context.header("content-language", lang);
  context.header("vary", "Accept-Language");
  return { lang, isAsked: asked === lang };
}

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
  langOf(context);
  return show;
}
