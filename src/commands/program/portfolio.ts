import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { readSource, sourceSchema, toAgeWords } from "./bodies.ts";

const NAME = { ko: "보유 종목", en: "portfolio" };

export const showPortfolio = defineCommand({
  id: "program.portfolio",
  scope: "read",
  about: NAME,
  args: z.object({}),
  result: sourceSchema,
  words: (source) => toAgeWords(NAME, source),
  run: (_, { deps }) => Promise.try(() => readSource(need(deps, "program"), "portfolio")),
});
