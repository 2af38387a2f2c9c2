import { Counter, Gauge, Histogram, type Registry } from "./prometheus.ts";

/** What happens to signals and messages, counted when it happens. */
export interface SignalCounters {
  fired(facts: { readonly rule: string; readonly action: string }): void;
  decided(facts: { readonly judge: string; readonly outcome: string; readonly tookMs: number }): void;
  delivered(
    facts: { readonly channel: string; readonly outcome: string; readonly tookMs: number | undefined },
  ): void;
  conflict(facts: { readonly channel: string }): void;
  outageTold(facts: { readonly group: string; readonly event: string }): void;
  summaryTold(facts: { readonly kind: string; readonly outcome: string }): void;
  /** A person wrote or pressed. */
  asked(
    facts: { readonly kind: "command" | "press"; readonly word: string; readonly outcome: string },
  ): void;
}

/** What is read at each scrape. */
export interface SignalMetricsFacts {
  readonly notify?: {
    readonly lastRingAtMs: number | undefined;
    readonly channels: readonly {
      readonly channel: string;
      readonly state: string;
      readonly pending: number;
      readonly unknown: number;
      readonly oldestQueuedAtMs: number | undefined;
    }[];
    readonly bot?:
      | {
        readonly state: string;
        readonly strangers: number;
        readonly lastOkAtMs: number | undefined;
      }
      | undefined;
  } | undefined;
  readonly watching?: { readonly problem: string | undefined } | undefined;
  readonly events?: {
    readonly relayed: number;
    readonly underWay: number;
    readonly refused: number;
    readonly failures: number;
    readonly deadLetters: number;
  } | undefined;
}

const BOT_STATES = ["ok", "starting", "conflict", "webhook", "locked_out", "down"] as const;
const CHANNEL_STATES = ["ok", "down", "blocked", "conflict"] as const;
/** Rules are a person's own, so their names stay few; beyond this many they are told together. */
const MOST_RULES = 200;
const SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60, 300];

