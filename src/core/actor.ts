export const ACTOR_KINDS = ["cli", "http", "telegram", "strategy", "schedule", "operator"] as const;

/** Who made a change; kept with what it did. `id` says which one: a session of the web, a chat, a strategy, a command. */
export type Actor = {
  readonly kind: (typeof ACTOR_KINDS)[number];
  readonly id: string;
};

/** Whose things these are. There is one owner, until people come. */
export const OWNER = "owner";
