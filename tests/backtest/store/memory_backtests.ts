/** The memory of backtests as plain objects of one process. */
import type {
  BacktestPage,
  BacktestStore,
  BacktestTable,
  SavedBacktest,
  SavedEntry,
  SweepRow,
  SweepRunRow,
  SweepTable,
} from "../../../src/backtest/backtest_store.ts";

interface Owned {
  readonly owner: string;
}

export function createMemoryBacktests(): BacktestStore {
  return {
    backtests: new MemoryBacktests(),
    sweeps: new MemorySweeps(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

class MemoryBacktests implements BacktestTable {
  #rows: (SavedBacktest & SavedEntry & Owned)[] = [];
  #lastId = 0;

  add(owner: string, saved: SavedBacktest): Promise<number> {
    const id = ++this.#lastId;
    this.#rows.unshift({ ...saved, id, owner });
    return Promise.resolve(id);
  }

  list(owner: string, { limit, beforeId = Infinity }: BacktestPage): Promise<readonly SavedEntry[]> {
    const rows = this.#rows.filter((row) => row.owner === owner && row.id < beforeId).slice(0, limit);
    return Promise.resolve(rows.map(({ id, atMs, entry, actor }) => ({ id, atMs, entry, actor })));
  }

  result(owner: string, id: number): Promise<unknown> {
    return Promise.resolve(this.#find(owner, id)?.result);
  }

  report(owner: string, id: number): Promise<unknown> {
    return Promise.resolve(this.#find(owner, id)?.report);
  }

  remove(owner: string, id: number): Promise<boolean> {
    const found = this.#find(owner, id);
    this.#rows = this.#rows.filter((row) => row !== found);
    return Promise.resolve(found !== undefined);
  }

  #find(owner: string, id: number) {
    return this.#rows.find((row) => row.owner === owner && row.id === id);
  }
}

class MemorySweeps implements SweepTable {
  readonly #sweeps: (SweepRow & Owned)[] = [];
  readonly #runs = new Map<string, SweepRunRow[]>();

  add(owner: string, sweep: Omit<SweepRow, "id">): Promise<number> {
    const id = this.#sweeps.length + 1;
    this.#sweeps.unshift({ ...sweep, id, owner });
    return Promise.resolve(id);
  }

  async find(owner: string, id: number): Promise<SweepRow | undefined> {
    return (await this.list(owner, Infinity)).find((sweep) => sweep.id === id);
  }

  list(owner: string, limit: number): Promise<readonly SweepRow[]> {
    const mine = this.#sweeps.filter((sweep) => sweep.owner === owner).slice(0, limit);
    return Promise.resolve(mine.map(({ id, atMs, request }) => ({ id, atMs, request })));
  }

  addRun(owner: string, { sweepId, run }: Parameters<SweepTable["addRun"]>[1]): Promise<void> {
    const runs = this.#runs.getOrInsertComputed(`${owner} ${sweepId}`, () => []);
    if (!runs.some(({ number }) => number === run.number)) runs.push(run);
    return Promise.resolve();
  }

  runs(owner: string, sweepId: number): Promise<readonly SweepRunRow[]> {
    const runs = this.#runs.get(`${owner} ${sweepId}`) ?? [];
    return Promise.resolve(runs.toSorted((a, b) => a.number - b.number));
  }
}
