/** From facts to rows: who is told by which channel, in which words, how loud and how long it counts. */
import { HOUR_MS, MINUTE_MS } from "../core/kst.ts";
import type { Lang } from "../core/lang.ts";
import type { Channel } from "./channel.ts";
import { toButtons } from "./message_buttons.ts";
import { isAlarm, isPressing, type MessageFacts } from "./message_facts.ts";
import type { MessageButton, MessageDraft, MessageRank } from "./message_store.ts";

export interface MessageRequest {
  /** What is told, the same at each repetition: `signal:01J…:confirmed`. At most 200 characters. */
  readonly key: string;
  readonly facts: MessageFacts;
  readonly signalId?: string | undefined;
  /** Those of its kind when left out. */
  readonly buttons?: readonly (readonly MessageButton[])[];
  /** Whether it may make a sound; by its kind when left out. */
  readonly ring?: boolean | undefined;
  /** Key of an earlier message whose text this one replaces. */
  readonly edits?: string | undefined;
  /** After this it is not sent any more. For a signal to buy it is that of the signal. */
  readonly validUntilMs?: number | undefined;
}

export interface ComposeSetup {
  readonly owner: string;
  /** In the order of falling back. */
  readonly channels: readonly Channel[];
  readonly lang: Lang;
  readonly hidesAmounts: boolean;
  readonly nowMs: number;
}

/** People are told by the first channel for people; programs are told of every signal at once. */
export function composeMessages(request: MessageRequest, setup: ComposeSetup): readonly MessageDraft[] {
  const first = setup.channels.find(({ audience }) => audience === "people");
  const told = setup.channels.filter((channel) => channel.audience === "programs" || channel === first);
  return told.flatMap((channel) => composeOne(channel, request, setup));
}

/** The same for a channel that stands in for a blocked one. */
export function composeInstead(
  request: MessageRequest,
  { to, blocked, ...setup }: Omit<ComposeSetup, "channels"> & {
    readonly to: Channel;
    readonly blocked: Channel;
  },
): readonly MessageDraft[] {
  const key = `${request.key}:instead-of-${blocked.id}`;
  return composeOne(to, { ...request, key, edits: undefined }, { ...setup, insteadOf: blocked.title });
}

/** For one channel. @param setup.chats in which it is told; absent, all of the channel. */
export function composeOne(
  channel: Channel,
  request: MessageRequest,
  setup: Omit<ComposeSetup, "channels"> & {
    readonly insteadOf?: string | undefined;
    readonly chats?: readonly string[];
  },
): readonly MessageDraft[] {
  const { key, facts, signalId, edits } = request;
  const { owner, lang, hidesAmounts, nowMs, insteadOf, chats = channel.chats } = setup;
  const buttons = request.buttons ?? toButtons(facts, { signalId, lang });
  // A program is told once; what a message looks like later is for people.
  if (edits !== undefined && channel.edit === undefined) return [];
  const parts = channel.render({ key, facts, lang, hidesAmounts, insteadOf, nowMs });
  // A program hears no sound, so nothing is gathered to spare it one.
  const mayRing = edits === undefined && channel.audience === "people";
  return chats.flatMap((chat) =>
    parts.map(({ body, markedBody }, i): MessageDraft => ({
      ...{ owner, key, signalId, edits, facts, body, markedBody },
      channel: channel.id,
      chat,
      part: i + 1,
      parts: parts.length,
      kind: facts.kind,
      buttons: i === parts.length - 1 ? buttons : [],
      ring: mayRing && (request.ring ?? isRinging(facts)),
      rank: rankOf(facts),
      isResendable: isAlarm(facts) || isPressing(facts) || facts.kind === "outage",
      idScope: channel.idScopeOf(chat),
      queuedAtMs: nowMs,
      validUntilMs: request.validUntilMs ?? endOf(facts, nowMs),
    }))
  );
}

/** How long it is worth telling, where nobody said so. */
const LASTS_MS: Readonly<Record<MessageFacts["kind"], number>> = {
  buy: 10 * MINUTE_MS,
  unjudged: 10 * MINUTE_MS,
  sell_protective: 30 * MINUTE_MS,
  sell_discretionary: 30 * MINUTE_MS,
  group: 30 * MINUTE_MS,
  outage: HOUR_MS,
  outage_over: 6 * HOUR_MS,
  late: 6 * HOUR_MS,
  morning: 3 * HOUR_MS,
  evening: 3 * HOUR_MS,
  notice: 24 * HOUR_MS,
  test: 10 * MINUTE_MS,
  simulated: 10 * MINUTE_MS,
};

function endOf(facts: MessageFacts, nowMs: number): number {
  return facts.kind === "buy" ? facts.validUntilMs : nowMs + LASTS_MS[facts.kind];
}

/** Whether what says this makes a sound, where nobody said otherwise. */
export function isRinging(facts: MessageFacts): boolean {
  const { kind } = facts;
  return isPressing(facts) || kind === "buy" || kind === "sell_protective" || kind === "sell_discretionary" ||
    kind === "outage" ||
    kind === "morning" || kind === "test";
}

function rankOf(facts: MessageFacts): MessageRank {
  if (facts.kind === "sell_protective") return 0;
  return facts.kind === "notice" && !isPressing(facts) ? 2 : 1;
}
