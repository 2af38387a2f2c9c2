import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { nameOfMarket, toNameMap } from "../../core/market/stock_name.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";

const seriesSchema = z.object({
  exchange: z.string(),
  symbol: z.string(),
  interval: z.string(),
  name: z.string().optional().describe("of a stock, as files and polls call it"),
  bars: z.int(),
  first: z.string(),
  last: z.string(),
  in_future: z.literal(true).optional().describe("the last one begins later than now"),
});

export const listSeries = defineCommand({
  id: "candles.list",
  scope: "read",
  about: { ko: "저장된 캔들 목록", en: "every series of candles that is kept" },
  args: z.object({}),
  result: z.object({ series: z.array(seriesSchema) }),
  words: ({ series }) => ({
    ko: series.length === 0 ? "저장된 캔들이 없습니다." : `캔들 ${series.length}종`,
    en: series.length === 0 ? "no candles yet" : `${series.length} series`,
  }),
  async run(_, { deps }) {
    const candles = need(deps, "candles");
    const [list, names] = [await candles.list(), toNameMap(await candles.names())];
    const nowMs = deps.clock.now();
    return {
      series: list.map(({ series: { exchange, symbol, interval }, bars, firstMs, lastMs }) => ({
        ...{ exchange, symbol, interval, name: nameOfMarket({ exchange, symbol }, names), bars },
        ...{ first: toKstIso(firstMs), last: toKstIso(lastMs) },
        ...(lastMs > nowMs ? { in_future: true as const } : {}),
      })),
    };
  },
});
