/** A home server for rules to fire on: each minute a stop that is crossed, a target that is met and a share that rises. */
import type { Clock } from "../../src/core/clock.ts";
import { kstDayOf, MINUTE_MS, toDateText, toKstIso } from "../../src/core/kst.ts";
import { startFaultServer } from "../support/fault_server.ts";
import { ok } from "../support/fault_steps.ts";

/** How long a condition holds. */
const HOLDS_MIN = 4;
const CODES_A_MINUTE = 3;

export const CHAOS_RULES = {
  settings: { openQuietMin: 0 },
  rules: [
    { id: "stop", kind: "holding_stop", params: { stopPct: 7 } },
    { id: "target", kind: "holding_target", params: { targetPct: 15 } },
    { id: "rises", kind: "screener_momentum", params: { topN: 10, minChangePct: 1 }, minScore: 0 },
    { id: "inbound", kind: "inbound", params: {} },
  ],
} as const;

export interface ChaosStock extends AsyncDisposable {
  readonly url: string;
  /** What holds now holds from now on, and nothing new comes. @returns its tickers. */
  freeze(): readonly string[];
}

/** @param options.clock of the program. @param options.sinceMs when its first minute began. */
export function startChaosStock(
  { clock, sinceMs, firstCode }: {
    readonly clock: Clock;
    readonly sinceMs: number;
    /** Six digits; the following ones are used too. */
    readonly firstCode: number;
  },
): ChaosStock {
  let frozen: number | undefined;
  const minuteNow = () => Math.floor((clock.now() - sinceMs) / MINUTE_MS);
  const minutes = () => {
    const last = frozen ?? minuteNow();
    return Array.from({ length: HOLDS_MIN }, (_, i) => last - i).filter((minute) => minute >= 0);
  };
  const code = (minute: number, kind: number) => String(firstCode + minute * CODES_A_MINUTE + kind);
  const asOf = () => toKstIso(Math.floor(clock.now() / 1_000) * 1_000);
  const portfolio = () => {
    const holdings = minutes().flatMap((minute) => [
      toHolding(code(minute, 0), -8),
      toHolding(code(minute, 1), 20),
    ]);
    return { as_of: asOf(), currency: "KRW", cash: 1_000_000, total_value: 2_000_000, holdings };
  };
  const screener = () => ({
    ...{ mode: "preview", as_of: asOf() },
    results: minutes().map((minute, i) => ({
      ...{ rank: i + 1, ticker: code(minute, 2), name: `종목${code(minute, 2)}`, score: 0.9 },
      ...{ close: 10_000, change_pct: 3, factors: { momentum: 0.9 } },
    })),
  });
  const news = () => ({ date: toDateText(kstDayOf(clock.now())), as_of: asOf(), items: [] });
  const server = startFaultServer(({ path }) =>
    ok(path.includes("portfolio") ? portfolio() : path.includes("news") ? news() : screener())
  );
  return {
    url: server.url,
    freeze() {
      frozen = minuteNow();
      return minutes().flatMap((minute) => [0, 1, 2].map((kind) => code(minute, kind)));
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function toHolding(ticker: string, pnlPct: number) {
  const price = Math.round(10_000 * (1 + pnlPct / 100));
  return {
    ...{ ticker, name: `종목${ticker}`, quantity: 10, avg_price: 10_000, current_price: price },
    ...{ value: price * 10, pnl: (price - 10_000) * 10, pnl_pct: pnlPct },
  };
}
