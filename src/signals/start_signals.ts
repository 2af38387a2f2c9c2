/** Signals as one thing: rules look at what comes, what they find is judged and goes out. */
import type { Bus } from "../bus/bus.ts";
import { isPlausibleNow, kstDayOf, MINUTE_MS } from "../core/kst.ts";
import type { Log } from "../core/log.ts";
import { createUlids } from "../lib/ulid.ts";
import { subscribeInputs } from "./bus_inputs.ts";
import { type FactSources, gatherFacts, gatherMoment } from "./facts/gather.ts";
import { QuotesBook } from "./facts/quotes_book.ts";
import type { InboundRequest, InboundSettings } from "./inbound/admission.ts";
import { type DoorAnswer, InboundDoor } from "./inbound/door.ts";
import { type InboundAnswer, receiveInbound } from "./inbound/receive.ts";
import type { Judge } from "./judges/judge.ts";
import { createCloseAfter, type OutcomeDeps, recordOutcomes } from "./outcomes.ts";
import type { DeliveryReports } from "./outgoing.ts";
import { DayLooksCounter } from "./pipeline/day_looks.ts";
import { SignalPipeline } from "./pipeline/pipeline.ts";
import { tellReminders } from "./pipeline/reminders.ts";
import { RuleRunner, type RunningRule } from "./pipeline/rule_runner.ts";
import { RuleWatch } from "./rule_file/rule_watch.ts";
import type { AdviceFact, InboundFact, RuleInput, RuleKind } from "./rules/rule.ts";
import { createSignalEvents } from "./signal_events.ts";
import { toQuietView } from "./quiet_view.ts";
import type { MuteRecord, SignalCounts } from "./signal_journal.ts";
import { createStoryReader } from "./story_reader.ts";
import type { SignalsReader, SignalWatcher } from "./signals_view.ts";

export interface SignalsOptions extends FactSources {
  readonly rulesPath: string;
  readonly kinds: readonly RuleKind[];
  readonly judge: Judge;
  readonly log: Log;
  readonly bus: Bus;
  /** By what other programs are let in. */
  readonly inbound: InboundSettings;
  /** The latest time that is stored, while the clock lies before it. Absent, nobody knows. */
  readonly clockBehindMs?: (() => number | undefined) | undefined;
  readonly watcher?: SignalWatcher | undefined;
  /** Asked at each decision: goes over what rules say of ringing. */
  readonly ringFrom?: (() => number | undefined) | undefined;
  /** For outcomes. */
  readonly priceAt: OutcomeDeps["priceAt"];
}

export interface Signals extends AsyncDisposable {
  readonly reader: SignalsReader;
  /** For whoever sends what went out. */
  readonly deliveries: DeliveryReports;
  /** After each round of polls. */
  onCycle(): void;
  /** Now and then: a changed file of rules, and outcomes that are due. */
  onWake(): void;
  /** A request of another program, with the door's answer. Never rejects. */
  readonly takeRequest: (request: InboundRequest) => Promise<DoorAnswer>;
  /** @throws what the memory throws: then it was not taken. */
  receive(fact: InboundFact): Promise<InboundAnswer>;
  /** How often rules looked on a day in Korea, and what came nearest. */
  readonly dayLooks: Pick<DayLooksCounter, "of">;
  /** Resolves when all that came so far was looked at and judged. */
  settled(): Promise<void>;
}

const OUTCOMES_EVERY_MS = 10 * MINUTE_MS;
const NOTHING: SignalCounts = { fired: 0, confirmed: 0, rejected: 0, unjudged: 0, skipped: {} };

export async function startSignals(options: SignalsOptions): Promise<Signals> {
  const signals = new SignalService(options);
  await signals.begin();
  return signals;
}

class SignalService implements Signals {
  readonly takeRequest: Signals["takeRequest"];
  readonly dayLooks: DayLooksCounter;
  readonly #options: SignalsOptions;
  readonly #events;
  readonly #watch: RuleWatch;
  readonly #pipeline: SignalPipeline;
  readonly #runner: RuleRunner;
  readonly #quotes: QuotesBook;
  #subscriptions: readonly AsyncDisposable[] = [];
  /** What is new since the last look. */
  readonly #inputs = new Set<RuleInput>();
  #advice: AdviceFact[] = [];
  #work: Promise<void> = Promise.resolve();
  #nextLook: Promise<void> | undefined;
  #isStopped = false;
  /** Monotonic. */
  #outcomesAtMs = -Infinity;
  #takenUpAtMs = -Infinity;
  #rules: readonly RunningRule[] = [];
  #counts = NOTHING;
  #mutes: readonly MuteRecord[] = [];
  #looks = 0;

