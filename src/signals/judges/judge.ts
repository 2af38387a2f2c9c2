/** The contract of this rack: somebody who is asked whether a signal should go out. It can only hold back. */

/** What goes to a judge: never how much is held, what was paid for it, or whose it is. */
export interface JudgeQuestion {
  readonly signalId: string;
  readonly ticker: string;
  readonly name: string | undefined;
  readonly action: "buy" | "sell";
  readonly price: number | undefined;
  readonly changePct: number | undefined;
  /** The rule's own score, 0 to 100. */
  readonly score: number | undefined;
  readonly ruleKind: string;
  readonly evidence: readonly {
    readonly key: string;
    readonly numbers: Readonly<Record<string, number>>;
    readonly ageMs: number | undefined;
  }[];
  /** Text from outside that may be hostile; at most ten, cut and on one line. */
  readonly headlines: readonly string[];
}

/** What asking cost, and by whom it was answered. */
export interface JudgeFacts {
  readonly modelAsked?: string | undefined;
  /** From the answer itself. */
  readonly modelAnswered?: string | undefined;
  readonly prompt?: string | undefined;
  /** As it came, at most 64 kB. */
  readonly answer?: string | undefined;
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
  readonly costKrw?: number | undefined;
  readonly isCached?: boolean | undefined;
  readonly requestId?: string | undefined;
}

export type JudgeAnswer =
  & JudgeFacts
  & (
    | {
      readonly kind: "verdict";
      readonly verdict: "CONFIRM" | "REJECT";
      /** 0 to 100 */
      readonly confidence: number;
      readonly reason: string | undefined;
      /** What is made of the verdict, when that is not the verdict itself: one that only headlines turned. */
      readonly effective?: "CONFIRM" | "REJECT" | undefined;
    }
    /** `bad_answer`, `truncated`, `refused`, `unreachable` … */
    | { readonly kind: "error"; readonly error: string; readonly reason?: string | undefined }
    /** Not asked: `budget`, `paused`. `no_judge` lets the rule alone decide. */
    | { readonly kind: "skipped"; readonly why: string }
  );

export interface Judge {
  /** `snake_case`, equal to the file name; named in every text. */
  readonly id: string;
  /** What a person is told about it. */
  readonly what: string;
  /**
   * Never called inside a transaction. What it throws is an ERROR, and an answer after the signal aborted is not looked at.
   *
   * @param signal aborts at the deadline.
   */
  ask(question: JudgeQuestion, signal: AbortSignal): Promise<JudgeAnswer>;
}

/** Questions that a judge was really asked and that are answered, and what they cost. */
export interface JudgeCounts {
  readonly calls: number;
  readonly costKrw: number;
}
