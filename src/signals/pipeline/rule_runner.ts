/** All rules, one look after the other: those of the file and a person's alarms, each with what it remembers. */
import type { Clock } from "../../core/clock.ts";
import { readRule, type ReadyRule } from "../rule_file/rule_spec.ts";
import type { RuleWatch } from "../rule_file/rule_watch.ts";
import type { CandleWish, RuleFacts, RuleInput, RuleKind, RuleMemory } from "../rules/rule.ts";
import type { SignalEvents } from "../signal_events.ts";
import type { RuleRow, SignalJournal } from "../signal_journal.ts";
import type { GateMoment } from "./gate.ts";
import type { SignalPipeline, Taken } from "./pipeline.ts";

export interface RuleRunnerOptions {
  readonly owner: string;
  readonly store: SignalJournal;
  readonly watch: RuleWatch;
  readonly kinds: readonly RuleKind[];
  readonly pipeline: Pick<SignalPipeline, "take">;
  readonly clock: Clock;
  readonly events: SignalEvents;
}

export interface RunningRule {
  readonly rule: ReadyRule;
  readonly version: number;
}

/** What a rule remembers without having fired is written down now and then: a price stream would write each second. */
const SAVE_EVERY_MS = 30_000;

export class RuleRunner {
  readonly #options: RuleRunnerOptions;
  /** By id and version, so that a changed rule begins anew. */
  readonly #memories = new Map<string, { memory: RuleMemory; savedAtMs: number; isSaved: boolean }>();
  readonly #alerts = new Map<string, ReadyRule | undefined>();
  readonly #failed = new Set<string>();
  #savedFor: unknown;

  constructor(options: RuleRunnerOptions) {
    this.#options = options;
  }

  /** Rules that are in force now. */
  async load(): Promise<readonly RunningRule[]> {
    const { owner, store, watch, clock } = this.#options;
    const set = watch.current();
    if (this.#savedFor !== set) {
      await store.saveFileRules(
        owner,
        set.rules.map(({ spec }) => ({ id: spec.id, json: spec })),
        clock.now(),
      );
      this.#savedFor = set;
    }
    const rows = await store.rules(owner);
    const running = rows.flatMap((row) => {
      const rule = row.origin === "file"
        ? set.rules.find(({ spec }) => spec.id === row.id)
        : this.#readAlert(row);
      if (rule === undefined || !rule.spec.active) return [];
      const key = toKey(row);
      if (!this.#memories.has(key)) {
        this.#memories.set(key, { memory: row.memory, savedAtMs: clock.monotonic(), isSaved: true });
      }
      return [{ rule, version: row.version }];
    });
    const order = this.#options.kinds.map(({ id }) => id);
    return running.toSorted((a, b) => order.indexOf(a.rule.kind.id) - order.indexOf(b.rule.kind.id));
  }

  /** Every rule that watches what is new looks at these facts once. @returns what was fired. */
  async look(
    rules: readonly RunningRule[],
    { facts, moment, inputs }: {
      readonly facts: RuleFacts;
      readonly moment: GateMoment;
      readonly inputs: ReadonlySet<RuleInput>;
    },
  ): Promise<readonly Taken[]> {
    const all: Taken[] = [];
    for (const running of rules) {
      if (!inputs.has(running.rule.prepared.watches)) continue;
      // Advice comes again when it could not be written down; a poll is followed by the next.
      const isStrict = running.rule.prepared.watches === "advice";
      all.push(...await this.lookOne(running, { facts, moment, isStrict }));
    }
    return all;
  }

  /** @param options.sender of what another program sent. @param options.isStrict what fails is thrown. */
  async lookOne(
    { rule, version }: RunningRule,
    { facts, moment, sender, isStrict = false }: {
      readonly facts: RuleFacts;
      readonly moment: GateMoment;
      readonly sender?: string;
      readonly isStrict?: boolean;
    },
  ): Promise<readonly Taken[]> {
    const { id } = rule.spec;
    const key = toKey({ id, version });
    try {
      const before = this.#memories.get(key)?.memory ?? {};
      const { firings, memory } = rule.prepared.evaluate(facts, before);
      const { taken, isSettled } = await this.#options.pipeline.take({
        ...{ rule, firings, facts, moment, memory, sender },
        ruleVersion: version,
        // What failed for want of room comes whole the next time; what fails again is not to hold up the rest.
        isApart: this.#failed.has(key),
      });
      if (isSettled) {
        await this.#remember(
          { id, version },
          memory,
          taken.some(({ outcome }) => outcome === "begun"),
        );
      }
      // It stays so while one of its signals is put aside at each look.
      if (!taken.some(({ outcome }) => outcome === "failed")) this.#failed.delete(key);
      return taken;
    } catch (error) {
      const isNew = !this.#failed.has(key);
      this.#failed.add(key);
      if (isStrict) throw error;
      // Told once: a rule that fails would fail at each poll.
      if (isNew) this.#options.events.ruleFailed({ rule: id, error });
      return [];
    }
  }

  wishes(rules: readonly RunningRule[]): readonly CandleWish[] {
    return rules.flatMap(({ rule }) => rule.prepared.candles);
  }

  /** What is remembered and not written down yet. */
  async save(): Promise<void> {
    const { owner, store } = this.#options;
    for (const [key, known] of this.#memories) {
      if (known.isSaved) continue;
      await store.saveMemory(owner, idOfKey(key), known.memory);
      known.isSaved = true;
    }
  }

  async #remember(
    { id, version }: { id: string; version: number },
    memory: RuleMemory,
    isStored: boolean,
  ): Promise<void> {
    const { owner, store, clock } = this.#options;
    const key = toKey({ id, version });
    const nowMs = clock.monotonic();
    const before = this.#memories.get(key);
    if (isStored) return void this.#memories.set(key, { memory, savedAtMs: nowMs, isSaved: true });
    if (before !== undefined && isSame(before.memory, memory)) return;
    const isDue = before === undefined || nowMs - before.savedAtMs >= SAVE_EVERY_MS;
    if (isDue) await store.saveMemory(owner, id, memory);
    this.#memories.set(key, { memory, savedAtMs: isDue ? nowMs : before.savedAtMs, isSaved: isDue });
  }

  #readAlert(row: RuleRow): ReadyRule | undefined {
    const key = toKey(row);
    if (!this.#alerts.has(key)) {
      const reading = readRule(row.json, { kinds: this.#options.kinds, place: `the alarm ${row.id}` });
      if (reading.kind === "faults") {
        this.#options.events.rulesProblem(`${reading.faults.join("; ")}. This alarm does not watch`);
      }
      this.#alerts.set(key, reading.kind === "rule" ? reading.rule : undefined);
    }
    return this.#alerts.get(key);
  }
}

const toKey = ({ id, version }: { id: string; version: number }) => `${id} ${version}`;
const idOfKey = (key: string) => key.slice(0, key.lastIndexOf(" "));

function isSame(a: RuleMemory, b: RuleMemory): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
