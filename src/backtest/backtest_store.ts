/**
 * The memory of backtests and sweeps. `store/` keeps it in SQLite; whatever else keeps it passes the same contract test.
 * Every row has an owner, who is named first. Values are plain JSON.
 */

import type { Actor } from "../core/actor.ts";

export interface SavedBacktest {
  /** What a list shows. */
  readonly entry: unknown;
  /** As `--json` prints it. */
  readonly result: unknown;
  /** What the report is drawn from. */
  readonly report: unknown;
  readonly atMs: number;
  /** Who asked for it. */
  readonly actor: Actor;
}

export interface SavedEntry {
  readonly id: number;
  readonly atMs: number;
  readonly entry: unknown;
  /** `undefined` of those that earlier versions kept. */
  readonly actor: Actor | undefined;
}

export interface BacktestPage {
  readonly limit: number;
  /** Only older ones than this. */
  readonly beforeId?: number | undefined;
}

/** Backtests that somebody wanted to keep. */
export interface BacktestTable {
  /** @returns its id. @throws what the memory throws when it could not be stored. */
  add(owner: string, saved: SavedBacktest): Promise<number>;
  /** Newest first. */
  list(owner: string, page: BacktestPage): Promise<readonly SavedEntry[]>;
  /** @returns `undefined` when there is none of this id. */
  result(owner: string, id: number): Promise<unknown>;
  /** @returns `undefined` when there is none of this id. */
  report(owner: string, id: number): Promise<unknown>;
  /** @returns whether it was there. */
  remove(owner: string, id: number): Promise<boolean>;
}

export interface SweepRow {
  readonly id: number;
  readonly atMs: number;
  /** As it was given. */
  readonly request: unknown;
}

/** A finished run: figures, or the sentence with which it was refused. */
export type SweepRunRow =
  & { readonly number: number; readonly params: unknown }
  & (
    | { readonly statistics: unknown; readonly fault?: undefined }
    | { readonly statistics?: undefined; readonly fault: string }
  );

/** Sweeps and their finished runs: written as they come, so that a killed sweep goes on where it was. */
export interface SweepTable {
  /** @returns its id. @throws what the memory throws when it could not be stored. */
  add(owner: string, sweep: Omit<SweepRow, "id">): Promise<number>;
  find(owner: string, id: number): Promise<SweepRow | undefined>;
  /** Newest first. */
  list(owner: string, limit: number): Promise<readonly SweepRow[]>;
  /** A run that is there already stays as it is: the same inputs give the same figures. */
  addRun(owner: string, done: { readonly sweepId: number; readonly run: SweepRunRow }): Promise<void>;
  /** By number. */
  runs(owner: string, sweepId: number): Promise<readonly SweepRunRow[]>;
}

export interface BacktestStore extends AsyncDisposable {
  readonly backtests: BacktestTable;
  readonly sweeps: SweepTable;
}
