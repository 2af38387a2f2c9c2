import { z } from "zod";
import { readStoredResult } from "../../backtest/report/stored_result.ts";
import { toCommand } from "../../core/command_text.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";

export const showBacktest = defineCommand({
  id: "backtests.show",
  scope: "read",
  about: { ko: "저장된 백테스트 하나", en: "a saved backtest, with every trade" },
  args: z.object({ id: z.int().positive().max(2 ** 31) }),
  result: z.looseObject({}),
  words: () => ({ ko: "저장된 백테스트입니다.", en: "A saved backtest." }),
  async run({ id }, { owner, deps }) {
    const table = await need(deps, "backtests").table();
    const result = await table?.result(owner, id);
    if (result === undefined) throw toUnknownBacktest(id);
    return z.looseObject({}).parse(readStoredResult(result));
  },
});

export function toUnknownBacktest(id: number): CommandRefusal {
  return new CommandRefusal("missing", "unknown_backtest", {
    message: `There is no saved backtest ${id}; \`${toCommand("backtest", "list")}\` shows what there is`,
  });
}
