/** Strategies on the terminal: what is wanted, and what the service last noted of each. */
import type { StrategiesPort } from "../../commands/deps.ts";
import { toFileMarketText, toUncollectedText } from "../../commands/strategies/live_market.ts";
import { listStrategies } from "../../commands/strategies/list.ts";
import { showStrategy } from "../../commands/strategies/show.ts";
import {
  type AccountJson,
  type CostsJson,
  type LastAdviceJson,
  reasonOf,
} from "../../commands/strategies/noted_status.ts";
import type { StrategyDetailJson, StrategyJson } from "../../commands/strategies/shown.ts";
import { toCommand } from "../../core/command_text.ts";
import { isInterval } from "../../core/candle.ts";
import { toMomentText } from "../../core/market/fill_moment.ts";
import { toDurationText } from "../../core/kst.ts";
import { createSayFrom, type Lang, type SayFrom } from "../../core/lang.ts";
import { toReasonText } from "../../core/reasons/reason_text.ts";
import { isFileExchange } from "../../core/symbol.ts";
import { escapeControls } from "../../core/text.ts";
import { createSay, isTextKey } from "../../web/kit/i18n.ts";
import { sayPlain } from "../../web/kit/show.ts";
import { toShownStrategyReason } from "../../web/kit/strategy_reasons.ts";
import { callCommand } from "../kit/command_context.ts";
import { langOf, spanText, translate } from "../kit/language.ts";
import { STRATEGY_CLI_TEXTS } from "../texts/strategy.ts";
import type { StrategyAccess } from "./access.ts";
import { printTable } from "../kit/table.ts";
import { toTable } from "../kit/terminal.ts";
import { toFixedText, toNumberText, toPercentText, toShareText } from "../../core/words/numbers.ts";

const SHOWN_ROWS = 10;
/** As in the list of problems. */
const NO_CANDLE_AFTER_MS = 3_600_000;

/** @param options.id `undefined` for all. @throws {UserError} when there is none of this id. */
export async function showStrategies(
  access: StrategyAccess,
  options: { readonly json: boolean; readonly id: string | undefined },
): Promise<void> {
  const { strategies, terminal, nowMs } = access;
  const say = createSayFrom(STRATEGY_CLI_TEXTS, langOf(terminal));
  const { id, json } = options;
  if (id !== undefined) {
    const only = await callCommand(showStrategy, { id }, { strategies });
    if (json) return terminal.out(JSON.stringify(only, null, 2));
    const note = toCandleNote(only, access);
    const candleNote = note === undefined ? undefined : await translate(note, terminal);
    const words = { say, lang: langOf(terminal), nowMs };
    for (const line of toDetails(only, { ...words, candleNote })) terminal.out(line);
    return;
  }
  const all = await listAll(strategies);
  if (json) return terminal.out(JSON.stringify(all, null, 2));
  if (all.length === 0) {
    return terminal.out(say("none_yet", { command: toCommand("strategy", "add", "--help") }));
  }
  const heads = [
    ...["id", "kind", "market", "bars", "wanted", "state"] as const,
    ...["advice", "trades", "equity", "pnl", "fall"] as const,
  ].map((head) => say(`head_${head}`));
  const words = { say, lang: langOf(terminal) };
  const rows = all.map((one) => toCells(one, { ...words, nowMs }));
  printTable(terminal, [heads, ...rows]);
  for (const { id, status } of all) {
    if (status?.detail) terminal.out(`${id}: ${toReason(status.detail, words)}`);
    if (status?.warning) terminal.out(`${id}: ${toReason(status.warning, words)}`);
  }
  for (const one of all) {
    const note = toCandleNote(one, access);
    if (note !== undefined) terminal.out(`${one.id}: ${await translate(note, terminal)}`);
  }
}

