/** Strategies that are to work while there are no candles at all and hence no engine; read now and then. */
import { SqlError } from "../sqlite/sql_error.ts";
import type { AppView } from "../web/view.ts";
import type { Store } from "./data/store.ts";

export class UnservedStrategies {
  readonly #store: Store;
  readonly #hasEngine: boolean;
  #list: NonNullable<AppView["unservedStrategies"]> = [];

  constructor(store: Store, hasEngine: boolean) {
    this.#store = store;
    this.#hasEngine = hasEngine;
    this.onWake();
  }

  get list(): NonNullable<AppView["unservedStrategies"]> {
    return this.#list;
  }

  onWake(): void {
    if (this.#hasEngine) return;
    try {
      this.#list = this.#store.strategies.list().filter(({ isActive }) => isActive);
    } catch (error) {
      // The store tells of that itself.
      if (!(error instanceof SqlError)) throw error;
    }
  }
}
