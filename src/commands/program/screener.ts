import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { readSource, sourceSchema, toAgeWords } from "./bodies.ts";

const NAME = { ko: "종목 검색", en: "screener" };

export const showScreener = defineCommand({
  id: "program.screener",
  scope: "read",
  about: NAME,
  args: z.object({}),
  result: sourceSchema,
  words: (source) => toAgeWords(NAME, source),
  run: (_, { deps }) => Promise.try(() => readSource(need(deps, "program"), "screener_preview")),
});
