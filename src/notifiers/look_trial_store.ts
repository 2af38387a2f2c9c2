/** Whether a lost message of an account can be found by its id, as somebody tried it. */
export interface LookTrial {
  /** Who we are in the channel: the number of a bot, never its key. */
  readonly account: string;
  readonly idScope: string;
  /** The highest id that the trial used up. */
  readonly lastId: number;
  /** `undefined`: it could not be told. */
  readonly isSound: boolean | undefined;
  readonly triedAtMs: number;
}

/** A part of the memory of messages. */
export interface LookTrialStore {
  /** Takes the place of an earlier one of the account; where it found no answer, the earlier one's stays. */
  saveTrial(channel: string, trial: LookTrial): Promise<void>;
  findTrial(channel: string, account: string, idScope: string): Promise<LookTrial | undefined>;
}
