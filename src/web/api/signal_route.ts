/** `POST /signal`: other programs send a signal. Who may is decided by the door of the signals, not by a browser's session. */
import type { Context, Hono } from "hono";
import type { InboundRequest } from "../../signals/inbound/admission.ts";
import type { DoorAnswer } from "../../signals/inbound/door.ts";
import { type AccessRules, type Caller, isTrusted } from "../access/access.ts";
import { isFromOwnPage } from "../access/guard.ts";
import type { TryThrottle } from "../access/throttle.ts";
import { problem } from "../kit/problem.ts";
import { API } from "./v1/routes.ts";

export interface SignalRouteParts {
  readonly access: AccessRules;
  readonly callerOf: (request: Request) => Caller;
  /** Without it no signals are taken. */
  readonly takeSignal?: ((request: InboundRequest) => Promise<DoorAnswer>) | undefined;
  /** Slows whoever guesses; a right sender never waits, also at the same address. */
  readonly throttle: Pick<TryThrottle, "addWrong">;
}

/** Before one that was not taken is worth sending again. */
const AGAIN_AFTER_S = 30;
/** More is not read at all; the door knows its own limit. */
const LARGEST_BODY_BYTES = 64 * 1024;
/** TradingView sends JSON as plain text, and can set no header. */
const TYPES = ["application/json", "text/plain"];

export function addSignalRoute(web: Hono, parts: SignalRouteParts): void {
  for (const path of ["/signal", `${API}/signals`]) web.post(path, (context) => answer(context, parts));
}

async function answer(
  context: Context,
  { access, callerOf, takeSignal, throttle }: SignalRouteParts,
): Promise<Response> {
  const { req } = context;
  if (takeSignal === undefined) {
    return problem(context, {
      status: 503,
      code: "signals_off",
      title: "Not ready",
      detail: "Signals are not taken.",
    });
  }
  // A page in a visitor's browser is never a program that sends signals, however near it is.
  if (!isFromOwnPage(context) || req.header("sec-fetch-mode") !== undefined) {
    return problem(context, {
      status: 403,
      code: "foreign_page",
      title: "Foreign page",
      detail: "Signals are sent by programs, not by pages.",
    });
  }
  const type = (req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!TYPES.includes(type)) {
    return problem(context, {
      status: 415,
      code: "not_json",
      title: "Not JSON",
      detail: "Send JSON, as application/json.",
    });
  }
  if (Number(req.header("content-length") ?? 0) > LARGEST_BODY_BYTES) {
    return toResponse(context, { status: 413, detail: "The body is too large." });
  }
  const text = await req.text();
  const taken = await takeSignal({
    text,
    // No session of a browser: programs have the token, or run on this machine where that is enough.
    isTrusted: isTrusted(context, access, callerOf),
    isOnlyNear: req.header("authorization") === undefined,
    idempotencyKey: req.header("idempotency-key"),
    webhookId: req.header("webhook-id"),
    webhookTimestamp: req.header("webhook-timestamp"),
    webhookSignature: req.header("webhook-signature"),
  });
  if (taken.status !== 401) return toResponse(context, taken);
  const wrong = await throttle.addWrong(callerOf(req.raw));
  return wrong.kind === "wrong" ? toResponse(context, taken) : refuseFlood(context, wrong.retryAfterS);
}

function refuseFlood(context: Context, retryAfterS: number): Response {
  context.header("retry-after", String(retryAfterS));
  return problem(context, {
    status: 429,
    code: "too_many_wrong_keys",
    title: "Too many wrong keys",
    detail: `Many wrong keys and signatures wait for their answer; try again in ${retryAfterS} s. ` +
      "The right one is let in at once.",
  });
}

function toResponse(context: Context, answer: DoorAnswer): Response {
  switch (answer.status) {
    case 200:
    case 202:
      return context.json({ id: answer.id, label: answer.label ?? null, state: answer.state }, answer.status);
    case 409:
      return problem(context, {
        status: 409,
        code: "not_sent_on",
        title: "Not sent on",
        detail: answer.detail,
        more: { reason: answer.reason },
      });
    case 422:
      return problem(context, {
        status: 422,
        code: "not_a_signal",
        title: "Not a signal",
        detail: answer.faults.join("; "),
        more: { faults: answer.faults },
      });
    case 429:
      context.header("retry-after", String(answer.retryAfterS));
      return problem(context, {
        status: 429,
        code: "too_many_signals",
        title: "Too many signals",
        detail: answer.detail,
      });
    case 401:
      context.header("www-authenticate", 'Bearer realm="signal-v2"');
      return problem(context, {
        status: 401,
        code: "unknown_sender",
        title: "Unknown sender",
        detail: answer.detail,
      });
    case 413:
      return problem(context, {
        status: 413,
        code: "body_refused",
        title: "Body refused",
        detail: answer.detail,
      });
    case 503:
      context.header("retry-after", String(AGAIN_AFTER_S));
      return problem(context, {
        status: 503,
        code: answer.reason ?? "not_taken",
        title: "Not taken",
        detail: answer.detail,
      });
  }
}
