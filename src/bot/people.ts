/** Who may ask: those of the settings, and those who linked themselves by a code. Always the person, never the chat alone. */
import type { BotStore } from "./bot_store.ts";

export interface PeopleOptions {
  readonly owner: string;
  /** Numeric ids of the settings. */
  readonly users: readonly string[];
  /** Groups in which people may ask. */
  readonly groups: readonly string[];
  readonly store: Pick<BotStore, "people">;
}

export class People {
  readonly #options: PeopleOptions;
  readonly #users: ReadonlySet<string>;
  readonly #groups: ReadonlySet<string>;
  #linked: ReadonlySet<string> = new Set();

  constructor(options: PeopleOptions) {
    this.#options = options;
    this.#users = new Set(options.users);
    this.#groups = new Set(options.groups);
  }

  /** Another process may have unlinked somebody. */
  async refresh(): Promise<void> {
    const { store, owner } = this.#options;
    this.#linked = new Set((await store.people(owner)).map(({ userId }) => userId));
  }

  has(userId: string): boolean {
    return this.#users.has(userId) || this.#linked.has(userId);
  }

  /** By the settings, which a chat cannot change. */
  isOfSettings(userId: string): boolean {
    return this.#users.has(userId);
  }

  isGroupOpen(chat: string): boolean {
    return this.#groups.has(chat);
  }
}
