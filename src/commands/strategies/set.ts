import { z } from "zod";
import { findChangedValues, toChangesText } from "../../core/payload/changed_values.ts";
import { toCommand } from "../../core/command_text.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { toDoorWords } from "../door_words.ts";
import { CommandRefusal } from "../refusal.ts";
import { readIntervalArgument } from "../series_argument.ts";
import { checkMoney, checkParams } from "./checks.ts";
import { mergeParams } from "./merge_params.ts";
import { findStrategy } from "./shown.ts";

export const setStrategy = defineCommand({
  id: "strategies.set",
  scope: "trade",
  about: {
    ko: "전략의 설정, 모의 비용, 멈출 때의 처리를 바꿈",
    en: "change parameters, money or the stop policy of a strategy",
  },
  args: z.object({
    id: z.string().min(1).max(80),
    params: z.json().optional().describe(
      "what is to change: what is left out stays, null takes one back to its default",
    ),
    money: z.record(z.string(), z.unknown(), "must be an object").optional(),
    on_stop: z.enum(["leave", "close"], "must be leave or close").optional(),
  }),
  result: z.object({
    id: z.string(),
    changed: z.array(z.enum(["params", "money", "on_stop"])),
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
  async run({ id, params, money, on_stop: onStop }, context) {
    const { actor, owner, deps } = context;
    const port = need(deps, "strategies");
    const seen = await findStrategy(id, context);
    const { kind, exchange, symbol } = seen;
    const timeframe = readIntervalArgument(seen.timeframe);
    const changed = [
      ...(params === undefined ? [] : ["params" as const]),
      ...(money === undefined ? [] : ["money" as const]),
      ...(onStop === undefined ? [] : ["on_stop" as const]),
    ];
    if (changed.length === 0) {
      throw new CommandRefusal("arguments", "nothing_to_change", {
        message: `There is nothing to change: give ${
          toDoorWords(actor, {
            typed: "--params, --money or --on-stop",
            plain: "params, money or on_stop",
          })
        }`,
      });
    }
    if (money !== undefined) checkMoney(money, { exchange, symbol }, port);
    const change = {
      ...(params === undefined
        ? {}
        : { params: checkParams({ kind, params: mergeParams(seen.params, params), timeframe }, port) }),
      ...(money === undefined ? {} : { money }),
      ...(onStop === undefined ? {} : { onStop }),
    };
    if (!await port.store.table.change(owner, { id, actor, change, seen })) {
      // Removed since it was looked at: then it says so.
      await findStrategy(id, context);
      throw new CommandRefusal("conflict", "strategy_is_another", {
        message: `${id} was removed and added again meanwhile, and nothing was changed: look at it${
          toDoorWords(actor, { typed: ` (${toCommand("strategy", "status", id)})`, plain: "" })
        } and say again what is to be changed`,
      });
    }
    await port.follow();
    const after = { ...seen, ...change };
    const values = [
      ...findChangedValues("params", { before: seen.params, after: after.params }),
      ...findChangedValues("money", { before: seen.money, after: after.money }),
      ...findChangedValues("on_stop", { before: seen.onStop, after: after.onStop }),
    ];
    return { id, changed, values };
  },
});
