import { toErrorText, UpstreamError } from "../../core/errors.ts";

/**
 * What a failed `fetch` means, in our own words: the runtime's text can hold the whole URL. Deno reports every
 * transport failure as a `TypeError`; the reason is in its cause.
 *
 * @param address what a person knows the host by: the name of the setting, or of the service.
 */
export function toTransportError(error: unknown, address: string): UpstreamError {
  if (error instanceof Deno.errors.NotCapable) {
    return new UpstreamError(
      "permission",
      `this program may not reach the host of ${address}; start it with --allow-net for that host`,
    );
  }
  const text = `${toErrorText(error)} ${error instanceof Error ? toErrorText(error.cause) : ""}`
    .toLowerCase();
  if (/certificate|tls|ssl|invalid peer|corrupt message|handshake/.test(text)) {
    return new UpstreamError(
      "tls",
      "no trusted TLS connection; for a certificate of your own set DENO_CERT to its file",
    );
  }
  if (/body from connection|end of file before message|incomplete message/.test(text) && /body/.test(text)) {
    return new UpstreamError("body_truncated", "the answer broke off before its end");
  }
  return new UpstreamError("network", toNetworkSentence(text, address));
}

/** The usual causes. */
function toNetworkSentence(text: string, address: string): string {
  if (/refused/.test(text)) {
    return `connection refused: nothing listens at the host and port of ${address}`;
  }
  if (/dns|lookup|name or service|no such host|not known/.test(text)) {
    return `the host of ${address} cannot be resolved`;
  }
  if (/unreachable/.test(text)) return `the host of ${address} cannot be reached`;
  if (/reset|closed|broken pipe|eof|incomplete/.test(text)) {
    return "the connection was closed before an answer came";
  }
  return "the connection failed";
}
