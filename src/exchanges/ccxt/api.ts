/** The part of ccxt that is used here; its own types say values where promises come. */

export interface CcxtMarket {
  /** The exchange's own name of it: `BTCUSDT`. */
  readonly id?: string | undefined;
  readonly spot?: boolean | undefined;
  readonly precision?: { readonly price?: number | undefined } | undefined;
  readonly limits?: { readonly cost?: { readonly min?: number | undefined } | undefined } | undefined;
  readonly taker?: number | undefined;
}

/** Times in epoch ms; ccxt leaves out what the exchange does not say. */
export interface CcxtTicker {
  readonly last?: number | undefined;
  readonly timestamp?: number | undefined;
}

export interface CcxtBook {
  readonly bids: readonly (readonly (number | undefined)[])[];
  readonly asks: readonly (readonly (number | undefined)[])[];
  readonly timestamp?: number | undefined;
}

/** The part of an exchange of ccxt that is used here. */
export interface CcxtApi {
  readonly precisionMode?: number | undefined;
  readonly markets: Readonly<Record<string, CcxtMarket>> | undefined;
  loadMarkets(reload: boolean): Promise<unknown>;
  fetchOHLCV(
    symbol: string,
    interval: string,
    sinceMs: number,
    limit: number,
    params: Readonly<Record<string, string | number>>,
  ): Promise<unknown>;
  fetchTicker(symbol: string): Promise<CcxtTicker>;
  /** @param symbols all when left out. */
  fetchTickers(symbols?: string[]): Promise<Readonly<Record<string, CcxtTicker>>>;
  fetchOrderBook(symbol: string, limit: number): Promise<CcxtBook>;
  /** Any address of the exchange, by ccxt's name of the part of its API, within its rate limit. */
  request(
    path: string,
    api: string,
    method: "GET",
    params: Readonly<Record<string, string | number>>,
  ): Promise<unknown>;
  numberToString(value: number): string;
}
