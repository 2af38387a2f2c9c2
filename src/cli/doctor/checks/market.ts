import { createExchangeOf } from "../../../app/exchanges.ts";
import type { Config } from "../../../config/config.ts";
import type { Clock } from "../../../core/clock.ts";
import { UpstreamError, UserError } from "../../../core/errors.ts";
import { toDurationText } from "../../../core/kst.ts";
import { attempt } from "../../../lib/http/attempt.ts";
import { openSqliteCandleStore } from "../../../market/store/sqlite_candle_store.ts";
import { VERSION } from "../../kit/embedded.ts";
import type { Finding } from "../finding.ts";
import { toNumberText } from "../../../core/words/numbers.ts";

const check = "market";
const ASK_LIMIT_MS = 15_000;
/** The header tells whole seconds, cut off. */
const DATE_HALF_MS = 500;
const WORST_SKEW_MS = 3_000;

/** The markets that are set: does each exchange know them and answer, and can candles be kept? */
export async function checkMarket(config: Config, clock: Clock): Promise<readonly Finding[]> {
  if (config.markets.length === 0) {
    return [{ status: "skip", check, text: "no candles are collected: SIGNAL_V2_MARKETS is not set" }];
  }
  const ids = [...new Set(config.markets.map(({ exchange }) => exchange))];
  const asked = await Promise.all(ids.map((id) => askExchange(id, { config, clock })));
  return [...asked.flat(), await checkClock(config, clock), await checkShelf(config, clock)];
}

/** A clock that is wrong makes candles that are half over look finished. */
async function checkClock({ exchangeUrls, markets }: Config, clock: Clock): Promise<Finding> {
  const url = markets.some(({ exchange }) => exchange === "upbit") ? exchangeUrls.upbit?.rest : undefined;
  if (url === undefined) {
    return { status: "skip", check, text: "clock: needs a market of Upbit to compare with" };
  }
  try {
    const sentMs = clock.now();
    const asked = { url: `${url}/v1/ticker?markets=KRW-BTC`, timeoutMs: ASK_LIMIT_MS, address: "Upbit" };
    const headers = await attempt({ fetch, clock, ...asked }, (answer) => answer.headers);
    const toldMs = Date.parse(headers.get("date") ?? "") + DATE_HALF_MS;
    if (Number.isNaN(toldMs)) return { status: "skip", check, text: "clock: the exchange tells no time" };
    const skewMs = (sentMs + clock.now()) / 2 - toldMs;
    const text = Math.abs(skewMs) < 1_500
      ? "clock: agrees with Upbit's within a second"
      : `clock: this machine is ${toDurationText(Math.abs(skewMs))} ${
        skewMs > 0 ? "ahead of" : "behind"
      } Upbit`;
    return Math.abs(skewMs) < WORST_SKEW_MS
      ? { status: "ok", check, text }
      : { status: "warn", check, text, fix: "set this machine's clock (an NTP service keeps it right)" };
  } catch {
    // Why it cannot be reached is told by the line about the exchange itself.
    return { status: "skip", check, text: "clock: Upbit did not answer" };
  }
}

async function askExchange(
  id: string,
  { config, clock }: { config: Config; clock: Clock },
): Promise<readonly Finding[]> {
  const symbols = config.markets.filter(({ exchange }) => exchange === id).map(({ symbol }) => symbol);
  try {
    await using exchange = createExchangeOf(id, {
      config,
      runtime: { clock, fetch, random: Math.random, version: VERSION, onEvent: () => {} },
    });
    const beganMs = clock.monotonic();
    const ticks = await exchange.fetchTicks(symbols, AbortSignal.timeout(ASK_LIMIT_MS));
    const tookMs = clock.monotonic() - beganMs;
    const unknown = symbols.filter((symbol) => !ticks.some((tick) => tick.symbol === symbol));
    if (unknown.length > 0) {
      return [{ status: "fail", check, text: `${exchange.title} told nothing of ${unknown.join(", ")}` }];
    }
    const text = `${exchange.title} knows ${symbols.join(", ")} and answered in ${toDurationText(tookMs)}`;
    return [{ status: "ok", check, text }];
  } catch (error) {
    if (error instanceof UpstreamError) {
      const fix = error.kind === "http_4xx"
        ? "look whether each market in SIGNAL_V2_MARKETS exists"
        : undefined;
      const text = `${id}: ${error.message} (${error.kind})`;
      return [{ status: "fail", check, text, ...(fix === undefined ? {} : { fix }) }];
    }
    if (error instanceof UserError) return [{ status: "fail", check, text: error.message }];
    if (error instanceof DOMException) {
      return [{ status: "fail", check, text: `${id}: no answer within ${toDurationText(ASK_LIMIT_MS)}` }];
    }
    throw error;
  }
}

async function checkShelf({ dataDir, markets }: Config, clock: Clock): Promise<Finding> {
  try {
    await using shelf = await openSqliteCandleStore({ dir: dataDir, clock });
    const series = await shelf.list();
    const candles = series.reduce((sum, facts) => sum + facts.bars, 0);
    const sizeMb = Math.ceil(await shelf.sizeBytes() / 1e6);
    const text = `${toNumberText(candles)} candles of ${series.length} series in ${sizeMb} MB; ` +
      `${markets.length} markets add some ${markets.length * 35} MB a year`;
    return { status: "ok", check, text };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: "fail", check, text: error.message };
  }
}
