import { readPeerCertificate } from "../../lib/http/peer_certificate.ts";
import type { LookAtCertificate } from "./watched_hosts.ts";

const TIMEOUT_MS = 10_000;

export const lookAtCertificate: LookAtCertificate = (host, { clock, signal }) =>
  readPeerCertificate(host, { clock, timeoutMs: TIMEOUT_MS, signal });
