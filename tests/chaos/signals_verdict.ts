/** What arrived, held against what the memory says: what is lost, doubled, a phantom, or went where it must not. */
import { KEYBOARD, NOT_CONFIRMED } from "../../src/notifiers/message_store.ts";
import { toPlainText } from "../../src/notifiers/texts/html.ts";
import type { TelegramMessage } from "../support/telegram_server.ts";
import { parseTelegramHtml } from "../support/telegram_html.ts";
import { doubled, type Fault, half, lost, other } from "./findings.ts";
import type { Memory, MessageFact } from "./signals_facts.ts";

export interface Arrived {
  readonly telegram: readonly Pick<
    TelegramMessage,
    "id" | "chat" | "firstText" | "text" | "isOfBot" | "isLate"
  >[];
  /** Of the office: bodies by key. */
  readonly office: ReadonlyMap<string, string>;
}

export interface Outside {
  readonly arrived: Arrived;
  /** References that the program said to have taken. */
  readonly takenRefs: ReadonlySet<string>;
  /** Simulated times at which lives began. */
  readonly livesMs: readonly number[];
  readonly speed: number;
}

export interface Counts {
  readonly signals: number;
  readonly messages: number;
  readonly arrivals: number;
  readonly ambiguous: number;
  /** Came again, and said so. */
  readonly doubledWithMark: number;
  /** Of them those that were taken after the time in which a sell is waited for: its resend comes first. */
  readonly doubledByLate: number;
  /** Not found when it was looked for, and called unconfirmed: signals, and what may not come again (replies). */
  readonly unconfirmed: number;
  readonly unconfirmedReplies: number;
  /** Too late, and told in a list. */
  readonly expired: number;
  /** From the data to the stored message, in real time. */
  readonly slowestProtectiveMs: number;
  /** Later than promised. */
  readonly lateProtective: number;
}

/** What a person is promised, on a machine that has time for it. */
const PROTECTIVE_MS = 1_000;
/** Later than this is no want of time. */
const LONGEST_PROTECTIVE_MS = 3_000;
const OPEN: ReadonlySet<string> = new Set(["queued", "sending", "unknown", "resend"]);

/** What must hold at any moment, also right after a kill. */
export function judgeNow(memory: Memory, outside: Outside): { faults: readonly Fault[]; counts: Counts } {
  const arrivals = matchArrivals(memory, outside.arrived);
  const protective = findSlowProtective(memory, outside);
  const faults = [
    ...arrivals.faults,
    ...judgeOffice(memory, outside.arrived),
    ...judgeVerdicts(memory),
    ...judgeActions(memory),
    ...protective.faults,
  ];
  const own = memory.messages.filter(({ channel }) => channel === "telegram");
  return {
    faults,
    counts: {
      signals: memory.signals.filter(({ state }) => state !== "skipped").length,
      messages: memory.messages.length,
      arrivals: outside.arrived.telegram.filter(({ isOfBot }) => isOfBot).length,
      ambiguous: memory.ambiguous,
      doubledWithMark: arrivals.doubledWithMark,
      doubledByLate: arrivals.doubledByLate,
      unconfirmed: own.filter((row) => isUnconfirmed(row) && row.kind !== "reply").length,
      unconfirmedReplies: own.filter((row) => isUnconfirmed(row) && row.kind === "reply").length,
      expired: own.filter(({ state, error }) => state === "expired" && error !== NOT_CONFIRMED).length,
      slowestProtectiveMs: protective.slowestMs,
      lateProtective: protective.late,
    },
  };
}

/** What must hold once everything has come to its end. */
export function judgeEnd(memory: Memory, outside: Outside): readonly Fault[] {
  const known = new Map(memory.messages.map((row) => [`${row.channel} ${row.key}`, row]));
  const ofSignal = Map.groupBy(memory.messages, ({ signalId }) => signalId);
  const refs = new Set(memory.signals.map(({ ref }) => ref));
  return [
    ...[...outside.takenRefs].filter((ref) => !refs.has(ref)).map((ref) =>
      lost(`the signal ${ref} was said to be taken and is not stored`)
    ),
    ...memory.signals.flatMap(({ id, state, ticker }) => {
      if (state === "fired" || state === "judging") {
        return [lost(`signal ${id} (${ticker}) is still ${state}`)];
      }
      const isOut = state === "confirmed" || state === "queued" || state === "delivered";
      const channels = new Set((ofSignal.get(id) ?? []).map(({ channel }) => channel));
      if (!isOut || (channels.has("telegram") && channels.has("webhook"))) return [];
      return [lost(`signal ${id} (${ticker}) is ${state} and has messages of ${[...channels]} alone`)];
    }),
    ...memory.messages.flatMap((row) => {
      const fate = findFate(row, { known, arrived: outside.arrived, moved: memory.movedChats });
      return fate === undefined
        ? []
        : [lost(`message ${row.id} (${row.key}, ${row.channel} ${row.chat}): ${fate}`)];
    }),
  ];
}

