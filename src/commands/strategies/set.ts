import { z } from "zod";
import { findChangedValues, toChangesText } from "../../core/payload/changed_values.ts";
import { toCommand } from "../../core/command_text.ts";
import type { StrategyChange, StrategyRow } from "../../engine/strategy_store.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { need, type StrategiesPort } from "../deps.ts";
import { toDoorWords } from "../door_words.ts";
import { CommandRefusal } from "../refusal.ts";
import { readIntervalArgument } from "../series_argument.ts";
import { checkMoney, checkParams } from "./checks.ts";
import { mergeMoney, mergeParams } from "./merge_params.ts";
import { findStrategy } from "./shown.ts";

const CHANGEABLE = ["params", "money", "on_stop"] as const;

const wishSchema = z.object({
  id: z.string().min(1).max(80),
  params: z.json().optional().describe(
    "what is to change: what is left out stays, null takes one back to its default",
  ),
  money: z.record(z.string(), z.unknown(), "must be an object").optional().describe("the same for money"),
  on_stop: z.enum(["leave", "close"], "must be leave or close").optional(),
});

type Wish = z.output<typeof wishSchema>;

export const setStrategy = defineCommand({
  id: "strategies.set",
  scope: "trade",
  about: {
    ko: "전략의 설정, 모의 비용, 멈출 때의 처리를 바꿈",
    en: "change parameters, money or the stop policy of a strategy",
  },
  args: wishSchema,
  result: z.object({
    id: z.string(),
    changed: z.array(z.enum(CHANGEABLE)),
    values: z.array(z.object({ name: z.string(), before: z.unknown(), after: z.unknown() }))
      .describe("what has another value than before; null is the default"),
  }),
  words: ({ id, values }) =>
    values.length === 0
      ? { ko: `${id} 전략의 값은 이미 그렇습니다.`, en: `${id} has these values already` }
      : {
        ko: `${id} 전략을 바꿨습니다: ${toChangesText(values, { fallback: "기본값" })}`,
        en: `${id} is changed: ${toChangesText(values, { fallback: "default" })}`,
      },
  async run(wish, context) {
    const { id } = wish;
    const changed = CHANGEABLE.filter((name) => wish[name] !== undefined);
    if (changed.length === 0) {
      throw new CommandRefusal("arguments", "nothing_to_change", {
        message: `There is nothing to change: give ${
          toDoorWords(context.actor, {
            typed: "--params, --money or --on-stop",
            plain: "params, money or on_stop",
          })
        }`,
      });
    }
    const { before, after } = await changeAsSeen(wish, context);
    await need(context.deps, "strategies").follow();
    const values = [
      ...findChangedValues("params", { before: before.params, after: after.params }),
      ...findChangedValues("money", { before: before.money, after: after.money }),
      ...findChangedValues("on_stop", { before: before.onStop, after: after.onStop }),
    ];
    return { id, changed: [...changed], values };
  },
});

/** Once more when somebody else changed the same values meanwhile: what both named stays as each of them said. */
async function changeAsSeen(wish: Wish, context: CommandContext) {
  const port = need(context.deps, "strategies");
  const { actor, owner } = context;
  const { id } = wish;
  const first = await findStrategy(id, context);
  for (let seen = first;; seen = await findStrategy(id, context)) {
    if (seen.kind !== first.kind || seen.createdAtMs !== first.createdAtMs) throw toAnother(id, context);
    const change = planChange(seen, wish, port);
    const { kind, createdAtMs, params, money } = seen;
    const made = {
      ...{ kind, createdAtMs },
      ...("params" in change ? { params } : {}),
      ...("money" in change ? { money } : {}),
    };
    const isDone = await port.store.table.change(owner, { id, actor, change, seen: made });
    if (isDone) return { before: seen, after: { ...seen, ...change } };
  }
}

/** @throws {CommandRefusal} when it does not fit what there is. */
function planChange(seen: StrategyRow, wish: Wish, port: StrategiesPort): StrategyChange {
  const { kind, exchange, symbol } = seen;
  const timeframe = readIntervalArgument(seen.timeframe);
  const money = wish.money === undefined ? undefined : mergeMoney(seen.money, wish.money);
  if (money !== undefined) checkMoney(money, { exchange, symbol }, port);
  return {
    ...(wish.params === undefined
      ? {}
      : { params: checkParams({ kind, params: mergeParams(seen.params, wish.params), timeframe }, port) }),
    ...(money === undefined ? {} : { money }),
    ...(wish.on_stop === undefined ? {} : { onStop: wish.on_stop }),
  };
}

function toAnother(id: string, { actor }: CommandContext): CommandRefusal {
  return new CommandRefusal("conflict", "strategy_is_another", {
    message: `${id} was removed and added again meanwhile, and nothing was changed: look at it${
      toDoorWords(actor, { typed: ` (${toCommand("strategy", "status", id)})`, plain: "" })
    } and say again what is to be changed`,
  });
}
