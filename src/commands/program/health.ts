import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { healthSchema } from "./bodies.ts";

export const showHealth = defineCommand({
  id: "program.health",
  scope: "read",
  about: { ko: "프로그램이 잘 돌고 있는지", en: "whether all is well" },
  args: z.object({}),
  result: healthSchema,
  words: ({ state, problems }) => {
    const [first] = problems;
    return {
      ko: problems.length === 0
        ? `상태 ${state}, 문제 없음`
        : `상태 ${state}, 문제 ${problems.length}건: ${first}`,
      en: problems.length === 0
        ? `${state}, no problem`
        : `${state}, ${problems.length} problem(s): ${first}`,
    };
  },
  run: (_, { deps }) => Promise.try(() => healthSchema.parse(need(deps, "program").health())),
});
