/**
 * From a condition that is met to a message that waits to be sent: written down and claimed in one transaction, judged,
 * and stored with its message in another. At every arrow the program may be killed, and every write may fail; `takeUp`
 * goes on from what was written.
 */
import { isPlausibleNow, MINUTE_MS } from "../../core/kst.ts";
import type { ReadyRule } from "../rule_file/rule_spec.ts";
import type { Firing, RuleFacts, RuleMemory } from "../rules/rule.ts";
import type {
  BeginRequest,
  DecisionRecord,
  FiredSignal,
  NewSignal,
  SignalRecord,
  SkipReason,
  TakenSignal,
} from "../signal_journal.ts";
import { planClaimSince } from "./claim_window.ts";
import { type Around, type Asked, Deliberation, type PipelineOptions } from "./deliberation.ts";
import { type GateMoment, passGate } from "./gate.ts";
import { findHolding, toMessage } from "./message.ts";

/** Some rule's firings with what the rule remembers afterwards. */
export interface Found {
  readonly rule: ReadyRule;
  readonly ruleVersion: number;
  readonly firings: readonly Firing[];
  readonly facts: RuleFacts;
  readonly moment: GateMoment;
  readonly memory?: RuleMemory | undefined;
  /** `rules` when it is left out; its `occasion` is then the whole ref. */
  readonly sender?: string | undefined;
  /** One that always fails is put aside, so that the others go on: not one or all, as else. */
  readonly isApart?: boolean | undefined;
}

/** What became of one firing at once; a judge may still be at it. */
export interface Taken {
  readonly signal: NewSignal;
  readonly outcome: "begun" | "known" | SkipReason;
}

export interface TakenAll {
  readonly taken: readonly Taken[];
  /** Whether the rule may go on from its new memory; else something was not known well enough, and it looks again. */
  readonly isSettled: boolean;
}

/** Not a matter of the rule: it looks again as if it had not fired. */
export const NOT_YET: ReadonlySet<string> = new Set(["closed", "missing", "stale"]);
const RULES = "rules";
/** After a restart what is held and what the news said is not known any more. */
const UNKNOWN_AROUND: Around = { holding: "unknown", news: [], ringFrom: 80 };

