import { z } from "zod";
import { defineCommand } from "../command.ts";
import { findStrategy, readDetail, strategyDetailSchema } from "./shown.ts";

export const showStrategy = defineCommand({
  id: "strategies.show",
  scope: "read",
  about: { ko: "전략 하나와 그 거래", en: "one strategy, its advice and its trades" },
  args: z.object({ id: z.string().min(1).max(80) }),
  result: strategyDetailSchema,
  words({ id, is_active: isActive, status, trades }) {
    const state = status?.state ?? "–";
    return {
      ko: `${id}: ${isActive ? "켜짐" : "꺼짐"}, ${state}, 거래 ${trades.length}건`,
      en: `${id}: ${isActive ? "on" : "off"}, ${state}, ${trades.length} trade(s)`,
    };
  },
  run: async ({ id }, context) => await readDetail(await findStrategy(id, context), context),
});
