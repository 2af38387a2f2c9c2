import { toKstIso } from "../../core/kst.ts";
import { type GroupFacts, type JudgeFact, type LateFacts, toBrief } from "../message_facts.ts";
import { ACTIONS, ago, withSubject, withTopic, won } from "./ko_parts.ts";
import { evening, morning, outage, outageOver } from "./ko_telling.ts";
import { toName, toReason } from "./neutral.ts";
import { toClock, toMinute, toMinutes, toSignedPct } from "./numbers.ts";
import { circled, type MessageWords, toNoticeSign } from "./words.ts";
import { toNumberText, toSignedMoneyText } from "../../core/words/numbers.ts";

const TRIGGERS = { stop: "손절선", trailing: "추적 손절선", halt: "거래 정지", target: "목표", rule: "규칙" };
const UNSEEN = { disclosure: "공시", orderbook: "호가", supply: "수급", news: "뉴스", forecast: "예측" };

function judged(judge: JudgeFact, withModel: boolean): string {
  switch (judge.kind) {
    case "confirmed":
      return `AI 동의 ${Math.round(judge.confidence)}${withModel ? ` (${toName(judge.model)})` : ""}`;
    case "always":
      return "AI 없음 (항상 동의, 시험용)";
    case "none":
      return "AI 없음";
    default:
      return "AI 판정 못함";
  }
}

function soldUnjudged(judge: JudgeFact): string {
  switch (judge.kind) {
    case "confirmed":
      return judged(judge, true);
    case "silent":
      return `AI 판정 없이 보냄 (${Math.round(judge.waitedMs / 1_000)}초 안에 답이 없었음)`;
    case "failed":
      return `AI 판정 없이 보냄 (${judge.why === "budget" ? "오늘 한도를 다 씀" : "판정에 실패함"})`;
    case "always":
      return "AI 판정 없이 보냄 (항상 동의, 시험용)";
    case "none":
      return "AI 판정 없이 보냄 (AI 없음)";
  }
}

function whyUnjudged(judge: JudgeFact): string {
  if (judge.kind === "silent") {
    return `모델이 ${Math.round(judge.waitedMs / 1_000)}초 안에 답하지 않아 매수 신호로 보내지 않았습니다.`;
  }
  return judge.kind === "failed" && judge.why === "budget"
    ? "오늘 AI 한도를 다 써서 매수 신호로 보내지 않았습니다."
    : "모델의 답을 쓸 수 없어 매수 신호로 보내지 않았습니다.";
}

function group({ members, oldestPriceMs }: GroupFacts, shown: number): readonly string[] {
  const signals = members.map(({ facts }) => toBrief(facts));
  const sells = signals.filter(({ action }) => action === "sell").length;
  const buys = signals.length - sells;
  const isMixed = sells > 0 && buys > 0;
  const title = isMixed
    ? `🔵 <b>신호 ${signals.length}건 · 매도 ${sells} · 매수 ${buys}</b>`
    : `${sells > 0 ? "🔵" : "🔴"} <b>${sells > 0 ? "매도" : "매수"} 신호 ${signals.length}건</b>`;
  const times = signals.map(({ firedAtMs }) => firedAtMs);
  const rest = signals.slice(shown).map(({ name }) => toName(name));
  return [
    `${title} (${toClock(Math.min(...times))}–${toClock(Math.max(...times))})`,
    ...signals.slice(0, shown).map((signal, i) => {
      const { ruleScore, confidence } = signal;
      const head = `${circled(i)} ${isMixed ? `${ACTIONS[signal.action]} ` : ""}${toName(signal.name)} ${
        won(signal.priceKrw)
      }`;
      const rule = ruleScore === undefined ? [] : [`${i === 0 ? "규칙 " : ""}${ruleScore}`];
      const ai = confidence === undefined ? [] : [`${i === 0 ? "AI " : ""}${Math.round(confidence)}`];
      return [head, ...rule, ...ai, ...(signal.isHeld ? ["보유"] : [])].join(" · ");
    }),
    ...(rest.length === 0 ? [] : [`그 밖에 ${rest.length}건: ${rest.join(", ")}`]),
    `${oldestPriceMs === undefined ? "" : `가격 모두 ${ago(oldestPriceMs)} 이내 · `}한 번에 묶어 보냅니다`,
  ];
}

const MOST_LATE = 5;

