/** The state of everything in a few lines: what is wrong before everything else. */
import { z } from "zod";
import { toDurationText, toKoreanSpan } from "../../core/kst.ts";
import { createSayFrom, defineTexts, type Lang } from "../../core/lang.ts";
import { toShownText } from "../../core/text.ts";
import { toNamed } from "../tickers/named_ticker.ts";
import { toNumberText } from "../../core/words/numbers.ts";

export const statusOfAllSchema = z.object({
  now: z.string(),
  state: z.string(),
  window: z.string(),
  next_poll_at: z.string().nullable(),
  problems: z.array(z.object({ code: z.string(), ko: z.string(), en: z.string() })),
  sources: z.array(
    z.object({ id: z.string(), state: z.string(), stale: z.boolean(), age_s: z.number().nullable() }),
  ),
  signals: z.object({
    judge: z.string(),
    fired: z.number(),
    sent: z.number(),
    rejected: z.number(),
    unjudged: z.number(),
  }).nullable(),
  messages: z.object({ waiting: z.number(), unknown: z.number() }),
  judge: z.object({ calls: z.number(), cost_krw: z.number() }).nullable(),
  strategies_running: z.int(),
  are_orders_live: z.boolean(),
  quiet: z.string().nullable().describe("as the setting is written; null where it is not known"),
  muted: z.array(z.object({ ticker: z.string(), name: z.string().nullable(), until: z.string() })),
});

export type Status = z.output<typeof statusOfAllSchema>;
type Say = ReturnType<typeof createSayFrom<typeof STATUS_TEXTS>>;

export const STATUS_TEXTS = defineTexts({
  status_fine: ["정상", "all is well"],
  status_problems: ["⚠️ 문제 {count}건", "⚠️ {count} problem(s)"],
  status_details: ["자세한 것은 대시보드에 있습니다.", "The dashboard has the details."],
  status_more: ["그 밖에 {count}건", "{count} more"],
  status_head: ["{head} · {window} · 다음 확인 {next}", "{head} · {window} · next check {next}"],
  status_never: ["모름", "unknown"],
  window_pre: ["장전", "before the session"],
  window_market: ["장중", "session open"],
  window_post: ["장 마감 뒤", "after the session"],
  window_closed: ["장 닫힘", "closed"],
  source_of_portfolio: ["포트폴리오", "portfolio"],
  source_of_news_sentiment: ["뉴스", "news"],
  source_of_screener_preview: ["스크리너", "screener"],
  status_source: ["{name} {age} 전", "{name} {age} ago"],
  status_source_old: ["{name} {age} 전(오래됨)", "{name} {age} ago (old)"],
  status_source_none: ["{name} 없음", "no {name}"],
  status_sources_unset: ["홈서버 자료를 받지 않습니다.", "No data of a home server is fetched."],
  status_signals: ["신호 오늘 {fired}{rest}", "signals today {fired}{rest}"],
  status_signals_rest: [
    "(거부 {rejected} · 판정 못함 {unjudged})",
    " ({rejected} refused · {unjudged} not judged)",
  ],
  status_signals_off: ["신호 규칙이 돌지 않습니다", "no rule watches"],
  status_waiting: ["대기 알림 {waiting}", "messages waiting {waiting}"],
  status_unknown: ["도착 모르는 알림 {unknown}", "arrival unknown {unknown}"],
  status_no_ai: ["AI 없음", "no AI"],
  status_ai: ["AI {calls}회 {krw}원", "AI {calls} call(s) ₩{krw}"],
  status_strategies: ["전략 {count}개 실행 중(모의)", "{count} strategies running (paper)"],
  status_orders_off: ["자동 주문 꺼짐", "automatic orders off"],
  status_orders_on: ["자동 주문 켜짐", "automatic orders ON"],
  status_quiet: ["조용히: {span}", "quiet: {span}"],
  status_quiet_none: ["없음", "none"],
  status_muted: ["그만 보는 종목: {list}", "muted: {list}"],
});

const MOST_PROBLEMS = 3;
const MOST_MUTED = 5;
/** What a person asked for is no problem, and is not cut off by those that are. */
const HELD: readonly string[] = ["buys_held", "maintenance"];

