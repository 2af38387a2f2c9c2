import { type Command, Option } from "commander";
import { realClock } from "../../app/runtime.ts";
import { toAlertsPort } from "../../app/signals/alerts_port.ts";
import { addAlert as addAlertCommand } from "../../commands/alerts/add.ts";
import { listAlerts as listAlertsCommand } from "../../commands/alerts/list.ts";
import { removeAlert as removeAlertCommand } from "../../commands/alerts/remove.ts";
import type { Alert, AlertsPort } from "../../commands/deps.ts";
import { CommandRefusal } from "../../commands/refusal.ts";
import type { Config } from "../../config/config.ts";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { isStockCode, readTickerCode, STOCK_EXCHANGE } from "../../core/symbol.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { callCommand } from "../kit/command_context.ts";
import { type LookOptions, LOOKS, withStore } from "../kit/with_store.ts";
import { createSayFrom, type SayFrom } from "../../core/lang.ts";
import { langOf } from "../kit/language.ts";
import { RULE_CLI_TEXTS } from "../texts/rules.ts";

interface AlertOptions {
  readonly above?: string;
  readonly below?: string;
  readonly move?: string;
  readonly within?: string;
  readonly indicator?: string;
  readonly crosses?: string;
  readonly interval?: string;
  readonly exchange?: string;
  readonly again: boolean;
  readonly direction?: string;
  readonly action?: string;
  readonly json: boolean;
}

/** A person's own alarms; a running service watches a new one within a second of the next price. */
export function addAlertCommands(program: Command, terminal: Terminal): void {
  const alert = program.command("alert").description(
    "alarms at a price, a move or a crossing of an indicator",
  );
  alert.command("add").description(
    "add one: --above or --below a price, --move by percent, or --indicator and --crosses",
  )
    .argument("<ticker>", "like 005930 or BTC/KRW")
    .option("--above <price>", "at or above this price").option("--below <price>", "at or below this price")
    .option("--move <percent>", "by so many percent").option(
      "--within <minutes>",
      "within so many minutes (with --move)",
    )
    .option("--indicator <name>", "like rsi or sma:period=20").option(
      "--crosses <what>",
      "a number, price, or an indicator",
    )
    .option("--interval <interval>", "of the candles (with --indicator), like 15m")
    .option("--exchange <id>", "of a coin (default: upbit)")
    .addOption(
      new Option("--direction <direction>", "of a move or a crossing").choices(["up", "down", "both"]),
    )
    .addOption(new Option("--action <action>", "what it is taken for").choices(["notice", "buy", "sell"]))
    .option("--again", "again each time after the price went back, not once", false)
    .option("--json", "print JSON", false)
    .action((ticker: string, options: AlertOptions) => addAlert(terminal, ticker, options));
  alert.command("list").description("alarms that are set").option("--json", "print JSON", false)
    .action(({ json }: { json: boolean }) => listAlerts(terminal, json));
  alert.command("remove").description("take an alarm away").argument("<id>").option(
    "--json",
    "print JSON",
    false,
  )
    .action((id: string, { json }: { json: boolean }) =>
      withAlerts(terminal, async (alerts) => {
        await callCommand(removeAlertCommand, { id }, { alerts }).catch((error) => {
          throw error instanceof CommandRefusal && error.reason === "unknown_alert" ? noSuchAlert(id) : error;
        });
        const say = createSayFrom(RULE_CLI_TEXTS, langOf(terminal));
        terminal.out(json ? JSON.stringify({ removed: id }) : say("alarm_removed", { id }));
      })
    );
}

async function addAlert(terminal: Terminal, text: string, options: AlertOptions): Promise<void> {
  refuseStray(options, { isShare: isStockCode(readTickerCode(text) ?? "") });
  const exchange = options.exchange === undefined ? {} : { exchange: options.exchange };
  const wish = { ticker: text, ...exchange, ...toKind(options) };
  await withAlerts(terminal, async (alerts, { markets }) => {
    const alert = await callCommand(addAlertCommand, wish, { alerts });
    const lang = langOf(terminal);
    const say = createSayFrom(RULE_CLI_TEXTS, lang);
    const { items } = await callCommand(listAlertsCommand, {}, { alerts });
    const what = items.find(({ id }) => id === alert.id)?.words[lang] ?? alert.kind;
    terminal.out(options.json ? JSON.stringify(alert, null, 2) : say("alarm_set", { id: alert.id, what }));
    const hint = whenItRings(alert, { markets, say });
    if (hint !== undefined) (options.json ? terminal.err : terminal.out)(hint);
  });
}

/** What an alarm hears of: one on a market that nobody follows would be silent for ever. */
function whenItRings(
  { kind, params: { exchange, ticker } }: Alert,
  { markets, say }: { readonly markets: Config["markets"]; readonly say: SayFrom<typeof RULE_CLI_TEXTS> },
): string | undefined {
  if (exchange !== STOCK_EXCHANGE) {
    const isFollowed = markets.some((one) => one.exchange === exchange && one.symbol === ticker);
    const name = `${exchange}:${ticker}`;
    return isFollowed ? undefined : say("not_followed", { name });
  }
  return say(kind === "indicator_cross" ? "files_alone" : "hears_price", { ticker: String(ticker) });
}

