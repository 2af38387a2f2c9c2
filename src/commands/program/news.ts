import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { readSource, sourceSchema, toAgeWords } from "./bodies.ts";

const NAME = { ko: "뉴스 심리", en: "news sentiment" };

export const showNews = defineCommand({
  id: "program.news",
  scope: "read",
  about: NAME,
  args: z.object({}),
  result: sourceSchema,
  words: (source) => toAgeWords(NAME, source),
  run: (_, { deps }) => Promise.try(() => readSource(need(deps, "program"), "news_sentiment")),
});
