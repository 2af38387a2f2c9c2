/** Strategies on the terminal: what is wanted, and what the service last noted of each. */
import type { StrategiesPort } from "../../commands/deps.ts";
import { toFileMarketText, toUncollectedText } from "../../commands/strategies/live_market.ts";
import { listStrategies } from "../../commands/strategies/list.ts";
import { showStrategy } from "../../commands/strategies/show.ts";
import { realTimeOf, type StrategyDetailJson, type StrategyJson } from "../../commands/strategies/shown.ts";
import { toCommand } from "../../core/command_text.ts";
import { toDurationText, toKstIso } from "../../core/kst.ts";
import { isFileExchange } from "../../core/symbol.ts";
import { escapeControls } from "../../core/text.ts";
import type { AccountView, AdviceView, CostsView } from "../../engine/strategy_view.ts";
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
    if (status?.detail !== undefined) terminal.out(`${id}: ${escapeControls(status.detail)}`);
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
  const account = status?.account;
  return [
    row.id,
    row.kind,
    `${row.exchange}:${row.symbol}`,
    row.timeframe,
    row.isActive ? "on" : "off",
    toStateText(row, nowMs),
    String(status?.totalSignals ?? 0),
    String(account?.trades ?? 0),
    account === undefined ? "-" : toMoneyText(account.equity),
    account === undefined ? "-" : toMoneyText(account.equity - account.startCash),
    account === undefined ? "-" : `${(account.maxDrawdownShare * 100).toFixed(2)} %`,
  ];
}

function toDetails(row: StrategyDetailJson, access: StrategyAccess): readonly string[] {
  const { status, notedAt } = row;
  const candleNote = toCandleNote(row, access);
  const account = status?.account;
  const rows = [
    ["kind", row.kind],
    ["market", `${row.exchange}:${row.symbol} ${row.timeframe}`],
    ["params", JSON.stringify(row.params)],
    ["wanted", row.isActive ? "on" : `off (a position is ${row.onStop === "close" ? "closed" : "left"})`],
    ["state", toStateText(row, access.nowMs)],
    ...(status?.detail === undefined ? [] : [["why", escapeControls(status.detail)]]),
    ...(candleNote === undefined ? [] : [["candles", candleNote]]),
    ...(notedAt === null ? [] : [["noted", notedAt]]),
    ...(status === null ? [] : [
      [
        "process",
        `pid ${status.pid ?? "-"}, ${status.restarts} restarts, ${toMegabytes(status.memoryBytes)}`,
      ],
      [
        "bars",
        `until ${status.workedUntilMs === undefined ? "-" : toKstIso(status.workedUntilMs)}, ${
          status.meanBarMs === undefined ? "-" : `${status.meanBarMs.toFixed(2)} ms each`
        }`,
      ],
      ["advice", `${status.totalSignals}${toAdviceText(status.lastAdvice)}`],
    ]),
    ...(account === undefined ? [] : toAccountRows(account)),
  ];
  const trades = row.trades.slice(0, SHOWN_ROWS).map((trade) => [
    toKstIso(trade.exitAtMs).slice(0, 16),
    trade.side,
    String(trade.units),
    toMoneyText(trade.entryPrice),
    toMoneyText(trade.exitPrice),
    toMoneyText(trade.pnl),
    trade.exitReason,
  ]);
  const heads = ["closed", "side", "units", "entry", "exit", "net pnl", "why"];
  return [
    row.id,
    ...toTable(rows.map(([name = "", text = ""]) => [`  ${name}`, text])),
    ...(trades.length === 0 ? [] : ["", ...toTable([heads, ...trades])]),
  ];
}

/** Earlier versions noted no costs. */
type NotedAccount = Omit<AccountView, "costs"> & Partial<Pick<AccountView, "costs">>;

function toAccountRows(account: NotedAccount): readonly (readonly string[])[] {
  const { equity, startCash, realisedPnl, unrealisedPnl, exposure, fees, maxDrawdownShare, trades, wins } =
    account;
  const { costs } = account;
  const [position] = account.positions;
  return [
    ["equity", `${toMoneyText(equity)} of ${toMoneyText(startCash)}`],
    ...(costs === undefined ? [] : [["costs", toCostsText(costs)]]),
    [
      "pnl",
      `after fees ${toMoneyText(realisedPnl)} realised, ${toMoneyText(unrealisedPnl)} open; ` +
      `fees so far ${toMoneyText(fees)}`,
    ],
    ["trades", `${trades}, ${wins} won; deepest fall ${(maxDrawdownShare * 100).toFixed(2)} %`],
    [
      "position",
      position === undefined
        ? "none"
        : `${account.positions.length} open, worth ${
          toMoneyText(exposure)
        }; ${position.side} ${position.units} at ${toMoneyText(position.entryPrice)}`,
    ],
  ];
}

function toCostsText({ feeRate, slippageShare, tickSize, lotSize, minOrderValue }: CostsView): string {
  const toPercent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;
  return `fee ${toPercent(feeRate)}, slippage ${
    toPercent(slippageShare)
  }, tick ${tickSize}, lot ${lotSize}, ` +
    (minOrderValue === 0 ? "no smallest order" : `smallest order ${toMoneyText(minOrderValue)}`);
}

function toStateText(row: StrategyJson, nowMs: number): string {
  const { status, notedAt } = row;
  if (status === null || notedAt === null) return row.isActive ? "not taken up yet" : "never run";
  if (!row.isNoteStale) return status.state;
  const ageMs = nowMs - realTimeOf(status, Date.parse(notedAt));
  return ageMs < 0
    ? `${status.state} at a time that is still to come; was the clock set back?`
    : `${status.state} ${toDurationText(ageMs)} ago; is the service running?`;
}

/** Why it gets no candles although it is wanted; the service can be as well as ever. */
function toCandleNote(
  { exchange, symbol, isActive, status, notedAt }: StrategyJson,
  { strategies: { watched } }: Pick<StrategyAccess, "strategies">,
): string | undefined {
  if (!isActive || status?.state === "parked") return undefined;
  const market = `${exchange}:${symbol}`;
  if (isFileExchange(exchange)) return toFileMarketText(market);
  if (!watched.includes(market)) return toUncollectedText(market);
  // Both by the clock of the engine, which in a demo is not the one here.
  const notedAtMs = notedAt === null ? 0 : Date.parse(notedAt);
  const silentForMs = notedAtMs - (status?.workedUntilMs ?? Infinity);
  return silentForMs < NO_CANDLE_AFTER_MS ? undefined : `no new bar for ${toDurationText(silentForMs)}`;
}

function toAdviceText(advice: AdviceView | undefined): string {
  if (advice === undefined) return "";
  return `, the last one ${toKstIso(advice.barTimeMs)}: ${advice.action}. ${escapeControls(advice.reason)}`;
}

function toMegabytes(bytes: number | undefined): string {
  return bytes === undefined ? "- MB" : `${Math.round(bytes / 2 ** 20)} MB`;
}

function toMoneyText(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 100 ? 4 : 0 });
}
