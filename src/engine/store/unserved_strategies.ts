/** Strategies that are to work while there are no candles at all and hence no engine; read now and then. */
import { SqlError } from "../../sqlite/sql_error.ts";
import type { StrategyTable } from "../strategy_store.ts";

export type UnservedStrategy = Awaited<ReturnType<StrategyTable["list"]>>[number];

export class UnservedStrategies {
  readonly #table: Pick<StrategyTable, "list">;
  readonly #owner: string;
  #list: readonly UnservedStrategy[] = [];

  constructor(table: Pick<StrategyTable, "list">, owner: string) {
    this.#table = table;
    this.#owner = owner;
  }

  /** As they were read last. */
  get list(): readonly UnservedStrategy[] {
    return this.#list;
  }

  async onWake(): Promise<void> {
    try {
      this.#list = (await this.#table.list(this.#owner)).filter(({ isActive }) => isActive);
    } catch (error) {
      // The store tells of that itself.
      if (!(error instanceof SqlError)) throw error;
    }
  }
}
