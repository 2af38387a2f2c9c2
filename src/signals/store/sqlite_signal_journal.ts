/** The memory of signals in signal_v2.db. */
import type { SignalJournal } from "../signal_journal.ts";
import { FollowUpTable } from "./follow_up_table.ts";
import { LookTable } from "./look_table.ts";
import { OutcomeTable } from "./outcome_table.ts";
import { PersonTables } from "./person_tables.ts";
import { RuleTable } from "./rule_table.ts";
import { SignalReads } from "./signal_reads.ts";
import { SignalTable, type SignalTableParts } from "./signal_table.ts";

export function createSqliteSignalJournal(parts: Omit<SignalTableParts, "mutes">): SignalJournal {
  const reads = new SignalReads(parts);
  const rules = new RuleTable(parts);
  const persons = new PersonTables(parts);
  const signals = new SignalTable({ ...parts, mutes: (owner, nowMs) => persons.mutes(owner, nowMs) });
  const outcomes = new OutcomeTable(parts);
  const follow = new FollowUpTable(parts);
  const looks = new LookTable(parts);
  return {
    take: (owner, fired) => {
      const { memory } = fired;
      const remember = memory === undefined
        ? undefined
        : () => rules.remember(owner, memory.rule, memory.memory);
      return signals.take(owner, fired, remember);
    },
    finish: (owner, request) => signals.finish(owner, request),
    askAgain: (owner, signalId, decision) => signals.askAgain(owner, signalId, decision),
    abandonOpinions: (owner) => signals.abandonOpinions(owner),
    expire: (owner, signalId, reason) => signals.expire(owner, signalId, reason),
    deliver: (owner, signalId) => signals.deliver(owner, signalId),
    unfinished: (owner) => answer(() => reads.unfinished(owner)),
    prior: (owner, ticker) => answer(() => reads.prior(owner, ticker)),
    isRecent: (owner, key) => answer(() => signals.isRecent({ ...key, owner })),
    list: (owner, filter) => answer(() => reads.list(owner, filter)),
    find: (owner, labelOrId) => answer(() => reads.find(owner, labelOrId)),
    findByRef: (owner, key) => answer(() => reads.findByRef(owner, key)),
    decisions: (owner, signalId) => answer(() => reads.decisions(owner, signalId)),
    listDecisions: (owner, filter) => answer(() => reads.listDecisions(owner, filter)),
    counts: (owner, day) => answer(() => reads.counts(owner, day)),
    judgeCounts: (owner, span) => answer(() => reads.judgeCounts(owner, span)),
    mutes: (owner, nowMs) => answer(() => persons.mutes(owner, nowMs)),
    mute: (owner, mute) => persons.mute(owner, mute),
    unmute: (owner, ticker) => persons.unmute(owner, ticker),
    peaks: (owner) => answer(() => persons.peaks(owner)),
    savePeaks: (owner, changes) => persons.savePeaks(owner, changes),
    rules: (owner) => answer(() => rules.list(owner)),
    saveFileRules: (owner, all, atMs) => rules.saveFileRules(owner, all, atMs),
    saveMemory: (owner, rule, memory) => rules.saveMemory(owner, rule, memory),
    addAlert: (owner, alert, atMs) => rules.addAlert(owner, alert, atMs),
    removeAlert: (owner, id) => rules.removeAlert(owner, id),
    withoutOutcome: (owner, sinceMs) => answer(() => outcomes.without(owner, sinceMs)),
    saveOutcome: (owner, outcome) => outcomes.save(owner, outcome),
    outcomes: (owner, signalId) => answer(() => outcomes.of(owner, signalId)),
    followUp: (owner, signalId) => follow.followUp(owner, signalId),
    see: (owner, seen) => follow.see(owner, seen),
    askAgainLater: (owner, wish) => follow.askAgainLater(owner, wish),
    dueReminders: (owner, nowMs) => follow.dueReminders(owner, nowMs),
    remind: (owner, reminder) => follow.remind(owner, reminder),
    addLooks: (owner, day, counted) => looks.add(owner, day, counted),
    looksOn: (owner, day) => answer(() => looks.of(owner, day)),
  };
}

/** What it throws is a rejection, as it would be behind a network. */
// deno-lint-ignore require-await -- it answers at once
async function answer<T>(read: () => T): Promise<T> {
  return read();
}
