/** Who made a change; kept with what it did. `id` says which one: a session of the web, a chat, a strategy, a command. */
export type Actor = {
  readonly kind: "cli" | "http" | "telegram" | "strategy" | "schedule" | "operator";
  readonly id: string;
};

/** Whose things these are. There is one owner, until people come. */
export const OWNER = "owner";
