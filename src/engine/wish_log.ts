/** What people change in the table of strategies, for the log: the service sees it, whoever did it by whatever door. */
import type { Actor } from "../core/actor.ts";
import { findChangedValues, toChangesText } from "../core/payload/changed_values.ts";
import type { EngineEvents } from "./events.ts";
import type { StrategyRow } from "./strategy_store.ts";

export class WishLog {
  readonly #events: Pick<EngineEvents, "wished">;
  /** `undefined` until the table was read once: what was there before is no change. */
  #seen: ReadonlyMap<string, StrategyRow> | undefined;

  constructor(events: Pick<EngineEvents, "wished">) {
    this.#events = events;
  }

  /** @param rows all that there are now. */
  note(rows: readonly StrategyRow[]): void {
    const before = this.#seen;
    const now = new Map(rows.map((row) => [row.id, row]));
    this.#seen = now;
    if (before === undefined) return;
    for (const [id, row] of before) {
      if (now.get(id)?.createdAtMs !== row.createdAtMs) this.#tell(row, "removed");
    }
    for (const [id, row] of now) {
      const old = before.get(id);
      if (old?.createdAtMs === row.createdAtMs) this.#compare(old, row);
      else this.#tell(row, "added");
    }
  }

  #compare(old: StrategyRow, row: StrategyRow): void {
    const values = findChangedValues("", { before: valuesOf(old), after: valuesOf(row) });
    const isAskedAgain = values.length === 0 && old.startAskedAtMs !== row.startAskedAtMs;
    if (values.length === 0 && !isAskedAgain) return;
    const changes = isAskedAgain ? "it is to start again" : toChangesText(values, { fallback: "default" });
    this.#events.wished({ id: row.id, what: "changed", by: toByText(row.actor), changes });
  }

  #tell(
    { id, kind, exchange, symbol, timeframe, actor, ...row }: StrategyRow,
    what: "added" | "removed",
  ): void {
    const { params, money } = row;
    const changes = `${kind} on ${exchange}:${symbol} ${timeframe}, params ${JSON.stringify(params)}, money ${
      JSON.stringify(money)
    }`;
    // A row that is gone tells no more who took it away.
    this.#events.wished({ id, what, by: what === "added" ? toByText(actor) : "", changes });
  }
}

function valuesOf(row: StrategyRow): Readonly<Record<string, unknown>> {
  const { kind, exchange, symbol, timeframe, params, money, onStop, isActive } = row;
  return { kind, exchange, symbol, timeframe, params, money, on_stop: onStop, active: isActive };
}

function toByText(actor: Actor | undefined): string {
  return actor === undefined ? " by hand" : ` by ${actor.kind} (${actor.id})`;
}
