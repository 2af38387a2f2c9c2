/** Two strategies that trade the simulated coins with simulated money, so that their page has something to show. */

export interface DemoStrategy {
  readonly id: string;
  readonly kind: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: string;
  readonly params: Readonly<Record<string, number | string>>;
  readonly money: Readonly<Record<string, number>>;
  readonly onStop: "leave" | "close";
  readonly isActive: boolean;
}

const COMMON = {
  exchange: "upbit",
  timeframe: "1m",
  money: { startCash: 10_000_000 },
  onStop: "leave",
  isActive: true,
} as const;

export const DEMO_STRATEGIES: readonly DemoStrategy[] = [
  {
    ...COMMON,
    id: "btc-cross",
    kind: "ma_cross",
    symbol: "BTC/KRW",
    params: { fast: 5, slow: 15, stop_loss: 0.01, take_profit: 0.02 },
  },
  {
    ...COMMON,
    id: "eth-rsi",
    kind: "rsi_reversal",
    symbol: "ETH/KRW",
    params: { period: 7, buy_below: 32, sell_above: 62, mode: "cross" },
  },
];
