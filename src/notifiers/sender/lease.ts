/** The right to send for a channel: one sender at a time, and whoever comes new finds what the one before left behind. */
import type { SenderParts } from "./parts.ts";

export class SenderLease {
  readonly #parts: SenderParts;
  #isOurs = false;
  /** Monotonic. */
  #untilMs = -Infinity;
  /** As it is written; a program that slept finds that another may have sent meanwhile. */
  #endsAtMs = -Infinity;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Takes it or renews it, long before its end. @returns false while another has it. */
  async hold(): Promise<boolean> {
    const { store, channel, holder, isFirst, clock, waits } = this.#parts;
    if (this.#isOurs && clock.monotonic() < this.#untilMs - waits.leaseMs / 2) return true;
    const nowMs = clock.now();
    const untilMs = nowMs + waits.leaseMs;
    const startedMs = clock.monotonic();
    const isOurs = await store.takeLease({ channel: channel.id, holder, nowMs, untilMs, isFirst });
    if (isOurs && (!this.#isOurs || nowMs >= this.#endsAtMs)) {
      await store.recover(channel.id, channel.repeat === "harmless" ? "queued" : "unknown", nowMs);
    }
    this.#isOurs = isOurs;
    this.#untilMs = startedMs + waits.leaseMs;
    this.#endsAtMs = untilMs;
    return isOurs;
  }

  /** Something went otherwise than we knew: the next `hold` takes it anew, and looks for what was left in `sending`. */
  drop(): void {
    this.#isOurs = false;
  }

  async give(): Promise<void> {
    const { store, channel, holder } = this.#parts;
    await store.giveLease(channel.id, holder).catch(() => {});
  }
}
