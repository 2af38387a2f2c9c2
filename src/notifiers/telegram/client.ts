/**
 * The few methods of the Bot API that are needed. Libraries for it send a message twice when a kept connection ends
 * (measured), wait where an outbox must not, and end their loop at the first 409; this is shorter than taming one.
 */
import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import { createRedactor } from "../../core/text.ts";
import { createOnceSender, type OnceAnswer } from "../../lib/http/send_once.ts";
import { readAnswer, type TelegramAnswer } from "./answers.ts";

const LARGEST_ANSWER_BYTES = 1024 * 1024;

export interface TelegramClientOptions {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export interface TelegramClient extends Disposable {
  /** Sent once, whatever happens. The token, which is in the address, is in no reason. */
  call(
    method: string,
    params: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<TelegramAnswer>;
}

export function createTelegramClient(
  { url, token, timeoutMs, clock }: TelegramClientOptions,
): TelegramClient {
  const sender = createOnceSender(clock);
  const redact = createRedactor([token]);
  return {
    async call(method, params, signal) {
      const answer = await sender.send({
        method: "POST",
        url: `${url}/bot${token}/${method}`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(params),
        timeoutMs,
        maxBytes: LARGEST_ANSWER_BYTES,
        address: "SIGNAL_V2_TELEGRAM_URL",
        ...(signal === undefined ? {} : { signal }),
      }).catch(toNotSent);
      return withoutToken(readAnswer(answer, clock.now()), redact);
    },
    [Symbol.dispose]: () => sender[Symbol.dispose](),
  };
}

/** An address that cannot be one; nothing left. */
function toNotSent(error: unknown): OnceAnswer {
  if (!(error instanceof TypeError)) throw error;
  const unusable = new UpstreamError("network", "the address made of SIGNAL_V2_TELEGRAM_URL cannot be used");
  return { kind: "not_sent", error: unusable };
}

function withoutToken(answer: TelegramAnswer, redact: (text: string) => string): TelegramAnswer {
  if (answer.kind === "done") return answer;
  if (answer.kind === "failed") return { ...answer, description: redact(answer.description) };
  return { ...answer, reason: redact(answer.reason) };
}
