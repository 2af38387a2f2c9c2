/** From when until when the certificate of a host counts, as the host itself shows it. */
import { isIP } from "node:net";
import { connect } from "node:tls";
import type { Clock } from "../../core/clock.ts";

/** Nobody needs to trust it to read it. */
export interface CertificateSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface PeerOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Over `node:tls`: `Deno.connectTls` tells nothing of a certificate (2.9.6, measured), and refuses the very ones that have
 * ended. The connection is closed as soon as it stands: nothing is ever said over one that is not checked.
 *
 * @throws {Error} when the host shows none in time; the signal's reason.
 */
export async function readPeerCertificate(
  { hostname, port }: { readonly hostname: string; readonly port: number },
  { clock, timeoutMs, signal }: PeerOptions,
): Promise<CertificateSpan> {
  signal.throwIfAborted();
  const done = new AbortController();
  // An address is no name, and a server is asked for names alone.
  const name = isIP(hostname) === 0 ? { servername: hostname } : {};
  const socket = connect({ host: hostname, port, ...name, rejectUnauthorized: false });
  try {
    return await new Promise<CertificateSpan>((resolve, reject) => {
      socket.on("error", reject);
      socket.on(
        "close",
        () => reject(new Error(`${hostname} closed the connection and showed no certificate`)),
      );
      socket.on("secureConnect", () => {
        const { valid_from: from, valid_to: until } = socket.getPeerCertificate();
        const span = { fromMs: Date.parse(from), untilMs: Date.parse(until) };
        if (Number.isNaN(span.fromMs + span.untilMs)) reject(new Error(`${hostname} showed no certificate`));
        else resolve(span);
      });
      clock.sleep(timeoutMs, AbortSignal.any([signal, done.signal])).then(
        () => reject(new Error(`${hostname} showed no certificate within ${timeoutMs / 1_000} s`)),
        () => reject(signal.reason),
      );
    });
  } finally {
    done.abort();
    socket.destroy();
  }
}
