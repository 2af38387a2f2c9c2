import { z } from "zod";
import { toCommand } from "../../core/command_text.ts";
import { baseOf, isFileExchange } from "../../core/symbol.ts";
import type { NewStrategy } from "../../engine/strategy_store.ts";
import { isUserFileName } from "../../strategies/user_file.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { toDoorWords } from "../door_words.ts";
import { CommandRefusal } from "../refusal.ts";
import { readIntervalArgument, readMarketArgument } from "../series_argument.ts";
import { checkKind, checkMoney, checkParams } from "./checks.ts";
import { findMarketFault, toFileMarketText, toUncollectedText } from "./live_market.ts";

export const addStrategy = defineCommand({
  id: "strategies.add",
  scope: "trade",
  about: {
    ko: "한 시장에 모의 자금으로 전략을 추가",
    en: "add a strategy on one market, with simulated money of its own",
  },
  args: z.object({
    kind: z.string().min(1).max(80).describe("a strategy of the program, or a file like my_idea.ts"),
    market: z.string().min(1).max(80).describe("like upbit:BTC/KRW"),
    timeframe: z.string().max(20).default("1m"),
    params: z.json().default({}).describe("what differs from the defaults"),
    money: z.record(z.string(), z.unknown(), "must be an object").default({})
      .describe("costs and rules that differ from the defaults"),
    on_stop: z.enum(["leave", "close"]).default("leave").describe("what becomes of an open position"),
    id: z.string().max(80).optional().describe("a short name; else made of kind and market"),
    start: z.boolean().default(false).describe("start it at once"),
  }),
  result: z.object({
    id: z.string(),
    active: z.boolean(),
    notes: z.array(z.string()).describe("what may keep it from working"),
  }),
  words: ({ id, active }) => ({
    ko: active ? `${id} 전략을 추가하고 시작하라고 했습니다.` : `${id} 전략을 추가했습니다.`,
    en: active
      ? `${id} is added; a running service starts it within two seconds`
      : `${id} is added; start it with: ${toCommand("strategy", "start", id)}`,
  }),
  async run(args, context) {
    const { actor, owner, deps } = context;
    const port = need(deps, "strategies");
    const { exchange, symbol } = readMarketArgument(args.market, undefined);
    const marketFault = findMarketFault({ exchange, symbol }, port.exchanges);
    if (marketFault !== undefined) {
      throw new CommandRefusal("arguments", "bad_market", { message: marketFault });
    }
    const timeframe = readIntervalArgument(args.timeframe);
    const kind = checkKind(args.kind, port);
    const params = checkParams({ kind, params: args.params, timeframe }, port);
    checkMoney(args.money, { exchange, symbol }, port);
    const { money, on_stop: onStop, start: isActive } = args;
    const name = `${kind.replace(/\.ts$/, "")}_${baseOf(symbol).toLowerCase()}`;
    while (true) {
      const id = args.id ?? await nextId(name, context);
      const wish = { id, kind, exchange, symbol, timeframe, params, money, onStop, isActive, actor };
      if (await add(owner, wish, port)) {
        await port.follow();
        return { id, active: isActive, notes: toNotes(wish, port.watched) };
      }
      // A name that nobody gave may be taken between two answers; the next one is as good.
      if (args.id === undefined) continue;
      throw new CommandRefusal("conflict", "id_is_taken", {
        message: `There is a strategy ${id} already: ${
          toDoorWords(actor, { typed: "choose another name with --id", plain: "choose another id" })
        }`,
      });
    }
  },
});

type Wish = NewStrategy & Pick<CommandContext, "actor">;

async function add(
  owner: string,
  wish: Wish,
  { store }: ReturnType<typeof need<"strategies">>,
): Promise<boolean> {
  try {
    return await store.table.add(owner, wish);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new CommandRefusal("arguments", "bad_id", { message: error.message });
    }
    throw error;
  }
}

/** Short positions need a yes of the strategy's parameters and one of its money; of one alone nothing comes. */
function toShortNotes({ params, money }: Pick<Wish, "params" | "money">): readonly string[] {
  const allows = (of: unknown, name: string) =>
    typeof of === "object" && of !== null && name in of ? Reflect.get(of, name) : undefined;
  const [ofParams, ofMoney] = [allows(params, "allow_short"), allows(money, "allowShort")];
  if (ofParams === true && ofMoney !== true) {
    return [
      'its parameters allow short positions and its money does not, so none is opened: say {"allowShort":true} there too',
    ];
  }
  return ofMoney === true && ofParams === false
    ? [
      'its money allows short positions and its parameters do not, so none is opened: say {"allow_short":true} there too',
    ]
    : [];
}

function toNotes(wish: Wish, watched: readonly string[]): string[] {
  const { id, kind, exchange, symbol, actor } = wish;
  const market = `${exchange}:${symbol}`;
  return [
    ...toShortNotes(wish),
    ...(isUserFileName(kind)
      ? [
        `${kind} is read when it starts; if something is wrong, ${
          toDoorWords(actor, {
            typed: `it is told by: ${toCommand("strategy", "status", id)}`,
            plain: "its state says so",
          })
        }`,
      ]
      : []),
    ...(isFileExchange(exchange)
      ? [toFileMarketText(market)]
      : watched.includes(market)
      ? []
      : [toUncollectedText(market)]),
  ];
}

async function nextId(name: string, { owner, deps }: CommandContext): Promise<string> {
  const { table } = need(deps, "strategies").store;
  const taken = new Set((await table.list(owner)).map(({ id }) => id));
  const base = name.slice(0, 36);
  for (let number = 1;; number++) {
    const id = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(id)) return id;
  }
}
