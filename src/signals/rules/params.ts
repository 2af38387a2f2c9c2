/** Parameters that several rules have. Percent are plain: 7 is 7 %. */
import { z } from "zod";
import { INTERVALS } from "../../core/candle.ts";
import { isStockCode, isSymbol } from "../../core/symbol.ts";

export const percent = (most: number) => z.number().positive().max(most);

/** `005930` */
export const stockCode = z.string().refine(isStockCode, "must be the code of a share like 005930");

/** Empty: all of them. */
export const tickers = z.array(stockCode).max(200).default([]);

export const exchange = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "must be an exchange like upbit, or krx");

/** `005930` or `BTC/KRW` */
export const ticker = z.string().refine(
  (text) => isStockCode(text) || isSymbol(text),
  "must be the code of a share like 005930, or a market like BTC/KRW",
);

export const interval = z.enum(INTERVALS);
export const action = z.enum(["buy", "sell", "notice"]).default("notice");
/** From which value on the screener's score is the best there is: 1, or 100 of one that counts to 100. */
export const scoreScale = z.number().positive().max(1_000).default(1);
