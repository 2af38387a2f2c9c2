import { addStrategy } from "../../commands/strategies/add.ts";
import { callCommand } from "../kit/command_context.ts";
import { langOf, translate } from "../kit/language.ts";
import { readJson, readMoneyOption, readPolicy, type StrategyAccess } from "./access.ts";

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
export async function addStrategyOf(
  { strategies, terminal }: StrategyAccess,
  options: AddOptions,
): Promise<void> {
  const { kind, market, timeframe, cash, id, start } = options;
  const money = readMoneyOption(options.money);
  const result = await callCommand(addStrategy, {
    ...{ kind, market, timeframe, start },
    params: readJson("--params", options.params),
    money: cash === undefined ? money : { ...money, startCash: Number(cash) },
    on_stop: readPolicy("--on-stop", options.onStop),
    ...(id === undefined ? {} : { id }),
  }, { strategies });
  terminal.out(addStrategy.words(result)[langOf(terminal)]);
  for (const note of result.notes) terminal.err(await translate(note, terminal));
}
