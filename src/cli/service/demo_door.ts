/** The script of the demo at the real door of signals: what is held and what it costs is asked of the program itself. */
import type { App } from "../../app/app.ts";
import type { Clock } from "../../core/clock.ts";
import { readHoldings } from "../../core/payload/rows.ts";
import type { DueSignal } from "../../demo/demo_signals.ts";
import { SIMULATED_STOCKS } from "../../demo/stock_api/stocks.ts";
import { quoteAt } from "../../demo/upbit/market.ts";
import type { DemoDoor } from "../../demo/play_signals.ts";

/** Beyond this loss a rule has told of it before. */
const WEAKEST_PCT = -11;

export function toDemoDoor(
  app: Pick<App, "watching" | "view">,
  { clock, seed }: { readonly clock: Clock; readonly seed: number },
): DemoDoor {
  return {
    async send(due) {
      const { ticker, name, price } = toMarket(app, due) ?? toScripted(due, { seed, atMs: clock.now() });
      const answer = await app.watching.receive({
        sender: "demo",
        ref: `${due.dueAtMs}-${due.action}-${due.ticker}`,
        ...{ ticker, name: undefined, listedName: name, price },
        action: due.action === "BUY" ? "buy" : "sell",
        isProtective: due.isProtective === true,
        confidence: due.confidence,
        asOfMs: clock.now(),
        receivedAtMs: clock.now(),
      });
      return answer.kind === "accepted" ? "sent" : "held_back";
    },
  };
}

function toMarket(app: Pick<App, "view">, { isProtective }: DueSignal) {
  return isProtective === true ? findWeakest(app) : undefined;
}

/** What the sender saw of its market when it sent. */
function toScripted({ ticker, name }: DueSignal, options: { readonly seed: number; readonly atMs: number }) {
  const stock = SIMULATED_STOCKS.find((one) => one.ticker === ticker);
  return { ticker, name, price: stock === undefined ? undefined : quoteAt(stock, options).price };
}

function findWeakest({ view }: Pick<App, "view">) {
  const data = view().sources.find(({ facts: { id } }) => id === "portfolio")?.facts.data;
  const held = data === undefined ? undefined : readHoldings(data);
  const rows = held?.kind === "rows" ? held.rows : [];
  return rows.flatMap(({ ticker, name, price, pnlPct }) =>
    ticker === undefined || pnlPct === undefined || pnlPct < WEAKEST_PCT
      ? []
      : [{ ticker, name, price, pnlPct }]
  ).toSorted((a, b) => a.pnlPct - b.pnlPct)[0];
}
