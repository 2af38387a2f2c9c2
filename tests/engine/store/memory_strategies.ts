/** The memory of strategies as plain objects of one process: it says by itself what the rules are. */
import type { Clock } from "../../../src/core/clock.ts";
import type {
  EquityPoint,
  RowsAsked,
  SavedAdvice,
  SavedTrade,
  SeenStrategy,
  StatusNote,
  StoredStep,
  StrategyJournal,
  StrategyRemoval,
  StrategyRow,
  StrategyStep,
  StrategyStore,
  StrategyTable,
  TradesAsked,
} from "../../../src/engine/strategy_store.ts";

interface Kept {
  row: StrategyRow;
  step: StoredStep | undefined;
  note: StatusNote | undefined;
  readonly advice: SavedAdvice[];
  readonly trades: SavedTrade[];
  readonly equity: Map<number, EquityPoint>;
}

export function createMemoryStrategies(clock: Clock): StrategyStore {
  const owners = new Map<string, Map<string, Kept>>();
  const of = (owner: string) => owners.getOrInsertComputed(owner, () => new Map<string, Kept>());
  return { table: new MemoryTable(of, clock), journal: new MemoryJournal(of) };
}

type Of = (owner: string) => Map<string, Kept>;

class MemoryTable implements StrategyTable {
  readonly #removals = new Map<string, readonly StrategyRemoval[]>();
  #changes = 0;
  constructor(readonly of: Of, readonly clock: Clock) {}

  changeCount() {
    return Promise.resolve(this.#changes);
  }

  list(owner: string) {
    const rows = [...this.of(owner).values()].map(({ row }) => row);
    return Promise.resolve(rows.toSorted((a, b) => a.id < b.id ? -1 : 1));
  }

  find(owner: string, id: string) {
    return Promise.resolve(this.of(owner).get(id)?.row);
  }

  add(owner: string, { actor, ...wish }: Parameters<StrategyTable["add"]>[1]): Promise<boolean> {
    if (!/^[A-Za-z0-9][\w-]{0,39}$/.test(wish.id)) return Promise.reject(new RangeError("no id"));
    if (this.of(owner).has(wish.id)) return Promise.resolve(false);
    const atMs = this.clock.now();
    const times = { startAskedAtMs: wish.isActive ? atMs : undefined, createdAtMs: atMs, changedAtMs: atMs };
    const row = { ...wish, ...times, actor };
    const nothing = { step: undefined, note: undefined, advice: [], trades: [], equity: new Map() };
    this.of(owner).set(wish.id, { row, ...nothing });
    this.#changes++;
    return Promise.resolve(true);
  }

  change(owner: string, { id, change, actor, seen }: Parameters<StrategyTable["change"]>[1]) {
    const row = this.of(owner).get(id)?.row;
    if (row === undefined || !isSame(row, seen)) return Promise.resolve(false);
    for (const name of ["params", "money"] as const) {
      const isSeen = seen !== undefined && Object.hasOwn(seen, name);
      if (isSeen && JSON.stringify(row[name]) !== JSON.stringify(seen[name])) return Promise.resolve(false);
    }
    return this.#set(owner, { id, change: () => ({ ...change, actor }) });
  }

  start(owner: string, { id, actor }: Parameters<StrategyTable["start"]>[1]) {
    return this.#set(owner, {
      id,
      change: ({ startAskedAtMs = 0 }) => ({
        isActive: true,
        startAskedAtMs: Math.max(this.clock.now(), startAskedAtMs + 1),
        actor,
      }),
    });
  }

  stop(owner: string, { id, onStop, actor }: Parameters<StrategyTable["stop"]>[1]) {
    const policy = onStop === undefined ? {} : { onStop };
    return this.#set(owner, { id, change: () => ({ isActive: false, ...policy, actor }) });
  }

  removals(owner: string, limit: number) {
    return Promise.resolve((this.#removals.get(owner) ?? []).slice(0, limit));
  }

  remove(owner: string, { id, actor, seen }: Parameters<StrategyTable["remove"]>[1]) {
    const { row, step } = this.of(owner).get(id) ?? {};
    if (seen !== undefined && row !== undefined) {
      const isAtRest = !row.isActive && isSame(row, seen) && step?.cursorMs === seen.cursorMs;
      if (!isAtRest) return Promise.resolve(false);
    }
    if (row === undefined) return Promise.resolve(false);
    this.#changes++;
    const { kind, createdAtMs } = row;
    const removal = { id, kind, createdAtMs, removedAtMs: this.clock.now(), actor };
    this.#removals.set(owner, [removal, ...this.#removals.get(owner) ?? []]);
    return Promise.resolve(this.of(owner).delete(id));
  }

  #set(
    owner: string,
    { id, change }: { id: string; change: (row: StrategyRow) => Partial<StrategyRow> },
  ): Promise<boolean> {
    const kept = this.of(owner).get(id);
    if (kept === undefined) return Promise.resolve(false);
    kept.row = { ...kept.row, ...change(kept.row), changedAtMs: this.clock.now() };
    this.#changes++;
    return Promise.resolve(true);
  }
}

function isSame({ kind, createdAtMs }: StrategyRow, seen: SeenStrategy | undefined): boolean {
  return seen === undefined || (kind === seen.kind && createdAtMs === seen.createdAtMs);
}

class MemoryJournal implements StrategyJournal {
  constructor(readonly of: Of) {}

  save(owner: string, step: StrategyStep): Promise<boolean> {
    const { strategyId, expectedCursorMs, cursorMs, state, advice, trades, equity } = step;
    const kept = this.of(owner).get(strategyId);
    if (kept?.step?.cursorMs !== expectedCursorMs) return Promise.resolve(false);
    if (kept === undefined) return Promise.reject(new Error("there is no such strategy"));
    const known = new Set(kept.trades.map(({ number }) => number));
    if (trades.some(({ number }) => known.has(number))) return Promise.reject(new Error("known already"));
    kept.step = { cursorMs, state };
    kept.advice.unshift(...advice.toReversed());
    kept.trades.unshift(...trades.toReversed());
    if (equity !== undefined) kept.equity.set(equity.atMs, equity);
    return Promise.resolve(true);
  }

  load(owner: string, id: string) {
    return Promise.resolve(this.of(owner).get(id)?.step);
  }

  noteStatus(owner: string, { id, ...note }: Parameters<StrategyJournal["noteStatus"]>[1]): Promise<void> {
    const kept = this.of(owner).get(id);
    if (kept !== undefined) kept.note = note;
    return Promise.resolve();
  }

  status(owner: string, id: string) {
    return Promise.resolve(this.of(owner).get(id)?.note);
  }

  statuses(owner: string) {
    const notes = [...this.of(owner)].flatMap(([id, { note }]) =>
      note === undefined ? [] : [[id, note] as const]
    );
    return Promise.resolve(new Map(notes));
  }

  advice(owner: string, { id, limit }: RowsAsked) {
    return Promise.resolve(this.of(owner).get(id)?.advice.slice(0, limit) ?? []);
  }

  trades(owner: string, { id, limit, beforeNumber = Infinity }: TradesAsked) {
    const older = this.of(owner).get(id)?.trades.filter(({ number }) => number < beforeNumber) ?? [];
    return Promise.resolve(older.slice(0, limit));
  }

  equity(owner: string, { id, limit }: RowsAsked) {
    const points = [...this.of(owner).get(id)?.equity.values() ?? []];
    return Promise.resolve(points.toSorted((a, b) => a.atMs - b.atMs).slice(-limit));
  }
}
