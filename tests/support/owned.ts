/** The memory of one owner, for tests that ask nothing about owners. */
import { type Actor, OWNER } from "../../src/core/actor.ts";
import type {
  NewStrategy,
  StrategyChange,
  StrategyStep,
  StrategyStore,
} from "../../src/engine/strategy_store.ts";
import type { AdviceReason } from "../../src/core/reasons/advice_reason.ts";
import { toReasonText } from "../../src/core/reasons/reason_text.ts";
import type { ClaimRequest, SignalStore } from "../../src/signals/signal_store.ts";

export const TESTER: Actor = { kind: "operator", id: "test" };

export function signalsOf({ signals }: { readonly signals: SignalStore }) {
  const actor = TESTER;
  return {
    claim: (request: Omit<ClaimRequest, "actor">) => signals.claim(OWNER, { ...request, actor }),
    confirm: (claimId: string) => signals.confirm(OWNER, { claimId, actor }),
    release: (claimId: string) => signals.release(OWNER, { claimId, actor }),
    isRecent: (ticker: string, action: string, withinHours?: number) =>
      signals.isRecent(OWNER, { ticker, action, withinHours }),
    record: (ticker: string, action: string, confidence: number) =>
      signals.record(OWNER, { ticker, action, confidence, actor }),
    forget: (ticker: string, action: string) => signals.forget(OWNER, { ticker, action }),
    /** Who did it is a question of the contract's test. */
    list: async (options: { limit: number }) =>
      (await signals.list(OWNER, options)).map(({ actor: _actor, ...row }) => row),
    counts: () => signals.counts(),
  };
}

interface HasStrategies {
  readonly strategies: StrategyStore;
}

export function tableOf({ strategies: { table } }: HasStrategies) {
  const actor = TESTER;
  return {
    changeCount: () => table.changeCount(),
    list: () => table.list(OWNER),
    find: (id: string) => table.find(OWNER, id),
    add: (wish: NewStrategy) => table.add(OWNER, { ...wish, actor }),
    change: (id: string, change: StrategyChange) => table.change(OWNER, { id, change, actor }),
    start: (id: string) => table.start(OWNER, { id, actor }),
    stop: (id: string, onStop: NewStrategy["onStop"]) => table.stop(OWNER, { id, onStop, actor }),
    remove: (id: string) => table.remove(OWNER, { id, actor: TESTER }),
  };
}

export function journalOf({ strategies: { journal } }: HasStrategies) {
  return {
    save: (step: StrategyStep) => journal.save(OWNER, step),
    load: (id: string) => journal.load(OWNER, id),
    noteStatus: (id: string, status: unknown, notedAtMs: number) =>
      journal.noteStatus(OWNER, { id, status, notedAtMs }),
    status: (id: string) => journal.status(OWNER, id),
    advice: (id: string, limit: number) => journal.advice(OWNER, { id, limit }),
    trades: (id: string, limit: number) => journal.trades(OWNER, { id, limit }),
    equity: (id: string, limit: number) => journal.equity(OWNER, { id, limit }),
  };
}

/** A reason of advice as an English reader is told it; no words without one. */
export function wordsOf(reason: AdviceReason | undefined): string {
  return reason === undefined ? "" : toReasonText(reason, "en");
}
