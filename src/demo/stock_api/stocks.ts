export interface SimulatedStock {
  /** KRX short code, six digits. */
  readonly ticker: string;
  readonly name: string;
  /** Won; where the invented price swings around. It is no market price of any day. */
  readonly basePrice: number;
}

/** Real codes and names, so that the demo reads like the market; the prices are made up. */
export const SIMULATED_STOCKS: readonly SimulatedStock[] = [
  { ticker: "005930", name: "삼성전자", basePrice: 71_000 },
  { ticker: "000660", name: "SK하이닉스", basePrice: 198_000 },
  { ticker: "035420", name: "NAVER", basePrice: 214_000 },
  { ticker: "035720", name: "카카오", basePrice: 51_000 },
  { ticker: "005380", name: "현대차", basePrice: 232_000 },
  { ticker: "373220", name: "LG에너지솔루션", basePrice: 361_000 },
  { ticker: "207940", name: "삼성바이오로직스", basePrice: 1_012_000 },
  { ticker: "068270", name: "셀트리온", basePrice: 178_000 },
  { ticker: "051910", name: "LG화학", basePrice: 263_000 },
  { ticker: "006400", name: "삼성SDI", basePrice: 214_500 },
  { ticker: "105560", name: "KB금융", basePrice: 98_000 },
  { ticker: "055550", name: "신한지주", basePrice: 58_000 },
  { ticker: "000270", name: "기아", basePrice: 101_000 },
  { ticker: "012330", name: "현대모비스", basePrice: 268_000 },
  { ticker: "028260", name: "삼성물산", basePrice: 152_000 },
  { ticker: "066570", name: "LG전자", basePrice: 84_000 },
  { ticker: "003550", name: "LG", basePrice: 76_000 },
  { ticker: "017670", name: "SK텔레콤", basePrice: 55_000 },
  { ticker: "030200", name: "KT", basePrice: 49_000 },
  { ticker: "015760", name: "한국전력", basePrice: 27_000 },
  { ticker: "034020", name: "두산에너빌리티", basePrice: 38_000 },
  { ticker: "012450", name: "한화에어로스페이스", basePrice: 780_000 },
  { ticker: "042700", name: "한미반도체", basePrice: 92_000 },
  { ticker: "009540", name: "HD한국조선해양", basePrice: 305_000 },
  { ticker: "329180", name: "HD현대중공업", basePrice: 402_000 },
  // Cheap ones, so that every row of the tick table is walked.
  { ticker: "032640", name: "LG유플러스", basePrice: 12_300 },
  { ticker: "088350", name: "한화생명", basePrice: 2_900 },
  { ticker: "003280", name: "흥아해운", basePrice: 1_750 },
];
