/** Starts whatever brings messages to their readers. */
import { OWNER } from "../core/actor.ts";
import type { Clock } from "../core/clock.ts";
import type { Lang } from "../core/lang.ts";
import type { Log } from "../core/log.ts";
import { careForMessages } from "./care.ts";
import type { Channel, ChannelSettings } from "./channel.ts";
import { composeMessages, type MessageRequest } from "./compose.ts";
import type { MessageDraft, MessageStore } from "./message_store.ts";
import { CHANNELS } from "./mod.ts";
import {
  type ChannelView,
  type NotifyEvents,
  type NotifyView,
  type PendingView,
  SILENT_NOTIFY_EVENTS,
} from "./notifiers_view.ts";
import { watchFallback } from "./sender/fallback.ts";
import { ChannelHealth } from "./sender/health.ts";
import type { FindUnwanted, PricesNow, SenderParts } from "./sender/parts.ts";
import type { QuietSpan } from "./sender/quiet_hours.ts";
import { Sender } from "./sender/sender.ts";
import { REAL_WAITS, type SenderWaits } from "./sender/waits.ts";

const NOTHING_WAITS: PendingView = { pending: 0, unknown: 0, oldestQueuedAtMs: undefined };

const WANTS_ALL: FindUnwanted = () => Promise.resolve(() => undefined);

export interface NotifierSettings extends ChannelSettings {
  /** Ids of channels, in the order of falling back. */
  readonly order: readonly string[];
  /** Read at each look, so that it may change meanwhile. */
  readonly quiet: QuietSpan | undefined;
  readonly ringsPer5Min: number;
  readonly hidesAmounts: boolean;
  readonly lang: Lang;
}

export interface NotifierParts {
  readonly store: MessageStore & {
    append(drafts: readonly MessageDraft[]): number;
    announce(): void;
  };
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the data directory is this program's own. A command that sends beside a service is not, and comes second. */
  readonly isFirst?: boolean;
  readonly events?: NotifyEvents;
  readonly pricesNow?: PricesNow;
  /** Absent, nobody mutes anything. */
  readonly findUnwanted?: FindUnwanted;
  /** Absent, the real ones. */
  readonly waits?: Partial<SenderWaits>;
}

export interface Notifiers extends AsyncDisposable {
  /** Ids of the channels that are set up, in the order of falling back. */
  readonly channels: readonly string[];
  /** In a transaction of its own. @returns how many rows are new; 0 when it was told before, or to nobody. */
  tell(request: MessageRequest): Promise<number>;
  /** Inside the caller's transaction; `announce` after it. */
  append(request: MessageRequest): number;
  announce(): void;
  /** From memory. */
  view(): NotifyView;
  /** Another program listens with the same key, or does no longer. */
  noteConflict(channel: string, isThere: boolean): void;
  /** Somebody who had blocked us is back. */
  noteBack(channel: string, chat: string): Promise<void>;
}

/** @returns channels that are both named and set up. */
export function createChannels(settings: NotifierSettings, clock: Clock): readonly Channel[] {
  return settings.order.flatMap((id) =>
    CHANNELS.find((plug) => plug.id === id)?.create(settings, { clock }) ?? []
  );
}

/** Sending begins at once. Disposal waits a little for the answer of a send that is under way. */
export function startNotifiers(settings: NotifierSettings, parts: NotifierParts): Notifiers {
  const { store, clock, log, isFirst = false, findUnwanted = WANTS_ALL } = parts;
  const events = withLog(parts.events ?? SILENT_NOTIFY_EVENTS, log);
  const waits = { ...REAL_WAITS, ...parts.waits };
  const pricesNow = parts.pricesNow ??
    ((tickers) => ({ krw: tickers.map(() => undefined), ageMs: undefined }));
  const channels = createChannels(settings, clock);
  const holder = crypto.randomUUID();
  const { lang, hidesAmounts, ringsPer5Min } = settings;
  let lastRingAtMs: number | undefined;
  const all = channels.map((channel): SenderParts => ({
    ...{ channel, store, clock, log, waits, holder, isFirst, lang, hidesAmounts, ringsPer5Min },
    get quiet() {
      return settings.quiet;
    },
    ...{ pricesNow, findUnwanted },
    owner: OWNER,
    health: new ChannelHealth({ channel: channel.id, events, waits, clock }),
    events: { ...events, ring: (ring) => (lastRingAtMs = ring.atMs, events.ring(ring)) },
  }));
  const stopping = new AbortController();
  const care = { store, clock, log, events };
  const senders = all.map((one) => new Sender(one));
  const running = [
    ...senders.map((sender) => sender.run(stopping.signal)),
    ...all.flatMap((one, i) => {
      const next = channels[i + 1];
      if (next === undefined || one.channel.audience !== "people") return [];
      return [watchFallback({ ...one, next }, stopping.signal)];
    }),
    careForMessages(
      { ...care, channels: isFirst ? channels.map(({ id }) => id) : undefined },
      stopping.signal,
    ),
  ];
  const compose = (request: MessageRequest) =>
    composeMessages(request, { owner: OWNER, channels, lang, hidesAmounts, nowMs: clock.now() });
  return {
    channels: channels.map(({ id }) => id),
    tell: (request) => store.enqueue(compose(request)),
    append: (request) => store.append(compose(request)),
    announce: () => store.announce(),
    view: () => ({
      lastRingAtMs,
      channels: all.map(({ channel: { id }, health }, i): ChannelView => ({
        ...{ channel: id, state: health.state, reason: health.reason, lastOkAtMs: health.lastOkAtMs },
        isShared: health.isShared,
        ...senders[i]?.pending ?? NOTHING_WAITS,
      })),
    }),
    noteConflict: (id, isThere) => all.find(({ channel }) => channel.id === id)?.health.noteConflict(isThere),
    async noteBack(id, chat) {
      await store.blockChat(id, chat, undefined);
      all.find(({ channel }) => channel.id === id)?.health.noteOk();
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.all(running);
      for (const channel of channels) channel[Symbol.dispose]();
    },
  };
}

/** What a person should find in the log, besides whatever counts. */
function withLog(events: NotifyEvents, log: Log): NotifyEvents {
  return {
    ...events,
    state(facts) {
      const { channel, state, reason = "" } = facts;
      const isFine = state === "ok";
      log.write(
        isFine ? "info" : "warning",
        "notify_channel",
        isFine ? `${channel}: messages go out again` : `${channel} is ${state}: ${reason}`,
        { channel, state },
      );
      events.state(facts);
    },
    bug(facts) {
      const { channel, key, reason } = facts;
      log.write("error", "notify_bug", `${channel} did not take ${key} as it is: ${reason}`, {
        channel,
        key,
      });
      events.bug(facts);
    },
    delivery(facts) {
      const { channel, outcome, reason = "" } = facts;
      if (outcome === "refused" || outcome === "expired" || outcome === "unknown") {
        log.write(
          "warning",
          "notify_delivery",
          `${channel}: a message is ${outcome} ${reason}`.trimEnd(),
          { ...facts },
        );
      }
      events.delivery(facts);
    },
  };
}
