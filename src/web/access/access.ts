import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { isLoopbackHost } from "../../core/loopback.ts";
import { isForwarded } from "./forwarding.ts";
import { problem } from "../kit/problem.ts";

/** Who is calling: the address of the other end of the TCP connection. */
export interface Caller {
  readonly remoteAddress: string;
  /** From now on the connection is the first to go when somebody else needs a place. */
  readonly giveWay?: () => void;
}

export interface AccessRules {
  readonly allowedHosts: readonly string[];
  readonly token: string | undefined;
  /** Whether any IP address is a fine Host: when we listen for other machines. No name can be rebound to it. */
  readonly allowsAddresses: boolean;
  /**
   * Whether a connection from this machine is enough to see and do everything. A proxy or a tunnel connects from this
   * machine, too, and need not say for whom.
   */
  readonly trustsLoopback: boolean;
  /** Addresses of reverse proxies: whoever comes from one is somebody else. */
  readonly proxies: readonly string[];
  /** What strangers get of /health; `full` opens /metrics, too. */
  readonly publicHealth: "brief" | "full";
}

/** The settings that the rules follow. */
export interface AccessSettings extends Omit<AccessRules, "allowsAddresses"> {
  /** What is listened on. */
  readonly host: string;
}

export function toAccessRules(
  { host, allowedHosts, token, trustsLoopback, proxies, publicHealth }: AccessSettings,
): AccessRules {
  return {
    ...{ token, trustsLoopback, proxies, publicHealth },
    allowedHosts: [host, ...allowedHosts],
    allowsAddresses: !isLoopbackHost(host),
  };
}

/**
 * Refuses a request whose Host header is not one of our names: a web page that points its own name at
 * 127.0.0.1 (DNS rebinding) would otherwise read the portfolio through the visitor's browser.
 */
export function checkHost(rules: AccessRules): MiddlewareHandler {
  const names = new Set(["localhost", "127.0.0.1", "[::1]", ...rules.allowedHosts.map(toHostName)]);
  return async (context, next) => {
    const host = hostNameOf(context.req.header("host") ?? "");
    // An absolute request line (`GET http://evil.com/`) outranks the header, so both must be ours.
    const target = hostNameOf(new URL(context.req.url).host);
    const isOurs = (name: string) => names.has(name) || (rules.allowsAddresses && isAddress(name));
    if (isOurs(host) && isOurs(target)) return await next();
    return problem(context, {
      status: 421,
      code: "unknown_host_name",
      title: "Unknown host name",
      detail:
        "This program does not answer under that name; add it to SIGNAL_V2_ALLOWED_HOSTS if it is yours.",
    });
  };
}

/** Who may see private data: who brings the token as `Authorization: Bearer …`, or, if so ruled, somebody on this machine. */
export function isTrusted(
  context: Context,
  rules: AccessRules,
  callerOf: (request: Request) => Caller,
): boolean {
  // A wrong token is an attempt, not a visitor from this machine; a password was meant for a proxy.
  if (context.req.header("authorization") !== undefined) return hasToken(context, rules);
  if (!rules.trustsLoopback) return false;
  const { remoteAddress } = callerOf(context.req.raw);
  return isLoopbackAddress(remoteAddress) && !rules.proxies.includes(toPlainAddress(remoteAddress)) &&
    !isForwarded(context.req.raw.headers);
}

/** An IPv4 address that came in through an IPv6 socket is written as itself. */
export function toPlainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

/** The token as `Authorization: Bearer …`, and the right one. */
export function hasToken(context: Context, { token }: AccessRules): boolean {
  const bearer = bearerOf(context);
  return bearer !== undefined && token !== undefined && isSameText(bearer, token);
}

export function bearerOf(context: Context): string | undefined {
  return /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
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

function isAddress(name: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/.test(name);
}

function hostNameOf(header: string): string {
  return header.toLowerCase().replace(/:\d{1,5}$/, "").replace(/\.$/, "");
}
