/** The last work on a strategy that its owner stopped, without its process. */
import type { EngineOptions } from "../deps.ts";
import type { CheckedStrategy } from "../host/checked_strategy.ts";
import type { CandleArrivals } from "./candle_source.ts";
import type { StoredSession } from "./saved_session.ts";
import { SessionWork } from "./work.ts";

/** From what is stored: the one at work may have been in the middle of a candle. */
export function createClosingWork(
  of: CheckedStrategy,
  { engine, stored }: { readonly engine: EngineOptions; readonly stored: StoredSession },
): SessionWork {
  const { intervals, mostPositions, run } = stored.saved;
  return new SessionWork({
    // Its owner's wish to close is not advice of the strategy, which exits may be told to ignore.
    of: { ...of, exits: { ...of.exits, useExitSignal: true } },
    engine,
    child: { work: () => Promise.reject(new Error("its process has ended")) },
    needs: { intervals, warmUpBars: 0, mostPositions },
    run,
    stored,
    onFailure: () => {},
    onStored: () => {},
  });
}

/** Sells at the open of the next candle. Resolves when that is stored. @throws the signal's reason, and what the store throws. */
export async function closePositions(
  work: SessionWork,
  { cursorMs, source, signal }: {
    readonly cursorMs: number;
    readonly source: CandleArrivals;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  work.desk.closeAll({
    openTimeMs: 0,
    open: 0,
    high: 0,
    low: 0,
    close: work.desk.counts.lastPrice,
    volume: 0,
  });
  source.restartFrom(await work.resumeFeed(cursorMs));
  while (!await work.closeOut(await source.next(signal, () => work.quietEndMs)));
  await work.settle();
}
