import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { stateSchema } from "./bodies.ts";

export const showState = defineCommand({
  id: "program.state",
  scope: "read",
  about: { ko: "받은 자료 전부, 각각 언제 것인지와 함께", en: "the data itself, each part with its age" },
  args: z.object({}),
  result: stateSchema,
  words: ({ sources }) => {
    const all = Object.entries(sources).map(([id, { age_s: ageS, stale }]) =>
      `${id} ${ageS === null ? "–" : `${ageS} s`}${stale ? " (!)" : ""}`
    ).join(", ");
    return { ko: `자료: ${all}`, en: `data: ${all}` };
  },
  run: (_, { deps }) => Promise.try(() => stateSchema.parse(need(deps, "program").state())),
});
