/** What Telegram hands over, as far as the bot acts on it. Strict in nothing: what is not understood is skipped. */
import { z } from "zod";
import { toShownText } from "../core/text.ts";

export interface ChatPerson {
  /** Decimal digits. */
  readonly userId: string;
  readonly name: string;
}

export interface ChatPlace {
  readonly id: string;
  readonly isPrivate: boolean;
}

export interface ChatMessage {
  readonly kind: "message";
  readonly updateId: number;
  readonly sentAtMs: number;
  readonly from: ChatPerson;
  readonly chat: ChatPlace;
  readonly text: string;
}

export interface ButtonPress {
  readonly kind: "press";
  readonly updateId: number;
  readonly pressId: string;
  readonly from: ChatPerson;
  readonly chat: ChatPlace;
  readonly data: string;
}

export interface MemberChange {
  readonly kind: "member";
  readonly updateId: number;
  readonly from: ChatPerson;
  readonly chat: ChatPlace;
  readonly isThere: boolean;
}

export type BotUpdate =
  | ChatMessage
  | ButtonPress
  | MemberChange
  | { readonly kind: "other"; readonly updateId: number };

/** Asked for by name: Telegram remembers the list and sends nothing else. */
export const UPDATE_KINDS = ["message", "callback_query", "my_chat_member"] as const;

/** Longer is no command. */
const LONGEST_TEXT = 400;
const LONGEST_NAME = 40;

/** The end of 2999; later is no time at which somebody wrote. */
const LATEST_DATE_S = 32_503_647_600;
/** Telegram counts from 1, in 32 bits by now; one more must be exact. */
const HIGHEST_ID = 2 ** 52;

const userSchema = z.looseObject({
  id: z.int(),
  is_bot: z.boolean().default(false),
  first_name: z.string().default(""),
  username: z.string().optional(),
});
const chatSchema = z.looseObject({ id: z.int(), type: z.string() });
const messageSchema = z.looseObject({
  date: z.int().min(0).max(LATEST_DATE_S),
  from: userSchema,
  chat: chatSchema,
  text: z.string(),
});
const pressSchema = z.looseObject({
  id: z.string(),
  from: userSchema,
  message: z.looseObject({ chat: chatSchema }),
  data: z.string().max(64),
});
const memberSchema = z.looseObject({
  from: userSchema,
  chat: chatSchema,
  new_chat_member: z.looseObject({ status: z.string() }),
});
const idSchema = z.looseObject({ update_id: z.int().min(0).max(HIGHEST_ID) });
const messageUpdate = z.looseObject({ message: messageSchema });
const pressUpdate = z.looseObject({ callback_query: pressSchema });
const memberUpdate = z.looseObject({ my_chat_member: memberSchema });

/** @returns `undefined` for what is no update at all. */
export function readUpdate(value: unknown): BotUpdate | undefined {
  const id = idSchema.safeParse(value);
  if (!id.success) return undefined;
  const updateId = id.data.update_id;
  return readMessage(updateId, value) ?? readPress(updateId, value) ?? readMember(updateId, value) ??
    { kind: "other", updateId };
}

function readMessage(updateId: number, value: unknown): ChatMessage | undefined {
  const parsed = messageUpdate.safeParse(value);
  if (!parsed.success) return undefined;
  const { from, chat, text, date } = parsed.data.message;
  // Other bots, and people who hide behind their group.
  if (from.is_bot) return undefined;
  const sender = { from: toSender(from), chat: toPlace(chat) };
  return { kind: "message", updateId, sentAtMs: date * 1_000, ...sender, text: text.slice(0, LONGEST_TEXT) };
}

function readPress(updateId: number, value: unknown): ButtonPress | undefined {
  const parsed = pressUpdate.safeParse(value);
  if (!parsed.success) return undefined;
  const { id: pressId, from, message, data } = parsed.data.callback_query;
  return { kind: "press", updateId, pressId, from: toSender(from), chat: toPlace(message.chat), data };
}

function readMember(updateId: number, value: unknown): MemberChange | undefined {
  const parsed = memberUpdate.safeParse(value);
  if (!parsed.success) return undefined;
  const { from, chat, new_chat_member: { status } } = parsed.data.my_chat_member;
  const isThere = status === "member" || status === "administrator" || status === "creator";
  return { kind: "member", updateId, from: toSender(from), chat: toPlace(chat), isThere };
}

const toSender = ({ id, first_name: name, username }: z.output<typeof userSchema>): ChatPerson => ({
  userId: String(id),
  name: toShownText(name || username || String(id), LONGEST_NAME),
});

const toPlace = ({ id, type }: z.output<typeof chatSchema>): ChatPlace => ({
  id: String(id),
  isPrivate: type === "private",
});
