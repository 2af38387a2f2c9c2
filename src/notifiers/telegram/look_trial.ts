/**
 * Tries with the server itself what the sender relies on after a send without an answer: that ids rise one by one, and
 * that an edit tells, without a sound, whether a message is there. Three messages, and edits of theirs.
 */
import { z } from "zod";
import type { TelegramAnswer } from "./answers.ts";
import { toProbeOutcome, toSendOutcome } from "./answers.ts";
import type { TelegramClient } from "./client.ts";
import { toMarks } from "./marks.ts";
import { toChatId } from "./telegram.ts";

/** So far above the newest message that no other one of the bot has this id by now. */
const FAR_AWAY = 1_000;

export const LOOK_QUESTIONS = [
  "same_text",
  "other_text",
  "ids_by_one",
  "absent_id",
  "marks",
] as const;

/**
 * - `same_text` an edit with the same content is refused as "not modified".
 * - `other_text` an edit with another content is done, so that the one above says something.
 * - `ids_by_one` three messages in a row have ids in a row.
 * - `absent_id` an edit of an id that there is not is refused as such.
 * - `marks` text and marks come back as they were meant. For information: sends and looks are read alike.
 */
export type LookQuestion = (typeof LOOK_QUESTIONS)[number];

export interface LookFinding {
  readonly question: LookQuestion;
  /** `undefined`: it could not be told. */
  readonly isYes: boolean | undefined;
  /** What was seen: ids, or the words of the answer. */
  readonly seen: string;
}

export interface LookFindings {
  readonly findings: readonly LookFinding[];
  /** Whether a look can be trusted; `undefined`: it could not be told. */
  readonly isSound: boolean | undefined;
  /** Ids of the messages that were sent. */
  readonly ids: readonly number[];
  /** Why it ended early. */
  readonly stopped: string | undefined;
}

export interface LookTexts {
  /** HTML, as signals have it. */
  readonly first: string;
  /** In the place of the first at the end. */
  readonly last: string;
  readonly others: readonly [string, string];
  readonly button: { readonly text: string; readonly data: string };
}

/** A trial that had to end: the reason is for people. */
class Stopped extends Error {}

const sentSchema = z.looseObject({
  message_id: z.int().positive(),
  text: z.string().optional(),
  entities: z.array(z.looseObject({ type: z.string(), offset: z.int(), length: z.int() })).optional(),
});

/** @param client sends each request once. Nothing is thrown but what is a fault of this program. */
export async function tryLooking(
  client: Pick<TelegramClient, "call">,
  { chat, texts }: { readonly chat: string; readonly texts: LookTexts },
): Promise<LookFindings> {
  const findings: LookFinding[] = [];
  const ids: number[] = [];
  let stopped: string | undefined;
  try {
    await ask(client, { chat, texts, findings, ids });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped = error.message;
  }
  return { findings, isSound: toVerdict(findings), ids, stopped };
}

/** What speaks against it is enough; for it, all that decides must be known. */
function toVerdict(findings: readonly LookFinding[]): boolean | undefined {
  const deciding = LOOK_QUESTIONS.filter((one) => one !== "marks").map((one) =>
    findings.find(({ question }) => question === one)?.isYes
  );
  if (deciding.includes(false)) return false;
  return deciding.every((isYes) => isYes === true) ? true : undefined;
}

interface Trial {
  readonly chat: string;
  readonly texts: LookTexts;
  readonly findings: LookFinding[];
  readonly ids: number[];
}

