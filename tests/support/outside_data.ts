/**
 * Known answers under terms that keep them out of this repository. Their tests run where the files lie in `../shared`
 * beside the checkout; `deno task test` ends with a line for each that is not there.
 */
const FOLDER = new URL("../../../shared/data/", import.meta.url);

export const OUTSIDE: Readonly<Record<string, { readonly what: string; readonly why: string }>> = {
  "backtest/engine_oracle.json": {
    what: "trades that backtesting.py makes of the same bars",
    why: "AGPL-3.0",
  },
  "backtest/freqtrade_cases.json": { what: "trades that freqtrade makes of its tables", why: "GPL-3.0" },
  "market/backtestingpy_GOOG.csv": {
    what: "files of candles, small and large, from elsewhere",
    why: "AGPL-3.0 or without a licence, and 15 MB",
  },
};

export function urlOfOutside(path: string): URL {
  return new URL(path, FOLDER);
}

export function isOutsideThere(path: string): boolean {
  try {
    Deno.statSync(urlOfOutside(path));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Its text, or `undefined` where it is not there. */
export function readOutside(path: string): string | undefined {
  return isOutsideThere(path) ? Deno.readTextFileSync(urlOfOutside(path)) : undefined;
}
