/**
 * Rows carry times of the wall clock. When people or NTP set that back, what waits for one of them would wait so much
 * longer, and nothing would be sent meanwhile. Here each time is held to the steady clock from when it was seen first.
 */
import { LONGEST_SILENCE_MS } from "../../lib/http/retry_after.ts";
import type { MessageRow } from "../message_store.ts";
import type { SenderParts } from "./parts.ts";
import { LIMITED } from "./plan.ts";

interface Held {
  /** As the row has it. */
  readonly atMs: number;
  /** Monotonic; below the time of now for what has been. */
  readonly steadyMs: number;
}

interface HeldTimes {
  readonly queued: Held;
  readonly sending: Held | undefined;
  readonly notBefore: Held | undefined;
}

export class RowTimes {
  readonly #parts: Pick<SenderParts, "clock" | "waits" | "channel">;
  /** By seq. */
  #held: ReadonlyMap<number, HeldTimes> = new Map();

  constructor(parts: Pick<SenderParts, "clock" | "waits" | "channel">) {
    this.#parts = parts;
  }

  /** @param rows all that are open: others are forgotten. @returns them with times that fit the wall clock of now. */
  correct(rows: readonly MessageRow[]): readonly MessageRow[] {
    const { clock } = this.#parts;
    const nowMs = clock.now();
    const steadyNowMs = clock.monotonic();
    const hold = (atMs: number, before: Held | undefined, longestMs: number): Held =>
      before?.atMs === atMs
        ? before
        : { atMs, steadyMs: steadyNowMs + Math.min(atMs - nowMs, Math.max(0, longestMs)) };
    const toTime = ({ atMs, steadyMs }: Held) => Math.min(atMs, Math.round(nowMs + steadyMs - steadyNowMs));
    const held = new Map<number, HeldTimes>();
    const corrected = rows.map((row) => {
      const { seq, queuedAtMs, sendingAtMs, notBeforeMs } = row;
      const before = this.#held.get(seq);
      const longestMs = this.#longestWaitMs(row, before !== undefined);
      const times: HeldTimes = {
        queued: hold(queuedAtMs, before?.queued, 0),
        sending: sendingAtMs === undefined ? undefined : hold(sendingAtMs, before?.sending, 0),
        notBefore: notBeforeMs === undefined ? undefined : hold(notBeforeMs, before?.notBefore, longestMs),
      };
      held.set(seq, times);
      return {
        ...row,
        queuedAtMs: toTime(times.queued),
        sendingAtMs: times.sending && toTime(times.sending),
        notBeforeMs: times.notBefore && toTime(times.notBefore),
      };
    });
    this.#held = held;
    return corrected;
  }

  /** @param isOurs the wait began in this process, on a clock that it has seen go. */
  #longestWaitMs({ state, error, sendingAtMs, notBeforeMs }: MessageRow, isOurs: boolean): number {
    const { channel, waits } = this.#parts;
    // No wait begins before its send.
    const sinceSendMs = (notBeforeMs ?? 0) - (sendingAtMs ?? 0);
    if (isOurs || error?.startsWith(LIMITED)) return Math.min(LONGEST_SILENCE_MS, sinceSendMs);
    const longestMs = state === "unknown" ? channel.timeoutMs + waits.lateAcceptMs : waits.longestStumbleMs;
    return Math.min(longestMs, sinceSendMs);
  }
}
