/** A receiver of signed webhooks that knows what it has by the key, and fails as told. */
import { type Exchange, type FaultServer, startFaultServer } from "./fault_server.ts";

export const OFFICE_SECRET = `whsec_${btoa("a secret of at least sixteen bytes")}`;

export type WebhookFault =
  | "drop"
  /** Taken, and the answer is lost. */
  | "drop_after"
  /** Taken, and then it fails. */
  | "500_after"
  | number
  | { readonly silenceS: number };

export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  /** What it took, once for each key. */
  readonly taken: ReadonlyMap<string, string>;
  readonly requests: FaultServer["requests"];
  /** Requests whose signature was wrong. */
  readonly unsigned: number;
  fail(...faults: readonly WebhookFault[]): void;
  /** No fault that was told happens any more. */
  heal(): void;
}

export function startWebhookReceiver(): WebhookReceiver {
  const taken = new Map<string, string>();
  const faults: WebhookFault[] = [];
  let unsigned = 0;
  const server = startFaultServer((request) => async (exchange) => {
    const fault = faults.shift();
    if (fault === "drop") return;
    if (typeof fault === "object") return await answer(exchange, 429, `retry-after: ${fault.silenceS}\r\n`);
    const { "webhook-id": id = "", "webhook-timestamp": at = "", "webhook-signature": said } =
      request.headers;
    if (said !== await sign(`${id}.${at}.${request.body}`)) {
      unsigned++;
      return await answer(exchange, 401);
    }
    if (typeof fault === "number") return await answer(exchange, fault);
    const known = taken.get(id);
    if (known !== undefined && known !== request.body) return await answer(exchange, 409);
    taken.set(id, request.body);
    if (fault === "drop_after") return;
    await answer(exchange, fault === "500_after" ? 500 : 202);
  });
  return {
    url: `${server.url}/hook`,
    taken,
    requests: server.requests,
    get unsigned() {
      return unsigned;
    },
    fail: (...more) => void faults.push(...more),
    heal: () => void (faults.length = 0),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function answer(exchange: Exchange, status: number, more = ""): Promise<void> {
  await exchange.write(`HTTP/1.1 ${status} X\r\n${more}content-length: 0\r\nconnection: close\r\n\r\n`);
}

async function sign(text: string): Promise<string> {
  const secret = Uint8Array.from(atob(OFFICE_SECRET.slice(6)), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text)));
  return `v1,${btoa(String.fromCharCode(...bytes))}`;
}
