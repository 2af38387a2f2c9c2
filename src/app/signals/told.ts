/** What happens to signals and messages, told on: to counters, to open pages, and to the signals what became of theirs. */
import { LiveTopics } from "./live_topics.ts";
import { OWNER } from "../../core/actor.ts";
import {
  type MessageRow,
  type MessageStore,
  NOT_CONFIRMED,
  toldIn,
  WITHDRAWN,
} from "../../notifiers/message_store.ts";
import type { DeliveryFacts, NotifyEvents } from "../../notifiers/notifiers_view.ts";
import type { DeliveryReports } from "../../signals/outgoing.ts";
import type { SignalWatcher } from "../../signals/signals_view.ts";
import type { TellingCounters } from "../telling/telling_events.ts";
import type { Telemetry } from "../../telemetry/start_telemetry.ts";

export interface Told {
  readonly notify: NotifyEvents;
  readonly signals: SignalWatcher;
  readonly topics: LiveTopics;
  /** What the program tells by itself. */
  readonly telling: TellingCounters;
  /** What people ask and press. */
  readonly chat: Telemetry["signalCounters"]["asked"];
  /** Senders begin before the signals are there; what they report by then waits. */
  reportTo(to: ReportParts): void;
}

interface ReportParts {
  readonly reports: DeliveryReports;
  /** Where every row of a signal is found, whichever channel it is for. */
  readonly messages: Pick<MessageStore, "ofSignal">;
  /** Signals whose messages an earlier run left on their way: it may have ended before it could tell of them. */
  readonly open: readonly string[];
  readonly onFailure: (error: unknown) => void;
}

export function createTold(counters: Telemetry["signalCounters"], now: () => number): Told {
  const topics = new LiveTopics();
  const waiting: DeliveryFacts[] = [];
  let report = (facts: DeliveryFacts) => void waiting.push(facts);
  return {
    topics,
    telling: {
      outage: (facts) => counters.outageTold(facts),
      summary: (facts) => counters.summaryTold(facts),
    },
    chat: counters.asked,
    signals: {
      fired({ id, label, state, rule, action }) {
        counters.fired({ rule, action });
        topics.announce({ topic: "signal", facts: { id, label: label ?? null, state } });
      },
      decided({ id, label, state }, { raw, effective, latencyMs }, judge) {
        counters.decided({ judge, outcome: raw, tookMs: latencyMs });
        topics.announce({
          topic: "decision",
          facts: { signal_id: id, label: label ?? null, raw, effective },
        });
        topics.announce({ topic: "signal", facts: { id, label: label ?? null, state } });
      },
    },
    notify: {
      delivery(facts) {
        const { channel, outcome, signalIds } = facts;
        counters.delivered(facts);
        for (const signal_id of signalIds.length === 0 ? [null] : signalIds) {
          topics.announce({ topic: "delivery", facts: { channel, outcome, signal_id } });
        }
        report(facts);
      },
      ring() {},
      state({ channel, state }) {
        if (state === "conflict") counters.conflict({ channel });
      },
      bug() {},
    },
    reportTo(to) {
      report = (facts) => {
        for (const signalId of facts.signalIds) {
          reportOne(to, { ...facts, signalId, atMs: now() }).catch(to.onFailure);
        }
      };
      for (const facts of waiting.splice(0)) report(facts);
      for (const signalId of to.open) reportWhatIsStored(to, { signalId, atMs: now() }).catch(to.onFailure);
    },
  };
}

async function reportOne(
  { reports, messages }: ReportParts,
  { signalId, outcome, key, reason, atMs }: DeliveryFacts & {
    readonly signalId: string;
    readonly atMs: number;
  },
): Promise<void> {
  if (outcome === "delivered") return await reports.delivered(signalId, atMs);
  if (outcome !== "expired" && outcome !== "refused" && outcome !== "withdrawn") return;
  const rows = await messages.ofSignal(OWNER, signalId);
  // One channel's refusal says nothing of the others, which may have it already or get it yet.
  if (!rows.every((row) => reachedNobody(row, key))) return;
  await reports.expired(signalId, atMs, outcome === "withdrawn" ? reason : undefined);
}

async function reportWhatIsStored(
  { reports, messages }: ReportParts,
  { signalId, atMs }: { readonly signalId: string; readonly atMs: number },
): Promise<void> {
  const rows = await messages.ofSignal(OWNER, signalId);
  if (rows.some(({ state }) => state === "delivered")) return await reports.delivered(signalId, atMs);
  if (rows.length > 0 && rows.every((row) => reachedNobody(row, ""))) await reports.expired(signalId, atMs);
}

/** @param overKey of the message that is over: what was told in it, as one of a group, was told to nobody. */
function reachedNobody({ state, error }: MessageRow, overKey: string): boolean {
  if (state === "superseded") return error === toldIn(overKey) || error === WITHDRAWN;
  // It may have arrived: a second signal about the same thing would be one too many.
  return state === "refused" || (state === "expired" && error !== NOT_CONFIRMED);
}
