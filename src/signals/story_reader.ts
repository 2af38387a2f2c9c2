/** What faces ask of signals that are stored. */
import { kstDayStartMs } from "../core/kst.ts";
import { toScoreStory } from "./score/score_story.ts";
import type { SignalJournal } from "./signal_journal.ts";
import type { SignalsReader } from "./signals_view.ts";

export function createStoryReader(owner: string, journal: SignalJournal): Omit<SignalsReader, "view"> {
  return {
    list: (filter) => journal.list(owner, filter),
    counts: (day) => journal.counts(owner, day),
    judgeCounts: (day) =>
      journal.judgeCounts(owner, { fromMs: kstDayStartMs(day), toMs: kstDayStartMs(day + 1) }),
    decisions: async (filter) => {
      const decisions = await journal.listDecisions(owner, filter);
      return await Promise.all(decisions.map(async (decision) => ({
        decision,
        signal: await journal.find(owner, decision.signalId),
      })));
    },
    ruleIds: async () => (await journal.rules(owner)).map(({ id }) => id),
    find: async (labelOrId) => {
      const signal = await journal.find(owner, labelOrId);
      if (signal === undefined) return undefined;
      return {
        signal,
        score: toScoreStory(signal),
        decisions: await journal.decisions(owner, signal.id),
        outcomes: await journal.outcomes(owner, signal.id),
        followUp: await journal.followUp(owner, signal.id),
      };
    },
  };
}
