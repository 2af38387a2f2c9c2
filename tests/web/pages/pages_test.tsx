import { doesNotMatch, match, notStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { toCalendarYear } from "../../../src/calendar/calendar_view.ts";
import { readHolidays } from "../../../src/calendar/holidays.ts";
import { createMarketCalendar } from "../../../src/calendar/session.ts";
import { createFormat } from "../../../src/web/kit/format.ts";
import { chooseLang, createSay, TEXT_KEYS } from "../../../src/web/kit/i18n.ts";
import { TEXTS } from "../../../src/web/kit/texts/pages.ts";
import { appViewOf, createTestWeb, pageViewOf, sourceViewOf, VIEW_NOW_MS } from "../../support/app_view.ts";
import { createTestPages, sectionOf, toText } from "./support.ts";

const frame = { dayStartMin: 7 * 60, dayEndMin: 20 * 60 };
const holidays = Deno.readTextFileSync(new URL("../../../holidays.json", import.meta.url));
const calendar = createMarketCalendar(readHolidays(holidays, { path: "holidays.json", frame }), frame);
const askCalendar = (view = pageViewOf(appViewOf())) =>
  createTestPages(view, (year) => toCalendarYear(calendar, year));

const LANGS: readonly (readonly [asked: string | undefined, accept: string | undefined, lang: string])[] = [
  [undefined, undefined, "ko"],
  [undefined, "en-US,en;q=0.9", "en"],
  [undefined, "ko-KR,ko;q=0.9,en;q=0.8", "ko"],
  [undefined, "en;q=0.5, ko;q=0.7", "ko"],
  [undefined, "fr, de", "ko"],
  [undefined, "en;q=0", "ko"],
  ["en", "ko", "en"],
  ["ko", "en", "ko"],
  ["xx", "en", "en"],
  [undefined, ";;;,,q=", "ko"],
];
for (const [asked, accept, lang] of LANGS) {
  Deno.test(`lang=${asked} with Accept-Language ${accept} is ${lang}`, () =>
    strictEqual(chooseLang(asked, accept), lang));
}

Deno.test("both languages of every text fill in the same values", () => {
  const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted().join();
  for (const key of TEXT_KEYS) strictEqual(holes(TEXTS[key][0]), holes(TEXTS[key][1]), key);
  strictEqual(createSay("ko")("in_a_row", { count: 3 }), "3회 연속 실패");
});

Deno.test("a page says its language and links to the other one on the same path", async () => {
  const ask = askCalendar();
  const korean = await ask("/calendar?year=2027");
  match(korean.text, /<html lang="ko"/);
  match(korean.text, /href="\/calendar\?year=2027&amp;lang=en" lang="en"/);
  const english = await ask("/calendar?year=2027&lang=en");
  match(english.text, /<html lang="en"/);
  match(english.text, /href="\/\?lang=en"/);
  strictEqual(english.response.headers.get("content-language"), "en");
});

Deno.test("no page has a style or script of its own, nor asks another host", async () => {
  const broken = appViewOf({
    mode: "demo",
    sources: [sourceViewOf({ state: "unavailable", stale: true, errorKind: "network" })],
    missingSettings: ["STOCK_API_URL"],
  });
  for (const view of [pageViewOf(appViewOf()), pageViewOf(broken)]) {
    for (const path of ["/", "/?lang=en", "/?part=main", "/calendar", "/calendar?year=abc"]) {
      const { text } = await askCalendar(view)(path);
      doesNotMatch(text, /\sstyle=|\son[a-z]+=|<style|javascript:|(src|href)="(https?:)?\/\//i, path);
      doesNotMatch(text, /<script(?![^>]*\ssrc="\/assets\/)/, path);
      doesNotMatch(text, /undefined|\[object|NaN/, path);
    }
  }
});

Deno.test("the calendar has the CSAT day with its hours and the substitute of Liberation Day", async () => {
  const { text } = await askCalendar()("/calendar?year=2026");
  match(toText(sectionOf(text, "specials")), /2026-11-19 목요일 [^0-9]*10:00–16:30/);
  match(toText(sectionOf(text, "closures")), /2026-08-17 월요일 광복절 대체공휴일 대체 공휴일/);
  match(text, /<td class="day-closed" title="휴장: 광복절 대체공휴일"><time datetime="2026-08-17">17</);
  match(text, /<td class="day-special"[^>]*><time datetime="2026-11-19">19</);
  match(text, /<time datetime="2026-03-11" aria-current="date">/);
  strictEqual(text.match(/<caption id="month-/g)?.length, 12);
  match(text, /href="\/calendar\?year=2025"/);
  match(text, /href="\/calendar\?year=2027"/);
});

Deno.test("the calendar says what is covered and what the checks found", async () => {
  const view = appViewOf({ calendar: { lint: ["2026-06-03 is missing"], coveredUntil: "2026-06-30" } });
  const { text } = await askCalendar(pageViewOf(view))("/calendar?lang=en");
  match(toText(sectionOf(text, "coverage")), /2026-01-01 – 2026-06-30/);
  match(sectionOf(text, "coverage"), /2026-06-03 is missing/);
  match(sectionOf(text, "coverage"), /class="loud"/);
});

for (const asked of ["abc", "1989", "2101", "", "2026x", "<b>"]) {
  Deno.test(`the year ${JSON.stringify(asked)} is refused in words and this year is shown`, async () => {
    const { text, response } = await askCalendar()(`/calendar?year=${encodeURIComponent(asked)}`);
    strictEqual(response.status, 200);
    match(text, /<p class="loud" role="alert">/);
    match(text, /<h1>2026년<\/h1>/);
    doesNotMatch(text, /<b><|"><b>년/);
  });
}

for (const path of ["/assets/style.css", "/assets/live.js", "/assets/icon.svg"]) {
  Deno.test(`${path} is kept for long under the address that pages use, and known again by its tag`, async () => {
    const ask = createTestPages();
    const href = new RegExp(`"(${path.replaceAll(".", "\\.")}\\?v=\\w+)"`).exec((await ask("/")).text)?.[1] ??
      "";
    const { response } = await ask(href);
    match(response.headers.get("cache-control") ?? "", /max-age=31536000, immutable/);
    const etag = response.headers.get("etag") ?? "";
    strictEqual((await ask(href, { "if-none-match": etag })).response.status, 304);
    notStrictEqual(
      (await ask(path)).response.headers.get("cache-control"),
      response.headers.get("cache-control"),
    );
  });
}

Deno.test("pages are for trusted callers; styles are for the login form too", async () => {
  const { ask } = createTestWeb({ remoteAddress: "192.168.0.7", token: "a-token-of-the-test" });
  for (const path of ["/", "/calendar", "/?part=main"]) notStrictEqual((await ask(path)).status, 200, path);
  strictEqual((await ask("/assets/style.css")).status, 200);
  strictEqual((await createTestWeb().ask("/")).status, 200);
});

Deno.test("spans, ages and amounts read well in both languages", () => {
  const ko = createFormat("ko", VIEW_NOW_MS);
  const en = createFormat("en", VIEW_NOW_MS);
  strictEqual(ko.span(125_000), "2분 5초");
  strictEqual(ko.span(400), "0초");
  strictEqual(en.span(33 * 3_600_000 + 59 * 60_000), "1 day 9 hours");
  strictEqual(ko.ago(VIEW_NOW_MS - 180_000), "3분 전");
  strictEqual(en.ago(VIEW_NOW_MS - 30 * 3_600_000), "30 hours ago");
  strictEqual(ko.ago(VIEW_NOW_MS + 400), "0초 전");
  strictEqual(ko.clock(VIEW_NOW_MS), "03-11 10:00:00");
  strictEqual(ko.clock(Date.parse("2019-12-31T23:59:00+09:00")), "2019-12-31 23:59:00");
  strictEqual(ko.money(1_234_567.4, "KRW"), "1,234,567원");
  strictEqual(en.signedMoney(-1_234, "KRW"), "−₩1,234");
  strictEqual(ko.percent(2.5), "+2.50%");
  strictEqual(ko.percent(0), "0.00%");
  assertTrue(!ko.signedMoney(-0.2, "KRW").startsWith("-"));
});
