import { OWNER } from "../../core/actor.ts";
import { toCommand } from "../../core/command_text.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { editDistance } from "../../core/text.ts";
import { readMoney } from "../../engine/money.ts";
import { isUserFileName } from "../../strategies/user_file.ts";
import { FILL_MODELS } from "../../paper/fill_models/mod.ts";
import { baseOf, isFileExchange } from "../../core/symbol.ts";
import type { Interval } from "../../core/candle.ts";
import type { TradedMarket } from "../../paper/account_rules.ts";
import { findExitFault } from "../../paper/exit_rules.ts";
import type { NewStrategy, StrategyTable } from "../../engine/strategy_store.ts";
import { readIntervalArgument, readMarketArgument } from "../kit/series_argument.ts";
import { ACTOR, readPolicy, type StrategyAccess } from "./access.ts";
import { LIVE_STRATEGIES } from "./kinds.ts";
import { findMarketFault, toFileMarketText, toUncollectedText } from "./live_market.ts";
import { describeParams, toParamFaults } from "./params_text.ts";

export interface AddOptions {
  readonly kind: string;
  readonly market: string;
  readonly timeframe: string;
  readonly params: string;
  readonly cash?: string;
  readonly money: string;
  readonly onStop: string;
  readonly id?: string;
  readonly start: boolean;
}

/** @throws {UserError} one sentence for whatever is wrong; then nothing was added. */
export async function addStrategy(access: StrategyAccess, options: AddOptions): Promise<void> {
  const { store: { strategies: { table } }, terminal, strategyDir, watched } = access;
  const { exchange, symbol } = readMarketArgument(options.market, undefined);
  const marketFault = findMarketFault({ exchange, symbol });
  if (marketFault !== undefined) throw new UserError("invalid", marketFault);
  const timeframe = readIntervalArgument(options.timeframe);
  const given = readJson("--params", options.params);
  const kind = readKind(options.kind, strategyDir);
  const params = isUserFileName(kind) ? given : checkParams(kind, { given, timeframe });
  const money = readMoneyOptions(options, { exchange, symbol });
  const id = options.id ??
    await nextId(table, `${kind.replace(/\.ts$/, "")}_${baseOf(symbol).toLowerCase()}`);
  const onStop = readPolicy("--on-stop", options.onStop);
  const wish = { id, kind, exchange, symbol, timeframe, params, money, onStop, isActive: options.start };
  if (!await add(table, wish)) {
    throw new UserError("invalid", `There is a strategy ${id} already: choose another name with --id`);
  }
  terminal.out(
    options.start
      ? `${id} is added; a running service starts it within two seconds`
      : `${id} is added; start it with: ${toCommand("strategy", "start", id)}`,
  );
  if (isUserFileName(kind)) {
    terminal.err(
      `${kind} is read when it starts; if something is wrong, it is told by: ${
        toCommand("strategy", "status", id)
      }`,
    );
  }
  const market = `${exchange}:${symbol}`;
  if (isFileExchange(exchange)) terminal.err(toFileMarketText(market));
  else if (!watched.includes(market)) terminal.err(toUncollectedText(market));
}

async function add(table: StrategyTable, wish: NewStrategy): Promise<boolean> {
  try {
    return await table.add(OWNER, { ...wish, actor: ACTOR });
  } catch (error) {
    if (error instanceof RangeError) throw new UserError("invalid", error.message);
    throw error;
  }
}

function readKind(kind: string, strategyDir: string): string {
  if (isUserFileName(kind)) {
    if (isThere(`${strategyDir}/${kind}`)) return kind;
    throw new UserError(
      "invalid",
      `There is no file ${strategyDir}/${kind}; begin one with: ${
        toCommand("strategy", "new", kind.replace(/\.ts$/, ""))
      }`,
    );
  }
  const ids = LIVE_STRATEGIES.map(({ id }) => id);
  if (ids.includes(kind)) return kind;
  const near = ids.find((id) => editDistance(id, kind) <= 2);
  throw new UserError(
    "invalid",
    `There is no strategy ${JSON.stringify(kind.slice(0, 60))}; ${
      near === undefined ? `there are ${ids.join(", ")}, and files like my_idea.ts` : `did you mean ${near}?`
    }`,
  );
}

/** @returns the parameters complete, so that a later change of a default changes nothing that runs. */
function checkParams(kind: string, { given, timeframe }: { given: unknown; timeframe: Interval }): unknown {
  const strategy = LIVE_STRATEGIES.find(({ id }) => id === kind);
  if (strategy === undefined) throw new RangeError(`Cannot check parameters: there is no strategy ${kind}`);
  const parsed = strategy.params.safeParse(given);
  if (!parsed.success) {
    const names = describeParams(strategy).map(({ name }) => name);
    const faults = toParamFaults(parsed.error.issues, names);
    throw new UserError(
      "invalid",
      [`These parameters do not fit ${kind}:`, ...faults.map((fault) => `  ${fault}`)].join("\n"),
    );
  }
  try {
    strategy.needs(parsed.data, timeframe);
    strategy.create(parsed.data, timeframe);
  } catch (error) {
    if (error instanceof RangeError) throw new UserError("invalid", error.message);
    throw error;
  }
  return parsed.data;
}

/** @returns only what differs from the defaults. */
function readMoneyOptions({ money, cash }: AddOptions, market: TradedMarket): unknown {
  const given = readJson("--money", money);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new UserError("invalid", `--money must be a JSON object, like '{"feeRate":0.0004}'`);
  }
  const wish = cash === undefined ? given : { ...given, startCash: Number(cash) };
  try {
    const { fillModel, exits } = readMoney(wish, market);
    const fault = findExitFault(exits);
    if (fault !== undefined) throw new Error(`money.exits: ${fault}`);
    if (FILL_MODELS.some(({ id }) => id === fillModel)) return wish;
    const ids = FILL_MODELS.map(({ id }) => id).join(", ");
    throw new Error(`money.fillModel must be one of ${ids}`);
  } catch (error) {
    throw new UserError("invalid", `Cannot use this money: ${toErrorText(error)}`);
  }
}

function readJson(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError("invalid", `${option} must be JSON, like '{"name":1}'`);
  }
}

async function nextId(table: StrategyTable, name: string): Promise<string> {
  const taken = new Set((await table.list(OWNER)).map(({ id }) => id));
  const base = name.slice(0, 36);
  for (let number = 1;; number++) {
    const id = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(id)) return id;
  }
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
