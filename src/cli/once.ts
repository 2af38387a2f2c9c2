import { createSystemClock } from "../core/clock.ts";
import { EXIT, StartError, UpstreamError } from "../core/errors.ts";
import { toDurationText, toKstIso } from "../core/kst.ts";
import { createExchange } from "../poll/http_exchange.ts";
import { StockClient } from "../poll/stock_client.ts";
import { SOURCES } from "../sources/mod.ts";
import type { Source } from "../sources/source.ts";
import { createEvents } from "../telemetry/events.ts";
import type { Config } from "../config.ts";
import { VERSION } from "./embedded.ts";
import { loadConfig } from "./load_config.ts";
import { createTerminalLog, type Terminal, toTable } from "./terminal.ts";

export interface Answer {
  readonly source: string;
  readonly ok: boolean;
  /** HTTP status when it was not 2xx, else the kind of failure, else `200`. */
  readonly status: string;
  readonly ms: number;
  readonly items: number | null;
  /** What the data says of its own time, KST ISO. */
  readonly data_at: string | null;
  readonly data_age_s: number | null;
  readonly error: string | null;
}

/** One real poll now, also while the market is closed. Stores nothing and sends no signal. */
export async function runOnce(terminal: Terminal, options: { json: boolean }): Promise<number> {
  const config = await loadConfig();
  const client = createClient(config, terminal);
  const budget = client.createBudget();
  const answers = await Promise.all(SOURCES.map((source) => ask(client, source, budget)));
  client.close();
  if (options.json) terminal.out(JSON.stringify(answers, null, 2));
  else for (const line of toLines(answers)) terminal.out(line);
  return answers.every(({ ok }) => ok) ? EXIT.ok : EXIT.runtime;
}

export function createClient(config: Config, terminal: Terminal): StockClient {
  if (config.stockApi === undefined) {
    throw new StartError(
      `Cannot ask: set ${
        config.missing.join(" and ")
      } in .env first (\`doctor\` checks them, \`demo\` needs none)`,
      EXIT.config,
    );
  }
  const clock = createSystemClock();
  const log = createTerminalLog(config, { terminal, now: () => clock.now(), write: terminal.err });
  return new StockClient({
    exchange: createExchange({
      ...config.stockApi,
      userAgent: `signal-v2/${VERSION}`,
      fetch,
      now: () => clock.now(),
    }),
    clock,
    events: createEvents(log),
    random: Math.random,
    attempts: config.attempts,
    timeoutMs: config.timeoutMs,
    staleLimitMs: () => config.staleLimitMs,
  });
}

async function ask(
  client: StockClient,
  source: Source,
  budget: ReturnType<StockClient["createBudget"]>,
): Promise<Answer> {
  const clock = createSystemClock();
  const startedMs = clock.monotonic();
  try {
    const { data, fetchedAtMs } = await client.fetchNow(source.request(), { budget });
    const { items, dataAtMs } = source.summarize(data);
    return {
      source: source.id,
      ok: true,
      status: "200",
      ms: Math.round(clock.monotonic() - startedMs),
      items: items ?? null,
      data_at: dataAtMs === undefined ? null : toKstIso(dataAtMs),
      data_age_s: dataAtMs === undefined ? null : Math.max(0, Math.round((fetchedAtMs - dataAtMs) / 1_000)),
      error: null,
    };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const ms = Math.round(clock.monotonic() - startedMs);
    const status = error.status === undefined ? error.kind : String(error.status);
    return {
      source: source.id,
      ok: false,
      status,
      ms,
      items: null,
      data_at: null,
      data_age_s: null,
      error: `${error.message} (${error.kind})`,
    };
  }
}

function toLines(answers: readonly Answer[]): readonly string[] {
  const head = ["source", "status", "time", "items", "data of"];
  const rows = answers.map(({ source, status, ms, items, data_at, data_age_s, error }) => [
    source,
    status,
    `${ms} ms`,
    items === null ? "-" : String(items),
    error ??
      (data_at === null
        ? "the answer does not say"
        : `${data_at} (${toDurationText((data_age_s ?? 0) * 1_000)} old)`),
  ]);
  const failed = answers.filter(({ ok }) => !ok).length;
  return [
    ...toTable([head, ...rows]),
    failed === 0 ? "all answered" : `${failed} of ${answers.length} failed`,
  ];
}
