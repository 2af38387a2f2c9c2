/** What Telegram's answers mean, by code and description: the code alone "may change". */
import { z } from "zod";
import type { OnceAnswer } from "../../lib/http/send_once.ts";
import { LONGEST_SILENCE_MS, readSilenceMs } from "../../lib/http/retry_after.ts";
import type { EditOutcome, ProbeOutcome, SendOutcome } from "../channel.ts";

/** When it asks for silence and does not say for how long. */
const USUAL_SILENCE_MS = 5_000;
/** A wait of nothing, or of less, would be asked again at once and for ever. */
const SHORTEST_SILENCE_MS = 1_000;
const LONGEST_REASON = 160;

const answerSchema = z.union([
  z.looseObject({ ok: z.literal(true), result: z.unknown() }),
  z.looseObject({
    ok: z.literal(false),
    error_code: z.number(),
    description: z.string().default(""),
    parameters: z.looseObject({
      // A wait that cannot be read is no reason not to believe the rest.
      retry_after: z.number().optional().catch(undefined),
      migrate_to_chat_id: z.unknown().optional(),
    }).optional(),
  }),
]);

export type TelegramAnswer =
  | { readonly kind: "done"; readonly result: unknown }
  | {
    readonly kind: "failed";
    readonly code: number;
    readonly description: string;
    readonly waitMs: number | undefined;
    /** An id, or `unreadable` when it moved to what is none. */
    readonly movedTo: string | undefined;
  }
  | { readonly kind: "not_sent"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

/** @param nowMs for a date in `Retry-After`. */
export function readAnswer(answer: OnceAnswer, nowMs: number): TelegramAnswer {
  if (answer.kind !== "answered") return { kind: answer.kind, reason: answer.error.message };
  const parsed = answerSchema.safeParse(tryJson(answer.text));
  // A page of some proxy on the way: what is behind it may have taken the message.
  if (!parsed.success) {
    return { kind: "unknown", reason: `HTTP ${answer.status} without an answer of Telegram` };
  }
  if (parsed.data.ok) return { kind: "done", result: parsed.data.result };
  const { error_code: code, description, parameters } = parsed.data;
  const saidMs = parameters?.retry_after === undefined ? undefined : parameters.retry_after * 1_000;
  const waitMs = saidMs ?? readSilenceMs(answer.headers, nowMs);
  return {
    kind: "failed",
    code,
    description: description.slice(0, LONGEST_REASON),
    waitMs: waitMs === undefined
      ? undefined
      : Math.min(Math.max(waitMs, SHORTEST_SILENCE_MS), LONGEST_SILENCE_MS),
    movedTo: parameters?.migrate_to_chat_id === undefined
      ? undefined
      : readChatId(parameters.migrate_to_chat_id) ?? UNREADABLE,
  };
}

const UNREADABLE = "unreadable";

/** As Telegram has it: a whole number of at most 52 bits. */
function readChatId(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !/^-?[1-9]\d{0,15}$/.test(text)) return undefined;
  return Math.abs(Number(text)) < 2 ** 52 ? text : undefined;
}

const sentSchema = z.looseObject({ message_id: z.int().positive() });

export function toSendOutcome(answer: TelegramAnswer): SendOutcome {
  if (answer.kind === "not_sent" || answer.kind === "unknown") return answer;
  if (answer.kind === "done") {
    const sent = sentSchema.safeParse(answer.result);
    return { kind: "delivered", messageId: sent.success ? sent.data.message_id : undefined };
  }
  const { code, description, movedTo } = answer;
  const reason = `${code} ${description}`.trim();
  if (code === 429) {
    return { kind: "limited", waitMs: answer.waitMs ?? USUAL_SILENCE_MS, reason };
  }
  if (movedTo === UNREADABLE) {
    return { kind: "stumbled", reason: "the chat moved to what is no id of a chat" };
  }
  if (movedTo !== undefined) return { kind: "moved", chat: movedTo };
  // A server that is closing has not taken it; of other faults nobody knows.
  if (code >= 500) return { kind: /restart/i.test(description) ? "not_sent" : "unknown", reason };
  if (code === 401 || (code === 404 && /^not found$/i.test(description))) {
    return { kind: "locked_out", reason };
  }
  if (code === 403 || /chat not found|(is|was) deactivated|bot was kicked/i.test(description)) {
    return { kind: "gone", reason };
  }
  if (/can't parse entities/i.test(description)) return { kind: "unreadable", reason };
  return { kind: "refused", reason, isOurFault: true };
}

export function toEditOutcome(answer: TelegramAnswer): EditOutcome {
  if (answer.kind === "failed" && answer.code === 400) {
    if (/message is not modified/i.test(answer.description)) {
      return { kind: "delivered", messageId: undefined };
    }
    if (isAbsent(answer.description)) return { kind: "absent", reason: `400 ${answer.description}` };
  }
  // An edit may be said twice, so one without an answer is simply said again.
  if (answer.kind === "unknown") return { kind: "not_sent", reason: answer.reason };
  const outcome = toSendOutcome(answer);
  return outcome.kind === "unknown" ? { kind: "not_sent", reason: outcome.reason } : outcome;
}

export function toProbeOutcome(answer: TelegramAnswer): ProbeOutcome {
  if (answer.kind === "done") return { kind: "overwrote" };
  if (answer.kind !== "failed") return { kind: "no_answer", reason: answer.reason, waitMs: undefined };
  const reason = `${answer.code} ${answer.description}`;
  if (answer.code === 400 && /message is not modified/i.test(answer.description)) return { kind: "there" };
  if (answer.code === 400 && isAbsent(answer.description)) return { kind: "absent" };
  if (answer.code >= 500) return { kind: "refused", reason, mayPass: true };
  const outcome = toSendOutcome(answer);
  if (outcome.kind === "gone" || outcome.kind === "moved") return outcome;
  if (outcome.kind === "limited") return { kind: "no_answer", reason, waitMs: outcome.waitMs };
  if (outcome.kind === "locked_out") return { kind: "no_answer", reason, waitMs: undefined };
  return { kind: "refused", reason, mayPass: false };
}

/** Also an id that a message of the person has: it cannot be edited. */
function isAbsent(description: string): boolean {
  return /message to edit not found|message can't be edited|message_id_invalid/i.test(description);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
