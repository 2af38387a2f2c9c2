/** Why a signal: the rule in words, the sum that a reader can do himself, ages, verdict, and what nobody looked at. */
import { z } from "zod";
import { toDurationText, toKoreanSpan, toKstIso } from "../../../core/kst.ts";
import { createSayFrom, defineTexts, type Lang } from "../../../core/lang.ts";
import { currencyOf } from "../../../core/symbol.ts";
import { NAME_ROOM, neutralise } from "../../../core/text.ts";
import { toReasons } from "../../../core/words/reason_words.ts";
import { saySignalWord } from "../../../core/words/signal_words.ts";
import { sayVerdict, toDecisionSchema } from "./verdict_words.ts";
import { toNamed } from "../../tickers/named_ticker.ts";
import { toFixedText, toMoveText, toNumberText, toPriceText } from "../../../core/words/numbers.ts";

export const storySchema = z.object({
  label: z.string(),
  name: z.string().nullable(),
  ticker: z.string(),
  exchange: z.string(),
  action: z.enum(["buy", "sell", "notice"]),
  class: z.string(),
  rule: z.string(),
  rule_kind: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  repeats: z.int().describe("how often it was met again and held back"),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  price: z.number().nullable(),
  change_pct: z.number().nullable(),
  fired_at: z.string(),
  valid_until: z.string(),
  sent_at: z.string().nullable(),
  said: z.string().nullable().describe("why, in the words of another program"),
  formula: z.object({ score: z.number(), coverage: z.number(), freshness: z.number() }).nullable(),
  evidence: z.array(z.object({
    key: z.string(),
    origin: z.string(),
    weight: z.number(),
    numbers: z.record(z.string(), z.number()),
    measured_by: z.string(),
    is_required: z.boolean(),
    strength: z.number().nullable().describe("0 to 1; null where it was missing or too old"),
    age_s: z.number().nullable().describe("when the signal fired"),
  })),
  decisions: z.array(toDecisionSchema()),
  not_judged: z.array(z.string()),
  outcomes: z.array(
    z.object({ sessions: z.number(), pct_net: z.number().nullable(), hit: z.boolean().nullable() }),
  ),
  seen_at: z.string().nullable(),
  now: z.string(),
});

export type Story = z.output<typeof storySchema>;
type Piece = Story["evidence"][number];
type Say = ReturnType<typeof createSayFrom<typeof WHY_TEXTS>>;

/** A judge's sentence, or another program's, is a stranger's. */
export const LONGEST_SAID = 120;

export const WHY_TEXTS = defineTexts({
  why_title: ["{label} 왜? {name} {action}{price}", "Why {label}? {action} {name}{price}"],
  why_buy: ["매수", "buy"],
  why_sell: ["매도", "sell"],
  why_notice: ["알림", "notice"],
  why_rule: ["규칙: {kind} ({rule})", "rule: {kind} ({rule})"],
  why_sum: [
    "= {score}점{limit} · 자료 {present}/{all}{coverage} · 신선도 {freshness}",
    "= {score} points{limit} · evidence {present}/{all}{coverage} · freshness {freshness}",
  ],
  why_limit: [" (기준 {threshold})", " (from {threshold})"],
  why_coverage: ["(×{factor})", " (×{factor})"],
  why_met: ["조건이 맞음", "the condition holds"],
  why_no_score: ["점수 없음: {lack}", "no score: {lack}"],
  why_lack: ["꼭 필요한 자료가 없거나 오래됨", "something that must be known is missing or too old"],
  why_missing: ["{piece} 없음", "{piece} missing"],
  why_old: ["{piece} 오래됨 ({age} 전)", "{piece} too old ({age})"],
  why_ages: ["그때 자료의 나이: {ages}", "age of the data then: {ages}"],
  why_age: ["{piece} {age}", "{piece} {age}"],
  why_age_unknown: ["모름", "unknown"],
  why_unseen: ["보지 않은 것: {list}", "not looked at: {list}"],
  why_said: ["보낸 쪽의 말: “{words}”", "the sender says: “{words}”"],
  why_held: ["보내지 않은 까닭: {reason}{again}", "held back: {reason}{again}"],
  why_again: [" ({count}번 더)", " ({count} more)"],
  why_rejected: ["AI가 거부해 보내지 않았습니다.", "The AI refused it, so it was not sent."],
  why_expired: ["기한이 지남: {reason}", "its time is over: {reason}"],
  why_outcome: ["{sessions}거래일 뒤 {hit} {move}", "after {sessions} session(s): {hit} {move}"],
  why_outcome_open: ["{sessions}거래일 뒤 값을 모름", "after {sessions} session(s): price unknown"],
  why_hit: ["맞음", "right"],
  why_miss: ["틀림", "wrong"],
  why_seen: ["확인함 {at}", "seen {at}"],
  why_clock: ["{fired}에 낸 신호 · 지금 {now}", "fired {fired} · now {now}"],
  why_clock_held: ["{fired}에 조건이 맞음 · 지금 {now}", "met at {fired} · now {now}"],
});

