/** Signals are read in late: when somebody sends or asks or, where something can fire of itself, once the web answers. */
import type { SignalsReader, SignalsView } from "../../signals/signals_view.ts";
import type { Signals } from "../../signals/start_signals.ts";

/** Whatever watches, or will once it is needed. */
export interface WatchingSignals extends Omit<Signals, "reader"> {
  readonly reader: Omit<SignalsReader, "view"> & {
    /** `undefined` while nothing watches. */
    view(): SignalsView | undefined;
  };
}

const NOT_TAKEN = {
  status: 503,
  detail: "Signals cannot start just now, and it was not taken; send it again with the same ref.",
} as const;

/** @param start is called once, by the first who needs them. */
export function createLateSignals(
  start: () => Promise<Signals>,
): WatchingSignals & { open(): Promise<Signals> } {
  let starting: Promise<Signals> | undefined;
  let started: Signals | undefined;
  const open = async () => {
    // A start that failed is tried again by the next who asks.
    starting ??= start().catch((error) => {
      starting = undefined;
      throw error;
    });
    return started ??= await starting;
  };
  return {
    open,
    reader: {
      view: () => started?.reader.view(),
      list: async (filter) => await (await open()).reader.list(filter),
      counts: async (day) => await (await open()).reader.counts(day),
      judgeCounts: async (day) => await (await open()).reader.judgeCounts(day),
      decisions: async (filter) => await (await open()).reader.decisions(filter),
      ruleIds: async () => await (await open()).reader.ruleIds(),
      find: async (labelOrId) => await (await open()).reader.find(labelOrId),
    },
    deliveries: {
      delivered: async (signalId, atMs) => await (await open()).deliveries.delivered(signalId, atMs),
      expired: async (...ended) => await (await open()).deliveries.expired(...ended),
    },
    dayLooks: { of: async (day) => await (await open()).dayLooks.of(day) },
    // Whoever sends is told to send it again; what keeps the signals from starting is in the log of whoever starts them.
    takeRequest: (request) => open().then((signals) => signals.takeRequest(request), () => NOT_TAKEN),
    receive: async (fact) => await (await open()).receive(fact),
    onCycle: () => started?.onCycle(),
    onWake: () => started?.onWake(),
    settled: async () => await started?.settled(),
    async [Symbol.asyncDispose]() {
      await starting?.catch(() => {});
      await started?.[Symbol.asyncDispose]();
    },
  };
}
