import type { Config } from "../../../config/config.ts";
import type { Clock } from "../../../core/clock.ts";
import { MINUTE_MS, toDurationText } from "../../../core/kst.ts";
import { attempt } from "../../../lib/http/attempt.ts";
import { portfolioRequest } from "../../../stock/sources/stock_requests.ts";
import type { Finding } from "../finding.ts";

const WARN_MS = 30_000;
const FAIL_MS = 5 * MINUTE_MS;
/** The header tells whole seconds, cut off. */
const HALF_TICK_MS = 500;

/** Compares this clock with the one of the stock API's machine, by the `Date` of an answer. */
export async function checkClockSkew(config: Config, clock: Clock): Promise<Finding> {
  const check = "clock skew";
  if (config.stockApi === undefined) {
    return { status: "skip", check, text: "needs the stock API to compare with" };
  }
  const told = await readServerTime(config.stockApi, { clock, timeoutMs: config.timeoutMs });
  if (told === undefined) {
    return { status: "skip", check, text: "the stock API told no time to compare with" };
  }
  const { skewMs, doubtMs } = told;
  // What the way of the answer may have taken is not counted against a clock.
  const sureMs = Math.max(0, Math.abs(skewMs) - doubtMs);
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
    fix: `set the clock of the one that is wrong; here: ${SYNC_COMMANDS[Deno.build.os] ?? "an NTP client"}`,
  };
}

const SYNC_COMMANDS: Readonly<Record<string, string>> = {
  linux: "timedatectl set-ntp true",
  windows: "w32tm /resync",
  darwin: "sudo sntp -sS time.apple.com",
};

interface ServerTime {
  /** Above 0 when this machine is ahead. */
  readonly skewMs: number;
  readonly doubtMs: number;
}

/** Any answer will do, also a refusal; its body is never read. */
async function readServerTime(
  stockApi: NonNullable<Config["stockApi"]>,
  { clock, timeoutMs }: { clock: Clock; timeoutMs: number },
): Promise<ServerTime | undefined> {
  const sentMs = clock.now();
  try {
    const url = `${stockApi.baseUrl}${portfolioRequest().path}`;
    const { headers, receivedMs } = await attempt({
      fetch,
      clock,
      url,
      method: "HEAD",
      headers: { "x-webai-key": stockApi.apiKey },
      timeoutMs,
      address: "STOCK_API_URL",
    }, ({ headers }) => ({ headers, receivedMs: clock.now() }));
    // A cache on the way hands out an old date and says how old it is.
    const storedS = Number(headers.get("age") ?? 0);
    const toldMs = Date.parse(headers.get("date") ?? "") + (storedS > 0 ? storedS * 1_000 : 0);
    if (Number.isNaN(toldMs)) return undefined;
    const tookMs = Math.max(0, receivedMs - sentMs);
    return {
      skewMs: Math.round(sentMs + tookMs / 2 - (toldMs + HALF_TICK_MS)),
      doubtMs: tookMs / 2 + HALF_TICK_MS,
    };
  } catch {
    // Why it cannot be reached is told by the check of the stock API itself.
    return undefined;
  }
}
