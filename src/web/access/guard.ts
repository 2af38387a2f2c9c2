import { createHash } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { type AccessRules, bearerOf, type Caller, hasToken, isSameText, isTrusted } from "./access.ts";
import type { Actor } from "../../core/actor.ts";
import { problem } from "../kit/problem.ts";
import { createSecret, type Sessions } from "./sessions.ts";
import type { TryThrottle } from "./throttle.ts";

export const SESSION_COOKIE = "signal_v2_session";
const LARGEST_FORM_BYTES = 4 * 1024;

export interface GuardParts {
  readonly access: AccessRules;
  readonly callerOf: (request: Request) => Caller;
  readonly sessions: Sessions;
  readonly throttle: TryThrottle;
}

/** `form` is set when a plain HTML form asked, which wants a page for an answer. */
export type Permit =
  | { readonly kind: "allowed"; readonly form: URLSearchParams | undefined }
  | { readonly kind: "refused"; readonly response: Response };

export interface Guard {
  /**
   * The hidden field `csrf` of every form that changes something. One per process is enough: it is only ever shown
   * to somebody trusted, and a foreign page cannot read it.
   */
  readonly csrfToken: string;
  isTrusted(context: Context): boolean;
  /** Answers a wrong bearer token, late when there were many, wherever it is sent. */
  readonly token: MiddlewareHandler;
  /** For programs: strangers get 401. */
  readonly data: MiddlewareHandler;
  /** For people: strangers are sent to the login form and come back from there. */
  readonly page: MiddlewareHandler;
  /** Refuses what a page of somebody else's sends through a visitor's browser. */
  readonly ownPages: MiddlewareHandler;
  /** Who it is that may do what is asked: written with what it changes. */
  actorOf(context: Context): Actor;
  /** Decides about a request that changes something; see `permitAction` in this file. */
  permitAction(context: Context): Promise<Permit>;
}

export function createGuard(parts: GuardParts): Guard {
  const csrfToken = createSecret();
  const isKnown = (context: Context) => isTrustedOrLoggedIn(context, parts);
  return {
    csrfToken,
    isTrusted: isKnown,
    token: async (context, next) => {
      if (bearerOf(context) === undefined || hasToken(context, parts.access)) return await next();
      const answer = await parts.throttle.addWrong(parts.callerOf(context.req.raw));
      return answer.kind === "wrong" ? refuseStranger(context) : refuseFlood(context, answer.retryAfterS);
    },
    data: async (context, next) => isKnown(context) ? await next() : refuseStranger(context),
    page: async (context, next) => isKnown(context) ? await next() : sendToLogin(context),
    ownPages: async (context, next) => isFromOwnPage(context) ? await next() : refuseForeign(context),
    actorOf: (context) => ({ kind: "http", id: toActorId(context, parts) }),
    permitAction: (context) => permitAction(context, { ...parts, csrfToken }),
  };
}

/** A path of ours and nothing that a browser could read as another host. */
export function isLocalPath(path: string): boolean {
  // No control characters either: browsers drop tabs and line breaks, and `/⇥/evil.com` becomes `//evil.com`.
  return /^\/[\x21-\x7e]*$/.test(path) && !path.includes("//") && !path.includes("\\") &&
    path.length <= 1_000;
}

/**
 * Browsers tell where a request comes from in two headers; neither may name another page, and programs send neither.
 * The port counts too: another server on this machine is another site. `https` is ours when a proxy speaks it for us;
 * such a proxy must pass the Host header on.
 */
export function isFromOwnPage({ req }: Context): boolean {
  const site = req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const origin = req.header("origin")?.toLowerCase();
  if (origin === undefined) return true;
  const host = (req.header("host") ?? "").toLowerCase();
  return origin === `http://${host}` || origin === `https://${host}`;
}

