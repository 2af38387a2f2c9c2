/** Keeps the memory of messages from growing, and from holding what nobody will ever send; whatever is set up. */
import type { Clock } from "../core/clock.ts";
import { toErrorText } from "../core/errors.ts";
import { DAY_MS, HOUR_MS } from "../core/kst.ts";
import type { Log } from "../core/log.ts";
import { putAway } from "./sender/gone.ts";
import type { MessageStore } from "./message_store.ts";
import type { NotifyEvents } from "./notifiers_view.ts";

const KEEP_MS = 180 * DAY_MS;
const CARE_EVERY_MS = 6 * HOUR_MS;
const MOST_ROWS = 500;

export interface CareParts {
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: NotifyEvents;
  /** Those that are set up; `undefined` for a command, which knows of its own alone. */
  readonly channels: readonly string[] | undefined;
}

/** Now, and then every some hours, until the signal aborts. Never rejects. */
export async function careForMessages(parts: CareParts, signal: AbortSignal): Promise<void> {
  const { store, clock, log } = parts;
  while (!signal.aborted) {
    try {
      await putAwayChannels(parts);
      await store.prune(clock.now() - KEEP_MS);
    } catch (error) {
      log.write("error", "notify_prune_failed", toErrorText(error), { error });
    }
    await clock.real.sleep(CARE_EVERY_MS, signal).catch(() => {});
  }
}

/** What waits for a channel that is not set up any more. */
async function putAwayChannels({ channels, ...parts }: CareParts): Promise<void> {
  const { store, clock } = parts;
  if (channels === undefined) return;
  for (const { channel } of await store.counts()) {
    if (channels.includes(channel)) continue;
    await store.recover(channel, "queued", clock.now());
    const rows = await store.open(channel, MOST_ROWS);
    await putAway(rows, `the channel ${channel} is not set up any more`, parts);
  }
}
