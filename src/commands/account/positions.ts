import { z } from "zod";
import { defineCommand } from "../command.ts";
import { holdingSchema, readHoldingList, readPaper, readReal, realSchema } from "./books.ts";

export const showPositions = defineCommand({
  id: "account.positions",
  scope: "read",
  about: { ko: "실제 보유 종목과 모의 포지션", en: "what is held, and open paper positions" },
  args: z.object({}),
  result: z.object({
    real: realSchema,
    /** `null` where the list cannot be read. */
    holdings: z.array(holdingSchema).nullable(),
    paper: z.array(z.object({
      id: z.string(),
      symbol: z.string(),
      currency: z.string(),
      side: z.enum(["long", "short"]),
      units: z.number(),
      entry_price: z.number(),
      last_price: z.number().nullable(),
      age_s: z.number().nullable(),
      stale: z.boolean(),
    })),
  }),
  words: ({ holdings, paper }) => ({
    ko: `보유 ${holdings === null ? "모름" : `${holdings.length}종목`}, 모의 포지션 ${paper.length}개`,
    en: `${
      holdings === null ? "holdings unknown" : `${holdings.length} holdings`
    }, ${paper.length} paper position(s)`,
  }),
  async run(_, context) {
    const real = readReal(context.deps);
    const list = readHoldingList(context.deps);
    const paper = (await readPaper(context)).flatMap(({ strategy, currency, ageS }) =>
      (strategy.status?.account?.positions ?? []).map(({ side, units, entry_price: entryPrice }) => ({
        ...{ id: strategy.id, symbol: strategy.symbol, currency, side, units, entry_price: entryPrice },
        last_price: strategy.status?.account?.last_price ?? null,
        ...{ age_s: ageS, stale: strategy.is_note_stale },
      }))
    );
    return { real, holdings: list === null ? null : [...list], paper };
  },
});
