/** The same backtest as options of a command and as JSON: `--stop-loss 0.05` is `"stop_loss": 0.05`. */
import { backtestRequestSchema, type BacktestWish } from "../../../backtest/background/backtest_request.ts";
import { UserError } from "../../../core/errors.ts";
import type { SetupOptions } from "../setup_options.ts";

/** Options that are JSON on the command line. */
const OBJECTS: readonly string[] = ["params", "trailing", "roi", "freqtrade_params"];
const NAMES = Object.keys(backtestRequestSchema.shape);

const toOptionName = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** As if they were typed. */
export function toSetupOptions({ strategy, file: _file, ...wish }: BacktestWish): SetupOptions {
  const options = Object.entries(wish).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const isText = typeof value === "number" || typeof value === "string";
    const typed = OBJECTS.includes(name) ? JSON.stringify(value) : isText ? String(value) : value;
    return [[toOptionName(name), typed] as const];
  });
  return { ...Object.fromEntries(options), strategy };
}

/** What a person typed, as JSON. @throws {UserError} naming what cannot be handed over. */
export function toBacktestWish(options: Readonly<Record<string, unknown>>): unknown {
  const wish = NAMES.flatMap((name) => {
    const value = options[toOptionName(name)];
    if (value === undefined) return [];
    return [[name, OBJECTS.includes(name) ? readObject(name, String(value)) : value] as const];
  });
  return Object.fromEntries(wish);
}

function readObject(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError("invalid", `--${name.replaceAll("_", "-")} must be JSON, like {"name":1}`);
  }
}
