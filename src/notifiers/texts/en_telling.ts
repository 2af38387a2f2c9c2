/** What the program tells by itself, in English: outages and summaries. */
import type { OutageFacts, OutageOverFacts } from "../message_facts.ts";
import type { EveningFacts, MorningFacts, SignalScore } from "../summary_facts.ts";
import { count, dayOf, won } from "./en_parts.ts";
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
  const last = isFirstToday === true ? "not once today" : `last ${toClock(lastMs)}`;
  return [
    `⚠️ <b>${toName(source)} not updated for ${toMinutes(atMs - lastMs)} min</b> (${last})`,
    ...(breaks > 1 ? [`Broken again, time ${breaks}`] : []),
    `Cause: ${toReason(cause)}`,
    toEffect(facts),
    toClock(atMs),
  ];
}

function toEffect({ stopsBuys, watched, held, isStream }: OutageFacts): string {
  if (isStream === true) return "Rules that look at its live prices stand still. Candles are asked for.";
  const buys = stopsBuys ? "Rules to buy that look at it stand still. " : "";
  if (held === undefined) {
    return `${buys}Stops are watched for the ${count(watched, "stock")} whose price comes in.`;
  }
  if (held === 0) return `${buys}Nothing is held.`;
  if (watched === 0) return `${buys}Stops of the ${count(held, "holding")} are not watched either.`;
  return watched === held
    ? `${buys}Stops of the ${count(held, "holding")} are watched as before.`
    : `${buys}Stops are watched for ${watched} of ${count(held, "holding")}.`;
}

export function outageOver(facts: OutageOverFacts): readonly string[] {
  const { source, fromMs, toMs, missedChecks, signals, isUnresolved, breaks = 1, lostMs = toMs - fromMs } =
    facts;
  const span = `${toMinutes(lostMs)} min lost${breaks > 1 ? ` in ${breaks} breaks` : ""}, ${
    toMinute(fromMs)
  } to ${toMinute(toMs)}`;
  return [
    isUnresolved === true
      ? `⏹ <b>${toName(source)} was still missing when the session ended</b> — ${span}`
      : `✅ <b>${toName(source)} is back</b> — ${span}`,
    [
      ...(missedChecks === undefined ? [] : [`${count(missedChecks, "check")} missed`]),
      `${count(signals, "signal")} meanwhile`,
    ].join(" · "),
    toClock(toMs),
  ];
}

function toScore({ signals, right, wrong, open }: SignalScore): string {
  return signals === 0
    ? "Last trading day: 0 signals"
    : `Last trading day: ${count(signals, "signal")}: right ${right} · wrong ${wrong} · open ${open}`;
}

/** What is not as it should be with the summary itself. */
function toRemarks(
  { atMs, dueAtMs, missed = [], maintenance }: MorningFacts | EveningFacts,
): readonly string[] {
  const names = missed.map(({ kind, dueAtMs }) => `${dayOf(dueAtMs)} ${kind}`);
  return [
    ...(maintenance === undefined ? [] : [
      `🛠 Maintenance until ${toMinute(maintenance.untilMs)}${
        maintenance.why === undefined ? "" : ` (${toReason(maintenance.why)})`
      }: no outages and no signals to buy are told`,
    ]),
    ...(dueAtMs === undefined
      ? []
      : [`⏱ The summary of ${toMinute(dueAtMs)}, ${toMinutes(atMs - dueAtMs)} min late`]),
    ...(names.length === 0 ? [] : [`Not sent, ${names.length}: ${names.slice(-3).join(", ")}`]),
  ];
}

function toHoldings({ holdings }: MorningFacts, hidesAmounts: boolean): string {
  if (holdings === undefined) return "Holdings: unknown";
  const { valueKrw, cashKrw, totalKrw, dayPct, pnlPct } = holdings;
  const amounts = [["worth", valueKrw], ["cash", cashKrw], ["total", totalKrw]] as const;
  return [
    count(holdings.count, "holding"),
    ...(hidesAmounts
      ? []
      : amounts.flatMap(([name, krw]) => krw === undefined ? [] : [`${name} ${won(Math.round(krw))}`])),
    ...(pnlPct === undefined ? [] : [`P/L ${toSignedPct(pnlPct)}`]),
  ].join(" · ") + (dayPct === undefined ? "" : ` (at yesterday's close, ${toSignedPct(dayPct)} that day)`);
}

