/** A decided signal as a message: facts of the one side become facts of the other, and nothing is made up on the way. */
import type { Lang } from "../../core/lang.ts";
import { currencyOf, isStockCode, quoteOf } from "../../core/symbol.ts";
import { NAME_ROOM, neutralise } from "../../core/text.ts";
import type { MessageRequest } from "../../notifiers/compose.ts";
import {
  AGE_KINDS,
  type AgeFact,
  type AgeKind,
  type HoldingFact,
  type JudgeFact,
  type MessageFacts,
  type NoticeFacts,
  type OneSignalFacts,
  type ProtectiveSellFacts,
  type SignalFacts,
  type UnseenKind,
} from "../../notifiers/message_facts.ts";
import { SIGNAL_ACTS, toButtons } from "../../notifiers/message_buttons.ts";
import type { OutgoingFacts } from "../../signals/outgoing.ts";
import { toReasons } from "../../core/words/reason_words.ts";
import { toPriceNumberText } from "../../core/words/numbers.ts";

type Piece = OutgoingFacts["evidence"][number];

/** The same for every repetition. */
export const keyOfSignal = (signalId: string): string => `signal:${signalId}`;

/** @param pressed what people did with the signal by buttons: an edit of its message must not bring those back. */
export function toMessageRequest(
  facts: OutgoingFacts,
  lang: Lang,
  pressed: readonly string[] = [],
): MessageRequest {
  const key = keyOfSignal(facts.signalId);
  const common = { signalId: facts.signalId, validUntilMs: facts.validUntilMs };
  if (facts.kind === "opinion") {
    const told = toProtective(facts, lang);
    const edited = toMarked(facts, told);
    const done = SIGNAL_ACTS.filter((act) => pressed.includes(act));
    const buttons = toButtons(edited, { signalId: facts.signalId, lang, pressed: done });
    return { ...common, key: `${key}:opinion`, edits: key, facts: edited, buttons };
  }
  if (facts.kind === "reminder") {
    return { ...common, key: `${key}:again`, ring: facts.ring, facts: toReminder(facts, lang) };
  }
  const ring = facts.ring && !facts.isSimulated;
  return { ...common, key, ring, facts: toMarked(facts, toFacts(facts, lang)) };
}

function toReminder(facts: OutgoingFacts, lang: Lang): MessageFacts {
  const { first } = facts;
  const again = first && { firedAtMs: first.firedAtMs, priceKrw: toWon(facts, first.price) };
  return { ...toProtective(facts, lang), again };
}

/** What somebody tries by hand must look like it, and must reach no program. */
function toMarked(
  { isSimulated, firedAtMs }: OutgoingFacts,
  told: OneSignalFacts | NoticeFacts,
): MessageFacts {
  return isSimulated ? { kind: "simulated", told, atMs: firedAtMs } : told;
}

function toFacts(facts: OutgoingFacts, lang: Lang): OneSignalFacts | NoticeFacts {
  if (facts.signalClass === "notice") return toNotice(facts, lang);
  const common = toSignalFacts(facts, lang);
  const judge = toJudge(facts);
  const ruleScore = facts.score ?? 0;
  if (facts.kind === "not_judged") return { kind: "unjudged", ...common, ruleScore, judge };
  switch (facts.signalClass) {
    case "buy":
      return { kind: "buy", ...common, ruleScore, judge, validUntilMs: facts.validUntilMs };
    case "sell_protective":
      return toProtective(facts, lang);
    case "sell_discretionary":
      return {
        kind: "sell_discretionary",
        ...common,
        trigger: facts.ruleKind === "holding_target" ? "target" : "rule",
        judge,
      };
  }
}

function toProtective(facts: OutgoingFacts, lang: Lang): ProtectiveSellFacts {
  return {
    kind: "sell_protective",
    ...toSignalFacts(facts, lang),
    trigger: facts.ruleKind === "holding_trailing" ? "trailing" : "stop",
    opinion: facts.kind === "opinion" ? toOpinion(facts) : undefined,
  };
}

/** The judge that agrees with everything, and has no opinion. */
const ALWAYS = "always_confirm";

function toOpinion({ judgement, firedAtMs }: OutgoingFacts) {
  if (judgement === undefined || judgement.judge === ALWAYS) return undefined;
  if (judgement.raw !== "CONFIRM" && judgement.raw !== "REJECT") return undefined;
  return {
    atMs: judgement.answeredAtMs ?? firedAtMs,
    isAgainst: judgement.raw === "REJECT",
    confidence: judgement.confidence ?? 0,
    sentence: judgement.reason ?? "",
  };
}

const NOTICE_TITLES = {
  ko: { title: "알림", unknown: "가격 모름", won: "원" },
  en: { title: "Alert", unknown: "price unknown", won: " won" },
} as const;

/** A price alarm advises nothing; a person asked for it. */
function toNotice(facts: OutgoingFacts, lang: Lang): NoticeFacts {
  const { title, unknown, won } = NOTICE_TITLES[lang];
  const { price, firedAtMs, ticker } = facts;
  const unit = toWon(facts, price) === undefined ? ` ${quoteOf(ticker)}` : won;
  const shown = price === undefined ? unknown : toPriceNumberText(price, currencyOf(ticker)) + unit;
  return {
    kind: "notice",
    title: `${title} · ${toName(facts)} ${shown}`,
    lines: [...toReasons(facts, lang), facts.label],
    atMs: firedAtMs,
    isAsked: true,
    ages: toAges(facts),
  };
}

