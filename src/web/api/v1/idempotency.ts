/** `Idempotency-Key`: a change that is asked for again, because its answer was lost, is answered again and not made again. */
import { createHash } from "node:crypto";
import type { Context } from "hono";
import { OWNER } from "../../../core/actor.ts";
import { StoreError } from "../../../core/errors.ts";
import type { AnswerMemory, KeptAnswer, TakenKey } from "../../../jobs/answers/answer_memory.ts";
import { problem } from "../../kit/problem.ts";

const KEY = /^[\x21-\x7e]{1,200}$/;

export interface KeyedRequest {
  /** The address without an alias: asking by another one is the same request. */
  readonly route: string;
  readonly body: string;
}

export class Idempotency {
  readonly #readMemory: () => Promise<AnswerMemory | undefined>;
  /** Keys that this very process works on. */
  readonly #working = new Set<string>();
  /** Keys under which nothing was changed, and that could not be forgotten yet. */
  readonly #owed = new Set<string>();

  /** @param readMemory asked each time: it may come and go as its file does. */
  constructor(readMemory: () => Promise<AnswerMemory | undefined>) {
    this.#readMemory = readMemory;
  }

  /** Does `work`, unless the key of the request says that it was done. Without a key it is done each time. */
  async run(context: Context, request: KeyedRequest, work: () => Promise<Response>): Promise<Response> {
    const key = context.req.header("idempotency-key");
    if (key === undefined) return await work();
    if (!KEY.test(key)) return refuse(context, "bad_key");
    const memory = await this.#readMemory();
    if (memory === undefined) return refuse(context, "no_memory");
    const digest = createHash("sha256").update(`${request.route}\n${request.body}`).digest("hex");
    const taken = await this.#take(memory, key, digest);
    if (taken.kind === "failed") return refuse(context, "memory_failed", taken.why);
    if (taken.kind === "other") return refuse(context, "key_was_used");
    if (taken.kind === "open") {
      return refuse(context, this.#working.has(key) ? "still_working" : "outcome_unknown");
    }
    if (taken.kind === "answered") return replay(taken.answer);
    this.#working.add(key);
    try {
      return await this.#answer(memory, key, work);
    } finally {
      this.#working.delete(key);
    }
  }

  async #take(
    memory: AnswerMemory,
    key: string,
    digest: string,
  ): Promise<TakenKey | { readonly kind: "failed"; readonly why: string }> {
    try {
      if (this.#owed.has(key)) {
        await memory.forget(OWNER, key);
        this.#owed.delete(key);
      }
      return await memory.take(OWNER, key, digest);
    } catch (error) {
      if (error instanceof StoreError && error.isUnavailable) return { kind: "failed", why: error.message };
      throw error;
    }
  }

  async #answer(memory: AnswerMemory, key: string, work: () => Promise<Response>): Promise<Response> {
    let response: Response;
    try {
      response = await work();
    } catch (error) {
      // Whatever else was thrown, nobody knows how far it came.
      if (error instanceof StoreError) await this.#forget(memory, key);
      throw error;
    }
    if (changedNothing(response)) await this.#forget(memory, key);
    else await keepAnswer(response, { memory, key });
    return response;
  }

  async #forget(memory: AnswerMemory, key: string): Promise<void> {
    try {
      await memory.forget(OWNER, key);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#owed.add(key);
    }
  }
}

/** What was not done for want of something (5xx), or was in the way of something else (409), may be tried again. */
function changedNothing({ status }: Response): boolean {
  return status >= 500 || status === 409;
}

/** An answer that cannot be kept is given all the same: it is true, and its key says from now on that nobody knows. */
async function keepAnswer(
  response: Response,
  { memory, key }: { readonly memory: AnswerMemory; readonly key: string },
): Promise<void> {
  try {
    await memory.keep(OWNER, key, { status: response.status, body: await response.clone().text() });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
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
  memory_failed: {
    status: 503,
    title: "Not available",
    detail: "Keys cannot be remembered at the moment: nothing was done.",
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

function refuse(context: Context, code: keyof typeof REFUSALS, why?: string): Response {
  const { detail, ...facts } = REFUSALS[code];
  return problem(context, { code, ...facts, detail: why === undefined ? detail : `${detail} ${why}` });
}