export class SignalPipeline implements AsyncDisposable {
  readonly #options: PipelineOptions;
  readonly #deliberation: Deliberation;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#deliberation = new Deliberation(options);
  }

  /**
   * One transaction: all of it is stored with what the rule remembers, or it rejects and nothing is. Protective ones and
   * notices are stored with their messages then; others are claimed and being judged. Apart, one that cannot be stored
   * is told as `failed`, and the others go on.
   */
  async take(found: Found): Promise<TakenAll> {
    const { store, owner, events } = this.#options;
    const { isApart = false } = found;
    const news = found.facts.news?.rows ?? [];
    const plans: Plan[] = [];
    for (const firing of found.firings) {
      const verdict = passGate(firing, { moment: found.moment, minScore: found.rule.minScore });
      const signal = this.#toSignal(found, firing, verdict.score);
      const reason = verdict.kind === "skip" ? verdict.reason : await this.#findDuplicate(signal);
      const holding = findHolding(found.facts, signal);
      const around = { news, holding, ringFrom: found.rule.spec.ringFrom };
      plans.push(
        reason !== undefined
          ? planSkip(signal, reason)
          : await this.#planBegin(signal, around).catch((error) => {
            if (found.isApart !== true) throw error;
            events.failed({ what: nameOf(signal), error });
            return planSkip(signal, "failed");
          }),
      );
    }
    const isSettled = !plans.some(({ fired }) => fired.kind === "skip" && NOT_YET.has(fired.reason));
    const hasBegun = plans.some(({ fired }) => fired.kind === "begin");
    const memory = found.memory !== undefined && isSettled && hasBegun
      ? { memory: { rule: found.rule.spec.id, memory: found.memory } }
      : {};
    const written = plans.filter(isWritten);
    const signals = written.map(({ fired }) => fired);
    const results = signals.length === 0 ? [] : await store.take(owner, { signals, isApart, ...memory });
    const taken = plans.map((plan) => this.#tell(plan, results[written.indexOf(plan)]));
    return { taken, isSettled };
  }

  /** At start, before anything else is taken: what an earlier run left on its way. */
  async resume(moment: GateMoment): Promise<void> {
    const { store, owner } = this.#options;
    await store.abandonOpinions(owner);
    // By a clock that cannot be right nothing is judged to be over; `takeUp` finds it later.
    if (isPlausibleNow(moment.nowMs)) await this.takeUp(moment, "restart");
  }

  /**
   * What is on its way and nobody is at it goes on while it counts and the gate lets it through, as it is now; else it
   * ends. One that fails is told and left for the next time. Never beside a `take`.
   *
   * @param reason why one ends whose time is over.
   */
  async takeUp(moment: GateMoment, reason = "left_behind"): Promise<void> {
    const { store, owner, events } = this.#options;
    // Asked first: what is over by the time that the rows are read is not to be begun anew.
    const busy = this.#deliberation.signals();
    for (const { decision, ...signal } of await store.unfinished(owner)) {
      if (busy.has(signal.id)) continue;
      try {
        await this.#takeUpOne(signal, { decision, moment, reason });
      } catch (error) {
        events.failed({ what: `Signal ${signal.label ?? signal.id} is not taken up yet`, error });
      }
    }
  }

  /** Resolves when nobody is being asked any more. */
  settled(): Promise<void> {
    return this.#deliberation.settled();
  }

  /** Questions that are open stay pending in the memory: the next start finds them. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#deliberation[Symbol.asyncDispose]();
  }

  #toSignal(found: Found, firing: Firing, score: number | undefined): NewSignal {
    const { rule, ruleVersion, sender = RULES } = found;
    const { id, kind, validMin, window } = rule.spec;
    const { exchange, ticker, name, action, signalClass, price, changePct, evidence, occasion, said } =
      firing;
    const { nowMs } = found.moment;
    return {
      id: this.#options.createId(),
      owner: this.#options.owner,
      sender,
      ref: sender === RULES ? `${id}:${ruleVersion}:${exchange}:${ticker}:${action}:${occasion}` : occasion,
      rule: id,
      ruleKind: kind,
      ruleVersion,
      ...{ exchange, ticker, name, action, signalClass, price, changePct, evidence, score, window, said },
      threshold: signalClass === "notice" ? undefined : rule.minScore,
      firedAtMs: nowMs,
      validUntilMs: nowMs + validMin * MINUTE_MS,
    };
  }

  /** Asked before anything is written: a condition that holds all day is met at each poll. */
  async #findDuplicate(signal: NewSignal): Promise<SkipReason | undefined> {
    if (signal.sender !== RULES) return undefined;
    const claim = await this.#planClaim(signal);
    return claim !== undefined && await this.#options.store.isRecent(this.#options.owner, claim)
      ? "duplicate"
      : undefined;
  }

  async #planClaim(signal: NewSignal): Promise<BeginRequest["claim"]> {
    const { action, ticker } = signal;
    if (action === "notice") return undefined;
    const { store, owner, clock } = this.#options;
    const prior = await store.prior(owner, ticker);
    return { ticker, action, sinceMs: planClaimSince(signal, { prior, nowMs: Math.trunc(clock.now()) }) };
  }

  async #planBegin(signal: NewSignal, around: Around): Promise<Plan> {
    const asked = signal.action === "notice" ? undefined : await this.#deliberation.prepare(signal, around);
    const claim = await this.#planClaim(signal);
    const { holding } = around;
    const sendNow = (begun: SignalRecord) =>
      toMessage(begun, { kind: "signal", ring: true, holding, judgement: undefined });
    const request = { claim, decision: asked?.decision, ...(waitsForNobody(signal) ? { sendNow } : {}) };
    return { fired: { kind: "begin", signal, request }, goOn: asked && { ...asked, around } };
  }

  /** @param result `undefined`: nothing was to be written of it. */
  #tell({ fired, goOn }: Plan, result: TakenSignal | undefined): Taken {
    const { events } = this.#options;
    const { signal } = fired;
    if (result?.outcome === "known") return { signal, outcome: "known" };
    if (result?.outcome === "failed") {
      events.failed({ what: nameOf(signal), error: result.error });
      return { signal, outcome: "failed" };
    }
    if (result?.outcome !== "begun") {
      const outcome = fired.kind === "skip" ? fired.reason : "duplicate";
      events.skipped(signal, outcome);
      return { signal, outcome };
    }
    const begun = result.signal;
    events.fired(begun);
    if (goOn !== undefined) {
      const question = { ...goOn.question, signalId: begun.id };
      this.#deliberation.start(begun, { ...goOn, question, isOpinion: waitsForNobody(begun) });
    }
    return { signal, outcome: "begun" };
  }

  async #takeUpOne(
    signal: SignalRecord,
    { decision, moment, reason }: {
      readonly decision: DecisionRecord | undefined;
      readonly moment: GateMoment;
      readonly reason: string;
    },
  ): Promise<void> {
    const { store, owner } = this.#options;
    if (this.#deliberation.isOver(signal)) return await this.#deliberation.expire(signal, reason);
    const verdict = passGate(signal, { moment, minScore: signal.threshold });
    if (decision !== undefined) {
      // It has a label and a claim already, so it is no repetition to be counted.
      if (verdict.kind === "skip") return await this.#deliberation.expire(signal, verdict.reason);
      return await this.#deliberation.goOn(signal, decision);
    }
    const plan = verdict.kind === "skip"
      ? planSkip(signal, verdict.reason)
      : await this.#planBegin(signal, UNKNOWN_AROUND);
    const [result] = await store.take(owner, { signals: [plan.fired] });
    this.#tell(plan, result);
  }
}

/** What is stored of one firing, and how it goes on when it has begun. */
interface Plan {
  readonly fired: FiredSignal;
  readonly goOn?: (Asked & { readonly around: Around }) | undefined;
}

const planSkip = (signal: NewSignal, reason: SkipReason): Plan => ({
  fired: { kind: "skip", signal, reason },
});

/** Outside the session a rule is not asked at all: there is nothing to count. */
function isWritten({ fired }: Plan): boolean {
  return !(fired.kind === "skip" && fired.reason === "closed" && fired.signal.sender === RULES);
}

const nameOf = ({ action, ticker, rule }: NewSignal) =>
  `${action} ${ticker} of the rule ${rule} is put aside`;

function waitsForNobody({ signalClass }: NewSignal): boolean {
  return signalClass === "sell_protective" || signalClass === "notice";
}
