/** Strategies that are to work while there are no candles at all and hence no engine; read now and then. */
import { OWNER } from "../core/actor.ts";
import type { StrategyTable } from "../engine/strategy_store.ts";
import { SqlError } from "../sqlite/sql_error.ts";
import type { AppView } from "../web/view.ts";

export class UnservedStrategies {
  readonly #table: Pick<StrategyTable, "list">;
  readonly #hasEngine: boolean;
  #list: NonNullable<AppView["unservedStrategies"]> = [];

  constructor(table: Pick<StrategyTable, "list">, hasEngine: boolean) {
    this.#table = table;
    this.#hasEngine = hasEngine;
  }

  /** As they were read last. */
  get list(): NonNullable<AppView["unservedStrategies"]> {
    return this.#list;
  }

  async onWake(): Promise<void> {
    if (this.#hasEngine) return;
    try {
      this.#list = (await this.#table.list(OWNER)).filter(({ isActive }) => isActive);
    } catch (error) {
      // The store tells of that itself.
      if (!(error instanceof SqlError)) throw error;
    }
  }
}
