/** Who may send a signal: a bearer that the web has checked, a key in the body, or a signature as Standard Webhooks has it. */
import { strikeKey } from "./read_inbound.ts";

export interface InboundSettings {
  readonly key: string | undefined;
  /** `whsec_` and base64. */
  readonly secret: string | undefined;
}

/** A request as the web has read it; nothing of it is stored or logged. */
export interface InboundRequest {
  readonly text: string;
  /** The bearer token of the program was sent, or the caller needs none. */
  readonly isTrusted: boolean;
  /** Trusted for running on this machine alone: where senders have a key of their own, that is not enough. */
  readonly isOnlyNear?: boolean | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly webhookId?: string | undefined;
  readonly webhookTimestamp?: string | undefined;
  readonly webhookSignature?: string | undefined;
}

/** Older or later signatures are somebody's recording. */
const SIGNED_WITHIN_MS = 5 * 60_000;

/** By what it was let in names the sender. `untimely`: signed as it must be, at a time that is not now. */
export type Admission =
  | { readonly kind: "sender"; readonly sender: string }
  | { readonly kind: "stranger" }
  | { readonly kind: "untimely"; readonly signedAtMs: number };

const STRANGER: Admission = { kind: "stranger" };

export async function admit(
  request: InboundRequest,
  { settings, nowMs }: { readonly settings: InboundSettings; readonly nowMs: number },
): Promise<Admission> {
  const toSender = (sender: string): Admission => ({ kind: "sender", sender });
  const json = parse(request.text);
  const { key, body } = strikeKey(json);
  const hasKey = body !== json;
  // A wrong key is an attempt, whoever makes it.
  if (hasKey && !await isRightKey(key, settings)) return STRANGER;
  const needsKey = request.isOnlyNear === true && settings.key !== undefined;
  if (request.isTrusted && !needsKey) return toSender("api");
  const signedAtMs = settings.secret === undefined ? undefined : await findSigned(request, settings.secret);
  if (signedAtMs === undefined) return hasKey ? toSender("key") : STRANGER;
  if (Math.abs(nowMs - signedAtMs) <= SIGNED_WITHIN_MS) return toSender("webhook");
  return hasKey ? toSender("key") : { kind: "untimely", signedAtMs };
}

async function isRightKey(given: string | undefined, { key }: InboundSettings): Promise<boolean> {
  return given !== undefined && key !== undefined && await isSameText(given, key);
}

/** @returns when it was signed, with the right secret. */
async function findSigned(
  { text, webhookId, webhookTimestamp, webhookSignature }: InboundRequest,
  secret: string,
): Promise<number | undefined> {
  if (webhookId === undefined || webhookTimestamp === undefined || webhookSignature === undefined) {
    return undefined;
  }
  if (!/^\d{10}$/.test(webhookTimestamp)) return undefined;
  const bytes = Uint8Array.fromBase64(secret.slice("whsec_".length));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signed = new TextEncoder().encode(`${webhookId}.${webhookTimestamp}.${text}`);
  const wanted = new Uint8Array(await crypto.subtle.sign("HMAC", key, signed)).toBase64();
  let isRight = false;
  // Several at once while a secret is changed; each is compared whole.
  for (const one of webhookSignature.split(" ")) {
    const [version, given = ""] = one.split(",");
    if (version === "v1" && await isSameText(given, wanted)) isRight = true;
  }
  return isRight ? Number(webhookTimestamp) * 1_000 : undefined;
}

/** In a time that tells nothing of where they differ. */
async function isSameText(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([digest(a), digest(b)]);
  return left.reduce((different, byte, i) => different | (byte ^ (right[i] ?? 0)), 0) === 0;
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