export function toWhyWords(story: Story, lang: Lang): string {
  const say = createSayFrom(WHY_TEXTS, lang);
  const { label, name, ticker, action, rule, rule_kind: kind, said, not_judged: unseen } = story;
  const quoted = (text: string) => neutralise(text.replaceAll(/[“”"]/g, "'"), SAID_ROOM);
  return [
    say("why_title", {
      label,
      name: toNamed(ticker, name),
      action: say(`why_${action}`),
      price: toPrice(story, lang),
    }),
    say("why_rule", {
      kind: saySignalWord(lang, `rule_kind_${kind}`, kind),
      rule: neutralise(rule, NAME_ROOM),
    }),
    ...toReasons({ ticker, evidence: story.evidence.filter(({ measured_by: by }) => by === "met") }, lang),
    ...toSum(story, { say, lang }),
    ...toAges(story, { say, lang }),
    ...(said === null ? [] : [say("why_said", { words: quoted(said) })]),
    ...sayVerdict(story, { lang, quoted }),
    ...(unseen.length === 0 ? [] : [
      say("why_unseen", {
        list: unseen.map((word) => saySignalWord(lang, `unseen_${word}`, word)).join(", "),
      }),
    ]),
    ...toEnd(story, { say, lang }),
    toClocks(story, say),
  ].join("\n");
}

const SAID_ROOM = { graphemes: LONGEST_SAID, units: LONGEST_SAID };

interface Words {
  readonly say: Say;
  readonly lang: Lang;
}

/** Strengths times weights, then what they come to; a condition that only holds has no sum to show. */
function toSum(story: Story, words: Words): readonly string[] {
  const { evidence, formula, score } = story;
  const { say } = words;
  const weighed = evidence.filter(({ weight }) => weight > 0);
  const present = weighed.filter(({ strength }) => strength !== null);
  if (formula === null || score === null) {
    const lacks = evidence.filter(({ is_required: must, strength }) => must && strength === null)
      .map((piece) => toLack(piece, words));
    return [say("why_no_score", { lack: lacks.length === 0 ? say("why_lack") : lacks.join(", ") })];
  }
  const total = present.reduce((sum, { weight }) => sum + weight, 0);
  // Of a single piece the weight is all there is.
  const isAlone = present.length === 1;
  const terms = present.map((piece) =>
    `${toTerm(piece, words)} ${toFixedText(piece.strength ?? 0, 2)}×${isAlone ? 100 : piece.weight}`
  );
  if (present.length === 0) return [toResult(story, { say, present: 0, all: weighed.length })];
  const sum = present.every((piece) => piece.measured_by === "met")
    ? say("why_met")
    : `${terms.join(" + ")}${isAlone || total === 100 ? "" : ` ÷ ${toNumber(total)} × 100`}`;
  return [sum, toResult(story, { say, present: present.length, all: weighed.length })];
}

function toResult(
  { formula, threshold }: Story,
  { say, present, all }: { readonly say: Say; readonly present: number; readonly all: number },
): string {
  const { score, coverage, freshness } = formula ?? { score: 0, coverage: 0, freshness: 0 };
  return say("why_sum", {
    ...{ score, present, all, freshness: toFixedText(freshness, 2) },
    limit: threshold === null || threshold === 0 ? "" : say("why_limit", { threshold }),
    coverage: coverage === 1 ? "" : say("why_coverage", { factor: toFixedText(0.5 + 0.5 * coverage, 2) }),
  });
}

/** With the number that a person knows it by. */
function toTerm({ key, numbers }: Piece, { lang }: Words): string {
  const name = saySignalWord(lang, `piece_${key}`, key);
  const isKo = lang === "ko";
  const { ratio, rank, articles, changePct } = numbers;
  const fact = key === "volume" && ratio !== undefined
    ? isKo ? `${toNumber(ratio, 1)}배` : `×${toNumber(ratio, 1)}`
    : key === "screener" && rank !== undefined
    ? isKo ? `${rank}위` : `#${rank}`
    : key === "news" && articles !== undefined
    ? isKo ? `${articles}건` : `${articles}`
    : key === "change" && changePct !== undefined
    ? toMoveText(changePct)
    : undefined;
  return fact === undefined ? name : `${name}(${fact})`;
}

function toLack(piece: Piece, { say, lang }: Words): string {
  const name = saySignalWord(lang, `piece_${piece.key}`, piece.key);
  return Object.keys(piece.numbers).length === 0 || piece.age_s === null
    ? say("why_missing", { piece: name })
    : say("why_old", { piece: name, age: toSpan(piece.age_s, lang) });
}

/** Of each piece that told something. */
function toAges({ evidence }: Story, { say, lang }: Words): readonly string[] {
  const ages = evidence.filter(({ numbers }) => Object.keys(numbers).length > 0).map(({ key, age_s: ageS }) =>
    say("why_age", {
      piece: saySignalWord(lang, `piece_${key}`, key),
      age: ageS === null ? say("why_age_unknown") : toSpan(ageS, lang),
    })
  );
  return ages.length === 0 ? [] : [say("why_ages", { ages: ages.join(" · ") })];
}

/** Why it went to nobody, or what became of it. */
function toEnd({ state, reason, repeats, outcomes, seen_at: seenAt }: Story, { say, lang }: Words) {
  const because = reason === null ? undefined : saySignalWord(lang, `skip_${reason}`, reason);
  const again = repeats === 0 ? "" : say("why_again", { count: repeats });
  return [
    ...(state === "skipped" ? [say("why_held", { reason: because ?? "?", again })] : []),
    ...(state === "rejected" ? [say("why_rejected")] : []),
    ...(state === "expired" && because !== undefined ? [say("why_expired", { reason: because })] : []),
    ...outcomes.map(({ sessions, pct_net: pct, hit }) =>
      hit === null || pct === null
        ? say("why_outcome_open", { sessions })
        : say("why_outcome", { sessions, hit: say(hit ? "why_hit" : "why_miss"), move: toMoveText(pct) })
    ),
    ...(seenAt === null ? [] : [say("why_seen", { at: toShort(seenAt) })]),
  ];
}

function toClocks({ fired_at: firedAt, now, sent_at: sentAt }: Story, say: Say): string {
  const isSameDay = firedAt.slice(0, 10) === now.slice(0, 10);
  const fired = isSameDay ? firedAt.slice(11, 19) : `${firedAt.slice(5, 10)} ${firedAt.slice(11, 19)}`;
  return say(sentAt === null ? "why_clock_held" : "why_clock", { fired, now: now.slice(11, 19) });
}

function toPrice({ price, change_pct: change, ticker }: Story, lang: Lang): string {
  if (price === null) return "";
  return ` ${toPriceText(price, currencyOf(ticker), lang)}${change === null ? "" : ` ${toMoveText(change)}`}`;
}

const toShort = (iso: string) => toKstIso(Date.parse(iso)).slice(5, 19).replace("T", " ");
const toNumber = (value: number, most = 4) => toNumberText(value, most);

function toSpan(seconds: number, lang: Lang): string {
  const text = seconds === 0 ? "0 s" : toDurationText(seconds * 1_000);
  return lang === "ko" ? toKoreanSpan(text) : text;
}
