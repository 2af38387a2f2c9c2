/**
 * The buttons under a message, made of its facts alone: a look for a message that may have arrived compares the keyboard
 * too, so it is the same at each. What is in a button names one matter, and its effect is stored under that name once.
 */
import { DAY_MS, HOUR_MS, kstDayOf, kstDayStartMs } from "../core/kst.ts";
import { createSayFrom, defineTexts, type Lang } from "../core/lang.ts";
import { isAlarm, isAsked, type MessageFacts } from "./message_facts.ts";
import type { MessageButton } from "./message_store.ts";
import { circled } from "./texts/words.ts";

/** `seen`: a person takes note of it. `later`: it is told once more. `undo` takes a mute back. */
export const SIGNAL_ACTS = ["why", "mute", "undo", "seen", "later"] as const;
export type SignalAct = (typeof SIGNAL_ACTS)[number];

export type ButtonMeaning =
  | {
    readonly kind: "signal";
    readonly act: SignalAct;
    readonly signalId: string;
    readonly firedAtMs: number;
  }
  | { readonly kind: "outages"; readonly id: string; readonly toldAtMs: number }
  /** The signals of a day in Korea: those that went out, or those that a judge refused. */
  | { readonly kind: "day"; readonly day: number; readonly which: DayList };

const DAY_LISTS = ["told", "rejected"] as const;
export type DayList = (typeof DAY_LISTS)[number];

export const BUTTON_TEXTS = defineTexts({
  button_why: ["왜?", "Why?"],
  button_mute: ["오늘 이 종목 그만", "No more of it today"],
  button_undo: ["되돌리기", "Undo"],
  button_seen: ["확인했음", "Seen"],
  button_later: ["30분 뒤 다시", "Again in 30 min"],
  button_quiet: ["30분 조용히", "Quiet for 30 min"],
  button_details: ["자세히", "Details"],
  button_rejected: ["거부한 {count}건", "The {count} refused"],
});

/** Lines of a group that have a button of their own; as many as have a line. */
const MOST_GROUPED = 6;
const SIGNAL_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Of an id that sorts by time, the part that is the time. */
const TIME_LENGTH = 10;
const OUTAGE_LASTS_MS = 6 * HOUR_MS;
/** From a Friday over to the open of the Monday. */
const DAY_LASTS_MS = 66 * HOUR_MS;

export interface ButtonSetup {
  readonly signalId: string | undefined;
  readonly lang: Lang;
  /** What people did with it by now. */
  readonly pressed?: readonly SignalAct[];
}

/** @returns rows of buttons, each at most 64 bytes; none where there is nothing to press. */
export function toButtons(
  facts: MessageFacts,
  { signalId, lang, pressed = [] }: ButtonSetup,
): readonly (readonly MessageButton[])[] {
  const say = createSayFrom(BUTTON_TEXTS, lang);
  if (facts.kind === "group") return toNumbers(facts.members);
  if (facts.kind === "evening") return toDayLists(facts, say);
  if (facts.kind === "outage") {
    return [[{ text: say("button_quiet"), data: `o:${Math.trunc(facts.atMs).toString(36)}` }]];
  }
  if (signalId === undefined || !SIGNAL_ID.test(signalId) || pressed.includes("seen")) return [];
  const row = actsOf(facts).filter((act) => !pressed.includes(act))
    .map((act) => ({ text: say(`button_${act}`), data: toSignalData(signalId, act) }));
  return row.length === 0 ? [] : [row];
}

export function toUndoButton(signalId: string, lang: Lang): MessageButton {
  return { text: createSayFrom(BUTTON_TEXTS, lang)("button_undo"), data: toSignalData(signalId, "undo") };
}

export function toSignalData(signalId: string, act: SignalAct): string {
  return `s:${signalId}:${act}`;
}

