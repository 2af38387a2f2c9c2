import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { SOURCES } from "../../src/stock/sources/mod.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}

const OPS = new URL("../../ops/", import.meta.url);
const DASHBOARD: Dashboard = JSON.parse(Deno.readTextFileSync(new URL("grafana.json", OPS)));
const ALERTS = Deno.readTextFileSync(new URL("alerts.yml", OPS));
const EXPRESSIONS = DASHBOARD.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

/** Names of metrics; those of a histogram's parts come down to its own. */
function findNames(text: string): ReadonlySet<string> {
  const words = text.match(/\b(?:signal|process)_[a-z_]+\b/g) ?? [];
  return new Set(words.map((word) => word.replace(/_(?:bucket|sum|count)$/, "")));
}

/** What /metrics has; a test of the real program compares it with this. */
async function readMetricNames(): Promise<readonly string[]> {
  const metrics = createMetrics({
    startedAtMs: 0,
    version: "0.1.0",
    sources: SOURCES.map(({ id, request }) => ({ id, path: request().path })),
    takeLagMs: () => 0,
  });
  const text = await metrics.text({
    state: "ok",
    problems: { storage: 0 },
    sources: [],
    schedule: { window: "closed", nextPollAtMs: undefined },
    breakerOpen: false,
    silentForMs: 0,
    calendar: { coveredUntil: undefined },
    storage: { state: "ok", lockWaits: 0 },
    claims: { won: 0, lost: 0 },
  });
  return [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? "");
}

Deno.test("every metric that the dashboard asks for exists", async () => {
  const known = await readMetricNames();
  const names = [...findNames(EXPRESSIONS.join("\n"))];
  assertTrue(names.length >= 15, `${names.length} names`);
  deepStrictEqual(names.filter((name) => !known.includes(name)), []);
});

Deno.test("every metric that an alert asks for exists", async () => {
  const known = await readMetricNames();
  deepStrictEqual([...findNames(ALERTS)].filter((name) => !known.includes(name)), []);
});

Deno.test("the dashboard or an alert uses every metric there is", async () => {
  const used = findNames(`${EXPRESSIONS.join("\n")}\n${ALERTS}`);
  deepStrictEqual((await readMetricNames()).filter((name) => !used.has(name)), []);
});

Deno.test("panels have ids of their own, names, something to show and do not lie over each other", () => {
  const { panels } = DASHBOARD;
  strictEqual(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const { type, title, targets = [], gridPos } of panels) {
    assertTrue(title !== "" && (type === "row" || targets.length > 0), title);
    assertTrue(gridPos.x + gridPos.w <= 24, `${title} is too wide`);
  }
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + i % w}/${y + Math.floor(i / w)}`)
  );
  strictEqual(new Set(cells).size, cells.length);
  deepStrictEqual(panels.filter(({ type }) => type === "row").map(({ title }) => title), [
    "Freshness",
    "Polls",
    "Upstream",
    "Storage and calendar",
    "Process",
    "Market data",
    "Strategies",
    "Signals and messages",
    "Upkeep",
  ]);
});

Deno.test("every query is bound to the chosen job, and every variable it uses is there", () => {
  const variables = DASHBOARD.templating.list.map(({ name }) => name);
  for (const expr of EXPRESSIONS) {
    const [metrics, selectors] = [
      findMetrics(expr),
      expr.match(/\{job="\$job",instance=~"\$instance"/g) ?? [],
    ];
    strictEqual(selectors.length, metrics.length, expr);
  }
  const used = new Set(
    JSON.stringify(DASHBOARD).match(/\$\{?([a-z]+)\}?/g)?.map((text) => text.replace(/[${}]/g, "")),
  );
  deepStrictEqual([...used].filter((name) => !variables.includes(name)), []);
});

function findMetrics(expr: string): readonly string[] {
  return expr.match(/\b(?:signal|process)_[a-z_]+(?=\{)/g) ?? [];
}
