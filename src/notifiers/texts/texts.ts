/** Messages for people, in HTML: the first line says all, the last has the clock. */
import { neutralise } from "../../core/text.ts";
import type { Lang } from "../../core/lang.ts";
import type {
  BuyFacts,
  MessageFacts,
  NoticeFacts,
  OneSignalFacts,
  SignalFacts,
  UnjudgedFacts,
} from "../message_facts.ts";
import { EN } from "./en.ts";
import { escapeHtml, toPlainText } from "./html.ts";
import { KO } from "./ko.ts";
import { toName, toReason } from "./neutral.ts";
import { toClock, toMove } from "./numbers.ts";
import { type MessageWords, MOST_LINES } from "./words.ts";

const MOST_UNITS = 420;
/** Signals of a group that have a line of their own. */
const MOST_GROUPED = 6;
const MOST_REASONS = 3;
const OPINION_ROOM = { graphemes: 100, units: 120 };

export interface TextRequest {
  readonly facts: MessageFacts;
  readonly lang: Lang;
  readonly hidesAmounts: boolean;
  readonly insteadOf: string | undefined;
  /** The reader may have it already. */
  readonly isResent?: boolean;
}

export function renderText(request: TextRequest): string {
  const words = request.lang === "ko" ? KO : EN;
  const [title = "", ...rest] = toLines(request, words);
  const { isResent = false, insteadOf } = request;
  return fit([
    title + (isResent ? words.again : ""),
    ...(isResent ? [words.maybeTwice] : []),
    ...(insteadOf === undefined ? [] : [words.insteadOf(escapeHtml(insteadOf))]),
    ...rest,
  ]);
}

function toLines(request: TextRequest, words: MessageWords): readonly string[] {
  const { facts, hidesAmounts } = request;
  switch (facts.kind) {
    case "buy":
    case "unjudged":
    case "sell_protective":
    case "sell_discretionary":
      return toSignal(facts, request, words);
    case "group":
      return words.group(facts, MOST_GROUPED);
    case "late":
      return words.late(facts);
    case "outage":
      return words.outage(facts);
    case "outage_over":
      return words.outageOver(facts);
    case "morning":
      return words.morning(facts, hidesAmounts);
    case "evening":
      return words.evening(facts);
    case "notice":
      return toNotice(facts, words);
    case "test":
      return words.test(toClock(facts.atMs));
    case "simulated": {
      const [title = "", ...rest] = toLines({ ...request, facts: facts.told }, words);
      return [...words.simulated(title, facts.atMs), ...rest];
    }
  }
}

function toSignal(facts: OneSignalFacts, request: TextRequest, words: MessageWords): readonly string[] {
  if (facts.kind === "unjudged") return toUnjudged(facts, words);
  if (facts.kind === "buy") return toBuy(facts, request, words);
  const { reasons } = facts;
  const title = words.sellTitle(facts.trigger, toName(facts.name));
  const holding = toHolding(facts, request, words);
  if (request.isResent) return [withPrice(title, facts, words), ...holding, toLast(facts, words, true)];
  const why = reasons.slice(0, MOST_REASONS).map((reason, i) => `${i + 1}) ${toReason(reason)}`);
  return [
    withPrice(title, facts, words),
    ...holding,
    ...(why.length === 0 ? [] : [why.join(" · ")]),
    facts.kind === "sell_discretionary" ? words.soldUnjudged(facts.judge) : toAside(facts, words),
    ...toSeen(facts, words),
    toLast(facts, words),
  ];
}

function toAside(
  { opinion, again }: Extract<OneSignalFacts, { kind: "sell_protective" }>,
  words: MessageWords,
): string {
  if (again !== undefined) return words.reminder(again);
  if (opinion === undefined) return words.notWaiting;
  const { sentence } = opinion;
  return words.opinion(opinion, sentence === "" ? "" : escapeHtml(neutralise(sentence, OPINION_ROOM)));
}

