/** Signals by chat: what went out first, a line each; what was held back is counted in one. */
import { z } from "zod";
import { kstDayOf, toKstIso } from "../../../core/kst.ts";
import { createSayFrom, defineTexts } from "../../../core/lang.ts";
import { currencyOf } from "../../../core/symbol.ts";
import { NAME_ROOM, neutralise } from "../../../core/text.ts";
import { saySignalWord } from "../../../core/words/signal_words.ts";
import type { ChatTools } from "../chat_command.ts";
import { toMoveText, toPriceText } from "../../../core/words/numbers.ts";

const itemSchema = z.looseObject({
  label: z.string().nullable(),
  name: z.string().nullable(),
  ticker: z.string(),
  action: z.enum(["buy", "sell", "notice"]),
  state: z.string(),
  reason: z.string().nullable(),
  price: z.number().nullable(),
  change_pct: z.number().nullable(),
  fired_at: z.string(),
  verdict: z.string().nullable(),
  confidence: z.number().nullable(),
  seen_at: z.string().nullable(),
  outcomes: z.array(z.looseObject({ pct_net: z.number().nullable(), hit: z.boolean().nullable() })),
});
const listSchema = z.looseObject({
  items: z.array(itemSchema),
  held_back: z.array(z.looseObject({ reason: z.string(), count: z.number() })),
});

type Item = z.output<typeof itemSchema>;

export const SIGNAL_CHAT_TEXTS = defineTexts({
  list_title: ["신호 {count}건 (새것부터)", "{count} signal(s), the latest first"],
  list_none: ["나간 신호가 아직 없습니다.", "No signal went out yet."],
  list_rejected: ["AI가 거부한 신호 {count}건", "{count} signal(s) that the AI refused"],
  list_rejected_none: ["AI가 거부한 신호가 없습니다.", "The AI refused none."],
  list_day: ["{day} · {title}", "{day} · {title}"],
  list_held: ["보내지 않음: {list}", "held back: {list}"],
  list_held_today: ["오늘 보내지 않음: {list}", "held back today: {list}"],
  list_why: ["까닭은 /why {label}", "the reasons: /why {label}"],
  list_buy: ["매수", "buy"],
  list_sell: ["매도", "sell"],
  list_notice: ["알림", "notice"],
  chat_state_fired: ["조건 맞음", "condition met"],
  chat_state_judging: ["판정 중", "being judged"],
  chat_state_confirmed: ["냄", "gone out"],
  chat_state_rejected: ["AI 거부", "refused by the AI"],
  chat_state_unjudged: ["참고(판정 못함)", "for information, not judged"],
  chat_state_queued: ["보내는 중", "on its way"],
  chat_state_delivered: ["도착", "arrived"],
  chat_state_expired: ["기한 지남", "too late"],
  chat_state_skipped: ["보내지 않음", "held back"],
  list_agrees: ["AI 동의 {sure}", "AI agrees {sure}"],
  list_seen: ["확인함", "seen"],
  list_hit: ["맞음 {move}", "right {move}"],
  list_miss: ["틀림 {move}", "wrong {move}"],
});

type Say = ReturnType<typeof createSayFrom<typeof SIGNAL_CHAT_TEXTS>>;

/** The latest, with the label by which the reasons are asked for. */
export function showSignals(result: unknown, { lang, nowMs }: Pick<ChatTools, "lang" | "nowMs">): string {
  const say = createSayFrom(SIGNAL_CHAT_TEXTS, lang);
  const { items, held_back: held } = listSchema.parse(result);
  const label = items.find((one) => one.label !== null)?.label;
  const list = toHeld(held, lang);
  return [
    items.length === 0 ? say("list_none") : say("list_title", { count: items.length }),
    ...items.map((item) => toLine(item, { say, lang, day: kstDayOf(nowMs) })),
    ...list === "" ? [] : [say("list_held_today", { list })],
    ...label === null || label === undefined ? [] : [say("list_why", { label })],
  ].join("\n");
}

/** Of one day, as the evening's buttons ask for them. */
export function showDay(
  result: unknown,
  { lang, day, which }: Pick<ChatTools, "lang"> & {
    readonly day: string;
    readonly which: "told" | "rejected";
  },
): string {
  const say = createSayFrom(SIGNAL_CHAT_TEXTS, lang);
  const { items, held_back: held } = listSchema.parse(result);
  const count = items.length;
  const title = which === "told"
    ? count === 0 ? say("list_none") : say("list_title", { count })
    : count === 0
    ? say("list_rejected_none")
    : say("list_rejected", { count });
  const list = which === "told" ? toHeld(held, lang) : "";
  const shownDay = kstDayOf(Date.parse(`${day}T12:00:00+09:00`));
  return [
    say("list_day", { day: day.slice(5), title }),
    ...items.map((item) => toLine(item, { say, lang, day: shownDay })),
    ...list === "" ? [] : [say("list_held", { list })],
  ].join("\n");
}

function toHeld(
  held: readonly { readonly reason: string; readonly count: number }[],
  lang: ChatTools["lang"],
): string {
  return held.map(({ reason, count }) => `${saySignalWord(lang, `skip_${reason}`, reason)} ${count}`)
    .join(" · ");
}

/** `09:20 매수 삼성전자 71,300원 ▲1.2% · 도착 · AI 동의 86 · S-1120-03` */
function toLine(
  item: Item,
  { say, lang, day }: { readonly say: Say; readonly lang: ChatTools["lang"]; readonly day: number },
): string {
  const { label, name, ticker, action, state, reason, verdict, confidence, seen_at: seenAt } = item;
  const firedAtMs = Date.parse(item.fired_at);
  const time = toKstIso(firedAtMs).slice(kstDayOf(firedAtMs) === day ? 11 : 5, 16).replace("T", " ");
  const shown = neutralise(name ?? ticker, NAME_ROOM);
  const why = reason === null ? "" : ` (${saySignalWord(lang, `skip_${reason}`, reason)})`;
  const isKnown = isState(state);
  const last = item.outcomes.findLast(({ hit, pct_net: pct }) => hit !== null && pct !== null);
  return [
    `${time} ${say(`list_${action}`)} ${shown}${toPrice(item, lang)}`,
    `${isKnown ? say(`chat_state_${state}`) : neutralise(state, NAME_ROOM)}${why}`,
    ...verdict === "CONFIRM" && confidence !== null
      ? [say("list_agrees", { sure: Math.round(confidence) })]
      : [],
    ...last === undefined
      ? []
      : [say(last.hit === true ? "list_hit" : "list_miss", { move: toMoveText(last.pct_net ?? 0) })],
    ...seenAt === null ? [] : [say("list_seen")],
    ...label === null ? [] : [label],
  ].join(" · ");
}

const STATES = [
  "fired",
  "judging",
  "confirmed",
  "rejected",
  "unjudged",
  "queued",
  "delivered",
  "expired",
  "skipped",
] as const;

function isState(state: string): state is (typeof STATES)[number] {
  return STATES.some((known) => known === state);
}

function toPrice({ price, change_pct: change, ticker }: Item, lang: ChatTools["lang"]): string {
  if (price === null) return "";
  const money = toPriceText(price, currencyOf(ticker), lang);
  return ` ${money}${change === null ? "" : ` ${toMoveText(change)}`}`;
}
