import { MINUTE_MS } from "../../../src/core/kst.ts";
import { SOURCES } from "../../../src/stock/sources/mod.ts";
import { JumpClock } from "../jump_clock.ts";
import { percentile } from "../numbers.ts";
import { createPolling } from "../poll_parts.ts";
import type { Result } from "../result.ts";
import { startUpstream } from "../upstream.ts";

const CYCLES = 2_000;
const BLOCK = 100;
const WARM_UP = 100;
const UPSTREAM_MS = 5;
const LIMIT_MS = 5;
const START_MS = Date.parse("2026-03-11T09:00:00+09:00");

/**
 * What a cycle takes beyond the slowest of its three answers. The upstream measures itself, so sending, receiving and
 * parsing all count as ours.
 */
export async function measureCycles(): Promise<readonly Result[]> {
  await using upstream = await startUpstream(UPSTREAM_MS);
  const clock = new JumpClock(START_MS);
  let slowestMs = 0;
  const watchedFetch: typeof fetch = async (...args) => {
    const response = await fetch(...args);
    slowestMs = Math.max(slowestMs, readTookMs(response));
    return response;
  };
  const { cycle } = createPolling({ url: upstream.url, clock, fetch: watchedFetch });
  const never = new AbortController().signal;
  const measure = async (run: () => Promise<void>): Promise<number> => {
    slowestMs = 0;
    const startedMs = performance.now();
    await run();
    return performance.now() - startedMs - slowestMs;
  };
  const runCycle = async () => {
    // A minute between cycles, so that the limit of requests per minute is as far away as in life.
    clock.advance(MINUTE_MS);
    const outcomes = await cycle.run(clock.now(), never);
    const failed = outcomes.find(({ error }) => error !== undefined);
    if (failed !== undefined || outcomes.length !== SOURCES.length) {
      throw new Error("A cycle failed", { cause: failed?.error });
    }
  };
  const runBare = async () => {
    await Promise.all(SOURCES.map(async (source) => {
      const { method, path, body = null } = source.request();
      await (await watchedFetch(`${upstream.url}${path}`, { method, body })).json();
    }));
  };
  const ours: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < WARM_UP; i++) {
    await runCycle();
    await runBare();
  }
  while (ours.length < CYCLES) {
    for (let i = 0; i < BLOCK; i++) ours.push(await measure(runCycle));
    for (let i = 0; i < BLOCK; i++) bare.push(await measure(runBare));
  }
  const p99 = percentile(ours, 0.99);
  const bareP99 = percentile(bare, 0.99);
  const rest = { unit: "ms", oursMin: Math.min(...ours), bareMin: Math.min(...bare) };
  return [
    {
      ...rest,
      what: "cycle minus slowest answer, p99",
      ours: p99,
      bare: bareP99,
      ratio: p99 / bareP99,
      target: `<= ${LIMIT_MS} ms`,
      passed: p99 <= LIMIT_MS,
      note: `${ours.length.toLocaleString("en-US")} cycles; bare is fetch().json() three times`,
    },
    {
      ...rest,
      what: "  the same, median",
      ours: percentile(ours, 0.5),
      bare: percentile(bare, 0.5),
      ratio: percentile(ours, 0.5) / percentile(bare, 0.5),
    },
  ];
}

function readTookMs(response: Response): number {
  const tookMs = Number(response.headers.get("x-took-ms") ?? NaN);
  if (Number.isNaN(tookMs)) throw new Error("The upstream did not say how long it took");
  return tookMs;
}
