import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";

export const endMaintenance = defineCommand({
  id: "maintenance.end",
  scope: "admin",
  about: { ko: "점검 끝내기", en: "end the maintenance: alarms are told again" },
  args: z.object({}),
  result: z.object({ was_on: z.boolean() }),
  words: ({ was_on: wasOn }) => ({
    ko: wasOn
      ? "점검이 끝났습니다. 다시 알립니다. 아직 남은 문제가 있으면 곧 한 번에 알려 드립니다."
      : "점검 중이 아니었습니다.",
    en: wasOn
      ? "The maintenance is over and alarms are told again; what is still wrong is told at once, in one message"
      : "There was no maintenance",
  }),
  run: async (_, { owner, deps }) => ({ was_on: await need(deps, "maintenance").end(owner) }),
});
