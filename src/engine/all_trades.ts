import { MOST_HISTORY_ROWS } from "../core/page_limits.ts";
import type { SavedTrade, StrategyJournal } from "./strategy_store.ts";

/** Every paper trade of a strategy, newest first; ones that are made meanwhile are not among them. */
export async function* readAllTrades(
  journal: Pick<StrategyJournal, "trades">,
  { owner, id, pieceRows: limit = MOST_HISTORY_ROWS }: {
    readonly owner: string;
    readonly id: string;
    readonly pieceRows?: number;
  },
): AsyncGenerator<readonly SavedTrade[]> {
  let trades = await journal.trades(owner, { id, limit });
  while (trades.length > 0) {
    yield trades;
    const beforeNumber = trades.at(-1)?.number ?? 0;
    trades = trades.length < limit ? [] : await journal.trades(owner, { id, limit, beforeNumber });
  }
}
