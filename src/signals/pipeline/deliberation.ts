/** The judge's part of the way: asked by itself, with a deadline, and stored with what it makes of the signal. */
import type { Clock } from "../../core/clock.ts";
import type { Judge, JudgeQuestion } from "../judges/judge.ts";
import type { OutgoingFacts } from "../outgoing.ts";
import type { NewsFact } from "../rules/rule.ts";
import type { SignalEvents } from "../signal_events.ts";
import type {
  DecisionRecord,
  DecisionResult,
  NewDecision,
  NewSignal,
  SignalJournal,
  SignalRecord,
} from "../signal_journal.ts";
import { askJudge, hashQuestion, toQuestion } from "./ask_judge.ts";
import { decide, type Decided } from "./decide.ts";
import { findQuiet } from "./gate.ts";
import { hasOpinion, toJudgement, toMessage } from "./message.ts";
import { Turns } from "./turns.ts";

export interface PipelineOptions {
  readonly owner: string;
  readonly store: SignalJournal;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly createId: () => string;
  readonly events: SignalEvents;
  /** From which score signals to buy ring whatever their rule says; absent, or `undefined`, the rule's own. */
  readonly ringFrom?: (() => number | undefined) | undefined;
  /** How long a judge may take; a sell waits less. */
  readonly deadlineMs?: { readonly buy: number; readonly sell: number };
}

/** What a message needs beside the signal itself. */
export interface Around {
  readonly holding: OutgoingFacts["holding"];
  readonly news: readonly NewsFact[];
  readonly ringFrom: number;
}

export interface Asked {
  readonly question: JudgeQuestion;
  readonly decision: NewDecision;
}

/** `isOpinion`: the signal went out already, and waits for nothing. */
interface AskedAround extends Asked {
  readonly around: Around;
  readonly isOpinion: boolean;
}

const DEADLINE_MS = { buy: 20_000, sell: 8_000 };
const JUDGES_AT_ONCE = 2;
const MOST_ATTEMPTS = 2;
/** The last one again and again: until the signal's time is over it may still go out, and then it is to end. */
const STORE_AGAIN_AFTER_MS = [1_000, 5_000, 15_000, 60_000];
const RESTARTED: Around = { holding: "unknown", news: [], ringFrom: 80 };

export class Deliberation implements AsyncDisposable {
  readonly #options: PipelineOptions;
  readonly #turns = new Turns(JUDGES_AT_ONCE);
  readonly #ending = new AbortController();
  /** By signal. */
  readonly #running = new Map<string, Promise<void>>();
  /** Answers that could not be stored, until they are tried again; by signal. */
  readonly #waiting = new Map<string, Promise<void>>();

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  /** @throws {RangeError} for a notice, about which nobody is asked. */
  async prepare(signal: NewSignal, { news }: Around): Promise<Asked> {
    const { clock, createId, judge } = this.#options;
    const { action } = signal;
    if (action === "notice") throw new RangeError("Cannot ask a judge about a notice");
    const question = toQuestion({ ...signal, action }, { news, atMs: signal.firedAtMs });
    const promptHash = await hashQuestion(question);
    return { question, decision: { id: createId(), judge: judge.id, promptHash, askedAtMs: clock.now() } };
  }

  /** Its question is stored already. It goes on by itself. */
  start(signal: SignalRecord, asked: AskedAround): void {
    this.#run(signal, this.#deliberate(signal, asked));
  }