export function morning(facts: MorningFacts, hidesAmounts: boolean): readonly string[] {
  const { atMs, sources, judge, yesterday, deferred } = facts;
  const ages = sources.map(({ name, atMs: atThenMs }) =>
    `${toName(name)} ${atThenMs === undefined ? "none" : toSameDayMinute(atThenMs, atMs)}`
  );
  const bad = sources.filter(({ isFresh }) => !isFresh).map(({ name }) => toName(name));
  return [
    `🗓 <b>${dayOf(atMs)}, before the open</b> · session ${toMinute(facts.opensAtMs)}–${
      toMinute(facts.closesAtMs)
    }${facts.isSpecialDay === true ? " (not as usual)" : ""}`,
    ...toRemarks(facts),
    `Data: ${ages.join(" · ")} ${bad.length === 0 ? "all fresh" : `(old: ${bad.join(", ")})`}`,
    toHoldings(facts, hidesAmounts),
    `${count(facts.rules, "rule")} · ${
      judge === undefined ? "no AI" : `AI ${toName(judge.model)} · today's AI budget ${won(judge.capKrw)}`
    }`,
    toScore(yesterday),
    ...(deferred.length === 0
      ? []
      : [`Kept back overnight, ${deferred.length}: ${deferred.map(toReason).join(" · ")}`]),
    toClock(atMs),
  ];
}

export function evening(facts: EveningFacts): readonly string[] {
  const { signals, rejected, unjudged, duplicates, outages, judge, nextOpenAtMs } = facts;
  const counts = [
    count(signals.length, "signal"),
    ...(rejected > 0 ? [`${rejected} refused by the AI`] : []),
    ...(unjudged > 0 ? [`${unjudged} not judged`] : []),
    ...(duplicates > 0 ? [`${count(duplicates, "repeat")}`] : []),
  ];
  const broken = toBroken(outages);
  const cost = `AI ${count(judge.calls, "call")} ${won(judge.costKrw)}`;
  const delivered = toArrived(facts);
  const next = nextOpenAtMs === undefined
    ? "Next session: unknown"
    : `Next session: ${dayOf(nextOpenAtMs)} ${toMinute(nextOpenAtMs)}`;
  const head = [
    `🌙 <b>${dayOf(facts.atMs)}, closed</b> · ${counts.join(" · ")}`,
    ...toRemarks(facts),
    ...toHeldBack(facts),
  ];
  const rest = [
    ...(facts.rejectedMeanPct === undefined
      ? []
      : [`The ${rejected} that the AI refused moved ${toMove(facts.rejectedMeanPct)} on average since`]),
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
    ...(isStill ? ["Signals to buy are held back; /resume has them come again"] : []),
    ...(held > 0 ? [`${held} to buy held back by a halt or a pause`] : []),
  ];
  return parts.length === 0 ? [] : [`⏸ ${parts.join(" · ")}`];
}

/** The longest ones by name. */
function toBroken(outages: EveningFacts["outages"]): string {
  if (outages.length === 0) return "No outage of data";
  const shown = outages.slice(0, MOST_NAMED).map(({ source, lengthMs }) =>
    `${toMinutes(lengthMs)} min (${toName(source)})`
  );
  const more = outages.length - shown.length;
  return `Data outages ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function toArrived({ delivered, unconfirmed, undelivered = 0 }: EveningFacts): string {
  if (unconfirmed + undelivered === 0) {
    return `${count(delivered, "message")}${delivered === 0 ? "" : ", all arrived"}`;
  }
  return [
    ...(undelivered > 0 ? [`not delivered: ${undelivered}`] : []),
    ...(unconfirmed > 0 ? [`arrival unknown: ${unconfirmed}`] : []),
  ].join(" · ");
}

/** @param room lines there are, one of them for how many more there were. */
function toOutcomes({ signals }: EveningFacts, room: number): readonly string[] {
  const shown = signals.length <= room ? signals.length : room - 1;
  const more = signals.length - shown;
  return [
    ...signals.slice(0, shown).map(({ action, name, priceKrw, closeKrw }, i) =>
      `${circled(i)} ${action} ${toName(name)} ${priceKrw === undefined ? "unknown" : toPrice(priceKrw)} → ${
        closeKrw === undefined ? "close unknown" : won(closeKrw)
      } ${toMoveOf(priceKrw, closeKrw)}`.trimEnd()
    ),
    ...(more > 0 ? [`${more} more`] : []),
  ];
}

function toQuietDay({ rules, checks, nearest }: EveningFacts): string {
  const near = nearest === undefined
    ? ""
    : ` Nearest: ${toName(nearest.name)} ${nearest.action} ${nearest.score} (needs ${nearest.threshold})`;
  return `${count(rules, "rule")} looked ${toWhole(checks)} times.${near}`;
}
