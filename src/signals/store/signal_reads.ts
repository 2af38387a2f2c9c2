/** Questions to the memory about signals and what judges said of them. */
import type { Database, SqlValue, Statement } from "../../sqlite/sql.ts";
import { prepareOnce } from "../../sqlite/sql.ts";
import type { JudgeCounts } from "../judges/judge.ts";
import type {
  DecisionFilter,
  DecisionRecord,
  PriorSignal,
  SignalCounts,
  SignalFilter,
  SignalRecord,
} from "../signal_journal.ts";
import { readLabel, toCounts, toDecisionRecord, toSignalRecord } from "./rows.ts";
import * as texts from "./statements.ts";

const SHOWN_END = /^[0-9A-Z]{6,25}$/;

export class SignalReads {
  readonly #statement: (text: string) => Statement;

  constructor({ db }: { readonly db: Database }) {
    this.#statement = prepareOnce(db);
  }

  /** @throws {RangeError} when there is none. */
  get(owner: string, signalId: string): SignalRecord {
    const [row] = this.#rows(texts.GET, owner, signalId);
    if (row === undefined) throw new RangeError(`Cannot read the signal ${signalId}: there is none`);
    return toSignalRecord(row);
  }

  unfinished(owner: string): readonly (SignalRecord & { readonly decision: DecisionRecord | undefined })[] {
    return this.#rows(texts.UNFINISHED, owner).map(toSignalRecord).map((signal) => ({
      ...signal,
      decision: this.decisions(owner, signal.id).at(-1),
    }));
  }

  prior(owner: string, ticker: string): readonly PriorSignal[] {
    return this.#rows(texts.PRIOR, owner, ticker).map(([action, score, sentAt]) => ({
      action: String(action) as PriorSignal["action"], // the table has a CHECK
      score: score === null ? undefined : Number(score),
      sentAtMs: Number(sentAt),
    }));
  }

  list(owner: string, { day, states, isSent = false, limit }: SignalFilter): readonly SignalRecord[] {
    const names = states === undefined ? null : JSON.stringify(states);
    const sent = Number(isSent);
    const rows = day !== undefined
      ? this.#rows(texts.LIST_OF_DAY, owner, day, names, names, sent, limit)
      : names === null
      ? this.#rows(texts.LIST, owner, sent, limit)
      : this.#rows(texts.LIST_OF_STATES, names, owner, sent, limit, limit);
    return rows.map(toSignalRecord);
  }

  find(owner: string, labelOrId: string): SignalRecord | undefined {
    const label = readLabel(labelOrId);
    const id = labelOrId.trim().toUpperCase();
    const [row] = label === undefined
      ? this.#rows(texts.GET, owner, id)
      : this.#rows(texts.FIND_LABEL, owner, label.monthDay, label.number);
    if (row !== undefined) return toSignalRecord(row);
    // What was held back has no label: lists show the end of its id.
    const ending = SHOWN_END.test(id) ? this.#rows(texts.FIND_END, owner, id) : [];
    const [only] = ending;
    return only === undefined || ending.length > 1 ? undefined : toSignalRecord(only);
  }

  findByRef(owner: string, key: { readonly sender: string; readonly ref: string }): SignalRecord | undefined {
    const [row] = this.#rows(texts.FIND_REF, owner, key.sender, key.ref);
    return row === undefined ? undefined : toSignalRecord(row);
  }

  decisions(owner: string, signalId: string): readonly DecisionRecord[] {
    return this.#rows(texts.DECISIONS, owner, signalId).map(toDecisionRecord);
  }

  listDecisions(owner: string, { span, raw, limit }: DecisionFilter): readonly DecisionRecord[] {
    const { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER } = span ?? {};
    const rawOrNull = raw ?? null;
    return this.#rows(texts.LIST_DECISIONS, owner, fromMs, toMs, rawOrNull, rawOrNull, limit)
      .map(toDecisionRecord);
  }

  counts(owner: string, day: number): SignalCounts {
    return toCounts(this.#rows(texts.COUNTS, owner, day));
  }

  judgeCounts(owner: string, { fromMs, toMs }: { fromMs: number; toMs: number }): JudgeCounts {
    const [[calls, costKrw] = []] = this.#rows(texts.JUDGE_COUNTS, owner, fromMs, toMs);
    return { calls: Number(calls), costKrw: Number(costKrw) };
  }

  #rows(text: string, ...params: SqlValue[]): SqlValue[][] {
    return this.#statement(text).rows(...params);
  }
}
