import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { findStrategy } from "./shown.ts";

export const stopStrategy = defineCommand({
  id: "strategies.stop",
  scope: "trade",
  about: { ko: "전략 멈춤", en: "stop a strategy" },
  args: z.object({
    id: z.string().min(1).max(80),
    position: z.enum(["leave", "close"], "must be leave or close").optional()
      .describe("what becomes of an open position; else as it was added"),
  }),
  result: z.object({ id: z.string(), active: z.literal(false) }),
  words: ({ id }) => ({ ko: `${id} 전략을 멈추라고 했습니다.`, en: `${id} is to stop` }),
  async run({ id, position }, context) {
    const { actor, owner, deps } = context;
    const { store: { table }, follow } = need(deps, "strategies");
    const act = { id, actor, ...(position === undefined ? {} : { onStop: position }) };
    // There is none: says so, unless somebody adds it in this moment.
    while (!await table.stop(owner, act)) await findStrategy(id, context);
    await follow();
    return { id, active: false as const };
  },
});
