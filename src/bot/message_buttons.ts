/** Buttons under messages that the program sent by itself: what a press asks for, and what it leaves behind. */
import type { PendingAction, Redraw, Reply } from "./bot_store.ts";
import type { ButtonPress } from "./updates.ts";

/** What a button says, told by whoever made it. */
export type PressMeaning =
  | {
    readonly kind: "signal";
    readonly act: "why" | "mute" | "undo" | "seen" | "later";
    readonly signalId: string;
    readonly overAtMs: number;
  }
  /** `id` names the outage. */
  | { readonly kind: "outages"; readonly id: string; readonly overAtMs: number }
  /** Signals of a day: `2026-11-20`. */
  | {
    readonly kind: "day";
    readonly day: string;
    readonly which: "told" | "rejected";
    readonly overAtMs: number;
  };

export interface MessageButtons {
  /** @returns `undefined` for what is no button of a message. */
  read(data: string): PressMeaning | undefined;
  /** Takes a mute back. */
  undo(signalId: string): { readonly text: string; readonly data: string };
}

/** One action: its id is the same for each press of the same thing, and its effect is stored under it once. */
export interface ButtonWish extends Pick<PendingAction, "id" | "kind" | "args" | "replyKey"> {
  /** For counters. */
  readonly word: string;
  /** From then on it is refused; reasons are told at any time. */
  readonly overAtMs: number;
}

const QUIET_SPAN = "30m";
/** The command behind the buttons of an evening. */
export const DAY_LIST = "signals.fired";
/** A longer list is for the pages. */
const MOST_OF_DAY = 30;

/** @returns `undefined` for a button of something else. */
export async function planButton(
  { data, chat }: Pick<ButtonPress, "data" | "chat">,
  buttons: MessageButtons,
): Promise<ButtonWish | undefined> {
  const meaning = buttons.read(data);
  if (meaning === undefined) return readRemoval(data);
  const { overAtMs } = meaning;
  if (meaning.kind === "outages") {
    const args = { for: QUIET_SPAN };
    return { id: meaning.id, kind: "outages.quiet", args, replyKey: undefined, word: "quiet", overAtMs };
  }
  if (meaning.kind === "day") {
    const { day, which } = meaning;
    const id = await toShortId("day", `${day} ${which} ${chat.id}`);
    const args = { day, which, limit: MOST_OF_DAY };
    return { id, kind: DAY_LIST, args, replyKey: undefined, word: `day_${which}`, overAtMs };
  }
  const { act, signalId } = meaning;
  const id = `${signalId}-${act}`;
  const common = { id, overAtMs, word: act, replyKey: undefined };
  const args = { signal: signalId };
  switch (act) {
    case "why":
      // Told in each chat once, so that the chat is part of the name.
      return {
        ...{ ...common, id: await toShortId("why", `${signalId} ${chat.id}`), overAtMs: Infinity },
        ...{ kind: "signals.why", args: { label: signalId } },
      };
    case "mute":
      return { ...common, kind: "signals.mute", args };
    case "undo":
      return { ...common, kind: "signals.unmute", args, replyKey: toEndKey(`${signalId}-mute`) };
    case "seen":
      return { ...common, kind: "signals.seen", args };
    case "later":
      return { ...common, kind: "signals.remind", args: { ...args, for: QUIET_SPAN } };
  }
}

/** What a done press leaves behind in the chat. */
export function planEnd(
  action: Pick<PendingAction, "id" | "chat" | "kind" | "replyKey">,
  { text, buttons }: { readonly text: string; readonly buttons: MessageButtons },
): { readonly replies: readonly Reply[]; readonly redraw: Redraw | undefined } {
  const end = toEnd(action, text);
  if (action.id.startsWith(OUTAGE)) {
    return { replies: [end], redraw: { kind: "pressed_out", data: toOutageData(action.id) } };
  }
  const [, signalId, act] = /^([0-9A-Z]{26})-(mute|undo|seen|later)$/.exec(action.id) ?? [];
  if (signalId === undefined) return { replies: [end], redraw: undefined };
  const redraw: Redraw = { kind: "signal", signalId };
  // The buttons that leave say enough.
  if (act === "seen") return { replies: [], redraw };
  return { replies: [act === "mute" ? { ...end, buttons: [[buttons.undo(signalId)]] } : end], redraw };
}

/** The question becomes its result, and its buttons go; without a question it is said anew. */
export function toEnd(
  { id, chat, replyKey }: Pick<PendingAction, "id" | "chat" | "replyKey">,
  text: string,
): Reply {
  return { key: toEndKey(id), chat, text, buttons: [], edits: replyKey, isRinging: false };
}

export const toEndKey = (actionId: string) => `bot:${actionId}:end`;

/** Takes an alarm away. @param replyKey of the message under which the button is. */
export function toRemovalData(alertId: string, replyKey: string): string {
  return `r:${alertId}:${replyKey.slice("bot:".length)}`;
}

function readRemoval(data: string): ButtonWish | undefined {
  const [, alertId, rest] = /^r:([\w-]{1,20}):([\w:-]{1,40})$/.exec(data) ?? [];
  if (alertId === undefined) return undefined;
  const facts = { kind: "alerts.remove", args: { id: alertId }, replyKey: `bot:${rest}` };
  return { ...facts, id: `alert-gone-${alertId}`, word: "remove_alert", overAtMs: Infinity };
}

const OUTAGE = "outage-";
const toOutageData = (id: string) => `o:${id.slice(OUTAGE.length)}`;

async function toShortId(word: string, text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `${word}-${bytes.toHex().slice(0, 28)}`;
}
