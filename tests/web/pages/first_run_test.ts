import { doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { appViewOf, pageViewOf, sourceViewOf } from "../../support/app_view.ts";
import { createTestPages, sectionOf, toText } from "./support.ts";

const ko = { "accept-language": "ko" };
const silent = [sourceViewOf({ state: "unconfigured", ageMs: null })];

async function boxOf(change: Parameters<typeof appViewOf>[0], path = "/"): Promise<string> {
  const { text } = await createTestPages(pageViewOf(appViewOf(change)))(path, ko);
  return toText(sectionOf(text, "first-run"));
}

Deno.test("the first page says what this is, which settings are missing and what works without them", async () => {
  const box = await boxOf({ missingSettings: ["STOCK_API_URL", "WEBAI_API_KEY"], sources: silent });
  for (
    const part of [
      /처음 시작하기/,
      /집 서버의 주소와 키 남음/,
      /STOCK_API_URL 집 서버의 주소/,
      /WEBAI_API_KEY 집 서버에 적혀 있는 것과 같은 키/,
      /doctor/,
      /지금도 되는 것: 시장 데이터 · 전략 · 백테스트 · 가격 알림 · 거래일 달력/,
      /demo/,
    ]
  ) match(box, part);
  const english = await boxOf({ missingSettings: ["STOCK_API_URL"], sources: silent }, "/?lang=en");
  match(english, /First steps/);
  doesNotMatch(english, /WEBAI_API_KEY|[가-힣]/);
});

Deno.test("with its settings the first page waits for the first answer, and says when it asks", async () => {
  const box = await boxOf({ sources: silent });
  match(box, /집 서버의 주소와 키 끝남/);
  match(box, /집 서버의 첫 응답 남음 .*지금 조회.* 03-11 10:01:00/);
  doesNotMatch(box, /STOCK_API_URL/);
});

Deno.test("the first answer takes the box away, and a demo has none", async () => {
  strictEqual(await boxOf({}), "");
  strictEqual(await boxOf({ sources: [sourceViewOf({ id: "portfolio" }), ...silent] }), "");
  strictEqual(await boxOf({ mode: "demo", sources: silent }), "");
  ok(await boxOf({ sources: silent }) !== "");
});
