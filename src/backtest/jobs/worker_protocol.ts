/** What a backtest command and its worker processes say to each other. */
import type { CandleColumns, SeriesKey } from "../../core/candle.ts";
import { CANDLE_FIELDS, createColumns } from "../../core/candle.ts";
import type { SessionTable } from "../../calendar/session_table.ts";
import type { BacktestData } from "../run/backtest_data.ts";
import type { BacktestResult, BacktestStatistics } from "../run/backtest_result.ts";
import type { LookaheadReport } from "../run/lookahead.ts";
import type { SaidAdvice } from "../run/replay.ts";
import type { BacktestJob, ResolvedParams, RunRequest } from "./backtest_job.ts";

/** The hidden sub-command that is the worker. */
export const BACKTEST_WORKER_COMMAND = "backtest-worker";

/** Memory of a user's own objects in a worker; V8 ends the process beyond it. */
export const WORKER_HEAP_MB = 768;
/** What a worker with a user's file may take in all, beside the candles that it was given. */
export const WORKER_ROOM_BYTES = 1_024 * 2 ** 20;

/** A result with very many trades, in one line. */
export const WORKER_LINE_CHARS = 512 * 1024 * 1024;
/** Numbers of a column that go over in one line: 2 MB. */
export const COLUMN_CHUNK = 262_144;

/** One symbol, before its columns. */
export interface DataHead {
  readonly series: SeriesKey;
  readonly source: string;
  readonly hash: string;
  readonly listedMs?: number | undefined;
  readonly sessions?: SessionTable | undefined;
  readonly bases?: BacktestData["bases"];
  readonly length: number;
  readonly extra: readonly string[];
}

export type WorkerAsk =
  | { readonly op: "data"; readonly heads: readonly DataHead[] }
  /** `name` is a field of candles, or `+` and the name of a further column. */
  | {
    readonly op: "column";
    readonly index: number;
    readonly name: string;
    readonly from: number;
    readonly base64: string;
  }
  | { readonly op: "open"; readonly job: BacktestJob }
  | { readonly op: "resolve"; readonly params: unknown }
  | { readonly op: "run"; readonly wish: RunRequest; readonly detail: "statistics" | "all" }
  | { readonly op: "advise"; readonly params: unknown }
  | { readonly op: "lookahead"; readonly params: unknown; readonly cuts: number; readonly seed: number };

/** Answer to `run` with `statistics`; what does not fit is an answer too, because a sweep goes on. */
export type StatisticsAnswer =
  & {
    readonly cpuMs: number;
    /** The process has little memory left for further runs. */
    readonly isWorn: boolean;
  }
  & (
    | { readonly kind: "done"; readonly statistics: BacktestStatistics }
    | { readonly kind: "refused"; readonly problem: string }
  );

/** A result whose curve is packed: as JSON it would be five times as long. */
export type PackedResult = Omit<BacktestResult, "equity"> & {
  readonly equity: { readonly atMs: string; readonly equity: string };
};

export interface WorkerAnswers {
  readonly data: null;
  readonly column: null;
  readonly open: null;
  readonly resolve: ResolvedParams;
  readonly run: StatisticsAnswer | PackedResult;
  readonly advise: readonly SaidAdvice[];
  /** Over the line, a finding that is none is left out. */
  readonly lookahead: LookaheadReport;
}

/** What comes back over the line. */
export interface WorkerAnswer {
  readonly value: WorkerAnswers[WorkerAsk["op"]];
  /** A sentence about the user's file, once there is one. */
  readonly warning?: string;
}

export function packNumbers(numbers: Float64Array): string {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength).toBase64();
}

/** @throws {RangeError} when the text is no packed numbers. */
export function unpackNumbers(base64: string): Float64Array {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Uint8Array.fromBase64(base64);
  } catch {
    throw new RangeError("Cannot unpack numbers: the text is not base64");
  }
  if (bytes.length % 8 !== 0) throw new RangeError("Cannot unpack numbers: a part of one is missing");
  return new Float64Array(bytes.buffer);
}

export function packResult(result: BacktestResult): PackedResult {
  const { atMs, equity } = result.equity;
  return { ...result, equity: { atMs: packNumbers(atMs), equity: packNumbers(equity) } };
}

export function unpackResult(packed: PackedResult): BacktestResult {
  const { atMs, equity } = packed.equity;
  return { ...packed, equity: { atMs: unpackNumbers(atMs), equity: unpackNumbers(equity) } };
}

/** All questions that hand over data, in their order. */
export function* toDataAsks(data: readonly BacktestData[]): Generator<WorkerAsk> {
  yield {
    op: "data",
    heads: data.map(({ series, source, hash, listedMs, sessions, bases, columns, extra }) => ({
      series,
      source,
      hash,
      listedMs,
      sessions,
      bases,
      length: columns.openTimeMs.length,
      extra: Object.keys(extra),
    })),
  };
  for (const [index, { columns, extra }] of data.entries()) {
    const named: [string, Float64Array][] = [
      ...CANDLE_FIELDS.map((field): [string, Float64Array] => [field, columns[field]]),
      ...Object.entries(extra).map(([name, column]): [string, Float64Array] => [`+${name}`, column]),
    ];
    for (const [name, column] of named) {
      for (let from = 0; from < column.length; from += COLUMN_CHUNK) {
        const base64 = packNumbers(column.subarray(from, from + COLUMN_CHUNK));
        yield { op: "column", index, name, from, base64 };
      }
    }
  }
}

interface FilledData {
  readonly head: DataHead;
  readonly columns: CandleColumns;
  readonly extra: Record<string, Float64Array>;
}

/** Puts together what `toDataAsks` took apart. */
export class DataFiller {
  #parts: readonly FilledData[] = [];

  begin(heads: readonly DataHead[]): void {
    this.#parts = heads.map((head) => ({
      head,
      columns: createColumns(head.length),
      extra: Object.fromEntries(head.extra.map((name) => [name, new Float64Array(head.length)])),
    }));
  }

  fill({ index, name, from, base64 }: Extract<WorkerAsk, { op: "column" }>): void {
    const part = this.#parts[index];
    const field = CANDLE_FIELDS.find((known) => known === name);
    const column = field === undefined ? part?.extra[name.slice(1)] : part?.columns[field];
    if (column === undefined) throw new RangeError(`Cannot fill the column ${name}: nobody announced it`);
    column.set(unpackNumbers(base64), from);
  }

  finish(): readonly BacktestData[] {
    return this.#parts.map((
      { head: { series, source, hash, listedMs, sessions, bases }, columns, extra },
    ) => ({
      series,
      source,
      hash,
      listedMs,
      sessions,
      bases,
      columns,
      extra,
    }));
  }
}
