import type { Context } from "hono";
import { createSayFrom, defineTexts, type Lang } from "../../core/lang.ts";
import { toShownText } from "../../core/text.ts";
import { toKorean } from "../../words/korean.ts";
import { ASSETS } from "../kit/assets.ts";
import { chooseLang } from "../kit/i18n.ts";

export const PROBLEM_PAGE_TEXTS = defineTexts({
  no_page: ["없는 페이지입니다", "There is no such page"],
  no_page_at: ["{path} 주소에는 아무것도 없습니다.", "There is nothing at {path}."],
  unknown: ["찾는 것이 없습니다", "What you look for is not here"],
  bad_request: ["요청을 알아볼 수 없습니다", "This request cannot be understood"],
  private: ["로그인이 필요합니다", "You need to log in"],
  refused: ["허락되지 않은 요청입니다", "This request is not allowed"],
  wrong_method: ["이 주소는 그렇게 열 수 없습니다", "This address cannot be opened that way"],
  too_large: ["보낸 내용이 너무 큽니다", "What was sent is too large"],
  flood: ["요청이 너무 많습니다", "Too many requests"],
  conflict: ["지금은 할 수 없습니다", "This cannot be done now"],
  failed: ["프로그램 안에서 실패했습니다", "Something failed in the program"],
  unavailable: ["지금은 답할 수 없습니다", "This cannot be answered now"],
  nothing_done: ["바뀐 것은 없습니다.", "Nothing was changed."],
  unknown_end: [
    "무엇이 바뀌었는지는 알 수 없으니 화면에서 확인하세요.",
    "It is not known what was changed: look at the pages.",
  ],
  retry_after: ["{seconds}초 뒤에 다시 시도하세요.", "Try again in {seconds} s."],
  request_id: ["로그에서 찾을 번호: {id}", "To be found in the log as {id}"],
  code: ["오류 코드 {code} · HTTP {status}", "Code {code} · HTTP {status}"],
  to_dashboard: ["대시보드로 가기", "Go to the dashboard"],
  to_login: ["로그인하기", "Log in"],
  again: ["다시 열기", "Open it again"],
});

const TITLES = {
  401: "private",
  403: "refused",
  404: "no_page",
  405: "wrong_method",
  409: "conflict",
  413: "too_large",
  429: "flood",
  500: "failed",
  503: "unavailable",
} as const;

/** Beside the address, the only facts of the first answer that a browser or a proxy reads. */
const KEPT_HEADERS = ["allow", "retry-after", "www-authenticate"];

interface Told {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly request_id?: string;
}

interface Asked {
  readonly path: string;
  /** Where the same thing may be asked for again by a link: nothing that a form has sent. */
  readonly again: string | undefined;
  readonly changes: boolean;
  readonly isAsked: boolean;
  readonly retryAfterS: string | undefined;
}

/** Puts a page in place of the problem+json of an answer. */
export async function showProblem(context: Context): Promise<void> {
  const { res } = context;
  const told = await res.json() as Told;
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = res.headers.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  const asked = context.req.query("lang");
  const lang = chooseLang(asked, context.req.header("accept-language"));
  const page = <ProblemPage lang={lang} told={told} asked={toAsked(context, asked === lang, res)} />;
  const text = `<!DOCTYPE html>${await page.toString()}`;
  // Else hono carries the headers of the first answer over.
  context.res = undefined;
  context.res = new Response(text, {
    status: told.status,
    headers: [
      ...kept,
      ["content-type", "text/html; charset=UTF-8"],
      ["content-language", lang],
      ["vary", "Accept, Accept-Language"],
    ],
  });
}

function toAsked({ req }: Context, isAsked: boolean, { headers }: Response): Asked {
  const { pathname, search } = new URL(req.url);
  const isRead = req.method === "GET" || req.method === "HEAD";
  return {
    path: req.path,
    again: isRead ? pathname + search : undefined,
    changes: !isRead,
    isAsked,
    retryAfterS: headers.get("retry-after") ?? undefined,
  };
}

function toTitle({ status, code }: Told) {
  if (status === 404 && code !== "not_found") return "unknown";
  return status in TITLES ? TITLES[status as keyof typeof TITLES] : "bad_request";
}

/** It shows nothing of the program, for strangers come here too. */
function ProblemPage({ lang, told, asked }: { lang: Lang; told: Told; asked: Asked }) {
  const say = createSayFrom(PROBLEM_PAGE_TEXTS, lang);
  const { status, code } = told;
  const isNowhere = code === "not_found";
  const title = say(toTitle(told));
  const inLang = (path: string) => asked.isAsked ? `${path}?lang=${lang}` : path;
  const detail = isNowhere
    ? say("no_page_at", { path: toShownText(asked.path, 60) })
    : lang === "ko"
    ? toKorean(told.detail)
    : told.detail;
  const isPassing = status === 429 || status >= 500;
  return (
    <html lang={lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        <title>{`${title} · signal-v2`}</title>
        <link rel="icon" href={ASSETS.icon.href} type="image/svg+xml" />
        <link rel="stylesheet" href={ASSETS.style.href} />
      </head>
      <body>
        <main id="main" class="login">
          <h1>{title}</h1>
          <p id="detail">{toShownText(detail, 600)}</p>
          {asked.changes ? <p>{say(status >= 500 ? "unknown_end" : "nothing_done")}</p> : null}
          {asked.retryAfterS === undefined
            ? null
            : <p>{say("retry_after", { seconds: asked.retryAfterS })}</p>}
          <ul class="ways">
            {status === 401
              ? (
                <li>
                  <a href={inLang("/login")}>{say("to_login")}</a>
                </li>
              )
              : null}
            {isPassing && asked.again !== undefined
              ? (
                <li>
                  <a href={asked.again}>{say("again")}</a>
                </li>
              )
              : null}
            <li>
              <a href={inLang("/")}>{say("to_dashboard")}</a>
            </li>
          </ul>
          <p class="why">
            {say("code", { code, status })}
            {told.request_id === undefined ? null : ` · ${say("request_id", { id: told.request_id })}`}
          </p>
        </main>
      </body>
    </html>
  );
}