/** An option of another kind of alarm would be left out without a word. */
function refuseStray(options: AlertOptions, { isShare }: { readonly isShare: boolean }): void {
  const { above, below, move, indicator, within, crosses, interval, direction, again, exchange } = options;
  const isLevel = above !== undefined || below !== undefined;
  const stray = [
    { option: "--within", is: within !== undefined && move === undefined, of: "--move" },
    { option: "--crosses", is: crosses !== undefined && indicator === undefined, of: "--indicator" },
    { option: "--interval", is: interval !== undefined && indicator === undefined, of: "--indicator" },
    { option: "--direction", is: direction !== undefined && isLevel, of: "--move or --indicator" },
    { option: "--again", is: again && !isLevel, of: "--above or --below" },
    { option: "--exchange", is: exchange !== undefined && isShare, of: "a coin like BTC/KRW" },
  ].find(({ is }) => is);
  if (stray !== undefined) throw refuse(`${stray.option} goes with ${stray.of} alone`);
}

function toKind(options: AlertOptions): { readonly kind: string; readonly params: Record<string, unknown> } {
  const { above, below, move, within, indicator, crosses, interval, direction, again } = options;
  const action = options.action ?? "notice";
  const asked = [above ?? below, move, indicator].filter((one) => one !== undefined).length;
  if (asked !== 1) {
    const example = toCommand("alert", "add", "005930", "--above", "70000");
    throw refuse(`say one of --above, --below, --move and --indicator, for example \`${example}\``);
  }
  const common = { action, ...(direction === undefined ? {} : { direction }) };
  if (move !== undefined) {
    const withinMin = within === undefined ? {} : { withinMin: readNumber("--within", within) };
    return { kind: "price_move", params: { ...common, movePct: readNumber("--move", move), ...withinMin } };
  }
  if (indicator !== undefined) {
    if (crosses === undefined) throw refuse("say what --indicator --crosses, for example --crosses 30");
    const line = crosses === "price"
      ? crosses
      : Number.isFinite(Number(crosses))
      ? Number(crosses)
      : readLine(crosses);
    const candles = interval === undefined ? {} : { interval };
    return {
      kind: "indicator_cross",
      params: { ...common, of: readLine(indicator), crosses: line, ...candles },
    };
  }
  const level = above === undefined ? { below: readNumber("--below", below ?? "") } : {
    above: readNumber("--above", above),
    ...(below === undefined ? {} : { below: readNumber("--below", below) }),
  };
  return { kind: "price_level", params: { action, ...level, repeat: again ? "again" : "once" } };
}

/** `rsi`, `sma:period=20`, `macd:fast=12:output=signal`. */
function readLine(text: string): object {
  const [indicator = "", ...parts] = text.split(":");
  const pairs = parts.map((part) => part.split("=", 2));
  const output = pairs.find(([name]) => name === "output")?.[1];
  const params = pairs.filter(([name]) => name !== "output")
    .map(([name = "", value = ""]) => [name, readNumber(`${indicator}:${name}`, value)]);
  return { indicator, params: Object.fromEntries(params), ...(output === undefined ? {} : { output }) };
}

function readNumber(name: string, text: string): number {
  const value = Number(text.replaceAll(",", ""));
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw refuse(`${name} must be a number, received ${JSON.stringify(text.slice(0, 40))}`);
}

async function listAlerts(terminal: Terminal, json: boolean): Promise<void> {
  await withAlerts(terminal, async (alerts) => {
    const { items } = await callCommand(listAlertsCommand, {}, { alerts });
    const shown = items.map(({ id, kind, params }) => ({ id, kind, params }));
    if (json) return terminal.out(JSON.stringify(shown, null, 2));
    const lang = langOf(terminal);
    const say = createSayFrom(RULE_CLI_TEXTS, lang);
    if (items.length === 0) return terminal.out(say("alarm_none"));
    const rows = items.map(({ id, words }) => [id, words[lang]]);
    printTable(terminal, [[say("head_alarm"), say("head_waits_for")], ...rows]);
  }, LOOKS);
}

/** Beside a running service, which alone knows prices of now. */
async function withAlerts(
  terminal: Terminal,
  use: (alerts: AlertsPort, config: Config) => Promise<void>,
  options: LookOptions = {},
): Promise<void> {
  const priceNow = () => Promise.resolve(undefined);
  await withStore(
    terminal,
    (databases, config) => use(toAlertsPort({ databases, clock: realClock, priceNow }), config),
    options,
  );
}

function noSuchAlert(id: string): UserError {
  const list = toCommand("alert", "list");
  return new UserError(
    "invalid",
    `There is no alarm ${JSON.stringify(id.slice(0, 40))}; \`${list}\` shows what there is`,
  );
}

function refuse(why: string): UserError {
  return new UserError("invalid", `Cannot set the alarm: ${why}`);
}
