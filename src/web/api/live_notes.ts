/** What has just happened to signals, for open pages and for programs that listen. */
export interface LiveNote {
  readonly topic: "signal" | "decision" | "delivery";
  /** Ids and words alone: what it is the listener asks for. */
  readonly facts: Readonly<Record<string, string | null>>;
}

export interface LiveNotes {
  /** @returns what ends the subscription. */
  subscribe(listener: (note: LiveNote) => void): () => void;
}
