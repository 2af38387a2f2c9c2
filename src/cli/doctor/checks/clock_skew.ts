import type { Config } from "../../../config/config.ts";
import type { Clock } from "../../../core/clock.ts";
import { MINUTE_MS, toDurationText } from "../../../core/kst.ts";
import { attempt } from "../../../lib/http/attempt.ts";
import { readServerTime, type ServerTime, sureSkewMs } from "../../../lib/http/server_time.ts";
import { portfolioRequest } from "../../../stock/sources/stock_requests.ts";
import type { Finding } from "../finding.ts";

const WARN_MS = 30_000;
const FAIL_MS = 5 * MINUTE_MS;

/** Compares this clock with the one of the stock API's machine, by the `Date` of an answer. */
export async function checkClockSkew(config: Config, clock: Clock): Promise<Finding> {
  const check = "clock skew";
  if (config.stockApi === undefined) {
    return { status: "skip", check, text: "needs the stock API to compare with" };
  }
  const told = await askServerTime(config.stockApi, { clock, timeoutMs: config.timeoutMs });
  if (told === undefined) {
    return { status: "skip", check, text: "the stock API told no time to compare with" };
  }
  const { skewMs } = told;
  const sureMs = sureSkewMs(told);
  const text = sureMs < 1_000
    ? "agrees with the stock API's machine within a second"
    : `this machine is ${toDurationText(Math.abs(skewMs))} ${
      skewMs > 0 ? "ahead of" : "behind"
    } the stock API's machine`;
  if (sureMs <= WARN_MS) return { status: "ok", check, text };
  return {
    status: sureMs > FAIL_MS ? "fail" : "warn",
    check,
    text,
    fix: `set the clock of the one that is wrong; here: ${
      SYNC_COMMANDS[Deno.build.os]?.join(" ") ?? "an NTP client"
    }`,
  };
}

/** By system, as the words of a command. */
const SYNC_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  linux: ["timedatectl", "set-ntp", "true"],
  windows: ["w32tm", "/resync"],
  darwin: ["sudo", "sntp", "-sS", "time.apple.com"],
};

/** Any answer will do, also a refusal; its body is never read. */
async function askServerTime(
  stockApi: NonNullable<Config["stockApi"]>,
  { clock, timeoutMs }: { clock: Clock; timeoutMs: number },
): Promise<ServerTime | undefined> {
  const sentAtMs = clock.now();
  try {
    const url = `${stockApi.baseUrl}${portfolioRequest().path}`;
    const { headers, receivedAtMs } = await attempt({
      fetch,
      clock,
      url,
      method: "HEAD",
      headers: { "x-webai-key": stockApi.apiKey },
      timeoutMs,
      address: "STOCK_API_URL",
    }, ({ headers }) => ({ headers, receivedAtMs: clock.now() }));
    return readServerTime(headers, { sentAtMs, receivedAtMs });
  } catch {
    // Why it cannot be reached is told by the check of the stock API itself.
    return undefined;
  }
}