  /** Those that somebody is asked about, or whose answer waits to be stored. */
  signals(): ReadonlySet<string> {
    return new Set([...this.#running.keys(), ...this.#waiting.keys()]);
  }

  /** The program ended over this question: it is asked once more, and not a third time. @throws what the memory throws. */
  async goOn(signal: SignalRecord, pending: DecisionRecord): Promise<void> {
    const { store, owner, clock } = this.#options;
    const asked = await this.prepare(signal, RESTARTED);
    if (pending.attempt < MOST_ATTEMPTS) {
      await store.askAgain(owner, signal.id, asked.decision);
      return this.start(signal, { ...asked, around: RESTARTED, isOpinion: false });
    }
    const result = {
      raw: "ERROR",
      effective: "NONE",
      confidence: undefined,
      reason: undefined,
      errorKind: "restart",
      answeredAtMs: clock.now(),
      latencyMs: 0,
    } as const;
    const given = { ...asked, decision: pending, around: RESTARTED, isOpinion: false };
    this.#run(signal, this.#finishOrWait(signal, given, { result, failures: 0 }));
  }

  isOver({ validUntilMs }: NewSignal): boolean {
    return this.#options.clock.now() >= validUntilMs;
  }

  async expire(signal: NewSignal, reason: string): Promise<void> {
    await this.#options.store.expire(this.#options.owner, signal.id, reason);
    this.#options.events.expired(signal, reason);
  }

  /** Resolves when nobody is being asked any more; an answer that could not be stored waits beside it. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort(new Error("The program ends"));
    await this.settled();
    await Promise.all(this.#waiting.values());
    await this.settled();
  }

  #run(signal: SignalRecord, work: Promise<void>): void {
    const running = work.catch((error) => {
      if (this.#ending.signal.aborted) return;
      this.#options.events.failed({ what: `Signal ${signal.label ?? signal.id}`, error });
    }).finally(() => this.#running.delete(signal.id));
    this.#running.set(signal.id, running);
  }

  async #deliberate(signal: SignalRecord, asked: AskedAround): Promise<void> {
    const { clock, judge, deadlineMs = DEADLINE_MS } = this.#options;
    const isPatient = signal.signalClass === "buy" || asked.isOpinion;
    const wholeMs = isPatient ? deadlineMs.buy : deadlineMs.sell;
    const result = await this.#turns.use((waitedMs) =>
      askJudge(judge, asked.question, {
        clock,
        // The wait for a turn is the person's wait too.
        deadlineMs: Math.max(0, wholeMs - waitedMs),
        signal: this.#ending.signal,
      }), clock);
    await this.#finishOrWait(signal, asked, { result, failures: 0 });
  }

  /** An answer that cannot be stored is not lost: its signal would hold its pair, and nobody would be told. */
  async #finishOrWait(
    signal: SignalRecord,
    asked: AskedAround,
    { result, failures }: { readonly result: DecisionResult; readonly failures: number },
  ): Promise<void> {
    try {
      await this.#finish(signal, asked, result);
    } catch (error) {
      const { clock, events } = this.#options;
      const waitMs = STORE_AGAIN_AFTER_MS[Math.min(failures, STORE_AGAIN_AFTER_MS.length - 1)] ?? 0;
      const again = `is stored again in ${waitMs / 1_000} s`;
      events.failed({ what: `What became of signal ${signal.label ?? signal.id} ${again}`, error });
      const next = { result, failures: failures + 1 };
      const waiting = clock.sleep(waitMs, this.#ending.signal).then(
        () => this.#run(signal, this.#finishOrWait(signal, asked, next)),
        // The program ends: the next start finds the question pending.
        () => {},
      ).finally(() => this.#waiting.delete(signal.id));
      this.#waiting.set(signal.id, waiting);
    }
  }

  async #finish(signal: SignalRecord, asked: AskedAround, answered: DecisionResult): Promise<void> {
    const { store, owner, events } = this.#options;
    const { decision, around, isOpinion } = asked;
    const ringFrom = this.#options.ringFrom?.() ?? around.ringFrom;
    const decided = decide(answered, { ...signal, ringFrom });
    const result = { ...answered, effective: decided.effective };
    if (!isOpinion && this.isOver(signal)) return await this.expire(signal, "late_answer");
    const done = await store.finish(owner, {
      signalId: signal.id,
      decisionId: decision.id,
      result,
      state: isOpinion ? undefined : decided.state,
      message: toAnswerMessage(signal, { ...asked, decided, result }),
      findQuiet: (mutes) => findQuiet(signal, mutes),
    });
    if (done === "lost") return await this.expire(signal, "claim_lost");
    if (done !== "done") return events.expired(signal, done);
    events.decided(signal, result, { judge: decision.judge, isOpinion });
  }
}

function toAnswerMessage(
  signal: SignalRecord,
  of: AskedAround & { readonly decided: Decided; readonly result: DecisionResult },
): OutgoingFacts | undefined {
  const { decided, result, decision, around, isOpinion } = of;
  const common = { holding: around.holding, judgement: toJudgement(decision.judge, result) };
  if (isOpinion) {
    // Silence, or a word that was never asked for, is nothing to add.
    return hasOpinion(common.judgement)
      ? toMessage(signal, { kind: "opinion", ring: false, ...common })
      : undefined;
  }
  const { message: kind, ring } = decided;
  return kind === undefined ? undefined : toMessage(signal, { kind, ring, ...common });
}
