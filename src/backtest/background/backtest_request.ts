/** A backtest that somebody asks for and does not wait for, as plain JSON. */
import { z } from "zod";

const text = z.string().min(1).max(80);
const amount = z.union([z.number(), text]);
const object = z.record(z.string().max(80), z.json());

/**
 * What `backtest run` takes, by the names of its options, over stored candles alone: the service reads no file of
 * somebody's choice. What the values must be is said by the run itself.
 */
export const backtestRequestSchema = z.strictObject({
  strategy: z.string().regex(
    /^[a-z][a-z0-9_]{0,59}(\.ts)?$/,
    "must be a strategy like ma_cross, or a file like my_idea.ts",
  )
    .describe("a strategy of the program, or a file in the directory of your own"),
  file: z.string().min(1).max(4_096).optional()
    .describe("of a file: its whole path, as whoever asks means it; another one of that name is not run"),
  market: z.array(text, 'must be a list of stored candles, like ["upbit:BTC/KRW"]').min(1).max(20).describe(
    "stored candles, like upbit:BTC/KRW",
  ),
  timeframe: text.optional(),
  from: text.optional(),
  to: text.optional(),
  params: object.optional(),
  cash: amount.optional(),
  fee: amount.optional(),
  sell_fee: amount.optional(),
  krx: text.optional(),
  slippage: amount.optional(),
  lot: amount.optional(),
  tick: amount.optional(),
  min_order: amount.optional(),
  units: amount.optional(),
  share: amount.optional(),
  value: amount.optional(),
  allow_short: z.boolean().optional(),
  mixed: z.boolean().optional(),
  keep_odd: z.boolean().optional(),
  fills: text.optional(),
  stop_loss: amount.optional(),
  take_profit: amount.optional(),
  trailing: object.optional(),
  roi: object.optional(),
  freqtrade_params: object.optional(),
  exit_signal: z.boolean().optional(),
  timeout: amount.optional(),
});

export type BacktestWish = z.infer<typeof backtestRequestSchema>;
