import { findFreePort, waitForOk } from "../child.ts";
import { percentile } from "../numbers.ts";
import { makeWorkDir } from "../paths.ts";
import { startProgram } from "../program.ts";
import type { Result } from "../result.ts";

const REQUESTS_PER_S = 50;
const ROUND_S = 8;
const TARGET_MS = 20;
const SCRAPE_TARGET_MS = 10;

/** The dashboard page while the program polls (a poll a second), asked 50 times a second whatever the answers take. */
export async function measureDashboard(): Promise<readonly Result[]> {
  await using dir = await makeWorkDir();
  const port = findFreePort();
  await using _program = await startProgram({
    dir: dir.path,
    port,
    args: ["demo", "--speed", "60", "--port", String(port)],
  });
  await waitForOk(port, "/readyz");
  const url = `http://127.0.0.1:${port}`;
  await askAtRate(`${url}/`, 2);
  const page = await askAtRate(`${url}/`, ROUND_S);
  const live = await askAtRate(`${url}/livez`, ROUND_S / 2);
  const scrape = await askAtRate(`${url}/metrics`, ROUND_S / 2);
  const scrapeMs = percentile(scrape, 0.5);
  const row = (share: number) => ({ ours: percentile(page, share), bare: percentile(live, share) });
  const p99 = row(0.99);
  const p50 = row(0.5);
  return [
    {
      what: "dashboard page, p99",
      unit: "ms",
      ...p99,
      oursMin: Math.min(...page),
      bareMin: Math.min(...live),
      ratio: p99.ours / p99.bare,
      target: `<= ${TARGET_MS} ms`,
      passed: p99.ours <= TARGET_MS,
      note: `${page.length} requests at ${REQUESTS_PER_S}/s while polling; bare is /livez`,
    },
    {
      what: "  the same, median",
      unit: "ms",
      ...p50,
      oursMin: Math.min(...page),
      ratio: p50.ours / p50.bare,
    },
    {
      what: "a scrape of /metrics, median",
      unit: "ms",
      ours: scrapeMs,
      oursMin: Math.min(...scrape),
      bare: p50.bare,
      ratio: scrapeMs / p50.bare,
      target: `<= ${SCRAPE_TARGET_MS} ms`,
      passed: scrapeMs <= SCRAPE_TARGET_MS,
    },
  ];
}

/** Open loop: a slow answer does not hold back the next request. @returns milliseconds to the last byte. */
async function askAtRate(url: string, forS: number): Promise<readonly number[]> {
  const everyMs = 1_000 / REQUESTS_PER_S;
  const startedMs = performance.now();
  const answers = Array.from({ length: forS * REQUESTS_PER_S }, async (_, i) => {
    const dueMs = startedMs + i * everyMs;
    await new Promise((resolve) => setTimeout(resolve, dueMs - performance.now()));
    const sentMs = performance.now();
    const response = await fetch(url);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return performance.now() - sentMs;
  });
  return await Promise.all(answers);
}
