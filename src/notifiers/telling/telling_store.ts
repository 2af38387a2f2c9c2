/** What was told without being asked, so that a restart neither says it again nor leaves it standing. */
import type { MessageRequest } from "../compose.ts";
import type { OutageRecord } from "./outage_plan.ts";
import type { SummaryName } from "./summary_plan.ts";

export interface SummaryRow extends SummaryName {
  readonly state: "told" | "skipped";
  readonly doneAtMs: number;
}

export interface TellingStore {
  /** Open ones, and those that ended at or after this instant, the oldest first. */
  outages(owner: string, sinceMs: number): Promise<readonly OutageRecord[]>;
  /** The record and its message are one transaction. @throws as `WriteQueue.run`; then neither is there. */
  keepOutage(owner: string, record: OutageRecord, message: MessageRequest): Promise<void>;
  /**
   * Records with one message about all of them, or with none, in one transaction with what comes `first`.
   *
   * @returns false when `first` changed nothing: then nothing is kept or told.
   */
  keepTogether(
    owner: string,
    told: {
      readonly first: () => number;
      readonly outages: readonly OutageRecord[];
      readonly message: MessageRequest | undefined;
    },
  ): Promise<boolean>;
  /** From when on summaries are owed; noted at the first call. */
  summariesSince(owner: string, nowMs: number): Promise<number>;
  /** Takes back what was noted at a time to come, by a clock that was ahead: it is owed again. */
  forgetSummariesAfter(owner: string, atMs: number): Promise<void>;
  /** Of days from this one on. */
  summaries(owner: string, fromDay: number): Promise<readonly SummaryRow[]>;
  /** The same for a summary. @returns false when it was noted before: then nothing is told. */
  keepSummary(owner: string, row: SummaryRow, message?: MessageRequest): Promise<boolean>;
}