export function toStatusWords(status: Status, lang: Lang): string {
  const say = createSayFrom(STATUS_TEXTS, lang);
  const { problems, now } = status;
  const held = problems.filter(({ code }) => HELD.includes(code));
  const wrong = problems.filter(({ code }) => !HELD.includes(code));
  const more = wrong.length - MOST_PROBLEMS;
  return [
    say("status_head", {
      head: wrong.length === 0 ? say("status_fine") : say("status_problems", { count: wrong.length }),
      window: isWindow(status.window) ? say(`window_${status.window}`) : toShownText(status.window, 40),
      next: status.next_poll_at === null ? say("status_never") : toTime(status.next_poll_at, now),
    }),
    ...held.map((problem) => `⏸ ${toProblem(problem, { say, lang })}`),
    ...wrong.slice(0, MOST_PROBLEMS).map((problem) => `· ${toProblem(problem, { say, lang })}`),
    ...(more > 0 ? [say("status_more", { count: more })] : []),
    toSources(status, { say, lang }),
    [...toSignals(status, say), ...toMessages(status, say), toAi(status, say)].join(" · "),
    [
      say("status_strategies", { count: status.strategies_running }),
      say(status.are_orders_live ? "status_orders_on" : "status_orders_off"),
    ].join(" · "),
    [...toQuiet(status, say), say("status_muted", { list: toMuted(status, say) })].join(" · "),
    now.slice(11, 19),
  ].join("\n");
}

/** Where the Korean sentence ends in an English one, that is for whoever stands before the page. */
function toProblem(
  { ko, en }: Status["problems"][number],
  { say, lang }: { readonly say: Say; readonly lang: Lang },
): string {
  if (lang === "en") return toShownText(en);
  const isHalf = ko !== en && en !== "" && ko.includes(en);
  return toShownText(isHalf ? ko.replace(en, () => say("status_details")) : ko);
}

const WINDOWS = ["pre", "market", "post", "closed"] as const;

function isWindow(window: string): window is (typeof WINDOWS)[number] {
  return WINDOWS.some((known) => known === window);
}

const SOURCES = ["portfolio", "news_sentiment", "screener_preview"] as const;

function toSources({ sources }: Status, { say, lang }: { readonly say: Say; readonly lang: Lang }): string {
  const wanted = sources.filter(({ state }) => state !== "unconfigured");
  if (wanted.length === 0) return say("status_sources_unset");
  return wanted.map(({ id, age_s: ageS, stale }) => {
    const known = SOURCES.find((one) => one === id);
    const name = known === undefined ? toShownText(id, 40) : say(`source_of_${known}`);
    if (ageS === null) return say("status_source_none", { name });
    const age = toSpan(ageS, lang);
    return say(stale ? "status_source_old" : "status_source", { name, age });
  }).join(" · ");
}

function toSignals({ signals }: Status, say: Say): readonly string[] {
  if (signals === null) return [say("status_signals_off")];
  const { fired, rejected, unjudged } = signals;
  const rest = rejected + unjudged === 0 ? "" : say("status_signals_rest", { rejected, unjudged });
  return [say("status_signals", { fired, rest })];
}

function toMessages({ messages: { waiting, unknown } }: Status, say: Say): readonly string[] {
  return [say("status_waiting", { waiting }), ...(unknown === 0 ? [] : [say("status_unknown", { unknown })])];
}

function toAi({ judge }: Status, say: Say): string {
  if (judge === null) return say("status_no_ai");
  return say("status_ai", { calls: judge.calls, krw: toNumberText(judge.cost_krw, 0) });
}

function toQuiet({ quiet }: Status, say: Say): readonly string[] {
  if (quiet === null) return [];
  const span = quiet === "off" ? say("status_quiet_none") : quiet.replace("-", "–");
  return [say("status_quiet", { span })];
}

function toMuted({ muted }: Status, say: Say): string {
  if (muted.length === 0) return say("status_quiet_none");
  const more = muted.length - MOST_MUTED;
  const list = muted.slice(0, MOST_MUTED).map(({ ticker, name }) => toNamed(ticker, name)).join(", ");
  return more > 0 ? `${list} +${more}` : list;
}

/** With its date on another day. */
function toTime(iso: string, now: string): string {
  return iso.slice(0, 10) === now.slice(0, 10) ? iso.slice(11, 19) : iso.slice(5, 16).replace("T", " ");
}

function toSpan(seconds: number, lang: Lang): string {
  const text = seconds === 0 ? "0 s" : toDurationText(seconds * 1_000);
  return lang === "ko" ? toKoreanSpan(text) : text;
}
