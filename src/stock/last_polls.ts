/** What the last answer of each source told, as the history would keep it, with a time that agrees with the clock of now. */
import type { Clock } from "../core/clock.ts";
import { nowOf, shownAt } from "../core/stamp.ts";
import { type Sample, toSample } from "./history/sample.ts";
import { lastSuccessOf, type PollState } from "./poll/state.ts";
import type { JsonObject, Source } from "./sources/source.ts";

/** By id of the source; one that never answered is not there. */
export type LastPolls = Readonly<Record<string, Sample>>;

/** Each answer is read once, however often it is asked for. */
export function createLastPolls(
  sources: readonly Source[],
  { state, clock }: { readonly state: Pick<PollState, "snapshot">; readonly clock: Clock },
): () => LastPolls {
  const read = new Map<string, { readonly data: JsonObject; readonly sample: Sample }>();
  return () => {
    const now = nowOf(clock);
    return Object.fromEntries(sources.flatMap((source) => {
      const facts = state.snapshot.sources.find(({ id }) => id === source.id);
      const last = facts && lastSuccessOf(facts);
      if (facts?.data === undefined || last === undefined) return [];
      const { data } = facts;
      const known = read.get(source.id);
      const sample = known?.data === data ? known.sample : toSample(source, { data, fetchedAtMs: last.atMs });
      read.set(source.id, { data, sample });
      // The same at each look, or one poll would be two; of an answer of a time to come nobody knows how old it is.
      return [[source.id, { ...sample, fetchedAtMs: shownAt(last, now) ?? last.atMs }]];
    }));
  };
}
