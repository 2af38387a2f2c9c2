/** How a channel is, in memory: what the last answers said, and how long to leave it alone. */
import type { Clock } from "../../core/clock.ts";
import type { ChannelState, NotifyEvents } from "../notifiers_view.ts";
import { doubled, type SenderWaits } from "./waits.ts";

export class ChannelHealth {
  readonly #channel: string;
  readonly #events: NotifyEvents;
  readonly #waits: SenderWaits;
  readonly #clock: Clock;
  #problem: { readonly state: "down" | "blocked"; readonly reason: string } | undefined;
  #hasConflict = false;
  #failures = 0;
  /** Monotonic. */
  #pausedUntilMs = -Infinity;
  #lastOkAtMs: number | undefined;
  #lastTroubleAtMs: number | undefined;
  #shown: ChannelState = "ok";

  constructor(
    { channel, events, waits, clock }: {
      channel: string;
      events: NotifyEvents;
      waits: SenderWaits;
      clock: Clock;
    },
  ) {
    this.#channel = channel;
    this.#events = events;
    this.#waits = waits;
    this.#clock = clock;
  }

  get state(): ChannelState {
    return this.#problem?.state ?? (this.#hasConflict ? "conflict" : "ok");
  }

  get reason(): string | undefined {
    return this.#problem?.reason ?? (this.#hasConflict ? "another program uses the same key" : undefined);
  }

  /** Another program listens with the same key. */
  get isShared(): boolean {
    return this.#hasConflict;
  }

  get lastOkAtMs(): number | undefined {
    return this.#lastOkAtMs;
  }

  /** When something went wrong last. */
  get lastTroubleAtMs(): number | undefined {
    return this.#lastTroubleAtMs;
  }

  pauseMs(): number {
    return Math.max(0, this.#pausedUntilMs - this.#clock.monotonic());
  }

  noteOk(): void {
    this.#problem = undefined;
    this.#failures = 0;
    this.#pausedUntilMs = -Infinity;
    this.#lastOkAtMs = this.#clock.now();
    this.#tell();
  }

  noteOutOfReach(reason: string): void {
    this.#failures++;
    this.#problem = { state: "down", reason };
    this.#pausedUntilMs = this.#clock.monotonic() +
      doubled(this.#failures, this.#waits.reachAgainMs, this.#waits.longestReachMs);
    this.#tell();
  }

  noteLockedOut(reason: string): void {
    this.#problem = { state: "blocked", reason };
    this.#pausedUntilMs = this.#clock.monotonic() + this.#waits.blockedMs;
    this.#tell();
  }

  /** A chat is gone; others of the channel may be there. */
  noteGone(reason: string): void {
    this.#problem = { state: "blocked", reason };
    this.#tell();
  }

  noteConflict(isThere: boolean): void {
    this.#hasConflict = isThere;
    this.#tell();
  }

  #tell(): void {
    if (this.#problem !== undefined) this.#lastTroubleAtMs = this.#clock.now();
    if (this.state === this.#shown) return;
    this.#shown = this.state;
    this.#events.state({ channel: this.#channel, state: this.state, reason: this.reason });
  }
}
