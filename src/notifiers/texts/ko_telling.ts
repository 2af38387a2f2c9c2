/** What the program tells by itself, in Korean: outages and summaries. */
import type { OutageFacts, OutageOverFacts } from "../message_facts.ts";
import type { EveningFacts, MorningFacts, SignalScore } from "../summary_facts.ts";
import { ACTIONS, dayOf, withSubject, won } from "./ko_parts.ts";
import { toName, toReason } from "./neutral.ts";
import {
  toClock,
  toMinute,
  toMinutes,
  toMove,
  toMoveOf,
  toPrice,
  toSameDayMinute,
  toSignedPct,
  toWhole,
} from "./numbers.ts";
import { circled, MOST_LINES, MOST_NAMED, MOST_OUTCOMES } from "./words.ts";

export function outage(facts: OutageFacts): readonly string[] {
  const { source, lastMs, atMs, cause, isFirstToday, breaks = 1 } = facts;
  const last = isFirstToday === true ? "오늘 아직 오지 않음" : `마지막 ${toClock(lastMs)}`;
  return [
    `⚠️ <b>${withSubject(toName(source))} ${toMinutes(atMs - lastMs)}분째 갱신되지 않습니다</b> (${last})`,
    ...(breaks > 1 ? [`다시 끊겼습니다 (${breaks}번째)`] : []),
    `원인: ${toReason(cause)}`,
    toEffect(facts),
    toClock(atMs),
  ];
}

function toEffect({ stopsBuys, watched, held, isStream }: OutageFacts): string {
  if (isStream === true) {
    return "그동안 이 거래소의 실시간 가격을 보는 규칙은 멈춥니다. 캔들은 따로 물어 채웁니다.";
  }
  const buys = stopsBuys ? "그동안 이 자료를 보는 매수 규칙은 멈춥니다. " : "";
  if (held === undefined) return `${buys}손절 감시는 가격이 들어오는 ${watched}종목만 됩니다.`;
  if (held === 0) return `${buys}보유 종목은 없습니다.`;
  if (watched === 0) return `${buys}보유 ${held}종목의 손절 감시도 멈춥니다.`;
  return watched === held
    ? `${buys}보유 ${held}종목의 손절 감시는 그대로 됩니다.`
    : `${buys}손절 감시는 보유 ${held}종목 중 ${watched}종목만 됩니다.`;
}

export function outageOver(facts: OutageOverFacts): readonly string[] {
  const { source, fromMs, toMs, missedChecks, signals, isUnresolved, breaks = 1, lostMs = toMs - fromMs } =
    facts;
  const span = `${toMinute(fromMs)}부터 ${toMinute(toMs)}까지 ${breaks > 1 ? `${breaks}번, 모두 ` : ""}${
    toMinutes(lostMs)
  }분 끊김`;
  return [
    isUnresolved === true
      ? `⏹ <b>${toName(source)} 끊긴 채 장이 끝남</b> — ${span}`
      : `✅ <b>${toName(source)} 정상</b> — ${span}`,
    [...(missedChecks === undefined ? [] : [`놓친 확인 ${missedChecks}번`]), `그동안 낸 신호 ${signals}건`]
      .join(
        " · ",
      ),
    toClock(toMs),
  ];
}

function toScore({ signals, right, wrong, open }: SignalScore): string {
  return signals === 0
    ? "지난 거래일 신호 0건"
    : `지난 거래일 신호 ${signals}건: 맞음 ${right} · 틀림 ${wrong} · 판단 전 ${open}`;
}

/** What is not as it should be with the summary itself. */
function toRemarks(
  { atMs, dueAtMs, missed = [], maintenance }: MorningFacts | EveningFacts,
): readonly string[] {
  const names = missed.map(({ kind, dueAtMs }) =>
    `${dayOf(dueAtMs)} ${kind === "morning" ? "장전" : "마감"}`
  );
  return [
    ...(maintenance === undefined ? [] : [
      `🛠 점검 중 (${toMinute(maintenance.untilMs)} 까지${
        maintenance.why === undefined ? "" : `, ${toReason(maintenance.why)}`
      }). 끊김 알림과 매수 신호를 보내지 않습니다`,
    ]),
    ...(dueAtMs === undefined
      ? []
      : [`⏱ ${toMinute(dueAtMs)} 요약을 ${toMinutes(atMs - dueAtMs)}분 늦게 보냅니다`]),
    ...(names.length === 0 ? [] : [`보내지 못한 요약 ${names.length}건: ${names.slice(-3).join(", ")}`]),
  ];
}

function toHoldings({ holdings }: MorningFacts, hidesAmounts: boolean): string {
  if (holdings === undefined) return "보유: 모름";
  const { count, valueKrw, cashKrw, totalKrw, dayPct, pnlPct } = holdings;
  const amounts = [["평가", valueKrw], ["현금", cashKrw], ["총자산", totalKrw]] as const;
  return [
    `보유 ${count}종목`,
    ...(hidesAmounts
      ? []
      : amounts.flatMap(([name, krw]) => krw === undefined ? [] : [`${name} ${toWhole(krw)}원`])),
    ...(pnlPct === undefined ? [] : [`손익 ${toSignedPct(pnlPct)}`]),
  ].join(" · ") + (dayPct === undefined ? "" : ` (어제 종가 기준, 어제 ${toSignedPct(dayPct)})`);
}

