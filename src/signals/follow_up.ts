/** What a person did with a signal that reached them. */
import type { Actor } from "../core/actor.ts";
import type { OutgoingFacts } from "./outgoing.ts";

export interface FollowUp {
  readonly seen: { readonly atMs: number; readonly by: Actor | undefined } | undefined;
  /** Wished for then, and told once. */
  readonly again: { readonly dueAtMs: number; readonly toldAtMs: number | undefined } | undefined;
}

export const NO_FOLLOW_UP: FollowUp = { seen: undefined, again: undefined };

/** Part of the memory of signals; each changing call is one transaction. */
export interface FollowUps {
  followUp(owner: string, signalId: string): Promise<FollowUp>;
  /** Who was first stays. */
  see(owner: string, seen: { signalId: string; atMs: number; actor: Actor }): Promise<void>;
  /**
   * The time of the first wish stays. Who took note of the signal before is forgotten: whoever wishes for it is told,
   * also when another person was done with it; after it was told nothing changes.
   */
  askAgainLater(owner: string, wish: { signalId: string; atMs: number; dueAtMs: number }): Promise<void>;
  /** Not told yet, and nobody took note of the signal meanwhile. */
  dueReminders(owner: string, nowMs: number): Promise<readonly Reminder[]>;
  /** Noted and told in one transaction. @returns false when it was told before. */
  remind(
    owner: string,
    reminder: { signalId: string; atMs: number; message: OutgoingFacts | undefined },
  ): Promise<boolean>;
}

/** A signal, by its id, that somebody wished to be told of once more. */
export interface Reminder {
  readonly signalId: string;
  readonly dueAtMs: number;
}
