import { ok as assertTrue, rejects } from "node:assert/strict";
import type { BacktestWish } from "../../../src/backtest/background/backtest_request.ts";
import { createBacktestCheck } from "../../../src/cli/backtest/background/check_backtest.ts";
import { UserError } from "../../../src/core/errors.ts";
import type { SeriesFacts } from "../../../src/market/candle_store.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

const FIRST_MS = Date.parse("2026-01-01T00:00:00Z");
const WISH: BacktestWish = { strategy: "ma_cross", market: ["upbit:BTC/KRW"] };

function factsOf(symbol: string, exchange = "upbit"): SeriesFacts {
  const series = { exchange, symbol, interval: "1m" } as const;
  return { series, bars: 1_000, firstMs: FIRST_MS, lastMs: FIRST_MS + 999 * 60_000 };
}
const STORED = [factsOf("BTC/KRW"), factsOf("ETH/KRW"), factsOf("BTC/USDT", "binance")];

function checkIn(strategyDir: string) {
  return createBacktestCheck({ strategyDir, listStored: () => Promise.resolve(STORED) });
}

const REFUSED: readonly (readonly [what: string, wish: Partial<BacktestWish>, words: RegExp])[] = [
  ["a misspelt strategy", { strategy: "ma_cros" }, /no strategy "ma_cros": did you mean ma_cross\?/],
  ["a file that is not there", { strategy: "nothing.ts" }, /nothing\.ts: there is no such file/],
  [
    "a length of candles that there is not",
    { timeframe: "7m" },
    /the interval "7m": it must be one of 1s, 1m,/,
  ],
  ["a share without its currency", { market: ["upbit:005930"] }, /the market "upbit:005930"/],
  [
    "a market that is not stored",
    { market: ["upbit:XRP/KRW"] },
    /no candles of upbit XRP\/KRW 1m in the store/,
  ],
  [
    "the market of another exchange",
    { market: ["bithumb:BTC/KRW"] },
    /--market upbit:BTC\/KRW --timeframe 1m/,
  ],
  ["a stretch without candles", { from: "2026-02-01" }, /no candles of upbit BTC\/KRW 1m in this stretch/],
  ["an end before the beginning", { from: "2026-01-02", to: "2026-01-01" }, /--from must lie before --to/],
  ["two currencies", { market: ["upbit:BTC/KRW", "binance:BTC/USDT"] }, /different currencies/],
  ["an unknown parameter", { params: { fastt: 5 } }, /fastt/],
  ["a parameter out of its range", { params: { fast: 0 } }, /Cannot use these parameters for ma_cross: fast/],
  ["rules of filling that there are not", { fills: "best" }, /--fills must be next_open or freqtrade/],
  ["a stop beyond the price", { stop_loss: 2 }, /--stop-loss must be a number above 0 to 1/],
  ["no money", { cash: 0 }, /--cash must be a number above 0/],
  ["a time of nothing", { timeout: 0 }, /--timeout must be a number of seconds/],
];
for (const [what, wish, words] of REFUSED) {
  Deno.test(`a backtest for the background is refused for ${what}, with the sentence of the foreground`, async () => {
    using temp = makeTempDir();
    await rejects(checkIn(temp.path)({ ...WISH, ...wish }), (error: unknown) => {
      assertTrue(error instanceof UserError && error.exitCode === 2, String(error));
      assertTrue(words.test(error.message), error.message);
      return true;
    });
  });
}

Deno.test("a backtest for the background passes as it would run: longer candles out of minutes, mixed money on purpose", async () => {
  using temp = makeTempDir();
  await Deno.writeTextFile(`${temp.path}/mine.ts`, "");
  const check = checkIn(temp.path);
  await check({ ...WISH, timeframe: "1h", params: { fast: 5 }, cash: "1000", stop_loss: "0.05" });
  await check({ ...WISH, market: ["upbit:BTC/KRW", "binance:BTC/USDT"], mixed: true });
  await check({ ...WISH, strategy: "mine.ts", params: { own: 1 }, from: "2026-01-01T09:30" });
});

Deno.test("a file that is meant by its whole path is not taken for another one of its name", async () => {
  using temp = makeTempDir();
  await Deno.writeTextFile(`${temp.path}/mine.ts`, "");
  const check = checkIn(temp.path);
  const wish = { ...WISH, strategy: "mine.ts" };
  await check({ ...wish, file: await Deno.realPath(`${temp.path}/mine.ts`) });
  await rejects(
    check({ ...wish, file: "/elsewhere/mine.ts" }),
    /Cannot run \/elsewhere\/mine\.ts: the service runs files of/,
  );
});