function late({ channel, fromMs, toMs, why, signals, nowKrw, nowAgeMs }: LateFacts): readonly string[] {
  const reason = why === "unreachable" ? `${toName(channel)}에 연결되지 않았습니다` : "보낼 것이 밀렸습니다";
  const shown = signals.slice(0, MOST_LATE).map(({ action, name, priceKrw, firedAtMs }) =>
    `${ACTIONS[action]} ${toName(name)} ${won(priceKrw)}(${toMinute(firedAtMs)})`
  );
  const more = signals.length > MOST_LATE ? ` 외 ${signals.length - MOST_LATE}건` : "";
  const known = nowKrw.slice(0, MOST_LATE).map((krw) => krw === undefined ? "모름" : won(krw));
  return [
    `⏱ <b>${toMinutes(toMs - fromMs)}분 늦게 도착</b> — ${reason} (${toMinute(fromMs)}–${toMinute(toMs)})`,
    `지나간 신호 ${signals.length}건: ${shown.join(", ")}${more}`,
    nowAgeMs === undefined ? "지금 가격: 모름" : `지금 가격: ${known.join(" · ")} (${ago(nowAgeMs)} 전)`,
    "유효 시간이 지나 참고만 하시면 됩니다.",
  ];
}

export const KO: MessageWords = {
  buyTitle: (name) => `🔴 <b>매수 신호 · ${name}</b>`,
  sellTitle: (trigger, name) => `🔵 <b>매도 신호(${TRIGGERS[trigger]}) · ${name}</b>`,
  price: won,
  judged: (score, judge, withModel) => `규칙 ${score} · ${judged(judge, withModel)}`,
  soldUnjudged,
  holding: (holding, { hidesAmounts, isStock }) => {
    if (holding === undefined) return "보유 없음";
    if (holding === "unknown") return "보유 여부 모름";
    const { pnlPct, pnlKrw } = holding;
    const pnl = pnlPct === undefined ? "손익 모름" : `손익 ${toSignedPct(pnlPct)}`;
    if (hidesAmounts) return `보유 중 · ${pnl}`;
    return [
      `보유 ${toNumberText(holding.units)}${isStock ? "주" : "개"}`,
      ...(holding.averageKrw === undefined ? [] : [`평단 ${won(holding.averageKrw)}`]),
      pnlKrw === undefined ? pnl : `${pnl} (${toSignedMoneyText(pnlKrw, "KRW", "ko")})`,
    ].join(" · ");
  },
  validUntil: (atMs) => `${toMinute(atMs)}까지 유효`,
  undated: (clock) => `가격 나이 모름 (${clock} 받음)`,
  age: ({ of, ageMs }) => `${KO.ageKinds[of]} ${ago(ageMs)} 전`,
  ageKinds: { price: "가격", portfolio: "잔고", news: "뉴스", screener: "스크리너", candles: "캔들" },
  unseen: (kinds) => `${withTopic(kinds.map((kind) => UNSEEN[kind]).join("·"))} 보지 않음`,
  notWaiting: "AI 판정을 기다리지 않고 보냅니다",
  reminder: ({ firedAtMs, priceKrw }) =>
    `⏰ 부탁하신 다시 알림 · 처음은 ${toClock(firedAtMs)}, ${won(priceKrw)}`,
  opinion: ({ atMs, isAgainst, confidence }, sentence) =>
    `AI 의견(${toClock(atMs)}): 매도 ${isAgainst ? "반대" : "동의"} ${Math.round(confidence)}${
      sentence === "" ? "" : ` — ${sentence}`
    }`,
  unjudged: (name, judge) => [
    `⚪ 참고 · ${name} 매수 조건은 맞았지만 AI 판정을 못 받았습니다`,
    whyUnjudged(judge),
  ],
  rule: (score) => `규칙 ${score}`,
  again: " (다시)",
  maybeTwice: "🔁 앞 알림이 갔는지 확인하지 못해 다시 보냅니다. 이미 받으셨다면 같은 신호입니다.",
  firedAt: (clock) => `${clock}에 낸 신호`,
  insteadOf: (title) => `${withSubject(title)} 막혀 이쪽으로 보냅니다`,
  group,
  late,
  outage,
  outageOver,
  morning,
  evening,
  notice: ({ title, lines, atMs, isAsked, isUrgent }) => [
    `${toNoticeSign({ isAsked, isUrgent })} ${toReason(title)}`,
    ...lines.slice(0, 6).map(toReason),
    toClock(atMs),
  ],
  test: (
    clock,
  ) => ["🔔 <b>시험 알림</b>", "이 알림이 보이면 알림 길이 열려 있습니다. 신호가 아닙니다.", clock],
  simulated: (title, atMs) => [
    `🧪 <b>다시 해 보기, 실제 신호 아님</b> · ${title}`,
    `${toKstIso(atMs).slice(0, 19).replace("T", " ")} 자료로 다시 해 본 것입니다.`,
  ],
};
