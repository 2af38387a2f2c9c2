import { toCommand } from "../../core/command_text.ts";
import { realClock } from "../../app/runtime.ts";
import { EXIT, UpstreamError, UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { createSayFrom, type Lang } from "../../core/lang.ts";
import { createStockClient } from "../../stock/client/create_client.ts";
import { SOURCES } from "../../stock/sources/mod.ts";
import type { Source } from "../../stock/sources/source.ts";
import { createEvents } from "../../telemetry/events.ts";
import type { Config } from "../../config/config.ts";
import { createSay, isTextKey } from "../../web/kit/i18n.ts";
import { sayPlain } from "../../web/kit/show.ts";
import { VERSION } from "../kit/embedded.ts";
import { langOf, spanText } from "../kit/language.ts";
import { loadConfig } from "../kit/load_config.ts";
import { createTerminalLog, type Terminal, toTable } from "../kit/terminal.ts";
import { SERVICE_TEXTS } from "../texts/service.ts";

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
  else for (const line of toLines(answers, langOf(terminal))) terminal.out(line);
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

function toLines(answers: readonly Answer[], lang: Lang): readonly string[] {
  const say = createSayFrom(SERVICE_TEXTS, lang);
  const heads = (["source", "status", "time", "items", "data"] as const).map((head) => say(`head_${head}`));
  const rows = answers.map(({ source, http_status, kind, ms, items, data_at, data_age_s, error }) => [
    source,
    String(http_status ?? kind),
    `${ms} ms`,
    items === null ? "-" : String(items),
    error === null ? describeData(data_at, { ageS: data_age_s, lang }) : toErrorWords(error, { kind, lang }),
  ]);
  const failed = answers.filter(({ ok }) => !ok).length;
  const odd =
    answers.filter(({ data_age_s: age }) => age !== null && (age > OLD_DATA_S || age < -300)).length;
  const end = failed > 0 ? say("failed", { failed, count: answers.length }) : say("all_answered");
  return [
    ...toTable([heads, ...rows]),
    odd === 0 ? end : say("look_at_time", { words: end, count: odd }),
  ];
}

function describeData(
  time: string | null,
  { ageS, lang }: { readonly ageS: number | null; readonly lang: Lang },
): string {
  const say = createSayFrom(SERVICE_TEXTS, lang);
  if (time === null || ageS === null) return say("no_data_time");
  const span = spanText(Math.abs(ageS) * 1_000, { lang });
  return say(ageS < 0 ? "data_future" : "data_age", { time, span });
}

/** In Korean the kind says it, as on the pages. */
function toErrorWords(
  error: string,
  { kind, lang }: { readonly kind: string | null; readonly lang: Lang },
): string {
  const key = `error_${kind}`;
  return lang === "ko" && isTextKey(key) ? `${sayPlain(createSay("ko"), key)} (${kind})` : error;
}
