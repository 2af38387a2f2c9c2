import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { findStrategy } from "./shown.ts";

export const startStrategy = defineCommand({
  id: "strategies.start",
  scope: "trade",
  about: { ko: "전략 시작", en: "start a strategy; also one that was parked" },
  args: z.object({ id: z.string().min(1).max(80) }),
  result: z.object({ id: z.string(), active: z.literal(true) }),
  words: ({ id }) => ({
    ko: `${id} 전략을 시작하라고 했습니다.`,
    en: `${id} is to run; a running service takes it up within two seconds`,
  }),
  async run({ id }, context) {
    const { actor, owner, deps } = context;
    const { store: { table }, follow } = need(deps, "strategies");
    // There is none: says so, unless somebody adds it in this moment.
    while (!await table.start(owner, { id, actor })) await findStrategy(id, context);
    await follow();
    return { id, active: true as const };
  },
});
