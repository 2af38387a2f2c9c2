/** Signals as faces read them: from the memory, with how the service is doing now. */
import type { SignalJournal } from "./signal_journal.ts";
import type { SignalsReader } from "./signals_view.ts";

export function createSignalsReader(
  { owner, journal }: { readonly owner: string; readonly journal: SignalJournal },
  view: SignalsReader["view"],
): SignalsReader {
  return {
    view,
    list: (filter) => journal.list(owner, filter),
    find: async (labelOrId) => {
      const signal = await journal.find(owner, labelOrId);
      if (signal === undefined) return undefined;
      return {
        signal,
        decisions: await journal.decisions(owner, signal.id),
        outcomes: await journal.outcomes(owner, signal.id),
      };
    },
  };
}
