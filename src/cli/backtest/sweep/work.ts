import { OWNER } from "../../../core/actor.ts";
import { realClock } from "../../../app/runtime.ts";
import type { SweepRunRow, SweepTable } from "../../../backtest/backtest_store.ts";
import { warnOnce } from "../run_options.ts";
import { drawOnTerminal, Progress } from "../../kit/progress.ts";
import type { Terminal } from "../../kit/terminal.ts";
import type { DataList } from "../../../backtest/run/backtest_data.ts";
import { type PoolUse, SweepPool } from "./pool.ts";
import type { PlannedRun, SweepRequest } from "./request.ts";
import { isTimedOut } from "./timed_out.ts";
import { createSayFrom } from "../../../core/lang.ts";
import { langOf } from "../../kit/language.ts";
import { SWEEP_TEXTS } from "../../texts/sweep.ts";
import { toNumberText } from "../../../core/words/numbers.ts";

/** Runs what is missing and writes each result down as it comes. */
export class SweepWork {
  readonly done: Map<number, SweepRunRow>;
  readonly #parts: {
    readonly terminal: Terminal;
    readonly table: SweepTable;
    readonly id: number;
    readonly total: number;
  };

  constructor(
    parts: {
      readonly terminal: Terminal;
      readonly table: SweepTable;
      readonly id: number;
      readonly total: number;
      /** Runs of an earlier start. */
      readonly done: readonly SweepRunRow[];
    },
  ) {
    this.#parts = parts;
    this.done = new Map(parts.done.map((row) => [row.number, row]));
  }

  async run(
    about: {
      readonly request: SweepRequest;
      readonly data: DataList;
      readonly workers: number;
      readonly signal: AbortSignal;
    },
    stages: readonly (() => readonly PlannedRun[])[],
  ): Promise<PoolUse> {
    const { request: { job, runWithinMs }, data, workers, signal } = about;
    const { terminal, table, id, total } = this.#parts;
    const say = createSayFrom(SWEEP_TEXTS, langOf(terminal));
    const clock = realClock;
    using progress = new Progress(terminal, { clock, draw: drawOnTerminal() });
    const sinceMs = clock.monotonic();
    const before = this.done.size;
    let late = 0;
    await using pool = await SweepPool.start({
      job,
      data,
      runWithinMs,
      workers,
      signal,
      onWarning: (sentence) => warnOnce(terminal, sentence),
      onDone: async ({ number, params }, answer) => {
        const row: SweepRunRow = answer.kind === "done"
          ? { number, params, statistics: answer.statistics }
          : { number, params, fault: answer.problem };
        await table.addRun(OWNER, { sweepId: id, run: row });
        this.done.set(number, row);
        const each = (clock.monotonic() - sinceMs) / (this.done.size - before);
        if (answer.kind === "refused" && isTimedOut(answer.problem)) late++;
        const facts = { done: toNumberText(this.done.size), total: toNumberText(total) };
        const text = late === 0
          ? say("progress", facts)
          : say("progress_late", { ...facts, late: toNumberText(late) });
        progress.show({ share: this.done.size / total, text, etaMs: each * (total - this.done.size) });
      },
    });
    for (const stage of stages) await pool.work(stage().filter(({ number }) => !this.done.has(number)));
    return pool.use();
  }
}
