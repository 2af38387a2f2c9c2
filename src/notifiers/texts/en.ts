import { toKstIso } from "../../core/kst.ts";
import { type GroupFacts, type JudgeFact, type LateFacts, toBrief } from "../message_facts.ts";
import { ago, count, won } from "./en_parts.ts";
import { evening, morning, outage, outageOver } from "./en_telling.ts";
import { toName, toReason } from "./neutral.ts";
import { toClock, toMinute, toMinutes, toSignedPct } from "./numbers.ts";
import { circled, type MessageWords, toNoticeSign } from "./words.ts";
import { toNumberText, toSignedMoneyText } from "../../core/words/numbers.ts";

const TRIGGERS = { stop: "stop", trailing: "trailing stop", halt: "halt", target: "target", rule: "rule" };
const UNSEEN = {
  disclosure: "disclosures",
  orderbook: "order book",
  supply: "supply and demand",
  news: "news",
  forecast: "forecast",
};
function judged(judge: JudgeFact, withModel: boolean): string {
  switch (judge.kind) {
    case "confirmed":
      return `AI agrees ${Math.round(judge.confidence)}${withModel ? ` (${toName(judge.model)})` : ""}`;
    case "always":
      return "no AI (always agrees, for trying)";
    case "none":
      return "no AI";
    default:
      return "AI gave no verdict";
  }
}

function soldUnjudged(judge: JudgeFact): string {
  switch (judge.kind) {
    case "confirmed":
      return judged(judge, true);
    case "silent":
      return `Sent without the AI (no answer within ${Math.round(judge.waitedMs / 1_000)} s)`;
    case "failed":
      return `Sent without the AI (${judge.why === "budget" ? "today's budget is used up" : "it failed"})`;
    case "always":
      return "Sent without an AI (always agrees, for trying)";
    case "none":
      return "Sent without an AI (none is set)";
  }
}

function whyUnjudged(judge: JudgeFact): string {
  if (judge.kind === "silent") {
    return `The model did not answer within ${
      Math.round(judge.waitedMs / 1_000)
    } s, so this is no signal to buy.`;
  }
  return judge.kind === "failed" && judge.why === "budget"
    ? "Today's AI budget is used up, so this is no signal to buy."
    : "The model's answer cannot be used, so this is no signal to buy.";
}

function group({ members, oldestPriceMs }: GroupFacts, shown: number): readonly string[] {
  const signals = members.map(({ facts }) => toBrief(facts));
  const sells = signals.filter(({ action }) => action === "sell").length;
  const buys = signals.length - sells;
  const isMixed = sells > 0 && buys > 0;
  const title = isMixed
    ? `🔵 <b>${signals.length} signals · ${sells} sell · ${buys} buy</b>`
    : `${sells > 0 ? "🔵" : "🔴"} <b>${count(signals.length, `${sells > 0 ? "sell" : "buy"} signal`)}</b>`;
  const times = signals.map(({ firedAtMs }) => firedAtMs);
  const rest = signals.slice(shown).map(({ name }) => toName(name));
  return [
    `${title} (${toClock(Math.min(...times))}–${toClock(Math.max(...times))})`,
    ...signals.slice(0, shown).map((signal, i) => {
      const { ruleScore, confidence } = signal;
      const head = `${circled(i)} ${isMixed ? `${signal.action} ` : ""}${toName(signal.name)} ${
        won(signal.priceKrw)
      }`;
      const rule = ruleScore === undefined ? [] : [`${i === 0 ? "rule " : ""}${ruleScore}`];
      const ai = confidence === undefined ? [] : [`${i === 0 ? "AI " : ""}${Math.round(confidence)}`];
      return [head, ...rule, ...ai, ...(signal.isHeld ? ["held"] : [])].join(" · ");
    }),
    ...(rest.length === 0 ? [] : [`${rest.length} more: ${rest.join(", ")}`]),
    `${
      oldestPriceMs === undefined ? "" : `Prices no older than ${ago(oldestPriceMs)} · `
    }sent as one message`,
  ];
}

const MOST_LATE = 5;

