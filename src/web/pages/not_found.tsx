import type { Context } from "hono";
import { ASSETS } from "../kit/assets.ts";
import { chooseLang, createSay } from "../kit/i18n.ts";
import { toShownText } from "../../core/text.ts";

/** Whether this is a browser that somebody looks at; programs ask for anything or for JSON. */
export function wantsPage(context: Context): boolean {
  const { method } = context.req;
  return (method === "GET" || method === "HEAD") && /\btext\/html\b/.test(context.req.header("accept") ?? "");
}

/** For a mistyped address. It shows nothing of the program, for strangers come here too. */
export function answerNotFound(context: Context): Response | Promise<Response> {
  const asked = context.req.query("lang");
  const lang = chooseLang(asked, context.req.header("accept-language"));
  const say = createSay(lang);
  const home = asked === lang ? `/?lang=${lang}` : "/";
  context.header("content-language", lang);
  context.header("vary", "Accept, Accept-Language");
  const page = (
    <html lang={lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${say("no_page")} · signal-v2`}</title>
        <link rel="icon" href={ASSETS.icon.href} type="image/svg+xml" />
        <link rel="stylesheet" href={ASSETS.style.href} />
      </head>
      <body>
        <main id="main" class="login">
          <h1>{say("no_page")}</h1>
          <p>{say("no_page_at", { path: toShownText(context.req.path, 60) })}</p>
          <p>
            <a href={home}>{say("to_dashboard")}</a>
          </p>
        </main>
      </body>
    </html>
  );
  return context.html(`<!DOCTYPE html>${page}`, 404);
}