async function listAll(strategies: StrategiesPort): Promise<readonly StrategyJson[]> {
  const all: StrategyJson[] = [];
  let cursor: string | null = null;
  do {
    const asked: object = { limit: 200, ...(cursor === null ? {} : { cursor }) };
    const page = await callCommand(listStrategies, asked, { strategies });
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

type Say = SayFrom<typeof STRATEGY_CLI_TEXTS>;

interface Words {
  readonly say: Say;
  readonly lang: Lang;
}

/** Why it is as it is, as the pages say it. */
function toReason(sentence: string, { lang }: Words): string {
  return escapeControls(toShownStrategyReason({ lang }, sentence));
}

/** In English the word of the API, for whoever searches for it. */
function wordOf(key: string, { word, lang }: { readonly word: string; readonly lang: Lang }): string {
  return lang === "ko" && isTextKey(key) ? sayPlain(createSay("ko"), key) : word;
}

function toCells(row: StrategyJson, words: Words & { readonly nowMs: number }): readonly string[] {
  const { say } = words;
  const { status } = row;
  const account = status?.account ?? undefined;
  return [
    row.id,
    row.kind,
    `${row.exchange}:${row.symbol}`,
    row.timeframe,
    say(row.is_active ? "on" : "off"),
    toStateText(row, words),
    String(status?.total_signals ?? 0),
    String(account?.trades ?? 0),
    account === undefined ? "-" : toAmountText(account.equity),
    account === undefined ? "-" : toAmountText(account.equity - account.start_cash),
    account === undefined ? "-" : toPercentText(account.max_drawdown_share * 100),
  ];
}

function toDetails(
  row: StrategyDetailJson,
  words: Words & { readonly nowMs: number; readonly candleNote: string | undefined },
): readonly string[] {
  const { say, lang, candleNote } = words;
  const { status, noted_at: notedAt } = row;
  const account = status?.account ?? undefined;
  const momentOf = (moment: Moment) =>
    isInterval(row.timeframe) ? toMomentText(moment ?? undefined, { interval: row.timeframe, lang }) : "";
  const rows = [
    [say("head_kind"), row.kind],
    [say("head_market"), `${row.exchange}:${row.symbol} ${row.timeframe}`],
    [say("row_params"), JSON.stringify(row.params)],
    [say("head_wanted"), say(row.is_active ? "on" : `off_${row.on_stop}`)],
    [say("head_state"), toStateText(row, words)],
    ...(status?.detail ? [[say("head_why"), toReason(status.detail, words)]] : []),
    ...(status?.warning ? [[say("row_warning"), toReason(status.warning, words)]] : []),
    ...(candleNote === undefined ? [] : [[say("row_candles"), candleNote]]),
    ...(notedAt === null ? [] : [[say("row_noted"), notedAt]]),
    ...(status === null ? [] : [
      [
        say("row_process"),
        say("process", {
          pid: status.pid ?? "-",
          restarts: status.restarts ?? 0,
          memory: toMegabytes(status.memory_bytes),
        }),
      ],
      [
        say("head_bars"),
        say("bars_until", {
          time: status.worked_until ?? "-",
          each: status.mean_bar_ms === null ? "-" : `${toFixedText(status.mean_bar_ms, 2)} ms`,
        }),
      ],
      [
        say("head_advice"),
        toAdviceText(status.total_signals ?? 0, { advice: status.last_advice, momentOf, ...words }),
      ],
    ]),
    ...(account === undefined ? [] : toAccountRows(account, { ...words, momentOf })),
  ];
  const trades = row.trades.slice(0, SHOWN_ROWS).map((trade) => [
    trade.exit_time.slice(0, 16),
    say(`side_${trade.side}`),
    String(trade.units),
    toAmountText(trade.entry_price),
    toAmountText(trade.exit_price),
    toAmountText(trade.pnl),
    wordOf(`exit_${trade.exit_reason}`, { word: trade.exit_reason, lang }),
  ]);
  const heads = (["closed", "side", "units", "entry", "exit", "net", "why"] as const)
    .map((head) => say(`head_${head}`));
  return [
    row.id,
    ...toTable(rows.map(([name = "", text = ""]) => [`  ${name}`, text])),
    ...(trades.length === 0 ? [] : ["", ...toTable([heads, ...trades])]),
  ];
}

/** Where an order was or will be filled, behind the word for it. */
type Moment = LastAdviceJson["fill_moment"];

function toAccountRows(
  account: AccountJson,
  { say, momentOf }: { readonly say: Say; readonly momentOf: (moment: Moment) => string },
): readonly (readonly string[])[] {
  const { costs, equity, exposure, fees, tax, trades, wins } = account;
  const [position] = account.positions;
  return [
    [
      say("head_equity"),
      say("equity_of", { equity: toAmountText(equity), start: toAmountText(account.start_cash) }),
    ],
    ...(costs === null ? [] : [[say("row_costs"), toCostsText(costs, say)]]),
    [
      say("head_pnl"),
      say(tax === 0 ? "pnl_text" : "pnl_taxed", {
        realised: toAmountText(account.realised_pnl),
        open: toAmountText(account.unrealised_pnl),
        fees: toAmountText(fees),
        tax: toAmountText(tax),
      }),
    ],
    [
      say("head_trades"),
      say("trades_text", { trades, wins, fall: toPercentText(account.max_drawdown_share * 100) }),
    ],
    [
      say("row_position"),
      position === undefined ? say("position_none") : say("position_text", {
        ...{ count: account.positions.length, exposure: toAmountText(exposure) },
        ...{ side: say(`side_${position.side}`), units: position.units },
        price: toAmountText(position.entry_price) + momentOf(position.entry_moment),
      }),
    ],
  ];
}

function toCostsText(costs: CostsJson, say: Say): string {
  const { fee_rate: feeRate, slippage_share: slippageShare, tick_size: tickSize, lot_size: lotSize } = costs;
  const { min_order_value: minOrderValue } = costs;
  const { sell_fee_rate: sellFeeRate, krx } = costs;
  const fee = feeRate === sellFeeRate
    ? toShareText(feeRate)
    : say("fee_sides", { buy: toShareText(feeRate), sell: toShareText(sellFeeRate) });
  return say("costs_text", {
    fee: krx === null || krx === "none" ? fee : say("fee_krx", { fee, kind: krx }),
    ...{ slippage: toShareText(slippageShare), tick: tickSize, lot: lotSize },
    smallest: minOrderValue === 0
      ? say("smallest_none")
      : say("smallest", { amount: toAmountText(minOrderValue) }),
  });
}

function toStateText(row: StrategyJson, words: Words & { readonly nowMs: number }): string {
  const { say, lang, nowMs } = words;
  const { status, noted_at: notedAt } = row;
  if (status === null || notedAt === null) return say(row.is_active ? "not_taken_up" : "never_run");
  const state = wordOf(`strategy_${status.state}`, { word: status.state, lang });
  if (!row.is_note_stale) return state;
  // Time in a demo is not the time here; version 0.1 noted nothing else.
  const ageMs = nowMs - Date.parse(status.noted_at_real ?? notedAt);
  return ageMs < 0
    ? say("state_to_come", { state })
    : say("state_old", { state, age: spanText(ageMs, { lang }) });
}

/** Why it gets no candles although it is wanted; the service can be as well as ever. */
function toCandleNote(
  { exchange, symbol, is_active: isActive, status, noted_at: notedAt }: StrategyJson,
  { strategies: { watched } }: Pick<StrategyAccess, "strategies">,
): string | undefined {
  if (!isActive || status?.state === "parked") return undefined;
  const market = `${exchange}:${symbol}`;
  if (isFileExchange(exchange)) return toFileMarketText(market);
  if (!watched.includes(market)) return toUncollectedText(market);
  // Both by the clock of the engine, which in a demo is not the one here.
  const notedAtMs = notedAt === null ? 0 : Date.parse(notedAt);
  const workedUntil = status?.worked_until ?? undefined;
  const silentForMs = notedAtMs - (workedUntil === undefined ? Infinity : Date.parse(workedUntil));
  return silentForMs < NO_CANDLE_AFTER_MS ? undefined : `no new bar for ${toDurationText(silentForMs)}`;
}

function toAdviceText(
  count: number,
  { advice, say, lang, momentOf }: Words & {
    readonly advice: LastAdviceJson | null;
    readonly momentOf: (moment: Moment) => string;
  },
): string {
  if (advice === null) return String(count);
  return say("last_advice", {
    ...{ count, time: advice.bar_time },
    action: wordOf(`action_${advice.action}`, { word: advice.action, lang }) + momentOf(advice.fill_moment),
    reason: escapeControls(toReasonText(reasonOf(advice), lang)),
  });
}

function toMegabytes(bytes: number | null): string {
  return bytes === null ? "- MB" : `${Math.round(bytes / 2 ** 20)} MB`;
}

function toAmountText(value: number): string {
  return toNumberText(value, Math.abs(value) < 100 ? 4 : 0);
}
