/** What the morning and the evening say, as plain facts. */

/** A share of 100: 1.2 is +1.2 %. */
type Percent = number;

/** A summary of an earlier time that was not told. */
export interface MissedSummary {
  readonly kind: "morning" | "evening";
  readonly dueAtMs: number;
}

/** How signals of one trading day turned out so far. */
export interface SignalScore {
  readonly signals: number;
  readonly right: number;
  readonly wrong: number;
  /** Not known yet, or never. */
  readonly open: number;
}

interface SummaryFacts {
  readonly atMs: number;
  /** When it was to be told; left out when that was now. */
  readonly dueAtMs?: number | undefined;
  readonly missed?: readonly MissedSummary[] | undefined;
  /** While alarms are held back because somebody works on the machines. */
  readonly maintenance?: { readonly untilMs: number; readonly why: string | undefined } | undefined;
}

export interface MorningFacts extends SummaryFacts {
  readonly kind: "morning";
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  /** Other hours than on most days. */
  readonly isSpecialDay?: boolean | undefined;
  readonly sources: readonly {
    readonly name: string;
    readonly atMs: number | undefined;
    readonly isFresh: boolean;
  }[];
  readonly holdings:
    | {
      readonly count: number;
      /** `undefined` where a price, a quantity or the won is missing. */
      readonly valueKrw: number | undefined;
      /** Beside what is held, and both together; left out by earlier versions. */
      readonly cashKrw?: number | undefined;
      readonly totalKrw?: number | undefined;
      /** Of yesterday, and of all the time that it is held. */
      readonly dayPct: Percent | undefined;
      readonly pnlPct?: Percent | undefined;
    }
    | undefined;
  readonly rules: number;
  readonly judge: { readonly model: string; readonly capKrw: number } | undefined;
  /** Of the trading day before. */
  readonly yesterday: SignalScore;
  /** Titles of what waited for the end of the quiet hours. */
  readonly deferred: readonly string[];
}

export interface EveningFacts extends SummaryFacts {
  readonly kind: "evening";
  readonly signals: readonly {
    readonly action: "buy" | "sell";
    readonly name: string;
    readonly priceKrw: number | undefined;
    readonly closeKrw: number | undefined;
  }[];
  readonly rejected: number;
  readonly rejectedMeanPct: Percent | undefined;
  readonly unjudged: number;
  readonly duplicates: number;
  /** Of the trading day before, whose outcomes are known from this close on. */
  readonly yesterday?: SignalScore | undefined;
  readonly outages: readonly { readonly source: string; readonly lengthMs: number }[];
  readonly delivered: number;
  readonly unconfirmed: number;
  /** Those that did not arrive: refused, too late, or still waiting. */
  readonly undelivered?: number | undefined;
  readonly judge: { readonly calls: number; readonly costKrw: number };
  readonly rules: number;
  readonly checks: number;
  /** What came nearest, on a day without signals. */
  readonly nearest:
    | {
      readonly name: string;
      readonly action: "buy" | "sell";
      readonly score: number;
      readonly threshold: number;
    }
    | undefined;
  readonly nextOpenAtMs: number | undefined;
  /** Signals to buy that a halt or a pause held back today, and whether one holds now. */
  readonly heldBack?: { readonly count: number; readonly isStill: boolean } | undefined;
}
