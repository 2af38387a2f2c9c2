import { Counter, Gauge, type Registry } from "./prometheus.ts";

/** What is read of strategies at each scrape; they are the owner's own, so their names stay few. */
export interface StrategyMetricsFacts {
  readonly strategies: readonly {
    readonly id: string;
    readonly state: string;
    readonly restarts: number;
    readonly memoryBytes: number | undefined;
    readonly totalSignals: number;
    readonly lastUpdateMs: number | undefined;
    readonly account: { readonly equity: number } | undefined;
  }[];
}

export function createStrategyGauges(
  registry: Registry,
): (facts: { readonly strategies?: StrategyMetricsFacts | undefined }) => void {
  const labelNames = ["strategy"] as const;
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `signal_strategy_${name}`, help, labelNames, registers: [registry] });
  const counter = (name: string, help: string) =>
    new Counter({ name: `signal_strategy_${name}`, help, labelNames, registers: [registry] });
  const running = gauge("running", "1 while the strategy is at work, 0 otherwise.");
  const parked = gauge("parked", "1 when it was given up after too many failures.");
  const memory = gauge("memory_bytes", "Memory of its process; 0 without one.");
  const equity = gauge("paper_equity", "Its simulated money with what is open, in quote currency.");
  const updated = gauge("last_update_timestamp_seconds", "When it last worked a bar; 0 when it never did.");
  const restarts = counter("restarts_total", "How often its process was started again.");
  const advice = counter("advice_total", "Pieces of advice since its beginning.");
  return ({ strategies }) => {
    // A strategy that was removed leaves no line behind.
    for (const metric of [running, parked, memory, equity, updated, restarts, advice]) metric.reset();
    for (const { id: strategy, state, ...facts } of strategies?.strategies ?? []) {
      running.set({ strategy }, Number(state === "running"));
      parked.set({ strategy }, Number(state === "parked"));
      memory.set({ strategy }, facts.memoryBytes ?? 0);
      if (facts.account !== undefined) equity.set({ strategy }, facts.account.equity);
      updated.set({ strategy }, (facts.lastUpdateMs ?? 0) / 1_000);
      restarts.inc({ strategy }, facts.restarts);
      advice.inc({ strategy }, facts.totalSignals);
    }
  };
}
