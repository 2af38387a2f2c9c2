/** Strategies that are to work while there are no candles at all and hence no engine; read now and then. */
import { SqlError } from "../../sqlite/sql_error.ts";
import type { StrategyTable } from "./strategy_table.ts";

export type UnservedStrategy = ReturnType<StrategyTable["list"]>[number];

export class UnservedStrategies {
  readonly #table: Pick<StrategyTable, "list">;
  #list: readonly UnservedStrategy[] = [];

  constructor(table: Pick<StrategyTable, "list">) {
    this.#table = table;
    this.onWake();
  }

  get list(): readonly UnservedStrategy[] {
    return this.#list;
  }

  onWake(): void {
    try {
      this.#list = this.#table.list().filter(({ isActive }) => isActive);
    } catch (error) {
      // The store tells of that itself.
      if (!(error instanceof SqlError)) throw error;
    }
  }
}
