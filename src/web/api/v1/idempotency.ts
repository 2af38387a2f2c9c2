/** `Idempotency-Key`: a change that is asked for again, because its answer was lost, is answered again and not made again. */
import { createHash } from "node:crypto";
import type { Context } from "hono";
import { OWNER } from "../../../core/actor.ts";
import type { AnswerMemory, KeptAnswer } from "../../../jobs/answers/answer_memory.ts";
import { problem } from "../../kit/problem.ts";

const KEY = /^[\x21-\x7e]{1,200}$/;

export interface KeyedRequest {
  /** The address without an alias: asking by another one is the same request. */
  readonly route: string;
  readonly body: string;
}

export class Idempotency {
  readonly #memory: AnswerMemory | undefined;
  /** Keys that this very process works on. */
  readonly #working = new Set<string>();

  constructor(memory: AnswerMemory | undefined) {
    this.#memory = memory;
  }

  /** Does `work`, unless the key of the request says that it was done. Without a key it is done each time. */
  async run(context: Context, request: KeyedRequest, work: () => Promise<Response>): Promise<Response> {
    const key = context.req.header("idempotency-key");
    if (key === undefined) return await work();
    const memory = this.#memory;
    if (!KEY.test(key)) return refuse(context, "bad_key");
    if (memory === undefined) return refuse(context, "no_memory");
    const digest = createHash("sha256").update(`${request.route}\n${request.body}`).digest("hex");
    const taken = await memory.take(OWNER, key, digest);
    if (taken.kind === "other") return refuse(context, "key_was_used");
    if (taken.kind === "open") {
      return refuse(context, this.#working.has(key) ? "still_working" : "outcome_unknown");
    }
    if (taken.kind === "answered") return replay(taken.answer);
    this.#working.add(key);
    try {
      return await keepAnswer(await work(), { memory, key });
    } finally {
      this.#working.delete(key);
    }
  }
}

/** What was not done for want of something (5xx) may be tried again under the same key. */
async function keepAnswer(
  response: Response,
  { memory, key }: { readonly memory: AnswerMemory; readonly key: string },
): Promise<Response> {
  if (response.status >= 500) await memory.forget(OWNER, key);
  else await memory.keep(OWNER, key, { status: response.status, body: await response.clone().text() });
  return response;
}

function replay({ status, body }: KeptAnswer): Response {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(body, { status, headers: { "content-type": type, "idempotency-replayed": "true" } });
}

const REFUSALS = {
  bad_key: {
    status: 400,
    title: "Bad key",
    detail: "Idempotency-Key must have 1 to 200 visible letters of ASCII, without spaces.",
  },
  no_memory: {
    status: 503,
    title: "Not available",
    detail: "Keys cannot be remembered here: nothing was done. The log says why (jobs_off).",
  },
  key_was_used: {
    status: 422,
    title: "Key was used",
    detail: "This Idempotency-Key came with another request within 24 hours: use a new one.",
  },
  still_working: {
    status: 409,
    title: "Still working",
    detail: "The first request with this Idempotency-Key is being worked on: ask again in a second.",
  },
  outcome_unknown: {
    status: 409,
    title: "Outcome unknown",
    detail:
      "The first request with this Idempotency-Key was never answered, and how far it came is not known: look " +
      "whether it was done, and use a new key.",
  },
} as const;

function refuse(context: Context, code: keyof typeof REFUSALS): Response {
  return problem(context, { code, ...REFUSALS[code] });
}