function toSignalFacts(facts: OutgoingFacts, lang: Lang): SignalFacts {
  const { label, ticker, firedAtMs, changePct } = facts;
  const isStock = isStockCode(ticker);
  const priceKrw = toWon(facts, facts.price);
  return {
    ...{ label, ticker, firedAtMs, changePct },
    name: toName(facts),
    venue: isStock ? undefined : lang === "ko" ? "업비트" : "Upbit",
    priceKrw,
    // A price that is not told has no age to tell.
    ages: toAges(facts).filter(({ of }) => of !== "price" || priceKrw !== undefined),
    undatedPriceAtMs: priceKrw === undefined ? undefined : findUndated(facts),
    unseen: toUnseen(facts.notJudged),
    reasons: [...toReasons(facts, lang), ...toQuoted(facts.said)],
    holding: toHolding(facts.holding),
  };
}

/** Another currency is no won. */
function toWon({ ticker }: OutgoingFacts, price: number | undefined): number | undefined {
  return isStockCode(ticker) || quoteOf(ticker) === "KRW" ? price : undefined;
}

const QUOTED_ROOM = { graphemes: 50, units: 70 };

/** A stranger's words, between quotes and cut, so that nobody takes them for ours. */
function toQuoted(said: string | undefined): readonly string[] {
  return said === undefined ? [] : [`“${neutralise(said.replaceAll(/[“”"]/g, "'"), QUOTED_ROOM)}”`];
}

function toName({ name, ticker }: OutgoingFacts): string {
  // A name of which nothing can be seen is none.
  return name === undefined || neutralise(name, NAME_ROOM) === "?" ? ticker : name;
}

function toHolding(holding: OutgoingFacts["holding"]): HoldingFact | "unknown" | undefined {
  if (holding === undefined || holding === "unknown") return holding;
  const { quantity, avgPrice, pnl, pnlPct, currency } = holding;
  if (quantity === undefined) return "unknown";
  const isWon = currency === "KRW";
  return {
    units: quantity,
    averageKrw: isWon ? avgPrice : undefined,
    pnlPct,
    pnlKrw: isWon ? pnl : undefined,
  };
}

const AGE_OF_ORIGIN: Readonly<Record<string, AgeKind>> = {
  price_poll: "price",
  price_stream: "price",
  inbound: "price",
  portfolio: "portfolio",
  screener: "screener",
  news: "news",
  candles: "candles",
};

/** What another program sent dates the price only where the price is its own. */
function isSentPrice({ evidence, price }: OutgoingFacts, { origin, numbers }: Piece): boolean {
  return origin === "inbound" && !evidence.some(({ key }) => key === "price") && numbers.price === price;
}

/** When the price of another program came that did not say of when it is. */
function findUndated(facts: OutgoingFacts): number | undefined {
  if (facts.price === undefined) return undefined;
  return facts.evidence.find((piece) => piece.dataAtMs === undefined && isSentPrice(facts, piece))
    ?.fetchedAtMs;
}

/** The oldest of each kind, from the older of the time of fetching and the time that the data claims. */
function toAges(facts: OutgoingFacts): readonly AgeFact[] {
  const { evidence, firedAtMs, price, holding } = facts;
  const oldest = new Map<AgeKind, number>();
  for (const piece of evidence) {
    const { origin, fetchedAtMs, dataAtMs, numbers } = piece;
    if (origin === "inbound" && (dataAtMs === undefined || !isSentPrice(facts, piece))) continue;
    // A price that nobody knows has no age either.
    if (AGE_OF_ORIGIN[origin] === "price" && price === undefined) continue;
    const of = AGE_OF_ORIGIN[origin];
    const atMs = Math.min(fetchedAtMs ?? Infinity, dataAtMs ?? Infinity);
    if (of === undefined || Object.keys(numbers).length === 0 || !Number.isFinite(atMs)) continue;
    oldest.set(of, Math.max(oldest.get(of) ?? 0, firedAtMs - atMs));
  }
  const asOfMs = typeof holding === "object" ? holding.asOfMs : undefined;
  if (asOfMs !== undefined && !oldest.has("portfolio")) oldest.set("portfolio", firedAtMs - asOfMs);
  return AGE_KINDS.flatMap((of) => {
    const ageMs = oldest.get(of);
    return ageMs === undefined ? [] : [{ of, ageMs }];
  });
}

const UNSEEN: Readonly<Record<string, UnseenKind>> = {
  disclosure: "disclosure",
  order_book: "orderbook",
  investors: "supply",
  news: "news",
  forecast: "forecast",
};

function toUnseen(notJudged: readonly string[]): readonly UnseenKind[] {
  return notJudged.flatMap((word) => UNSEEN[word] ?? []);
}

function toJudge({ judgement, firedAtMs }: OutgoingFacts): JudgeFact {
  if (judgement === undefined) return { kind: "none" };
  const { judge, raw, errorKind, confidence, model, answeredAtMs } = judgement;
  if (judge === ALWAYS) return { kind: "always" };
  switch (raw) {
    case "CONFIRM":
      return { kind: "confirmed", confidence: confidence ?? 0, model: model ?? judge };
    case "TIMEOUT":
      return { kind: "silent", waitedMs: (answeredAtMs ?? firedAtMs) - firedAtMs };
    case "SKIPPED":
      return errorKind === "no_judge" ? { kind: "none" } : { kind: "failed", why: toWhy(errorKind) };
    // A rejected signal goes to nobody; if one ever came here, it must not read like a consent.
    case "REJECT":
    case "ERROR":
      return { kind: "failed", why: toWhy(errorKind) };
  }
}

const toWhy = (errorKind: string | undefined) => errorKind === "budget" ? "budget" : "error";
