/** What happens to signals and messages, told on: to counters, to open pages, and to the signals what became of theirs. */
import { LiveTopics } from "./live_topics.ts";
import type { DeliveryFacts, NotifyEvents } from "../../notifiers/notifiers_view.ts";
import type { DeliveryReports } from "../../signals/outgoing.ts";
import type { SignalWatcher } from "../../signals/signals_view.ts";
import type { Telemetry } from "../../telemetry/start_telemetry.ts";

export interface Told {
  readonly notify: NotifyEvents;
  readonly signals: SignalWatcher;
  readonly topics: LiveTopics;
  /** What people ask and press. */
  readonly chat: Telemetry["signalCounters"]["asked"];
  /** Senders begin before the signals are there; what they report by then waits. */
  reportTo(reports: DeliveryReports, onFailure: (error: unknown) => void): void;
}

export function createTold(counters: Telemetry["signalCounters"], now: () => number): Told {
  const topics = new LiveTopics();
  const waiting: DeliveryFacts[] = [];
  let report = (facts: DeliveryFacts) => void waiting.push(facts);
  return {
    topics,
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
        const { channel, outcome, signalId = null } = facts;
        counters.delivered(facts);
        topics.announce({ topic: "delivery", facts: { channel, outcome, signal_id: signalId } });
        report(facts);
      },
      ring() {},
      state({ channel, state }) {
        if (state === "conflict") counters.conflict({ channel });
      },
      bug() {},
    },
    reportTo(reports, onFailure) {
      report = (facts) => {
        reportOne(reports, facts, now()).catch(onFailure);
      };
      for (const facts of waiting.splice(0)) report(facts);
    },
  };
}

async function reportOne(reports: DeliveryReports, facts: DeliveryFacts, atMs: number): Promise<void> {
  const { signalId, outcome } = facts;
  if (signalId === undefined) return;
  if (outcome === "delivered") await reports.delivered(signalId, atMs);
  if (outcome === "expired" || outcome === "refused") await reports.expired(signalId, atMs);
}
