/** Signals and decisions in signal_v2.db, and the claims that belong to them, in one transaction each. */
import type { Clock } from "../../core/clock.ts";
import { isMemoryUnavailable } from "../../core/errors.ts";
import { kstDayOf } from "../../core/kst.ts";
import { type Database, prepareOnce, type SqlValue, type Statement } from "../../sqlite/sql.ts";
import { createSavepoint, createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { ClaimClock } from "../dedup/claim_clock.ts";
import type { OutgoingFacts, OutgoingPort } from "../outgoing.ts";
import type {
  BeginRequest,
  FinishOutcome,
  FinishRequest,
  FiredSignal,
  Mute,
  NewDecision,
  NewSignal,
  SkipReason,
  TakenSignal,
} from "../signal_journal.ts";
import { ClockBehindError } from "../signal_store.ts";
import { isTriedAnew } from "../tried_anew.ts";
import { PairClaims, type PairSince } from "./claims.ts";
import { toAnswerRow, toSignalRow } from "./rows.ts";
import { SignalReads } from "./signal_reads.ts";
import * as texts from "./statements.ts";

export interface SignalTableParts {
  readonly db: Database;
  readonly queue: WriteQueue;
  readonly clock: Clock;
  /** Refuses claims of a clock that cannot be right. */
  readonly claimClock: Pick<ClaimClock, "refuseBehind">;
  readonly outgoing: OutgoingPort;
  /** Those that hold then. */
  readonly mutes: (owner: string, nowMs: number) => readonly Mute[];
}

const DECIDED: ReadonlySet<string> = new Set(["confirmed", "rejected", "unjudged", "queued", "delivered"]);

/** The clock, or a file that cannot be written: no matter of one signal. */
function isOfMemory(error: unknown): boolean {
  return error instanceof ClockBehindError || isMemoryUnavailable(error);
}

/** Takes a transaction back; nobody outside sees it. */
class LostClaimError extends Error {
  override readonly name = "LostClaimError";
}

export class SignalTable {
  readonly #parts: SignalTableParts;
  readonly #transact: <T>(work: () => T) => T;
  readonly #savepoint: <T>(work: () => T) => T;
  readonly #claims: PairClaims;
  readonly #reads: SignalReads;
  readonly #statement: (text: string) => Statement;

  constructor(parts: SignalTableParts) {
    this.#parts = parts;
    this.#transact = createTransaction(parts.db);
    this.#savepoint = createSavepoint(parts.db);
    this.#claims = new PairClaims(parts);
    this.#reads = new SignalReads(parts);
    this.#statement = prepareOnce(parts.db);
  }

  /** @param remember stores what the rule remembers, in the same transaction. */
  async take(
    owner: string,
    { signals, isApart = false }: { signals: readonly FiredSignal[]; isApart?: boolean },
    remember: (() => number) | undefined,
  ): Promise<readonly TakenSignal[]> {
    let taken: readonly TakenSignal[] = [];
    await this.#write(() => {
      taken = signals.map((one) => isApart ? this.#takeApart(owner, one) : this.#take(owner, one));
      return taken.filter(({ outcome }) => outcome !== "known").length + (remember?.() ?? 0);
    });
    return taken;
  }

  async finish(owner: string, request: FinishRequest): Promise<FinishOutcome> {
    const { signalId, decisionId, result, state, message, findQuiet } = request;
    let outcome: FinishOutcome = "done";
    try {
      await this.#write(() => {
        const atMs = this.#nowMs();
        outcome = "done";
        const isNew = this.#run(texts.ANSWER, ...toAnswerRow(result, { owner, decisionId })) > 0;
        // Said again by somebody who does not know that it was stored.
        if (state !== undefined && !isNew && DECIDED.has(this.#reads.get(owner, signalId).state)) return 0;
        const isOut = state !== undefined && message !== undefined;
        const quiet = isOut ? findQuiet?.(this.#parts.mutes(owner, atMs)) : undefined;
        if (quiet !== undefined) {
          return this.#end(owner, { signalId, state: "expired", reason: outcome = quiet });
        }
        if (state !== undefined) this.#send(owner, { signalId, message, state, atMs });
        // An opinion: what went out stays as it is.
        else if (message !== undefined) this.#parts.outgoing.enqueue({ atMs }, message);
        return 1;
      });
      return outcome;
    } catch (error) {
      if (error instanceof LostClaimError) return "lost";
      throw error;
    }
  }

  async askAgain(owner: string, signalId: string, decision: NewDecision): Promise<void> {
    await this.#write(() => {
      this.#run(texts.GIVE_UP, "restart", this.#nowMs(), owner, signalId);
      return this.#ask(owner, signalId, decision);
    });
  }

  async abandonOpinions(owner: string): Promise<void> {
    await this.#write(() => this.#run(texts.ABANDON, this.#nowMs(), owner));
  }

  async expire(owner: string, signalId: string, reason: string): Promise<void> {
    await this.#write(() => {
      const { state } = this.#reads.get(owner, signalId);
      if (!["fired", "judging", "queued", "unjudged"].includes(state)) return 0;
      this.#run(texts.GIVE_UP, reason, this.#nowMs(), owner, signalId);
      // That a note about it reached nobody does not make a verdict of what has none.
      return this.#end(owner, { signalId, state: state === "unjudged" ? state : "expired", reason });
    });
  }

  #end(owner: string, end: { signalId: string; state: "unjudged" | "expired"; reason: string }): number {
    const [claimId, priorSentAt = null] = this.#rows(texts.PRIOR_OF_CLAIM, owner, end.signalId)[0] ?? [];
    if (typeof claimId === "string") this.#claims.giveBack(owner, { claimId, priorSentAt });
    return this.#run(texts.END, end.state, end.reason, owner, end.signalId);
  }

  async deliver(owner: string, signalId: string): Promise<void> {
    await this.#write(() => this.#run(texts.DELIVER, owner, signalId));
  }

  isRecent(pair: PairSince): boolean {
    return this.#isSettledSince(pair) || this.#claims.isRecent(pair, this.#nowMs());
  }

  #take(owner: string, fired: FiredSignal): TakenSignal {
    const { sender, ref } = fired.signal;
    const left = this.#reads.findByRef(owner, { sender, ref });
    // Nothing belongs to one that never began: no label, no claim, no question.
    const isAnew = left !== undefined && isTriedAnew(left);
    if (isAnew) this.#run(texts.REMOVE, owner, left.id);
    else if (left !== undefined && !(sender === "rules" && fired.kind === "skip")) {
      return { outcome: "known" };
    }
    const signal = isAnew ? { ...fired.signal, id: left.id } : fired.signal;
    if (fired.kind === "skip") {
      this.#insertSkipped(owner, signal, fired.reason);
      return { outcome: "skipped" };
    }
    const claimId = crypto.randomUUID();
    const held = this.#claim(owner, signal, { claimId, claim: fired.request.claim });
    if (held === "lost") {
      this.#insertSkipped(owner, signal, "duplicate");
      return { outcome: "duplicate" };
    }
    const day = kstDayOf(signal.firedAtMs);
    this.#run(texts.INSERT, ...toSignalRow(signal, { owner, day, state: "fired" }));
    this.#run(texts.NUMBER, owner, day, owner, signal.id);
    this.#run(texts.BEGIN, ...held, "judging", owner, signal.id);
    const { decision, sendNow } = fired.request;
    if (decision !== undefined) this.#ask(owner, signal.id, decision);
    if (sendNow !== undefined) {
      const sent = { signalId: signal.id, message: sendNow(this.#reads.get(owner, signal.id)) };
      this.#send(owner, { ...sent, state: "confirmed", atMs: this.#nowMs() });
    }
    return { outcome: "begun", signal: this.#reads.get(owner, signal.id) };
  }

  /** What is wrong with this one alone is told of it; what is wrong with the memory is thrown. */
  #takeApart(owner: string, fired: FiredSignal): TakenSignal {
    try {
      return this.#savepoint(() => this.#take(owner, fired));
    } catch (error) {
      if (isOfMemory(error)) throw error;
      try {
        this.#savepoint(() => this.#insertSkipped(owner, fired.signal, "failed"));
      } catch (again) {
        if (isOfMemory(again)) throw again;
      }
      return { outcome: "failed", error };
    }
  }

  /** @returns the claim with the time of an earlier sending, as the signal's row keeps them. */
  #claim(
    owner: string,
    { score }: NewSignal,
    { claimId, claim }: { claimId: string; claim: BeginRequest["claim"] },
  ): readonly [SqlValue, SqlValue] | "lost" {
    if (claim === undefined) return [null, null];
    const pair = { ...claim, owner };
    if (this.#isSettledSince(pair)) return "lost";
    const taken = this.#claims.take(pair, { claimId, nowMs: this.#nowMs(), score });
    return taken === "lost" ? "lost" : [claimId, taken.priorSentAt];
  }

  #insertSkipped(owner: string, signal: NewSignal, reason: SkipReason): void {
    const day = kstDayOf(signal.firedAtMs);
    const { sender, rule, ticker, action } = signal;
    const of = { owner, day, state: "skipped", reason } as const;
    if (sender !== "rules") this.#run(texts.INSERT, ...toSignalRow(signal, of));
    else {
      const ref = `skipped:${day}:${rule}:${ticker}:${action}:${reason}`;
      this.#run(texts.INSERT_SKIPPED, ...toSignalRow({ ...signal, ref }, of));
    }
  }

  /** Decided here, whether anybody was told or not. */
  #isSettledSince({ owner, ticker, action, sinceMs }: PairSince): boolean {
    return this.#rows(texts.SETTLED, owner, ticker, action, sinceMs).length > 0;
  }

  /**
   * The claim is confirmed when something goes out and given back when nothing does: what other programs are told of as
   * sent was sent. {LostClaimError} takes all of it back.
   */
  #send(
    owner: string,
    sent: {
      signalId: string;
      message: OutgoingFacts | undefined;
      state: NonNullable<FinishRequest["state"]>;
      atMs: number;
    },
  ): void {
    const { signalId, message, state, atMs } = sent;
    const [claimId, priorSentAt] = this.#rows(texts.PRIOR_OF_CLAIM, owner, signalId)[0] ?? [];
    const rows = message === undefined ? 0 : this.#parts.outgoing.enqueue({ atMs }, message);
    if (typeof claimId === "string") {
      const isOurs = this.#claims.confirm(owner, claimId, atMs);
      if (!isOurs) throw new LostClaimError();
      if (rows === 0) this.#claims.giveBack(owner, { claimId, priorSentAt: priorSentAt ?? null });
    }
    const next = state === "confirmed" && rows > 0 ? "queued" : state;
    const changed = this.#run(texts.FINISH, next, typeof claimId === "string" ? atMs : null, owner, signalId);
    // It has ended already, by another way: nothing goes out twice.
    if (changed !== 1) throw new LostClaimError();
  }

  #ask(owner: string, signalId: string, { id, judge, promptHash, askedAtMs }: NewDecision): number {
    return this.#run(texts.ASK, owner, id, signalId, judge, promptHash, Math.trunc(askedAtMs), signalId);
  }

  #write(work: () => number): Promise<number> {
    return this.#parts.queue.run(() => this.#transact(work));
  }

  #run(text: string, ...params: SqlValue[]): number {
    return this.#statement(text).run(...params);
  }

  #rows(text: string, ...params: SqlValue[]): SqlValue[][] {
    return this.#statement(text).rows(...params);
  }

  #nowMs(): number {
    return Math.trunc(this.#parts.clock.now());
  }
}
