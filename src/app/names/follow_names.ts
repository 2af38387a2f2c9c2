/** Keeps what the polls call shares, so that their candles have a name also after a share has left every list. */
import type { CandleStore } from "../../market/candle_store.ts";
import { kstDayOf } from "../../core/kst.ts";
import { isStockCode } from "../../core/symbol.ts";
import type { Stock } from "../../stock/start_stock.ts";

export interface NameFollower {
  onCycle(): void;
  /** Resolves when what was told so far is stored, or was refused. */
  settled(): Promise<void>;
}

/** Without a file of candles there is nothing that needs a name: pages take those of the polls themselves. */
export function followNames(
  { stock, market }: {
    readonly stock: Pick<Stock, "lastPolls">;
    readonly market: { readonly shelf: Pick<CandleStore, "learnNames"> } | undefined;
  },
): NameFollower {
  // A name is written when it is new, and once a day: a poll of every ten minutes says the same.
  const told = new Map<string, string>();
  let work: Promise<unknown> = Promise.resolve();
  return {
    onCycle() {
      if (market === undefined) return;
      const fresh = readPolledNames(stock).filter(({ code, name, atMs }) =>
        told.get(code) !== `${kstDayOf(atMs)} ${name}`
      );
      if (fresh.length === 0) return;
      work = work.then(() => market.shelf.learnNames(fresh)).then(() => {
        for (const { code, name, atMs } of fresh) told.set(code, `${kstDayOf(atMs)} ${name}`);
      }, () => {
        // The store tells of its own faults; the next poll says the names again.
      });
    },
    settled: async () => void await work,
  };
}

function readPolledNames(stock: Pick<Stock, "lastPolls">) {
  return Object.values(stock.lastPolls()).flatMap(({ rows, fetchedAtMs }) =>
    rows.flatMap(({ ticker, name }) => {
      if (typeof ticker !== "string" || typeof name !== "string") return [];
      const code = ticker.toUpperCase();
      return isStockCode(code) ? [{ code, name, atMs: fetchedAtMs }] : [];
    })
  );
}