interface FateParts {
  readonly known: ReadonlyMap<string, MessageFact>;
  readonly arrived: Arrived;
  readonly moved: ReadonlyMap<string, string>;
}

/** @returns what is wrong with its end. */
function findFate(row: MessageFact, parts: FateParts): string | undefined {
  const { state, error = "", key, channel, edits } = row;
  if (isUnconfirmed(row)) return undefined;
  if (OPEN.has(state)) return `it is still ${state} (${error})`;
  if (state === "refused") return `it was refused: ${error}`;
  if (state === "expired") {
    return row.isListed || row.kind === "reply" ? undefined : "its end was told to nobody";
  }
  if (state === "superseded") {
    const [, group] = /^told in (group:\S+)$/.exec(error) ?? [];
    return group === undefined || parts.known.has(`${channel} ${group}`) ? undefined : `there is no ${group}`;
  }
  if (channel === "webhook") return parts.arrived.office.has(key) ? undefined : "the office never took it";
  // An edit changes what is there.
  if (edits !== undefined) return undefined;
  return parts.arrived.telegram.some((one) => isOf(one, row, parts.moved))
    ? undefined
    : "it is called delivered and never arrived";
}

function isUnconfirmed({ state, isGivenUp, error }: MessageFact): boolean {
  return (state === "unknown" && isGivenUp) || (state === "expired" && error === NOT_CONFIRMED);
}

/** Every message that a person got is one of ours, and none came twice without saying so. */
function matchArrivals({ messages, movedChats }: Memory, { telegram }: Arrived) {
  const faults: Fault[] = [];
  let [doubledWithMark, doubledByLate] = [0, 0];
  const rows = messages.filter(({ channel }) => channel === "telegram");
  const owners = new Map<string, { plain: MessageFact[]; marked: MessageFact[] }>();
  const ownersOf = (chat: string, text: string) => {
    const key = `${movedChats.get(chat) ?? chat} ${text}`;
    const known = owners.get(key) ?? { plain: [], marked: [] };
    owners.set(key, known);
    return known;
  };
  for (const row of rows) {
    const { body, markedBody, chat, kind } = row;
    // It has the text of the message whose buttons it changes, and is never one itself.
    if (kind === KEYBOARD) continue;
    ownersOf(chat, readText(body)).plain.push(row);
    if (markedBody !== body) ownersOf(chat, readText(markedBody)).marked.push(row);
  }
  const came = Map.groupBy(
    telegram.filter(({ isOfBot }) => isOfBot),
    ({ chat, firstText }) => `${movedChats.get(chat) ?? chat} ${firstText}`,
  );
  for (const [key, arrivals] of came) {
    const own = owners.get(key);
    const [first = { firstText: "", chat: "" }] = arrivals;
    const words = `${first.chat} got ${JSON.stringify(first.firstText.slice(0, 80))}`;
    if (own === undefined) {
      faults.push(other(`phantom: ${words}, which is no message of the program`));
      continue;
    }
    if (own.plain.length > 0 && arrivals.length > own.plain.length) {
      faults.push(doubled(`${words} ${arrivals.length} times without a mark`));
    }
    if (own.plain.length > 0) continue;
    for (const row of own.marked.slice(0, 1)) {
      const before = came.get(`${movedChats.get(row.chat) ?? row.chat} ${readText(row.body)}`) ?? [];
      const again = arrivals.length - 1 + (before.length > 0 ? 1 : 0);
      doubledWithMark += again;
      if ([...arrivals, ...before].some(({ isLate }) => isLate)) doubledByLate += again;
    }
  }
  const texts = new Set(
    rows.flatMap(({ chat, body, markedBody }) =>
      [body, markedBody].map((text) => `${movedChats.get(chat) ?? chat} ${readText(text)}`)
    ),
  );
  for (const { chat, text, firstText } of telegram.filter(({ isOfBot }) => isOfBot)) {
    if (text !== firstText && !isEditOf(rows, text)) {
      const now = `${movedChats.get(chat) ?? chat} ${text}`;
      const what = texts.has(now) ? "has the text of another one now" : "has a text that nobody wrote";
      faults.push(half(`${chat}: ${JSON.stringify(firstText.slice(0, 60))} ${what}`));
    }
  }
  return { faults, doubledWithMark, doubledByLate };
}