  constructor(options: SignalsOptions) {
    const { owner, journal, clock, kinds, judge, log, rulesPath } = options;
    this.#options = options;
    const events = createSignalEvents(log, options.watcher);
    this.#events = events;
    this.#quotes = new QuotesBook(clock);
    this.dayLooks = new DayLooksCounter(
      owner,
      journal,
      (error) => events.failed({ what: "Looks of the day", error }),
    );
    this.#watch = new RuleWatch({
      ...{ kinds, clock },
      path: rulesPath,
      onReload: (facts) => events.rulesLoaded(facts),
      onProblem: (problem) => events.rulesProblem(problem),
    });
    const door = new InboundDoor({
      ...{ settings: options.inbound, clock },
      receive: (fact) => this.receive(fact),
      onFailure: (error) => events.failed({ what: "A signal of another program", error }),
      clockBehindMs: options.clockBehindMs ?? (() => undefined),
    });
    this.takeRequest = (request) => door.take(request);
    const createId = createUlids(() => clock.now());
    this.#pipeline = new SignalPipeline({
      ...{ owner, store: journal, judge, clock, createId, events },
      ringFrom: options.ringFrom,
    });
    this.#runner = new RuleRunner({
      ...{ owner, kinds, clock, events },
      store: journal,
      watch: this.#watch,
      pipeline: this.#pipeline,
    });
  }

  /** @throws what the memory throws. */
  async begin(): Promise<void> {
    await this.#watch.check();
    this.#rules = await this.#runner.load();
    await this.#pipeline.resume(await this.#moment());
    await this.#count();
    const { bus, clock } = this.#options;
    this.#subscriptions = subscribeInputs({
      ...{ bus, clock, quotes: this.#quotes },
      wake: (input) => this.#wake(input),
      takeAdvice: async (advice) => {
        this.#advice.push(...advice);
        // Handled when it has begun or is skipped, in one transaction; a second delivery finds its own ref.
        await this.#look("advice");
      },
    });
  }

  get reader(): SignalsReader {
    const { owner, journal } = this.#options;
    return {
      view: () => {
        const { source, problem } = this.#watch.status();
        return {
          rules: this.#rules.length,
          rulesFrom: source,
          problem,
          judge: this.#options.judge.id,
          looks: this.#looks,
          today: this.#counts,
          quiet: toQuietView(this.#mutes, this.#options.clock.now()),
        };
      },
      ...createStoryReader(owner, journal),
    };
  }

  get deliveries(): DeliveryReports {
    const { owner, journal } = this.#options;
    return {
      delivered: (signalId) => journal.deliver(owner, signalId),
      expired: (signalId, _atMs, reason = "not_delivered") => journal.expire(owner, signalId, reason),
    };
  }

  onCycle(): void {
    this.#wake("polls");
  }

  onWake(): void {
    this.#queue(() => this.#care()).catch(() => {});
  }

  receive(fact: InboundFact): Promise<InboundAnswer> {
    return this.#queue(async () => {
      const { owner, journal } = this.#options;
      const { facts, moment } = await this.#gather();
      const parts = { owner, journal, runner: this.#runner, rules: this.#rules, facts, moment };
      const answer = await receiveInbound(fact, parts);
      await this.#count();
      return answer;
    });
  }

  async settled(): Promise<void> {
    await this.#work;
    await this.#pipeline.settled();
    await this.#count();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const subscription of this.#subscriptions) await subscription[Symbol.asyncDispose]();
    this.#isStopped = true;
    await this.#work;
    await this.#pipeline[Symbol.asyncDispose]();
    await this.#runner.save().catch((error) => this.#events.failed({ what: "What rules remember", error }));
    await this.dayLooks.save();
  }

  /** Several reasons to look before the look begins are one look. Rejects when that fails. */
  #look(input: RuleInput): Promise<void> {
    this.#inputs.add(input);
    return this.#nextLook ??= this.#queue(() => this.#lookNow());
  }

  /** For callers that do not wait: what fails is told by the queue. */
  #wake(input: RuleInput): void {
    this.#look(input).catch(() => {});
  }

  /** One after the other; the next goes on whatever became of the one before. */
  #queue<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#work.then(() => {
      if (this.#isStopped) throw new Error("Signals have stopped");
      return work();
    });
    this.#work = run.then(() => {}, (error) => {
      if (!this.#isStopped) this.#events.failed({ what: "Signals", error });
    });
    return run;
  }

  async #lookNow(): Promise<void> {
    this.#nextLook = undefined;
    const inputs = new Set(this.#inputs);
    this.#inputs.clear();
    const advice = this.#advice;
    this.#advice = [];
    const { clock } = this.#options;
    const canBeRight = isPlausibleNow(clock.now());
    // A poll is followed by the next; advice comes again only when it was not taken.
    if (!canBeRight && advice.length > 0) throw new Error("Advice waits for a right time: set the clock");
    if (!canBeRight) return;
    await this.#watch.check();
    this.#rules = await this.#runner.load();
    if (!this.#rules.some(({ rule }) => inputs.has(rule.prepared.watches))) return;
    const { facts, moment } = await this.#gather();
    const taken = await this.#runner.look(this.#rules, { facts: { ...facts, advice }, moment, inputs });
    this.#looks++;
    this.dayLooks.note(kstDayOf(moment.nowMs), taken);
    if (taken.length > 0) await this.#count();
  }

  #gather() {
    return gatherFacts(this.#options, {
      quotes: this.#quotes.current(),
      wishes: this.#runner.wishes(this.#rules),
      openQuietMs: this.#watch.current().openQuietMs,
    });
  }

  #moment() {
    return gatherMoment(this.#options, this.#watch.current());
  }

  async #care(): Promise<void> {
    const { owner, journal, clock, calendar, priceAt } = this.#options;
    const nowMs = clock.now();
    if (!isPlausibleNow(nowMs)) return;
    if (await this.#watch.check()) this.#rules = await this.#runner.load();
    if (clock.monotonic() - this.#takenUpAtMs >= MINUTE_MS) {
      this.#takenUpAtMs = clock.monotonic();
      await this.#pipeline.takeUp(await this.#moment());
      await this.dayLooks.save();
    }
    await tellReminders({ owner, journal, nowMs, gather: () => this.#gather() });
    await this.#count();
    if (clock.monotonic() - this.#outcomesAtMs < OUTCOMES_EVERY_MS) return;
    this.#outcomesAtMs = clock.monotonic();
    await recordOutcomes({ owner, store: journal, priceAt, closeAfter: createCloseAfter(calendar) }, nowMs);
  }

  async #count(): Promise<void> {
    const { owner, journal, clock } = this.#options;
    const nowMs = clock.now();
    this.#counts = await journal.counts(owner, kstDayOf(nowMs));
    this.#mutes = await journal.mutes(owner, nowMs);
  }
}
