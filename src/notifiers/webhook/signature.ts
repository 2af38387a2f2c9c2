/** Signed as Standard Webhooks does it, so that any receiver has a library for it. */

const PREFIX = "whsec_";

/** @param secret `whsec_` and base64. @returns undefined for anything else. */
export function readWebhookKey(secret: string): Uint8Array<ArrayBuffer> | undefined {
  if (!secret.startsWith(PREFIX)) return undefined;
  try {
    const key = Uint8Array.from(atob(secret.slice(PREFIX.length)), (letter) => letter.charCodeAt(0));
    return key.length >= 16 ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The value of `webhook-signature`. */
export async function signWebhook(
  key: Uint8Array<ArrayBuffer>,
  { id, timestampS, body }: { id: string; timestampS: number; body: string },
): Promise<string> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, hmac, false, ["sign"]);
  const signed = await crypto.subtle.sign(
    "HMAC",
    imported,
    new TextEncoder().encode(`${id}.${timestampS}.${body}`),
  );
  return `v1,${btoa(String.fromCharCode(...new Uint8Array(signed)))}`;
}