/** @returns the fields of a form, or `undefined` when the body is no form or larger than 4 KB. */
export async function readForm({ req }: Context): Promise<URLSearchParams | undefined> {
  const type = (req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") return undefined;
  const text = await readText(req.raw.body, LARGEST_FORM_BYTES);
  return text === undefined ? undefined : new URLSearchParams(text);
}

/**
 * A change needs three things: no foreign page behind it, somebody trusted, and a sign that it was meant. The sign is
 * the token itself, the header `X-Signal-Action: 1` (which no foreign page can send, as there is no CORS), or the
 * hidden field of our own form for browsers without JavaScript.
 */
async function permitAction(context: Context, parts: GuardParts & { csrfToken: string }): Promise<Permit> {
  if (!isFromOwnPage(context)) return { kind: "refused", response: refuseForeign(context) };
  if (!isTrustedOrLoggedIn(context, parts)) return { kind: "refused", response: refuseStranger(context) };
  if (hasToken(context, parts.access) || context.req.header("x-signal-action") === "1") {
    return { kind: "allowed", form: undefined };
  }
  const form = await readForm(context);
  if (form !== undefined && isSameText(form.get("csrf") ?? "", parts.csrfToken)) {
    return { kind: "allowed", form };
  }
  const detail = "Send the header X-Signal-Action: 1, or reload the page and press the button again.";
  return {
    kind: "refused",
    response: problem(context, { status: 403, code: "not_asked_for", title: "Not asked for", detail }),
  };
}

/** Two sessions are told apart by the hash of their ids, from which nobody gets back to one. */
function toActorId(context: Context, { access, sessions }: GuardParts): string {
  if (hasToken(context, access)) return "token";
  const id = getCookie(context, SESSION_COOKIE);
  if (id === undefined || !sessions.has(id)) return "this machine";
  return `session ${createHash("sha256").update(id).digest("hex").slice(0, 8)}`;
}

function isTrustedOrLoggedIn(context: Context, { access, callerOf, sessions }: GuardParts): boolean {
  if (isTrusted(context, access, callerOf)) return true;
  // Whoever sends a token is judged by it alone.
  if (bearerOf(context) !== undefined) return false;
  const id = getCookie(context, SESSION_COOKIE);
  return id !== undefined && sessions.has(id);
}

function refuseStranger(context: Context): Response {
  context.header("www-authenticate", 'Bearer realm="signal-v2"');
  return problem(context, {
    status: 401,
    code: "private_data",
    title: "Private data",
    detail:
      "Log in at /login, or send SIGNAL_V2_TOKEN as a bearer token. Without it only this machine itself is " +
      "let in, not through a proxy, and only while no token is set or SIGNAL_V2_TRUST_LOOPBACK=1.",
  });
}

function refuseFlood(context: Context, retryAfterS: number): Response {
  context.header("retry-after", String(retryAfterS));
  return problem(context, {
    status: 429,
    code: "too_many_wrong_tokens",
    title: "Too many wrong tokens",
    detail:
      `This token is wrong, and many wrong ones wait for their answer; try again in ${retryAfterS} s. ` +
      "The right one, SIGNAL_V2_TOKEN, is let in at once.",
  });
}

function sendToLogin(context: Context): Response {
  // A script would take the login form for the page it asked for.
  const mode = context.req.header("sec-fetch-mode");
  if (mode !== undefined && mode !== "navigate") return refuseStranger(context);
  const { pathname, search } = new URL(context.req.url);
  const next = isLocalPath(pathname + search) ? pathname + search : "/";
  return context.redirect(next === "/" ? "/login" : `/login?next=${encodeURIComponent(next)}`, 303);
}

function refuseForeign(context: Context): Response {
  return problem(context, {
    status: 403,
    code: "foreign_page",
    title: "Foreign page",
    detail: "The browser says that another site asks for this; only pages of this program may.",
  });
}

/** @returns `undefined` as soon as there is more than `mostBytes`, or when it breaks off. */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  mostBytes: number,
): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    // Leaving the loop cancels the rest.
    for await (const chunk of body ?? []) {
      bytes += chunk.length;
      if (bytes > mostBytes) return undefined;
      text += decoder.decode(chunk, { stream: true });
    }
  } catch {
    // The caller left in the middle of it, which is no fault of the program.
    return undefined;
  }
  return text + decoder.decode();
}
