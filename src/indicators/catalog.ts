/** All indicators by name, for the command line, charts and strategies. */
import { Adx } from "./adx.ts";
import { Atr } from "./atr.ts";
import { Bollinger, BOLLINGER_KEYS } from "./bollinger.ts";
import { ANY_TEXT, define, type IndicatorSpec, onBars } from "./catalog_entry.ts";
import { Ema } from "./ema.ts";
import { Macd, MACD_KEYS } from "./macd.ts";
import { Rsi } from "./rsi.ts";
import { Sma } from "./sma.ts";
import { Supertrend, SUPERTREND_KEYS } from "./supertrend.ts";
import { TrendState } from "./trend_state.ts";
import { VolumeAverage } from "./volume_average.ts";

const SEED = { seed: "sma" } as const;
const WILDER = { smoothing: "wilder", ...SEED } as const;

export const INDICATORS: readonly IndicatorSpec[] = [
  define({
    name: "rsi",
    what: "relative strength index by Wilder, 0 to 100",
    params: { period: { default: 14, unit: "bars" } },
    conventions: WILDER,
    inputs: ["close"],
    outputs: ["rsi"],
    create: ({ period }) => onBars(new Rsi(period), ({ close }) => close),
  }),
  define({
    name: "sma",
    aliases: ["ma"],
    what: "plain mean of the closes",
    params: { period: { default: 21, unit: "bars" } },
    inputs: ["close"],
    outputs: ["sma"],
    create: ({ period }) => onBars(new Sma(period), ({ close }) => close),
  }),
  define({
    name: "ema",
    what: "exponential moving average of the closes",
    params: { period: { default: 21, unit: "bars" } },
    conventions: SEED,
    inputs: ["close"],
    outputs: ["ema"],
    create: ({ period }) => onBars(new Ema(period), ({ close }) => close),
  }),
  define({
    name: "atr",
    what: "average true range by Wilder",
    params: { period: { default: 14, unit: "bars" } },
    conventions: { ...WILDER, first_tr: ANY_TEXT },
    inputs: ["high", "low", "close"],
    outputs: ["atr"],
    create: ({ period }) => new Atr(period),
  }),
  define({
    name: "macd",
    what: "fast minus slow EMA of the closes, with its signal line and what lies between",
    params: {
      fast: { default: 12, unit: "bars" },
      slow: { default: 26, unit: "bars" },
      signal: { default: 9, unit: "bars" },
    },
    conventions: SEED,
    inputs: ["close"],
    outputs: MACD_KEYS,
    create: (periods) => onBars(new Macd(periods), ({ close }) => close),
  }),
  define({
    name: "bollinger",
    aliases: ["bbands", "bb", "bollinger_bands"],
    what: "mean of the closes and a band of population standard deviations around it",
    params: {
      period: { default: 20, unit: "bars" },
      stddev: { default: 2, unit: "standard deviations", alias: "multiplier" },
    },
    inputs: ["close"],
    outputs: BOLLINGER_KEYS,
    create: (params) => onBars(new Bollinger(params), ({ close }) => close),
  }),
  define({
    name: "adx",
    what: "average directional index by Wilder, 0 to 100",
    params: { period: { default: 14, unit: "bars" } },
    conventions: WILDER,
    inputs: ["high", "low"],
    outputs: ["adx"],
    create: ({ period }) => new Adx(period),
  }),
  define({
    name: "supertrend",
    aliases: ["super_trend"],
    what: "a stop line some average true ranges away; direction 1 is up, -1 down",
    params: {
      period: { default: 10, unit: "bars" },
      multiplier: { default: 3, unit: "average true ranges" },
    },
    conventions: { ...WILDER, first_tr: ANY_TEXT },
    inputs: ["high", "low", "close"],
    outputs: SUPERTREND_KEYS,
    create: (params) => new Supertrend(params),
  }),
  define({
    name: "volume_average",
    aliases: ["vma", "volume_sma"],
    what: "plain mean of the volume",
    params: { period: { default: 20, unit: "bars" } },
    inputs: ["volume"],
    outputs: ["volume_average"],
    create: ({ period }) => onBars(new VolumeAverage(period), ({ volume }) => volume),
  }),
  define({
    name: "trend_state",
    aliases: ["trend"],
    what: "up, down or sideways with a strength from -2 to 2, by averages of 9 to 200 closes and the RSI",
    params: { rsi: { default: 14, unit: "bars" }, slope: { default: 5, unit: "bars" } },
    inputs: ["close"],
    outputs: ["strength"],
    create: (params) => onBars(new TrendState(params), ({ close }) => close),
  }),
];

/** By name or alias; letters of either size, `-` for `_`. */
export function findIndicator(name: string): IndicatorSpec | undefined {
  const wanted = name.toLowerCase().replaceAll("-", "_");
  return INDICATORS.find((spec) => spec.name === wanted || spec.aliases.includes(wanted));
}
