/** What people change in the table of strategies, for the log: the service sees it, whoever did it by whatever door. */
import type { Actor } from "../core/actor.ts";
import { findChangedValues, toChangesText } from "../core/payload/changed_values.ts";
import type { EngineEvents } from "./events.ts";
import type { StrategyRemoval, StrategyRow } from "./strategy_store.ts";

export class WishLog {
  readonly #events: Pick<EngineEvents, "wished">;
  readonly #readRemovals: () => Promise<readonly StrategyRemoval[]>;
  /** `undefined` until the table was read once: what was there before is no change. */
  #seen: ReadonlyMap<string, StrategyRow> | undefined;

  /** @param readRemovals the latest ones, newest first. */
  constructor(
    events: Pick<EngineEvents, "wished">,
    readRemovals: () => Promise<readonly StrategyRemoval[]>,
  ) {
    this.#events = events;
    this.#readRemovals = readRemovals;
  }

  /** @param rows all that there are now. Never rejects. */
  async note(rows: readonly StrategyRow[]): Promise<void> {
    const before = this.#seen;
    const now = new Map(rows.map((row) => [row.id, row]));
    this.#seen = now;
    if (before === undefined) return;
    const gone = [...before.values()].filter(({ id, createdAtMs }) =>
      now.get(id)?.createdAtMs !== createdAtMs
    );
    if (gone.length > 0) await this.#tellGone(gone);
    for (const [id, row] of now) {
      const old = before.get(id);
      if (old?.createdAtMs === row.createdAtMs) this.#compare(old, row);
      else this.#tell(row, { what: "added", by: toByText(row.actor) });
    }
  }

  #compare(old: StrategyRow, row: StrategyRow): void {
    const values = findChangedValues("", { before: valuesOf(old), after: valuesOf(row) });
    const isAskedAgain = values.length === 0 && old.startAskedAtMs !== row.startAskedAtMs;
    if (values.length === 0 && !isAskedAgain) return;
    const changes = isAskedAgain ? "it is to start again" : toChangesText(values, { fallback: "default" });
    this.#events.wished({ id: row.id, what: "changed", by: toByText(row.actor), changes });
  }

  async #tellGone(gone: readonly StrategyRow[]): Promise<void> {
    // Without them it is told that it is gone, which matters more.
    const removals = await this.#readRemovals().catch(() => []);
    for (const row of gone) {
      const removal = removals.find(({ id, createdAtMs }) =>
        id === row.id && createdAtMs === row.createdAtMs
      );
      // Whoever deletes a row by hand is noted nowhere, and so is whoever removed more than is kept.
      this.#tell(row, { what: "removed", by: removal === undefined ? "" : toByText(removal.actor) });
    }
  }

  #tell(
    { id, kind, exchange, symbol, timeframe, params, money }: StrategyRow,
    { what, by }: { readonly what: "added" | "removed"; readonly by: string },
  ): void {
    const changes = `${kind} on ${exchange}:${symbol} ${timeframe}, params ${JSON.stringify(params)}, money ${
      JSON.stringify(money)
    }`;
    this.#events.wished({ id, what, by, changes });
  }
}

function valuesOf(row: StrategyRow): Readonly<Record<string, unknown>> {
  const { kind, exchange, symbol, timeframe, params, money, onStop, isActive } = row;
  return { kind, exchange, symbol, timeframe, params, money, on_stop: onStop, active: isActive };
}

function toByText(actor: Actor | undefined): string {
  return actor === undefined ? " by hand" : ` by ${actor.kind} (${actor.id})`;
}
