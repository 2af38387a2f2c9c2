import type { Config } from "../../../config/config.ts";
import type { Finding } from "../finding.ts";

type AccessSettings = Pick<Config, "token" | "trustsLoopback" | "proxies" | "allowedHosts">;

/** Who gets in, in words: a proxy or a tunnel turns "only this machine" into everybody. */
export function checkAccess({ token, trustsLoopback, proxies, allowedHosts }: AccessSettings): Finding {
  const check = "access";
  if (!trustsLoopback) return { status: "ok", check, text: "private data and actions need the token" };
  const isExposed = proxies.length > 0 || allowedHosts.length > 0;
  const text =
    `${
      token === undefined ? "no token is set" : "SIGNAL_V2_TRUST_LOOPBACK=1"
    }: whoever connects from this machine sees and may do everything, and so does whoever comes through a proxy or a ` +
    "tunnel on it that sends no forwarding header";
  const fix = token === undefined
    ? "set SIGNAL_V2_TOKEN before you put a proxy or a tunnel in front"
    : "take SIGNAL_V2_TRUST_LOOPBACK out, or name the proxy in SIGNAL_V2_PROXIES";
  return { status: isExposed || token !== undefined ? "warn" : "ok", check, text, fix };
}