export function createSignalCounters(registry: Registry): SignalCounters {
  const registers = [registry];
  const fired = new Counter({
    name: "signal_rules_fired_total",
    help: "Signals that were begun, by rule and action; what was skipped is not among them.",
    labelNames: ["rule", "action"],
    registers,
  });
  const decisions = new Counter({
    name: "signal_decisions_total",
    help: "Answers of judges, by judge and by what they said; an error is no rejection.",
    labelNames: ["judge", "outcome"],
    registers,
  });
  const durations = new Histogram({
    name: "signal_decision_duration_seconds",
    help: "From the question to the judge's answer.",
    buckets: SECONDS,
    labelNames: ["judge"],
    registers,
  });
  const deliveries = new Counter({
    name: "signal_deliveries_total",
    help: "What became of messages, by channel and outcome.",
    labelNames: ["channel", "outcome"],
    registers,
  });
  const took = new Histogram({
    name: "signal_delivery_duration_seconds",
    help: "From the commit of a message to the channel's yes.",
    buckets: SECONDS,
    labelNames: ["channel"],
    registers,
  });
  const conflicts = new Counter({
    name: "signal_telegram_conflicts_total",
    help: "How often another program was found listening with the same bot token.",
    registers,
  });
  conflicts.inc(0);
  const outages = new Counter({
    name: "signal_outages_told_total",
    help: "Outages that were told, changed, over or unresolved, by what was missing.",
    labelNames: ["group", "event"],
    registers,
  });
  const summaries = new Counter({
    name: "signal_summaries_total",
    help: "Summaries of the morning and the evening, told or too late and left out.",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const commands = new Counter({
    name: "signal_commands_total",
    help: "What people asked by chat, by word and by what became of it.",
    labelNames: ["command", "outcome"],
    registers,
  });
  const presses = new Counter({
    name: "signal_presses_total",
    help: "Buttons that people pressed, by button and by what became of it.",
    labelNames: ["button", "outcome"],
    registers,
  });
  const rules = new Set<string>();
  const toRule = (rule: string) => {
    if (rules.size < MOST_RULES) rules.add(rule);
    return rules.has(rule) ? rule : "other";
  };
  return {
    fired: ({ rule, action }) => fired.inc({ rule: toRule(rule), action }),
    decided({ judge, outcome, tookMs }) {
      decisions.inc({ judge, outcome });
      durations.observe({ judge }, tookMs / 1_000);
    },
    delivered({ channel, outcome, tookMs }) {
      deliveries.inc({ channel, outcome });
      if (outcome === "delivered" && tookMs !== undefined) took.observe({ channel }, tookMs / 1_000);
    },
    outageTold: ({ group, event }) => outages.inc({ group, event }),
    summaryTold: ({ kind, outcome }) => summaries.inc({ kind, outcome }),
    asked: ({ kind, word, outcome }) =>
      kind === "command" ? commands.inc({ command: word, outcome }) : presses.inc({ button: word, outcome }),
    conflict: ({ channel }) => {
      if (channel === "telegram") conflicts.inc();
    },
  };
}

export function createSignalGauges(registry: Registry): (facts: SignalMetricsFacts) => void {
  const registers = [registry];
  const of = <T extends string = never>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Gauge<T>({ name: `signal_${name}`, help, labelNames, registers });
  const pending = of("outbox_pending", "Messages that wait or are being sent, by channel.", ["channel"]);
  const unknown = of(
    "outbox_unknown",
    "Messages of which nobody can say whether they arrived, by channel.",
    ["channel"],
  );
  const oldest = of(
    "outbox_oldest_timestamp_seconds",
    "Since when the oldest waiting message waits, by channel; 0 when none does.",
    ["channel"],
  );
  const state = of("channel_state", "1 for the state of the channel, 0 for the others.", [
    "channel",
    "state",
  ]);
  const bot = of("bot_state", "1 for the state of the bot that hears commands, 0 for the others.", ["state"]);
  const heard = of(
    "bot_last_ok_timestamp_seconds",
    "When Telegram last handed over what people wrote, or said that there was nothing; 0 when it never did.",
  );
  const strangers = new Counter({
    name: "signal_bot_strangers_total",
    help: "Messages and presses of people who may not ask; nobody answered them.",
    registers,
  });
  const ring = of("last_ring_timestamp_seconds", "When a message last made a sound; 0 when none did.");
  const fault = of(
    "rules_fault",
    "1 while the file of rules cannot be used and earlier rules stay in force.",
  );
  const letters = of(
    "bus_dead_letters",
    "Events that a receiver could not handle and that wait for a person.",
  );
  const underWay = of("bus_under_way", "Events that were handed out and are not confirmed yet.");
  const counter = (name: string, help: string) =>
    new Counter({ name: `signal_bus_${name}`, help, registers });
  const relayed = counter("relayed_total", "Events of transactions that reached their receivers.");
  const refused = counter("refused_total", "Times an event was not taken and is brought again.");
  const failures = counter("failures_total", "Times the outbox of events could not be read or cleared.");
  return ({ notify, watching, events }) => {
    for (const metric of [pending, unknown, oldest, state, bot]) metric.reset();
    const listening = notify?.bot;
    if (listening !== undefined) {
      for (const name of BOT_STATES) bot.set({ state: name }, Number(listening.state === name));
    }
    heard.set((listening?.lastOkAtMs ?? 0) / 1_000);
    for (const { channel, ...facts } of notify?.channels ?? []) {
      pending.set({ channel }, facts.pending);
      unknown.set({ channel }, facts.unknown);
      oldest.set({ channel }, (facts.oldestQueuedAtMs ?? 0) / 1_000);
      for (const name of CHANNEL_STATES) state.set({ channel, state: name }, Number(facts.state === name));
    }
    ring.set((notify?.lastRingAtMs ?? 0) / 1_000);
    fault.set(Number(watching?.problem !== undefined));
    letters.set(events?.deadLetters ?? 0);
    underWay.set(events?.underWay ?? 0);
    // Totals of others: set to what they are, which only grows.
    for (
      const [metric, value] of [
        [relayed, events?.relayed],
        [refused, events?.refused],
        [failures, events?.failures],
        [strangers, listening?.strangers],
      ] as const
    ) {
      metric.reset();
      metric.inc(value ?? 0);
    }
  };
}