const isEditOf = (rows: readonly MessageFact[], text: string) =>
  rows.some(({ edits, body, markedBody }) =>
    edits !== undefined && (readText(body) === text || readText(markedBody) === text)
  );

function isOf(
  { chat, firstText }: { readonly chat: string; readonly firstText: string },
  row: MessageFact,
  moved: ReadonlyMap<string, string>,
): boolean {
  if ((moved.get(chat) ?? chat) !== (moved.get(row.chat) ?? row.chat)) return false;
  return [row.body, row.markedBody].some((body) => firstText === readText(body));
}

function readText(html: string): string {
  const parsed = parseTelegramHtml(html);
  return "fault" in parsed ? toPlainText(html).trim() : parsed.text;
}

function judgeOffice({ messages }: Memory, { office }: Arrived): readonly Fault[] {
  const rows = new Map(messages.filter(({ channel }) => channel === "webhook").map((row) => [row.key, row]));
  return [...office].flatMap(([key, body]) => {
    const row = rows.get(key);
    if (row === undefined) {
      return [other(`phantom: the office took ${key}, which is no message of the program`)];
    }
    return row.body === body ? [] : [half(`the office took other bytes of ${key}`)];
  });
}

/** Nothing that was rejected goes out, a buy only with a confirmation, and an error is no rejection. */
function judgeVerdicts({ signals, messages, falseRejections }: Memory): readonly Fault[] {
  const byId = new Map(signals.map((signal) => [signal.id, signal]));
  const faults = messages.flatMap((row) => {
    const signal = row.signalId === undefined ? undefined : byId.get(row.signalId);
    if (row.signalId === undefined) return [];
    if (signal === undefined) return [other(`phantom: message ${row.id} is of no signal`)];
    const { decision, state, id } = signal;
    if (state === "rejected" || state === "skipped") {
      return [other(`signal ${id} is ${state} and has a message`)];
    }
    const isConfirmed = decision?.effective === "CONFIRM" &&
      (decision.raw === "CONFIRM" || decision.errorKind === "no_judge");
    return row.kind === "buy" && !isConfirmed
      ? [other(`buy ${id} went out as one, and the judge said ${decision?.raw ?? "nothing"}`)]
      : [];
  });
  const errors = falseRejections === 0 ? [] : [other(`${falseRejections} errors are called rejections`)];
  return [...faults, ...errors];
}

function judgeActions({ actions, takenUpdates }: Memory): readonly Fault[] {
  const asked = Map.groupBy(actions, ({ kind, args }) => `${kind} ${args}`);
  const twice = [...asked].filter(([, same]) => same.length > 1).map(([what, same]) =>
    doubled(`${what} was asked for once and is there ${same.length} times`)
  );
  const begun = actions.filter(({ state }) =>
    state !== "asked" && state !== "expired" && state !== "dropped"
  );
  return takenUpdates > begun.length
    ? [...twice, doubled(`${takenUpdates} presses and commands were taken for ${begun.length} actions`)]
    : twice;
}

/** From what it rests on to the stored message; across a kill nobody counts. */
function findSlowProtective({ signals, messages }: Memory, { livesMs, speed }: Outside) {
  const first = new Map(messages.toReversed().map((row) => [row.signalId, row]));
  const faults: Fault[] = [];
  let [slowestMs, late] = [0, 0];
  for (const { id, signalClass, knownAtMs } of signals) {
    const row = first.get(id);
    if (signalClass !== "sell_protective" || row === undefined) continue;
    const isAcross = livesMs.some((bornMs) => bornMs > knownAtMs && bornMs <= row.queuedAtMs);
    if (isAcross) continue;
    const ms = (row.queuedAtMs - knownAtMs) / speed;
    slowestMs = Math.max(slowestMs, ms);
    if (ms > PROTECTIVE_MS) late++;
    if (ms > LONGEST_PROTECTIVE_MS) {
      faults.push(other(`protective sell ${id} was stored after ${Math.round(ms)} ms`));
    }
  }
  return { faults, slowestMs, late };
}
