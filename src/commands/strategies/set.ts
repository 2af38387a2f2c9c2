import { z } from "zod";
import { toCommand } from "../../core/command_text.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { readIntervalArgument } from "../series_argument.ts";
import { checkMoney, checkParams } from "./checks.ts";
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
    params: z.json().optional().describe("all of them: what is left out takes its default"),
    money: z.record(z.string(), z.unknown(), "must be an object").optional(),
    on_stop: z.enum(["leave", "close"], "must be leave or close").optional(),
  }),
  result: z.object({ id: z.string(), changed: z.array(z.enum(["params", "money", "on_stop"])) }),
  words: ({ id, changed }) => ({
    ko: `${id} 전략을 바꿨습니다: ${changed.join(", ")}`,
    en: `${id} is changed: ${changed.join(", ")}`,
  }),
  async run({ id, params, money, on_stop: onStop }, context) {
    const { actor, owner, deps } = context;
    const port = need(deps, "strategies");
    const seen = await findStrategy(id, context);
    const { kind, exchange, symbol, timeframe } = seen;
    const changed = [
      ...(params === undefined ? [] : ["params" as const]),
      ...(money === undefined ? [] : ["money" as const]),
      ...(onStop === undefined ? [] : ["on_stop" as const]),
    ];
    if (changed.length === 0) {
      throw new CommandRefusal("arguments", "nothing_to_change", {
        message: "There is nothing to change: give params, money or on_stop",
      });
    }
    if (money !== undefined) checkMoney(money, { exchange, symbol }, port);
    const change = {
      ...(params === undefined
        ? {}
        : { params: checkParams({ kind, params, timeframe: readIntervalArgument(timeframe) }, port) }),
      ...(money === undefined ? {} : { money }),
      ...(onStop === undefined ? {} : { onStop }),
    };
    if (!await port.store.table.change(owner, { id, actor, change, seen })) {
      // Removed since it was looked at: then it says so.
      await findStrategy(id, context);
      throw new CommandRefusal("conflict", "strategy_is_another", {
        message: `${id} was removed and added again meanwhile, and nothing was changed: look at it (${
          toCommand("strategy", "status", id)
        }) and say again what is to be changed`,
      });
    }
    await port.follow();
    return { id, changed };
  },
});
