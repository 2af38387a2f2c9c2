import { toWatchedHosts, type WatchedHost } from "../../../app/certificates/watched_hosts.ts";
import { lookAtCertificate } from "../../../app/certificates/look_at_certificate.ts";
import type { Config } from "../../../config/config.ts";
import type { Clock } from "../../../core/clock.ts";
import { DAY_MS, toKstIso } from "../../../core/kst.ts";
import type { Finding } from "../finding.ts";

const check = "certificate";
const WARN_MS = 14 * DAY_MS;
const FAIL_MS = 7 * DAY_MS;

/** How long the certificates last that the program depends on, asked now. */
export async function checkCertificates(config: Config, clock: Clock): Promise<readonly Finding[]> {
  const hosts = toWatchedHosts(config);
  if (hosts.length === 0) return [{ status: "skip", check, text: "nothing is asked over https" }];
  return await Promise.all(hosts.map((host) => checkOne(host, clock)));
}

async function checkOne(host: WatchedHost, clock: Clock): Promise<Finding> {
  const { signal } = new AbortController();
  try {
    const { fromMs, untilMs } = await lookAtCertificate(host, { clock, signal });
    const leftMs = untilMs - clock.now();
    // Those of a few days are renewed by machines every other day.
    const isShort = untilMs - fromMs <= 8 * DAY_MS;
    const days = Math.floor(leftMs / DAY_MS);
    const text = leftMs <= 0
      ? `${host.name}: ended at ${toKstIso(untilMs)}`
      : `${host.name}: ${days} days left, until ${toKstIso(untilMs)}`;
    const status = leftMs < (isShort ? 0 : FAIL_MS) ? "fail" : leftMs < WARN_MS && !isShort ? "warn" : "ok";
    return status === "ok" ? { status, check, text } : {
      ...{ status, check, text },
      fix: "if the server is yours, see why its certificate is not renewed",
    };
  } catch {
    // Whether it can be reached is told by the check of what is asked there.
    return { status: "skip", check, text: `${host.name}: showed none` };
  }
}
