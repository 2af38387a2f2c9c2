import { toCommand } from "../../core/command_text.ts";
import { realClock } from "../../app/runtime.ts";
import { EXIT, UpstreamError, UserError } from "../../core/errors.ts";
import { toDurationText, toKstIso } from "../../core/kst.ts";
import { createStockClient } from "../../stock/client/create_client.ts";
import { SOURCES } from "../../stock/sources/mod.ts";
import type { Source } from "../../stock/sources/source.ts";
import { createEvents } from "../../telemetry/events.ts";
import type { Config } from "../../config/config.ts";
import { VERSION } from "../kit/embedded.ts";
import { loadConfig } from "../kit/load_config.ts";
import { createTerminalLog, type Terminal, toTable } from "../kit/terminal.ts";

export interface Answer {
  readonly source: string;
  readonly ok: boolean;
  /** `null` when no answer came that could be read. */
  readonly http_status: number | null;
  /** Kind of failure; `null` when there was none. */
  readonly kind: string | null;
  readonly ms: number;
  readonly items: number | null;
  /** What the data says of its own time, KST ISO. */
  readonly data_at: string | null;
  /** Negative when the data claims a time that is still to come. */
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

export type AskingClient = ReturnType<typeof createStockClient>;

export function createClient(config: Config, terminal: Terminal): AskingClient {
  if (config.stockApi === undefined) {
    throw new UserError(
      "invalid",
      `Cannot ask: set ${config.missing.join(" and ")} in .env first (\`${
        toCommand("doctor")
      }\` checks them, \`${toCommand("demo")}\` needs none)`,
    );
  }
  const clock = realClock;
  const log = createTerminalLog(config, { terminal, now: () => clock.now(), write: terminal.err });
  return createStockClient({
    config,
    runtime: { clock, fetch, random: Math.random, version: VERSION },
    events: createEvents(log),
    staleLimitMs: () => config.staleLimitMs,
  });
}

async function ask(
  client: AskingClient,
  source: Source,
  budget: ReturnType<AskingClient["createBudget"]>,
): Promise<Answer> {
  const clock = realClock;
  const startedMs = clock.monotonic();
  try {
    const { data, fetched } = await client.fetchNow(source.request(), { budget });
    const { items, dataAtMs } = source.summarize(data);
    return {
      source: source.id,
      ok: true,
      http_status: 200,
      kind: null,
      ms: Math.round(clock.monotonic() - startedMs),
      items: items ?? null,
      data_at: dataAtMs === undefined ? null : toKstIso(dataAtMs),
      data_age_s: dataAtMs === undefined ? null : Math.round((fetched.atMs - dataAtMs) / 1_000),
      error: null,
    };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const ms = Math.round(clock.monotonic() - startedMs);
    return {
      source: source.id,
      ok: false,
      http_status: error.status ?? null,
      kind: error.kind,
      ms,
      items: null,
      data_at: null,
      data_age_s: null,
      error: `${error.message} (${error.kind})`,
    };
  }
}

/** Older than this, the data is not of the last session: the longest usual weekend and a day. */
const OLD_DATA_S = 4 * 86_400;

function toLines(answers: readonly Answer[]): readonly string[] {
  const head = ["source", "status", "time", "items", "data of"];
  const rows = answers.map(({ source, http_status, kind, ms, items, data_at, data_age_s, error }) => [
    source,
    String(http_status ?? kind),
    `${ms} ms`,
    items === null ? "-" : String(items),
    error ?? describeData(data_at, data_age_s),
  ]);
  const failed = answers.filter(({ ok }) => !ok).length;
  const odd =
    answers.filter(({ data_age_s: age }) => age !== null && (age > OLD_DATA_S || age < -300)).length;
  const end = failed > 0 ? `${failed} of ${answers.length} failed` : "all answered";
  return [
    ...toTable([head, ...rows]),
    odd === 0 ? end : `${end}; look at the time of the data in ${odd} of them`,
  ];
}

function describeData(dataAt: string | null, ageS: number | null): string {
  if (dataAt === null || ageS === null) return "the answer does not say";
  return ageS < 0
    ? `${dataAt} (${toDurationText(-ageS * 1_000)} in the FUTURE)`
    : `${dataAt} (${toDurationText(ageS * 1_000)} old)`;
}
