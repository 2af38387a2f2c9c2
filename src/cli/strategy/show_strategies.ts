/** Strategies on the terminal: what is wanted, and what the service last noted of each. */
import type { StrategiesPort } from "../../commands/deps.ts";
import { toFileMarketText, toUncollectedText } from "../../commands/strategies/live_market.ts";
import { listStrategies } from "../../commands/strategies/list.ts";
import { showStrategy } from "../../commands/strategies/show.ts";
import type { AccountJson, CostsJson, LastAdviceJson } from "../../commands/strategies/noted_status.ts";
import type { StrategyDetailJson, StrategyJson } from "../../commands/strategies/shown.ts";
import { toCommand } from "../../core/command_text.ts";
import { toDurationText } from "../../core/kst.ts";
import { isFileExchange } from "../../core/symbol.ts";
import { escapeControls } from "../../core/text.ts";
import { callCommand } from "../kit/command_context.ts";
import type { StrategyAccess } from "./access.ts";
import { toTable } from "../kit/terminal.ts";

const SHOWN_ROWS = 10;
/** As in the list of problems. */
const NO_CANDLE_AFTER_MS = 3_600_000;

/** @param options.id `undefined` for all. @throws {UserError} when there is none of this id. */
export async function showStrategies(
  access: StrategyAccess,
  options: { readonly json: boolean; readonly id: string | undefined },
): Promise<void> {
  const { strategies, terminal, nowMs } = access;
  const { id, json } = options;
  if (id !== undefined) {
    const only = await callCommand(showStrategy, { id }, { strategies });
    if (json) return terminal.out(JSON.stringify(only, null, 2));
    for (const line of toDetails(only, access)) terminal.out(line);
    return;
  }
  const all = await listAll(strategies);
  if (json) return terminal.out(JSON.stringify(all, null, 2));
  if (all.length === 0) {
    return terminal.out(`there is no strategy yet; add one, see ${toCommand("strategy", "add", "--help")}`);
  }
  const heads = [
    "id",
    "kind",
    "market",
    "bars",
    "wanted",
    "state",
    "advice",
    "trades",
    "equity",
    "pnl",
    "fall",
  ];
  for (const line of toTable([heads, ...all.map((one) => toCells(one, nowMs))])) terminal.out(line);
  for (const { id, status } of all) {
    if (status?.detail) terminal.out(`${id}: ${escapeControls(status.detail)}`);
    if (status?.warning) terminal.out(`${id}: ${escapeControls(status.warning)}`);
  }
  for (const one of all) {
    const note = toCandleNote(one, access);
    if (note !== undefined) terminal.out(`${one.id}: ${note}`);
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

function toCells(row: StrategyJson, nowMs: number): readonly string[] {
  const { status } = row;
  const account = status?.account ?? undefined;
  return [
    row.id,
    row.kind,
    `${row.exchange}:${row.symbol}`,
    row.timeframe,
    row.is_active ? "on" : "off",
    toStateText(row, nowMs),
    String(status?.total_signals ?? 0),
    String(account?.trades ?? 0),
    account === undefined ? "-" : toMoneyText(account.equity),
    account === undefined ? "-" : toMoneyText(account.equity - account.start_cash),
    account === undefined ? "-" : `${(account.max_drawdown_share * 100).toFixed(2)} %`,
  ];
}

function toDetails(row: StrategyDetailJson, access: StrategyAccess): readonly string[] {
  const { status, noted_at: notedAt } = row;
  const candleNote = toCandleNote(row, access);
  const account = status?.account ?? undefined;
  const rows = [
    ["kind", row.kind],
    ["market", `${row.exchange}:${row.symbol} ${row.timeframe}`],
    ["params", JSON.stringify(row.params)],
    ["wanted", row.is_active ? "on" : `off (a position is ${row.on_stop === "close" ? "closed" : "left"})`],
    ["state", toStateText(row, access.nowMs)],
    ...(status?.detail ? [["why", escapeControls(status.detail)]] : []),
    ...(status?.warning ? [["warning", escapeControls(status.warning)]] : []),
    ...(candleNote === undefined ? [] : [["candles", candleNote]]),
    ...(notedAt === null ? [] : [["noted", notedAt]]),
    ...(status === null ? [] : [
      [
        "process",
        `pid ${status.pid ?? "-"}, ${status.restarts ?? 0} restarts, ${toMegabytes(status.memory_bytes)}`,
      ],
      [
        "bars",
        `until ${status.worked_until ?? "-"}, ${
          status.mean_bar_ms === null ? "-" : `${status.mean_bar_ms.toFixed(2)} ms each`
        }`,
      ],
      ["advice", `${status.total_signals ?? 0}${toAdviceText(status.last_advice)}`],
    ]),
    ...(account === undefined ? [] : toAccountRows(account)),
  ];
  const trades = row.trades.slice(0, SHOWN_ROWS).map((trade) => [
    trade.exit_time.slice(0, 16),
    trade.side,
    String(trade.units),
    toMoneyText(trade.entry_price),
    toMoneyText(trade.exit_price),
    toMoneyText(trade.pnl),
    trade.exit_reason,
  ]);
  const heads = ["closed", "side", "units", "entry", "exit", "net pnl", "why"];
  return [
    row.id,
    ...toTable(rows.map(([name = "", text = ""]) => [`  ${name}`, text])),
    ...(trades.length === 0 ? [] : ["", ...toTable([heads, ...trades])]),
  ];
}

function toAccountRows(account: AccountJson): readonly (readonly string[])[] {
  const { costs, equity, exposure, fees, trades, wins } = account;
  const [position] = account.positions;
  return [
    ["equity", `${toMoneyText(equity)} of ${toMoneyText(account.start_cash)}`],
    ...(costs === null ? [] : [["costs", toCostsText(costs)]]),
    [
      "pnl",
      `after fees ${toMoneyText(account.realised_pnl)} realised, ${
        toMoneyText(account.unrealised_pnl)
      } open; ` +
      `fees so far ${toMoneyText(fees)}`,
    ],
    ["trades", `${trades}, ${wins} won; deepest fall ${(account.max_drawdown_share * 100).toFixed(2)} %`],
    [
      "position",
      position === undefined
        ? "none"
        : `${account.positions.length} open, worth ${
          toMoneyText(exposure)
        }; ${position.side} ${position.units} at ${toMoneyText(position.entry_price)}`,
    ],
  ];
}

function toCostsText(costs: CostsJson): string {
  const { fee_rate: feeRate, slippage_share: slippageShare, tick_size: tickSize, lot_size: lotSize } = costs;
  const { min_order_value: minOrderValue } = costs;
  const toPercent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;
  return `fee ${toPercent(feeRate)}, slippage ${
    toPercent(slippageShare)
  }, tick ${tickSize}, lot ${lotSize}, ` +
    (minOrderValue === 0 ? "no smallest order" : `smallest order ${toMoneyText(minOrderValue)}`);
}

function toStateText(row: StrategyJson, nowMs: number): string {
  const { status, noted_at: notedAt } = row;
  if (status === null || notedAt === null) return row.is_active ? "not taken up yet" : "never run";
  if (!row.is_note_stale) return status.state;
  // Time in a demo is not the time here; version 0.1 noted nothing else.
  const ageMs = nowMs - Date.parse(status.noted_at_real ?? notedAt);
  return ageMs < 0
    ? `${status.state} at a time that is still to come; was the clock set back?`
    : `${status.state} ${toDurationText(ageMs)} ago; is the service running?`;
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

function toAdviceText(advice: LastAdviceJson | null): string {
  if (advice === null) return "";
  return `, the last one ${advice.bar_time}: ${advice.action}. ${escapeControls(advice.reason)}`;
}

function toMegabytes(bytes: number | null): string {
  return bytes === null ? "- MB" : `${Math.round(bytes / 2 ** 20)} MB`;
}

function toMoneyText(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 100 ? 4 : 0 });
}