export function morning(facts: MorningFacts, hidesAmounts: boolean): readonly string[] {
  const { atMs, sources, judge, yesterday, deferred } = facts;
  const ages = sources.map(({ name, atMs: atThenMs }) =>
    `${toName(name)} ${atThenMs === undefined ? "없음" : toSameDayMinute(atThenMs, atMs)}`
  );
  const bad = sources.filter(({ isFresh }) => !isFresh).map(({ name }) => toName(name));
  return [
    `🗓 <b>${dayOf(atMs)} 장전</b> · 정규장 ${toMinute(facts.opensAtMs)}–${toMinute(facts.closesAtMs)}${
      facts.isSpecialDay === true ? " (평소와 다름)" : ""
    }`,
    ...toRemarks(facts),
    `데이터: ${ages.join(" · ")} ${bad.length === 0 ? "모두 정상" : `(오래됨: ${bad.join(", ")})`}`,
    toHoldings(facts, hidesAmounts),
    `규칙 ${facts.rules}개 · ${
      judge === undefined ? "AI 없음" : `AI ${toName(judge.model)} · 오늘 AI 한도 ${toWhole(judge.capKrw)}원`
    }`,
    toScore(yesterday),
    ...(deferred.length === 0
      ? []
      : [`밤사이 미룬 알림 ${deferred.length}건: ${deferred.map(toReason).join(" · ")}`]),
    toClock(atMs),
  ];
}

export function evening(facts: EveningFacts): readonly string[] {
  const { signals, rejected, unjudged, duplicates, outages, judge, nextOpenAtMs } = facts;
  const counts = [
    `신호 ${signals.length}${signals.length === 0 ? "건" : ""}`,
    ...(rejected > 0 ? [`AI 거부 ${rejected}`] : []),
    ...(unjudged > 0 ? [`판정 못함 ${unjudged}`] : []),
    ...(duplicates > 0 ? [`중복 ${duplicates}`] : []),
  ];
  const broken = toBroken(outages);
  const cost = `AI ${judge.calls}회 ${toWhole(judge.costKrw)}원`;
  const delivered = toArrived(facts);
  const next = nextOpenAtMs === undefined
    ? "다음 장: 모름"
    : `다음 장: ${dayOf(nextOpenAtMs)} ${toMinute(nextOpenAtMs)}`;
  const head = [
    `🌙 <b>${dayOf(facts.atMs)} 마감</b> · ${counts.join(" · ")}`,
    ...toRemarks(facts),
    ...toHeldBack(facts),
  ];
  const rest = [
    ...(facts.rejectedMeanPct === undefined
      ? []
      : [`AI가 거부한 ${rejected}건은 그 뒤 평균 ${toMove(facts.rejectedMeanPct)}`]),
    ...(facts.yesterday === undefined || facts.yesterday.signals === 0 ? [] : [toScore(facts.yesterday)]),
    `${broken} · ${delivered} · ${cost}`,
    facts.dueAtMs === undefined ? next : `${next} · ${toClock(facts.atMs)}`,
  ];
  const room = Math.min(MOST_OUTCOMES, MOST_LINES - head.length - rest.length);
  return [...head, ...(signals.length > 0 ? toOutcomes(facts, room) : [toQuietDay(facts)]), ...rest];
}

/** Else silence would read as a market without an occasion. */
function toHeldBack({ heldBack }: EveningFacts): readonly string[] {
  const { count: held = 0, isStill = false } = heldBack ?? {};
  const parts = [
    ...(isStill ? ["매수 신호를 멈춰 두었습니다. 다시 받으려면 /resume"] : []),
    ...(held > 0 ? [`멈춘 동안 보내지 않은 매수 ${held}건`] : []),
  ];
  return parts.length === 0 ? [] : [`⏸ ${parts.join(" · ")}`];
}

/** The longest ones by name. */
function toBroken(outages: EveningFacts["outages"]): string {
  if (outages.length === 0) return "데이터 끊김 없음";
  const shown = outages.slice(0, MOST_NAMED).map(({ source, lengthMs }) =>
    `${toMinutes(lengthMs)}분(${toName(source)})`
  );
  const more = outages.length - shown.length;
  return `데이터 끊김 ${shown.join(", ")}${more > 0 ? ` 외 ${more}` : ""}`;
}

function toArrived({ delivered, unconfirmed, undelivered = 0 }: EveningFacts): string {
  if (unconfirmed + undelivered === 0) return delivered === 0 ? "알림 0건" : `알림 ${delivered}건 모두 도착`;
  return [
    ...(undelivered > 0 ? [`못 간 알림 ${undelivered}`] : []),
    ...(unconfirmed > 0 ? [`도착 모르는 알림 ${unconfirmed}`] : []),
  ].join(" · ");
}

/** @param room lines there are, one of them for how many more there were. */
function toOutcomes({ signals }: EveningFacts, room: number): readonly string[] {
  const shown = signals.length <= room ? signals.length : room - 1;
  const more = signals.length - shown;
  return [
    ...signals.slice(0, shown).map(({ action, name, priceKrw, closeKrw }, i) =>
      `${circled(i)} ${ACTIONS[action]} ${toName(name)} ${
        priceKrw === undefined ? "모름" : toPrice(priceKrw)
      } → ${closeKrw === undefined ? "종가 모름" : won(closeKrw)} ${toMoveOf(priceKrw, closeKrw)}`.trimEnd()
    ),
    ...(more > 0 ? [`그 밖에 ${more}건`] : []),
  ];
}

function toQuietDay({ rules, checks, nearest }: EveningFacts): string {
  const near = nearest === undefined
    ? ""
    : ` 가장 가까웠던 것: ${toName(nearest.name)} ${
      ACTIONS[nearest.action]
    } ${nearest.score}점(기준 ${nearest.threshold})`;
  return `규칙 ${rules}개가 ${toWhole(checks)}번 살폈습니다.${near}`;
}