/** @returns `undefined` for what is no button of a message. */
export function readButton(data: string): ButtonMeaning | undefined {
  const [, signalId = "", word] = /^s:([0-9A-Z]{26}):(\w+)$/.exec(data) ?? [];
  const act = SIGNAL_ACTS.find((known) => known === word);
  if (act !== undefined && SIGNAL_ID.test(signalId)) {
    return { kind: "signal", act, signalId, firedAtMs: toTimeMs(signalId) };
  }
  const [, dayText = "", list] = /^e:([0-9a-z]{1,5}):(\w+)$/.exec(data) ?? [];
  const which = DAY_LISTS.find((known) => known === list);
  if (which !== undefined) return { kind: "day", day: Number.parseInt(dayText, 36), which };
  const [, time] = /^o:([0-9a-z]{1,9})$/.exec(data) ?? [];
  return time === undefined
    ? undefined
    : { kind: "outages", id: `outage-${time}`, toldAtMs: Number.parseInt(time, 36) };
}

/** When nobody needs the buttons any more: a signal's at the end of its day in Korea, and not within its first hour. */
export function buttonsEndMs(facts: MessageFacts): number {
  if (facts.kind === "outage") return facts.atMs + OUTAGE_LASTS_MS;
  if (facts.kind === "evening") return dayEndMs(kstDayOf(facts.atMs));
  if (facts.kind === "group") return Math.max(...facts.members.map(({ facts }) => buttonsEndMs(facts)));
  if (isAsked(facts)) return signalEndMs(facts.atMs);
  return signalEndMs(isAlarm(facts) || facts.kind === "unjudged" ? facts.firedAtMs : 0);
}

/** The same, of a press. */
export function meaningEndMs(meaning: ButtonMeaning): number {
  if (meaning.kind === "day") return dayEndMs(meaning.day);
  return meaning.kind === "outages" ? meaning.toldAtMs + OUTAGE_LASTS_MS : signalEndMs(meaning.firedAtMs);
}

/** From the end of the session on, which evenings come after. */
function dayEndMs(day: number): number {
  return kstDayStartMs(day) + EVENING_MS + DAY_LASTS_MS;
}

const EVENING_MS = 15.5 * HOUR_MS;

/** Of an evening without a signal there is nothing more to tell. */
function toDayLists(
  { atMs, signals, rejected, unjudged, duplicates, heldBack }: Extract<MessageFacts, { kind: "evening" }>,
  say: ReturnType<typeof createSayFrom<typeof BUTTON_TEXTS>>,
): readonly (readonly MessageButton[])[] {
  const day = kstDayOf(atMs).toString(36);
  const met = signals.length + rejected + unjudged + duplicates + (heldBack?.count ?? 0);
  const row = [
    ...(met === 0 ? [] : [{ text: say("button_details"), data: `e:${day}:told` }]),
    ...(rejected === 0
      ? []
      : [{ text: say("button_rejected", { count: rejected }), data: `e:${day}:rejected` }]),
  ];
  return row.length === 0 ? [] : [row];
}

function signalEndMs(firedAtMs: number): number {
  return Math.max(kstDayStartMs(kstDayOf(firedAtMs)) + DAY_MS, firedAtMs + HOUR_MS);
}

function actsOf(facts: MessageFacts): readonly SignalAct[] {
  switch (facts.kind) {
    case "buy":
      return ["why", "mute"];
    case "sell_protective":
      return facts.again === undefined ? ["why", "seen", "later"] : ["why", "seen"];
    case "sell_discretionary":
      return ["why", "seen"];
    case "unjudged":
      return ["why"];
    case "notice":
      return isAsked(facts) ? ["why"] : [];
    default:
      return [];
  }
}

function toNumbers(
  members: Extract<MessageFacts, { kind: "group" }>["members"],
): readonly (readonly MessageButton[])[] {
  const row = members.slice(0, MOST_GROUPED).flatMap(({ signalId }, i) =>
    signalId !== undefined && SIGNAL_ID.test(signalId)
      ? [{ text: circled(i), data: toSignalData(signalId, "why") }]
      : []
  );
  return row.length === 0 ? [] : [row];
}

function toTimeMs(signalId: string): number {
  return [...signalId.slice(0, TIME_LENGTH)]
    .reduce((value, digit) => value * 32 + CROCKFORD.indexOf(digit), 0);
}