async function ask(client: Pick<TelegramClient, "call">, trial: Trial): Promise<void> {
  const { chat, texts, findings, ids } = trial;
  const where = { chat_id: toChatId(chat), parse_mode: "HTML", link_preview_options: { is_disabled: true } };
  const { text: label, data } = texts.button;
  const keyboard = { reply_markup: { inline_keyboard: [[{ text: label, callback_data: data }]] } };
  const send = async (text: string, more = {}) => {
    const sent = readSent(
      await client.call("sendMessage", { ...where, text, ...more, disable_notification: true }),
    );
    ids.push(sent.message_id);
    return sent;
  };
  const edit = (id: number, text: string, more = {}) =>
    client.call("editMessageText", { ...where, message_id: id, text, ...more });

  const first = await send(texts.first, keyboard);
  findings.push(compareMarks(texts.first, first));
  const same = await edit(first.message_id, texts.first, keyboard);
  findings.push(toFinding("same_text", same, ["there"]));
  for (const text of texts.others) await send(text);
  findings.push({
    question: "ids_by_one",
    isYes: ids.every((id, i) => i === 0 || id === (ids[i - 1] ?? 0) + 1),
    seen: ids.join(", "),
  });
  const absentId = Math.max(...ids) + FAR_AWAY;
  findings.push(toFinding("absent_id", await edit(absentId, texts.first, keyboard), ["absent"]));
  findings.push(toFinding("other_text", await edit(first.message_id, texts.last), ["overwrote"]));
}

/** @throws {Stopped} for anything but a message. */
function readSent(answer: TelegramAnswer): z.infer<typeof sentSchema> {
  const outcome = toSendOutcome(answer);
  const sent = answer.kind === "done" ? sentSchema.safeParse(answer.result) : undefined;
  if (sent?.success === true) return sent.data;
  if (outcome.kind === "delivered") throw new Stopped("a message was taken, and its id was not told");
  if (outcome.kind === "limited") {
    throw new Stopped(
      `Telegram asks for silence for ${Math.ceil(outcome.waitMs / 1_000)} s: try again after that`,
    );
  }
  if (outcome.kind === "moved") {
    throw new Stopped(`the chat has another id now: ${outcome.chat}. Try again with that`);
  }
  if (outcome.kind === "unknown") {
    throw new Stopped(`a message got no answer, and may have arrived: ${outcome.reason}`);
  }
  throw new Stopped(`a message was not taken: ${outcome.reason}`);
}

/** @throws {Stopped} for a refusal that has nothing to do with the message. */
function toFinding(
  question: LookQuestion,
  answer: TelegramAnswer,
  wanted: readonly ReturnType<typeof toProbeOutcome>["kind"][],
): LookFinding {
  const outcome = toProbeOutcome(answer);
  const seen = outcome.kind === "overwrote" ? "200: it was edited" : toWords(answer);
  if (outcome.kind === "gone") throw new Stopped(`nobody is in this chat: ${outcome.reason}`);
  if (outcome.kind === "moved") {
    throw new Stopped(`the chat has another id now: ${outcome.chat}. Try again with that`);
  }
  if (outcome.kind === "no_answer") {
    if (answer.kind === "failed" && answer.code === 429) {
      const waitS = Math.ceil((outcome.waitMs ?? 0) / 1_000);
      throw new Stopped(`Telegram asks for silence for ${waitS} s: try again after that`);
    }
    return { question, isYes: undefined, seen };
  }
  // A refusal in words that nobody knows answers the question: looks could not read it either.
  if (outcome.kind === "refused" && outcome.mayPass) return { question, isYes: undefined, seen };
  return { question, isYes: wanted.includes(outcome.kind), seen };
}

function toWords(answer: TelegramAnswer): string {
  if (answer.kind === "done") return "200";
  return answer.kind === "failed" ? `${answer.code} ${answer.description}` : answer.reason;
}

/** Marks that Telegram finds by itself, such as addresses, are no difference. */
function compareMarks(html: string, sent: z.infer<typeof sentSchema>): LookFinding {
  if (sent.text === undefined) {
    return { question: "marks", isYes: undefined, seen: "the answer tells no text" };
  }
  const meant = toMarks(html);
  const came = (sent.entities ?? []).map(({ type, offset, length }) => `${type} ${offset}+${length}`);
  const missing = meant.marks.filter((mark) => !came.includes(mark));
  const added = came.filter((mark) => !meant.marks.includes(mark));
  const isSameText = sent.text === meant.text;
  return {
    question: "marks",
    isYes: isSameText && missing.length === 0,
    seen: [
      isSameText ? "the same text" : "another text",
      ...(missing.length === 0 ? [] : [`missing: ${missing.join(", ")}`]),
      ...(added.length === 0 ? [] : [`added by Telegram: ${added.join(", ")}`]),
    ].join("; "),
  };
}
