import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { problem } from "./problem.ts";

/** Who is calling: the address of the other end of the TCP connection. */
export interface Caller {
  readonly remoteAddress: string;
}

export interface AccessRules {
  readonly allowedHosts: readonly string[];
  readonly token: string | undefined;
}

/**
 * Refuses a request whose Host header is not one of our names: a web page that points its own name at
 * 127.0.0.1 (DNS rebinding) would otherwise read the portfolio through the visitor's browser.
 */
export function checkHost(rules: AccessRules): MiddlewareHandler {
  const names = new Set(["localhost", "127.0.0.1", "[::1]", ...rules.allowedHosts.map(toHostName)]);
  return async (context, next) => {
    const host = hostNameOf(context.req.header("host") ?? "");
    if (names.has(host)) return await next();
    return problem(context, {
      status: 421,
      title: "Unknown host name",
      detail:
        "This program does not answer under that name; add it to SIGNAL_V2_ALLOWED_HOSTS if it is yours.",
    });
  };
}

/** Who may see private data: somebody on this machine, or who brings the token as `Authorization: Bearer …`. */
export function isTrusted(
  context: Context,
  rules: AccessRules,
  callerOf: (request: Request) => Caller,
): boolean {
  const bearer = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  // A wrong token is an attempt, not a visitor from this machine.
  if (bearer !== undefined) return rules.token !== undefined && isSameText(bearer, rules.token);
  return isLoopbackAddress(callerOf(context.req.raw).remoteAddress);
}

export function requireTrust(rules: AccessRules, callerOf: (request: Request) => Caller): MiddlewareHandler {
  return async (context, next) => {
    if (isTrusted(context, rules, callerOf)) return await next();
    context.header("www-authenticate", 'Bearer realm="signal-v2"');
    return problem(context, {
      status: 401,
      title: "Private data",
      detail: "Ask from this machine, or send the token of SIGNAL_V2_TOKEN as a bearer token.",
    });
  };
}

/** Takes the same time for every guess: both sides are hashed to one length first. */
export function isSameText(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

export function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address);
}

/** As a browser writes it: lower case, IPv6 in brackets. */
function toHostName(host: string): string {
  const name = host.trim().toLowerCase();
  return name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
}

function hostNameOf(header: string): string {
  return header.toLowerCase().replace(/:\d{1,5}$/, "").replace(/\.$/, "");
}
