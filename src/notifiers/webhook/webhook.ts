/** Signals for another program, each under a key by which it knows one that it has: repeated until it says 2xx. */
import type { Clock } from "../../core/clock.ts";
import { createOnceSender, type OnceAnswer, type OnceSender } from "../../lib/http/send_once.ts";
import { LONGEST_SILENCE_MS, readSilenceMs } from "../../lib/http/retry_after.ts";
import { bodyOf, type Channel, type ChannelPlug, type Outgoing, type SendOutcome } from "../channel.ts";
import { toOfficeBody } from "./office_body.ts";
import { readWebhookKey, signWebhook } from "./signature.ts";

const TITLE = "웹훅";
const PACE = { burst: 20, gapMs: 100 };
const LARGEST_ANSWER_BYTES = 64 * 1024;
const USUAL_SILENCE_MS = 5_000;
/** An address is a chat here, and there is one. */
const OFFICE = "office";

export const webhook: ChannelPlug = {
  id: "webhook",
  title: TITLE,
  create: ({ office }, { clock }) => office === undefined ? undefined : createWebhook(office, clock),
};

interface OfficeSettings {
  readonly url: string;
  readonly secret: string;
  readonly timeoutMs: number;
}

function createWebhook(office: OfficeSettings, clock: Clock): Channel {
  const sender = createOnceSender(clock);
  return {
    id: "webhook",
    title: TITLE,
    audience: "programs",
    repeat: "harmless",
    timeoutMs: office.timeoutMs,
    pace: PACE,
    chats: [OFFICE],
    idScopeOf: () => OFFICE,
    render: (request) => {
      const body = toOfficeBody(request);
      return body === undefined ? [] : [{ body, markedBody: body }];
    },
    send: async (message, signal) =>
      toOutcome(await post(sender, { office, clock, message, signal }), clock.now()),
    [Symbol.dispose]: () => sender[Symbol.dispose](),
  };
}

async function post(
  sender: OnceSender,
  { office, clock, message, signal }: {
    office: OfficeSettings;
    clock: Clock;
    message: Outgoing;
    signal: AbortSignal;
  },
): Promise<OnceAnswer> {
  const key = readWebhookKey(office.secret);
  if (key === undefined) throw new TypeError("Cannot sign: SIGNAL_V2_OFFICE_SECRET is not whsec_ and base64");
  const body = bodyOf(message);
  // The time of this attempt: receivers refuse what is older than five minutes. Key and bytes stay.
  const timestampS = Math.floor(clock.now() / 1_000);
  return await sender.send({
    method: "POST",
    url: office.url,
    headers: {
      "content-type": "application/json",
      "idempotency-key": message.key,
      "webhook-id": message.key,
      "webhook-timestamp": String(timestampS),
      "webhook-signature": await signWebhook(key, { id: message.key, timestampS, body }),
    },
    body,
    timeoutMs: office.timeoutMs,
    maxBytes: LARGEST_ANSWER_BYTES,
    address: "SIGNAL_V2_OFFICE_URL",
    signal,
  });
}

function toOutcome(answer: OnceAnswer, nowMs: number): SendOutcome {
  if (answer.kind === "not_sent") return { kind: "not_sent", reason: answer.error.message };
  if (answer.kind === "unknown") return { kind: "unknown", reason: answer.error.message };
  const { status, headers } = answer;
  const reason = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: "delivered", messageId: undefined };
  if (status === 429 || status === 503) {
    const waitMs = readSilenceMs(headers, nowMs) ?? USUAL_SILENCE_MS;
    return { kind: "limited", waitMs: Math.min(waitMs, LONGEST_SILENCE_MS), reason };
  }
  if (status === 401 || status === 403) {
    return { kind: "locked_out", reason: `${reason}: the signature is refused` };
  }
  if (status === 409) {
    return { kind: "refused", reason: `${reason}: it knows this key with other bytes`, isOurFault: true };
  }
  if (status === 410) return { kind: "gone", reason };
  // Whatever it took before it failed, it knows the key.
  if (status >= 500 || status === 408 || status === 425) return { kind: "stumbled", reason };
  return { kind: "refused", reason, isOurFault: true };
}
