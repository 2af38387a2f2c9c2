import type { StrategyView } from "../../../engine/strategy_view.ts";
import { isInterval } from "../../../core/candle.ts";
import { quoteOf } from "../../../core/symbol.ts";
import { isTextKey } from "../../kit/i18n.ts";
import { toShownText } from "../../../core/text.ts";
import { sayPlain, type Show } from "../../kit/show.ts";
import { toShareText } from "./figures.tsx";

const LONGEST_VALUE = 120;

type Unit = "bars" | "share" | "money" | "price";

/** What the numbers of shipped strategies count; those that are not here are plain. */
const UNITS: Readonly<Record<string, Unit>> = {
  fast: "bars",
  slow: "bars",
  period: "bars",
  rsi_period: "bars",
  atr_period: "bars",
  trend_rsi: "bars",
  trend_slope: "bars",
  stop_loss: "share",
  take_profit: "share",
  share: "share",
  width: "share",
  value: "money",
  low: "price",
  high: "price",
};

/** Name and value of each parameter, in words where the strategy is one of ours. */
export function toParamWords(show: Show, strategy: StrategyView): readonly (readonly [string, string])[] {
  const { params, kind } = strategy;
  if (typeof params !== "object" || params === null || Array.isArray(params)) return [];
  // Only the file knows what its words mean, also where they are spelled like ours.
  const isShipped = !kind.endsWith(".ts");
  return Object.entries(params).filter(([, value]) => value !== undefined && value !== null).map((
    [name, value],
  ) => {
    const key = `param_${name}`;
    const label = isShipped && isTextKey(key) ? sayPlain(show.say, key) : toShownText(name, 60);
    return [
      label,
      toValueText(show, { name, value, isShipped, currency: quoteOf(strategy.symbol) }),
    ] as const;
  });
}

interface Param {
  readonly name: string;
  readonly value: unknown;
  readonly isShipped: boolean;
  readonly currency: string;
}

function toValueText(show: Show, param: Param): string {
  const { value, isShipped } = param;
  const { say } = show;
  if (typeof value === "number") return toNumberText(show, { ...param, value });
  if (Array.isArray(value) && value.every((part) => typeof part === "string")) {
    return value.map((part) => toValueText(show, { ...param, value: part })).join(", ");
  }
  if (typeof value === "boolean") return isShipped ? say(value ? "param_yes" : "param_no") : String(value);
  if (typeof value !== "string") return toShownText(JSON.stringify(value) ?? "", LONGEST_VALUE);
  const key = `param_value_${value}`;
  if (!isShipped) return toShownText(value, LONGEST_VALUE);
  if (isInterval(value)) return say(`interval_${value}`);
  return isTextKey(key) ? sayPlain(say, key) : toShownText(value, LONGEST_VALUE);
}

function toNumberText(
  show: Show,
  { name, value, isShipped, currency }: Param & { readonly value: number },
): string {
  const { say, format } = show;
  switch (isShipped ? UNITS[name] : undefined) {
    case "bars":
      return say("param_bars", { count: format.number(value) });
    case "share":
      return toShareText(show, value);
    case "money":
      return format.money(value, currency);
    default:
      return format.number(value, 8);
  }
}

/** `단기 평균 10봉 · 장기 평균 30봉 · …` */
export function Params({ show, strategy }: { show: Show; strategy: StrategyView }) {
  const words = toParamWords(show, strategy);
  if (words.length === 0) return <>{show.say("params_none")}</>;
  return (
    <ul class="params">
      {words.map(([label, value]) => (
        <li key={label}>
          <span class="muted">
            <bdi>{label}</bdi>
          </span>{" "}
          <bdi>{value}</bdi>
        </li>
      ))}
    </ul>
  );
}
