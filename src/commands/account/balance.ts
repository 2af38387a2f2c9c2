import { z } from "zod";
import { defineCommand } from "../command.ts";
import { readPaper, readReal, realSchema } from "./books.ts";

export const showBalance = defineCommand({
  id: "account.balance",
  scope: "read",
  about: {
    ko: "실제 평가와 모의 계좌의 돈",
    en: "the value of the portfolio, and the money of paper accounts",
  },
  args: z.object({}),
  result: z.object({
    real: realSchema,
    paper: z.array(z.object({
      id: z.string(),
      currency: z.string(),
      equity: z.number(),
      cash: z.number(),
      age_s: z.number().nullable(),
      stale: z.boolean(),
    })),
  }),
  words: ({ real, paper }) => ({
    ko: `실제 자료 ${real.age_s === null ? "없음" : `${real.age_s}초 전`}, 모의 계좌 ${paper.length}개`,
    en: `the portfolio is ${
      real.age_s === null ? "unknown" : `${real.age_s} s old`
    }; ${paper.length} paper account(s)`,
  }),
  async run(_, context) {
    const real = readReal(context.deps);
    const paper = (await readPaper(context)).flatMap(({ strategy, currency, ageS }) => {
      const account = strategy.status?.account;
      if (account === undefined || account === null) return [];
      const { equity, cash } = account;
      return [{ id: strategy.id, currency, equity, cash, age_s: ageS, stale: strategy.is_note_stale }];
    });
    return { real, paper };
  },
});