function late({ channel, fromMs, toMs, why, signals, nowKrw, nowAgeMs }: LateFacts): readonly string[] {
  const reason = why === "unreachable" ? `${toName(channel)} could not be reached` : "too much was waiting";
  const shown = signals.slice(0, MOST_LATE).map(({ action, name, priceKrw, firedAtMs }) =>
    `${action} ${toName(name)} ${won(priceKrw)} (${toMinute(firedAtMs)})`
  );
  const more = signals.length > MOST_LATE ? ` and ${signals.length - MOST_LATE} more` : "";
  const known = nowKrw.slice(0, MOST_LATE).map((krw) => krw === undefined ? "unknown" : won(krw));
  return [
    `⏱ <b>${toMinutes(toMs - fromMs)} min late</b> — ${reason} (${toMinute(fromMs)}–${toMinute(toMs)})`,
    `Past signals, ${signals.length}: ${shown.join(", ")}${more}`,
    nowAgeMs === undefined ? "Price now: unknown" : `Price now: ${known.join(" · ")} (${ago(nowAgeMs)} ago)`,
    "Their time is over; for information only.",
  ];
}

export const EN: MessageWords = {
  buyTitle: (name) => `🔴 <b>Buy signal · ${name}</b>`,
  sellTitle: (trigger, name) => `🔵 <b>Sell signal (${TRIGGERS[trigger]}) · ${name}</b>`,
  price: won,
  judged: (score, judge, withModel) => `Rule ${score} · ${judged(judge, withModel)}`,
  soldUnjudged,
  holding: (holding, { hidesAmounts }) => {
    if (holding === undefined) return "Not held";
    if (holding === "unknown") return "Not known whether it is held";
    const { pnlPct, pnlKrw } = holding;
    const pnl = pnlPct === undefined ? "P/L unknown" : `P/L ${toSignedPct(pnlPct)}`;
    if (hidesAmounts) return `Held · ${pnl}`;
    return [
      `Held ${toNumberText(holding.units)}`,
      ...(holding.averageKrw === undefined ? [] : [`average ${won(holding.averageKrw)}`]),
      pnlKrw === undefined ? pnl : `${pnl} (${toSignedMoneyText(pnlKrw, "KRW", "en")})`,
    ].join(" · ");
  },
  validUntil: (atMs) => `valid until ${toMinute(atMs)}`,
  undated: (clock) => `age of the price unknown (came at ${clock})`,
  age: ({ of, ageMs }) => `${EN.ageKinds[of]} ${ago(ageMs)} ago`,
  ageKinds: {
    price: "price",
    portfolio: "portfolio",
    news: "news",
    screener: "screener",
    candles: "candles",
  },
  unseen: (kinds) => `not looked at: ${kinds.map((kind) => UNSEEN[kind]).join(", ")}`,
  notWaiting: "Sent without waiting for the AI",
  reminder: ({ firedAtMs, priceKrw }) =>
    `⏰ Again, as you asked · first at ${toClock(firedAtMs)}, ${won(priceKrw)}`,
  opinion: ({ atMs, isAgainst, confidence }, sentence) =>
    `AI (${toClock(atMs)}): ${isAgainst ? "against selling" : "agrees"} ${Math.round(confidence)}${
      sentence === "" ? "" : ` — ${sentence}`
    }`,
  unjudged: (
    name,
    judge,
  ) => [`⚪ For information · ${name} met the rule to buy; the AI gave no verdict`, whyUnjudged(judge)],
  rule: (score) => `Rule ${score}`,
  again: " (again)",
  maybeTwice:
    "🔁 Nobody can say whether this came already, so it is sent again. If it did, it is the same signal.",
  firedAt: (clock) => `signal of ${clock}`,
  insteadOf: (title) => `${title} is blocked, so it is sent this way`,
  group,
  late,
  outage,
  outageOver,
  morning,
  evening,
  notice: (
    { title, lines, atMs, isAsked, isUrgent },
  ) => [
    `${toNoticeSign({ isAsked, isUrgent })} ${toReason(title)}`,
    ...lines.slice(0, 6).map(toReason),
    toClock(atMs),
  ],
  test: (
    clock,
  ) => ["🔔 <b>Test message</b>", "If you see this, the way to you is open. It is no signal.", clock],
  simulated: (title, atMs) => [
    `🧪 <b>Simulated, no real signal</b> · ${title}`,
    `Replayed with the data of ${toKstIso(atMs).slice(0, 19).replace("T", " ")}.`,
  ],
};
