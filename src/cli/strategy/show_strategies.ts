/** Strategies on the terminal: what is wanted, and what the service last noted of each. */
import { OWNER } from "../../core/actor.ts";
import { toCommand } from "../../core/command_text.ts";
import { toDurationText, toKstIso } from "../../core/kst.ts";
import { isFileExchange } from "../../core/symbol.ts";
import { netPnl } from "../../core/net_pnl.ts";
import { escapeControls } from "../../core/text.ts";
import type { AccountView, AdviceView, CostsView } from "../../engine/strategy_view.ts";
import type { NotedStatus } from "../../engine/status_recorder.ts";
import type { StrategyRow } from "../../engine/strategy_store.ts";
import { noSuch, type StrategyAccess } from "./access.ts";
import { toFileMarketText, toUncollectedText } from "./live_market.ts";
import { toTable } from "../kit/terminal.ts";

/** A strategy is noted once a minute as long as the service runs, whether bars come or not. */
const STALE_MS = 180_000;
const SHOWN_ROWS = 10;
/** As in the list of problems. */
const NO_BAR_AFTER_MS = 3_600_000;

interface Shown {
  readonly row: StrategyRow;
  readonly status: NotedStatus | undefined;
  readonly notedAtMs: number | undefined;
}

/** @param options.id `undefined` for all. @throws {UserError} when there is none of this id. */
export async function showStrategies(
  access: StrategyAccess,
  options: { readonly json: boolean; readonly id: string | undefined },
): Promise<void> {
  const { store, terminal, nowMs } = access;
  const { table, journal } = store.strategies;
  const { id, json } = options;
  const rows = (await table.list(OWNER)).filter((row) => id === undefined || row.id === id);
  if (id !== undefined && rows.length === 0) throw await noSuch(store, id);
  const notes = await journal.statuses(OWNER);
  const all = rows.map((row) => {
    const noted = notes.get(row.id);
    // Written by the engine of this program, from its own type.
    return { row, status: noted?.status as NotedStatus | undefined, notedAtMs: noted?.notedAtMs };
  });
  if (json) {
    const done = await Promise.all(id === undefined ? [] : rows.map((row) => readRows(row.id, access)));
    const shown = all.map((one, i) => toJson(one, { nowMs, done: done[i] }));
    return terminal.out(JSON.stringify(id === undefined ? shown : shown[0], null, 2));
  }
  if (all.length === 0) {
    return terminal.out(`there is no strategy yet; add one, see ${toCommand("strategy", "add", "--help")}`);
  }
  const [only] = all;
  if (id !== undefined && only !== undefined) {
    for (const line of await toDetails(only, access)) terminal.out(line);
    return;
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
  for (const { row, status } of all) {
    if (status?.detail !== undefined) terminal.out(`${row.id}: ${escapeControls(status.detail)}`);
  }
  for (const one of all) {
    const note = toCandleNote(one, access);
    if (note !== undefined) terminal.out(`${one.row.id}: ${note}`);
  }
}

function toCells({ row, status, notedAtMs }: Shown, nowMs: number): readonly string[] {
  const account = status?.account;
  return [
    row.id,
    row.kind,
    `${row.exchange}:${row.symbol}`,
    row.timeframe,
    row.isActive ? "on" : "off",
    toStateText({ row, status, notedAtMs }, nowMs),
    String(status?.totalSignals ?? 0),
    String(account?.trades ?? 0),
    account === undefined ? "-" : toMoneyText(account.equity),
    account === undefined ? "-" : toMoneyText(account.equity - account.startCash),
    account === undefined ? "-" : `${(account.maxDrawdownShare * 100).toFixed(2)} %`,
  ];
}

async function toDetails(shown: Shown, access: StrategyAccess): Promise<readonly string[]> {
  const { store, nowMs } = access;
  const { row, status, notedAtMs } = shown;
  const candleNote = toCandleNote(shown, access);
  const account = status?.account;
  const rows = [
    ["kind", row.kind],
    ["market", `${row.exchange}:${row.symbol} ${row.timeframe}`],
    ["params", JSON.stringify(row.params)],
    ["wanted", row.isActive ? "on" : `off (a position is ${row.onStop === "close" ? "closed" : "left"})`],
    ["state", toStateText(shown, nowMs)],
    ...(status?.detail === undefined ? [] : [["why", escapeControls(status.detail)]]),
    ...(candleNote === undefined ? [] : [["candles", candleNote]]),
    ...(notedAtMs === undefined ? [] : [["noted", toKstIso(notedAtMs)]]),
    ...(status === undefined ? [] : [
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
  const closed = await store.strategies.journal.trades(OWNER, { id: row.id, limit: SHOWN_ROWS });
  const trades = closed.map((trade) => [
    toKstIso(trade.exitAtMs).slice(0, 16),
    trade.side,
    String(trade.units),
    toMoneyText(trade.entryPrice),
    toMoneyText(trade.exitPrice),
    toMoneyText(netPnl(trade)),
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

function toJson(
  { row, status, notedAtMs }: Shown,
  { nowMs, done }: { readonly nowMs: number; readonly done: object | undefined },
): unknown {
  const { startAskedAtMs, createdAtMs, changedAtMs, actor, ...wanted } = row;
  return {
    ...wanted,
    createdAt: toKstIso(createdAtMs),
    changedAt: toKstIso(changedAtMs),
    startAskedAt: startAskedAtMs === undefined ? null : toKstIso(startAskedAtMs),
    status: status === undefined ? null : toShownStatus(status),
    notedAt: notedAtMs === undefined ? null : toKstIso(notedAtMs),
    isNoteStale: isStale({ row, status, notedAtMs }, nowMs),
    ...done,
    actor: actor ?? null,
  };
}

/** What one strategy did, newest first. */
async function readRows(id: string, { store: { strategies: { journal } } }: StrategyAccess) {
  const [advice, trades] = await Promise.all([
    journal.advice(OWNER, { id, limit: 100 }),
    journal.trades(OWNER, { id, limit: 1_000 }),
  ]);
  return { advice, trades: trades.map((trade) => ({ ...trade, pnl: netPnl(trade) })) };
}

/** Earlier versions noted 0 for a time that they did not know. */
function toShownStatus({ stateSinceMs, ...status }: NotedStatus) {
  return { ...status, ...(stateSinceMs ? { stateSinceMs } : {}) };
}

function toStateText(shown: Shown, nowMs: number): string {
  const { row, status, notedAtMs } = shown;
  if (status === undefined || notedAtMs === undefined) return row.isActive ? "not taken up yet" : "never run";
  if (!isStale(shown, nowMs)) return status.state;
  const ageMs = nowMs - realTimeOf({ status, notedAtMs });
  return ageMs < 0
    ? `${status.state} at a time that is still to come; was the clock set back?`
    : `${status.state} ${toDurationText(ageMs)} ago; is the service running?`;
}

/** Why it gets no bars although it is wanted; the service can be as well as ever. */
function toCandleNote(
  { row, status, notedAtMs }: Shown,
  { watched }: Pick<StrategyAccess, "watched">,
): string | undefined {
  const { exchange, symbol, isActive } = row;
  if (!isActive || status?.state === "parked") return undefined;
  const market = `${exchange}:${symbol}`;
  if (isFileExchange(exchange)) return toFileMarketText(market);
  if (!watched.includes(market)) return toUncollectedText(market);
  // Both by the clock of the engine, which in a demo is not the one here.
  const silentForMs = (notedAtMs ?? 0) - (status?.workedUntilMs ?? Infinity);
  return silentForMs < NO_BAR_AFTER_MS ? undefined : `no new bar for ${toDurationText(silentForMs)}`;
}

/** A state that says of itself that it lasts need not be noted again. */
function isStale({ row, status, notedAtMs }: Shown, nowMs: number): boolean {
  if (status === undefined || notedAtMs === undefined) return false;
  const lasts = status.state === "stopped" || status.state === "parked";
  return (!lasts || (row.isActive && status.state === "stopped")) &&
    Math.abs(nowMs - realTimeOf({ status, notedAtMs })) > STALE_MS;
}

/** Time in a demo is not the time here; earlier versions noted nothing else. */
function realTimeOf(
  { status, notedAtMs }: { readonly status: Partial<NotedStatus>; readonly notedAtMs: number },
): number {
  return status.notedAtRealMs ?? notedAtMs;
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