function toBuy(facts: BuyFacts, request: TextRequest, words: MessageWords): readonly string[] {
  const title = withPrice(words.buyTitle(toName(facts.name)), facts, words);
  const valid = words.validUntil(facts.validUntilMs);
  if (request.isResent) {
    return [
      title,
      `${words.judged(facts.ruleScore, facts.judge, false)} · ${valid}`,
      toLast(facts, words, true),
    ];
  }
  return [
    title,
    words.judged(facts.ruleScore, facts.judge, true),
    ...facts.reasons.slice(0, MOST_REASONS).map((reason, i) => `${i + 1}) ${toReason(reason)}`),
    [...toHolding(facts, request, words), valid].join(" · "),
    ...toSeen(facts, words),
    toLast(facts, words),
  ];
}

function toNotice(facts: NoticeFacts, words: MessageWords): readonly string[] {
  const lines = words.notice(facts);
  return [
    ...lines.slice(0, -1),
    ...toSeen({ ages: facts.ages ?? [], unseen: [] }, words),
    ...lines.slice(-1),
  ];
}

/** The portfolio that is known is one of stocks: of a coin it says nothing, and neither does the text. */
function toHolding(
  { holding, venue }: SignalFacts,
  { hidesAmounts }: TextRequest,
  words: MessageWords,
): readonly string[] {
  const isStock = venue === undefined;
  if (!isStock && typeof holding !== "object") return [];
  return [words.holding(holding, { hidesAmounts, isStock })];
}

function toUnjudged(facts: UnjudgedFacts, words: MessageWords): readonly string[] {
  const [title, why] = words.unjudged(toName(facts.name), facts.judge);
  const price = facts.ages.find(({ of }) => of === "price");
  const [seen] = [...toUndated(facts, words), ...(price === undefined ? [] : [words.age(price)])];
  const age = seen === undefined ? "" : ` · ${seen}`;
  return [
    title,
    why,
    `${words.rule(facts.ruleScore)} · ${withMove(facts, words)}${age}`,
    toLast(facts, words),
  ];
}

function withPrice(title: string, facts: SignalFacts, words: MessageWords): string {
  return `${title} ${withMove(facts, words)}`;
}

function withMove({ priceKrw, changePct }: SignalFacts, words: MessageWords): string {
  return `${words.price(priceKrw)} ${toMove(changePct)}`.trimEnd();
}

/** How old what was looked at is, and what was not looked at. */
function toSeen(
  facts: Pick<SignalFacts, "ages" | "unseen" | "undatedPriceAtMs">,
  words: MessageWords,
): readonly string[] {
  const { ages, unseen } = facts;
  const parts = [
    ...toUndated(facts, words),
    ...ages.map(words.age),
    ...(unseen.length === 0 ? [] : [words.unseen(unseen)]),
  ];
  return parts.length === 0 ? [] : [parts.join(" · ")];
}

function toUndated(
  { undatedPriceAtMs }: Pick<SignalFacts, "undatedPriceAtMs">,
  words: MessageWords,
): readonly string[] {
  return undatedPriceAtMs === undefined ? [] : [words.undated(toClock(undatedPriceAtMs))];
}

function toLast({ label, firedAtMs, venue }: SignalFacts, words: MessageWords, isResent = false): string {
  const clock = toClock(firedAtMs) + (venue === undefined ? "" : ` · ${toName(venue)}`);
  return `<code>${toName(label)}</code> ${isResent ? words.firedAt(clock) : clock}`;
}

/** The longest lines between the first and the last give way, and never the marks. */
function fit(lines: readonly string[]): string {
  const kept = lines.length <= MOST_LINES
    ? [...lines]
    : [...lines.slice(0, MOST_LINES - 1), lines.at(-1) ?? ""];
  const isOver = () => toPlainText(kept.join("\n")).length > MOST_UNITS;
  for (let room = 110; isOver() && room >= 20; room -= 10) {
    for (const [i, line] of kept.entries()) {
      if (i === 0 || i === kept.length - 1 || line.includes("<")) continue;
      kept[i] = escapeHtml(neutralise(toPlainText(line), { graphemes: room, units: room }));
    }
  }
  return kept.join("\n");
}
