import type { Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { type AccessRules, type Caller, isSameText } from "./access.ts";
import { type Guard, isLocalPath, readForm, SESSION_COOKIE } from "./guard.ts";
import { createSayFrom, defineTexts, type Lang } from "../../core/lang.ts";
import { chooseLang } from "../kit/i18n.ts";
import { ASSETS } from "../kit/assets.ts";
import { problem } from "../kit/problem.ts";
import { createSecret, SESSION_MS, type Sessions } from "./sessions.ts";
import type { TryThrottle } from "./throttle.ts";

export interface LoginParts {
  readonly guard: Guard;
  readonly sessions: Sessions;
  readonly throttle: TryThrottle;
  readonly access: AccessRules;
  readonly callerOf: (request: Request) => Caller;
}

export const LOGIN_TEXTS = defineTexts({
  title: ["로그인", "Log in"],
  intro: [
    "이 화면에는 개인 자산이 나옵니다. 설정 파일(.env)의 SIGNAL_V2_TOKEN 값을 입력하세요.",
    "These pages show private holdings. Enter the value of SIGNAL_V2_TOKEN from the settings file (.env).",
  ],
  why: [
    "토큰이 설정되어 있으면 이 프로그램이 도는 컴퓨터에서도 필요합니다(SIGNAL_V2_TRUST_LOOPBACK=1 이면 예외). " +
    "토큰이 없으면 프록시나 터널을 거치지 않고 그 컴퓨터에서만 볼 수 있습니다.",
    "Once a token is set, it is needed on the machine of this program, too (unless SIGNAL_V2_TRUST_LOOPBACK=1). " +
    "While none is set, only that machine gets in, and not through a proxy or a tunnel.",
  ],
  token: ["토큰", "Token"],
  submit: ["로그인", "Log in"],
  // The same for a wrong token and for a program without one.
  wrong: ["이 토큰으로는 들어갈 수 없습니다.", "This token does not open these pages."],
  flood: [
    "이 토큰으로는 들어갈 수 없습니다. 틀린 토큰이 너무 많이 들어오고 있으니 몇 초 뒤에 다시 시도하세요. 맞는 토큰은 바로 들어갑니다.",
    "This token does not open these pages. Too many wrong ones are coming in: try again in a few seconds. The right " +
    "one goes in at once.",
  ],
  other_lang: ["English", "한국어"],
});

/** The login form for browsers; it works without JavaScript and keeps the token out of the address. */
export function addLogin(web: Hono, parts: LoginParts): void {
  const { guard } = parts;
  web.get("/login", (context) => {
    const next = context.req.query("next") ?? "/";
    return answerForm(context, { status: 200, next });
  });
  web.post("/login", guard.ownPages, (context) => logIn(context, parts));
  web.post("/logout", async (context) => {
    const permit = await guard.permitAction(context);
    if (permit.kind === "refused") return permit.response;
    parts.sessions.end(getCookie(context, SESSION_COOKIE) ?? "");
    deleteCookie(context, SESSION_COOKIE, { path: "/" });
    return context.redirect("/login", 303);
  });
}

async function logIn(context: Context, parts: LoginParts): Promise<Response> {
  const { access, callerOf, sessions, throttle } = parts;
  const form = await readForm(context);
  if (form === undefined) {
    const detail = "Send the login form: application/x-www-form-urlencoded, at most 4 KB.";
    return problem(context, { status: 400, code: "no_login_form", title: "No login form", detail });
  }
  const next = form.get("next") ?? "/";
  // Without a token of ours nobody gets in, and nobody can tell: it is a guess that is always wrong.
  if (!isSameText(form.get("token") ?? "", access.token ?? createSecret())) {
    const answer = await throttle.addWrong(callerOf(context.req.raw));
    if (answer.kind === "too_many") {
      context.header("retry-after", String(answer.retryAfterS));
      return answerForm(context, { status: 429, next });
    }
    context.header("www-authenticate", 'Bearer realm="signal-v2"');
    return answerForm(context, { status: 401, next });
  }
  setCookie(context, SESSION_COOKIE, sessions.open(), {
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
    maxAge: SESSION_MS / 1_000,
    // As the connection itself came in; X-Forwarded-Proto is what anybody may claim.
    secure: new URL(context.req.url).protocol === "https:",
  });
  return context.redirect(toLocal(next), 303);
}

interface FormFacts {
  readonly status: 200 | 401 | 429;
  readonly next: string;
}

function answerForm(context: Context, facts: FormFacts): Response | Promise<Response> {
  const asked = context.req.query("lang");
  const lang = chooseLang(asked, context.req.header("accept-language"));
  const page = <LoginPage {...facts} next={toLocal(facts.next)} lang={lang} isAsked={asked === lang} />;
  return context.html(`<!DOCTYPE html>${page}`, facts.status);
}

function LoginPage(props: FormFacts & { readonly lang: Lang; readonly isAsked: boolean }) {
  const { status, next, lang, isAsked } = props;
  const say = createSayFrom(LOGIN_TEXTS, lang);
  const other = lang === "ko" ? "en" : "ko";
  const error = status === 200 ? undefined : say(status === 401 ? "wrong" : "flood");
  const otherHref = `/login?${new URLSearchParams({ next, lang: other })}`;
  return (
    <html lang={lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${say("title")} · signal-v2`}</title>
        <link rel="icon" href={ASSETS.icon.href} type="image/svg+xml" />
        <link rel="stylesheet" href={ASSETS.style.href} />
      </head>
      <body>
        <main id="main" class="login">
          <h1>{say("title")}</h1>
          <p id="intro">{say("intro")}</p>
          <p class="why">{say("why")}</p>
          {error === undefined ? "" : <p role="alert" id="error">{error}</p>}
          <form method="post" action={isAsked ? `/login?lang=${lang}` : "/login"}>
            <input type="hidden" name="next" value={next} />
            <p>
              <label for="token">{say("token")}</label>{" "}
              <input
                id="token"
                name="token"
                type="password"
                autocomplete="current-password"
                aria-describedby={error === undefined ? "intro" : "error"}
                required
                autofocus
              />
            </p>
            <p>
              <button type="submit">{say("submit")}</button>
            </p>
          </form>
          <p>
            <a href={otherHref} lang={other} hreflang={other}>{say("other_lang")}</a>
          </p>
        </main>
      </body>
    </html>
  );
}

function toLocal(path: string): string {
  return isLocalPath(path) ? path : "/";
}
