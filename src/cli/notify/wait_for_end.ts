import { realClock } from "../../app/runtime.ts";
import type { MessageRow, MessageStore } from "../../notifiers/message_store.ts";

const LOOK_EVERY_MS = 100;
const MOST_ROWS = 1_000;

/** How far what is told under a key got: as soon as it is at its end or stuck, or after so long. */
export async function waitForEnd(
  messages: Pick<MessageStore, "browse">,
  key: string,
  longestMs: number,
): Promise<readonly MessageRow[]> {
  const sinceMs = realClock.monotonic();
  while (true) {
    const rows = (await messages.browse({ state: undefined, limit: MOST_ROWS }))
      .filter((row) => row.key === key).toReversed();
    const isOver = rows.every(({ state, doneAtMs, isGivenUp, error }) =>
      doneAtMs !== undefined || isGivenUp || (state === "queued" && error !== undefined)
    );
    if (isOver || realClock.monotonic() - sinceMs > longestMs) return rows;
    await realClock.sleep(LOOK_EVERY_MS);
  }
}
