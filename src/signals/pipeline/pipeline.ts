/**
 * From a condition that is met to a message that waits to be sent: written down, claimed, judged, and stored with its
 * message in one transaction. At every arrow the program may be killed; `resume` goes on from what was written.
 */
import { MINUTE_MS } from "../../core/kst.ts";
import type { ReadyRule } from "../rule_file/rule_spec.ts";
import type { Firing, RuleFacts, RuleMemory } from "../rules/rule.ts";
import type { BeginRequest, NewSignal, SignalRecord, SkipReason } from "../signal_journal.ts";
import { planClaimSince } from "./claim_window.ts";
import { type Around, Deliberation, type PipelineOptions } from "./deliberation.ts";
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

  /** Protective ones and notices are stored with their messages when it resolves; others are claimed and being judged. */
  async take(found: Found): Promise<TakenAll> {
    const { store, owner, events } = this.#options;
    const taken: Taken[] = [];
    const open: NewSignal[] = [];
    for (const firing of found.firings) {
      const verdict = passGate(firing, { moment: found.moment, minScore: found.rule.minScore });
      const signal = this.#toSignal(found, firing, verdict.score);
      const reason = verdict.kind === "skip" ? verdict.reason : await this.#findDuplicate(signal);
      if (reason === undefined) open.push(signal);
      else {
        taken.push({ signal, outcome: reason });
        events.skipped(signal, reason);
        await this.#skip(signal, reason);
      }
    }
    const isSettled = !taken.some(({ outcome }) => NOT_YET.has(outcome));
    const memory = found.memory === undefined || !isSettled
      ? {}
      : { memory: { rule: found.rule.spec.id, memory: found.memory } };
    const opened = open.length === 0 ? [] : await store.open(owner, { signals: open, ...memory });
    const around = { news: found.facts.news?.rows ?? [], ringFrom: found.rule.spec.ringFrom };
    for (const signal of open) {
      const record = opened.find(({ id }) => id === signal.id);
      const holding = findHolding(found.facts, signal);
      const outcome = record === undefined ? "known" : await this.#begin(record, { ...around, holding });
      taken.push({ signal, outcome });
    }
    return { taken, isSettled };
  }

  /** At start: what an earlier run left on its way goes on while it counts, and ends otherwise. */
  async resume(): Promise<void> {
    const { store, owner } = this.#options;
    await store.abandonOpinions(owner);
    for (const { decision, ...signal } of await store.unfinished(owner)) {
      if (this.#deliberation.isOver(signal)) await this.#deliberation.expire(signal, "restart");
      else if (decision === undefined) await this.#begin(signal, UNKNOWN_AROUND);
      else await this.#deliberation.goOn(signal, decision);
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
    const { exchange, ticker, name, action, signalClass, price, changePct, evidence, occasion } = firing;
    const { nowMs } = found.moment;
    return {
      id: this.#options.createId(),
      owner: this.#options.owner,
      sender,
      ref: sender === RULES ? `${id}:${ruleVersion}:${exchange}:${ticker}:${action}:${occasion}` : occasion,
      rule: id,
      ruleKind: kind,
      ruleVersion,
      ...{ exchange, ticker, name, action, signalClass, price, changePct, evidence, score, window },
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

  async #skip(signal: NewSignal, reason: SkipReason): Promise<void> {
    const { store, owner } = this.#options;
    // Outside the session a rule is not asked at all: there is nothing to count.
    if (signal.sender === RULES && reason === "closed") return;
    if (signal.sender !== RULES) await store.open(owner, { signals: [signal] });
    await store.skip(owner, signal, reason);
  }

  async #begin(signal: SignalRecord, around: Around): Promise<"begun" | "duplicate"> {
    const { store, owner, events } = this.#options;
    const asked = signal.action === "notice" ? undefined : await this.#deliberation.prepare(signal, around);
    const claim = await this.#planClaim(signal);
    const waitsForNobody = signal.signalClass === "sell_protective" || signal.signalClass === "notice";
    const sendNow = (label: string) =>
      toMessage({ ...signal, label }, {
        kind: "signal",
        ring: true,
        holding: around.holding,
        judgement: undefined,
      });
    const begun = await store.begin(owner, {
      signalId: signal.id,
      claim,
      decision: asked?.decision,
      ...(waitsForNobody ? { sendNow } : {}),
    });
    if (begun === "duplicate") {
      events.skipped(signal, "duplicate");
      await store.skip(owner, signal, "duplicate");
      return begun;
    }
    events.fired(begun);
    if (asked !== undefined) this.#deliberation.start(begun, { ...asked, around, isOpinion: waitsForNobody });
    return "begun";
  }
}
