import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { prefersPage } from "../../../src/web/kit/prefers_page.ts";
import { Hono } from "hono";
import { problem } from "../../../src/web/kit/problem.ts";
import { createShowProblems } from "../../../src/web/kit/show_problems.ts";
import { showProblem } from "../../../src/web/pages/problem_page.tsx";
import { createTestWeb } from "../../support/app_view.ts";

/** What Chromium sends for an address and for a form. */
const BROWSER = {
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "accept-language": "ko",
};
const FORM = { ...BROWSER, "content-type": "application/x-www-form-urlencoded" };

/** Each is refused for another reason; the words are those of its page in Korean. */
const REFUSED: readonly {
  readonly status: number;
  readonly path: string;
  readonly init?: RequestInit;
  readonly says: RegExp;
}[] = [
  {
    status: 400,
    path: "/login",
    init: { method: "POST", headers: { "content-type": "text/plain" }, body: "x" },
    says: /로그인 양식을 보내세요/,
  },
  {
    status: 401,
    path: "/state",
    init: { headers: { authorization: "Bearer wrong" } },
    says: /<a href="\/login">로그인하기/,
  },
  {
    status: 403,
    path: "/poll",
    init: { method: "POST", headers: FORM, body: "csrf=old" },
    says: /화면을 새로 고치고 버튼을 다시 누르세요.*바뀐 것은 없습니다/,
  },
  {
    status: 403,
    path: "/events",
    init: { headers: { "sec-fetch-site": "cross-site" } },
    says: /다른 사이트가 보낸 요청/,
  },
  { status: 404, path: "/nothing", says: /\/nothing 주소에는 아무것도 없습니다/ },
  { status: 404, path: "/api/v1/signals/NOBODY", says: /이 이름이나 번호의 신호가 없습니다/ },
  { status: 405, path: "/poll", says: /이 주소는 POST 로만 부릅니다/ },
  {
    status: 413,
    path: "/login",
    init: { method: "POST", headers: { ...FORM, "content-length": "70000" }, body: "token=x" },
    says: /본문이 64 KB보다 큽니다/,
  },
  {
    status: 421,
    path: "/",
    init: { headers: { host: "evil.example" } },
    says: /그 이름으로는 답하지 않습니다/,
  },
  { status: 503, path: "/api/candles", says: /모을 시장이 없습니다.*<a href="\/api\/candles">다시 열기/ },
];

for (const { status, path, init = {}, says } of REFUSED) {
  const method = init.method ?? "GET";
  Deno.test(`a browser that is refused ${method} ${path} with ${status} gets a page in its language with ways on`, async () => {
    const { ask } = createTestWeb();
    const headers = { ...BROWSER, ...init.headers as Record<string, string> };
    const answer = await ask(path, { ...init, headers });
    const html = await answer.text();
    strictEqual(answer.status, status);
    match(answer.headers.get("content-type") ?? "", /^text\/html/);
    match(answer.headers.get("vary") ?? "", /Accept\b/);
    match(answer.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
    match(html, /<html lang="ko">/);
    match(html, /<a href="\/">대시보드로 가기<\/a>/);
    match(html, says);
    doesNotMatch(
      html.replace(/<[^>]*>/g, ""),
      /application\/problem|about:blank|\b[a-z]{3,} [a-z]{3,} [a-z]{3,}\b/,
    );
  });

  Deno.test(`a program that is refused ${method} ${path} with ${status} gets problem+json`, async () => {
    const answer = await createTestWeb().ask(path, {
      ...init,
      headers: { ...init.headers as Record<string, string>, accept: "application/json, text/html;q=0.9" },
    });
    match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
    strictEqual((await answer.json()).status, status);
  });
}

Deno.test("what a program is told beside the words stays on the page for people", async () => {
  const answer = await createTestWeb().ask("/poll", { headers: BROWSER });
  strictEqual(answer.headers.get("allow"), "POST");
  const stranger = await createTestWeb().ask("/state", {
    headers: { ...BROWSER, authorization: "Bearer x" },
  });
  strictEqual(stranger.headers.get("www-authenticate"), 'Bearer realm="signal-v2"');
});

Deno.test("a page that fails says so with the number of the log, and nothing of what failed", async () => {
  const web = createTestWeb({
    view: () => {
      throw new Error("secret of the inside");
    },
  });
  const answer = await web.ask("/calendar?lang=en", { headers: BROWSER });
  const html = await answer.text();
  strictEqual(answer.status, 500);
  match(html, /Something failed in the program/);
  match(html, new RegExp(web.failures[0]?.requestId ?? "none"));
  match(html, /<a href="\/calendar\?lang=en">Open it again/);
  match(html, /<a href="\/\?lang=en">Go to the dashboard/);
  doesNotMatch(html, /secret of the inside/);
});

Deno.test("whoever asks too often reads when to come again, and a form that failed is not sent again by a link", async () => {
  const web = new Hono();
  web.use(createShowProblems(showProblem));
  web.all("/flood", (context) => {
    context.header("retry-after", "7");
    return problem(context, {
      status: 429,
      code: "flood",
      title: "Flood",
      detail: "Nobody has said this in Korean.",
    });
  });
  web.all(
    "/fails",
    (context) => problem(context, { status: 500, code: "failed", title: "Failed", detail: "It broke." }),
  );
  const flood = await web.request("/flood?day=1", { headers: BROWSER });
  strictEqual(flood.headers.get("retry-after"), "7");
  match(
    await flood.text(),
    /요청이 너무 많습니다.*7초 뒤에 다시 시도하세요.*<a href="\/flood\?day=1">다시 열기/,
  );
  const failed = await (await web.request("/fails", { method: "POST", headers: BROWSER })).text();
  match(failed, /무엇이 바뀌었는지는 알 수 없으니/);
  doesNotMatch(failed, /다시 열기/);
});

Deno.test("an address cannot put markup on its page", async () => {
  const html = await (await createTestWeb().ask("/a<b>/%3Ci%3E?x=<u>", { headers: BROWSER })).text();
  doesNotMatch(html, /<b>|<i>|<u>/);
});

Deno.test("HTML is preferred where it is wished more than JSON, and not by whoever takes anything", () => {
  const wishes: readonly (readonly [string | undefined, boolean])[] = [
    [undefined, false],
    ["*/*", false],
    ["text/html", true],
    [BROWSER.accept, true],
    ["application/json, text/html;q=0.9", false],
    ["application/json;q=0.5, text/html", true],
    ["text/html;q=0", false],
    ["application/json, text/html", false],
    ["TEXT/HTML", true],
  ];
  deepStrictEqual(wishes.map(([accept]) => [accept, prefersPage(accept)]), wishes);
});
