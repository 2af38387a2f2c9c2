/** Exchanges that can be asked, and where. */
import { CCXT_VENUES } from "../../exchanges/ccxt/venues.ts";
import { baseUrl, streamUrl } from "./kinds.ts";
import type { Setting, SettingGroup } from "./setting.ts";

/** Exchanges whose addresses are settings that need not be set. */
export const OTHER_EXCHANGES: readonly string[] = CCXT_VENUES.map(({ id }) => id);

/** All that can be asked; not from their list, which would load them. */
export const EXCHANGE_IDS: readonly string[] = ["upbit", ...OTHER_EXCHANGES];
/** All that can be asked: `upbit, binance or okx`. */
export const EXCHANGES_OR = `${EXCHANGE_IDS.slice(0, -1).join(", ")} or ${EXCHANGE_IDS.at(-1)}`;

/** Two settings of an exchange: `binance rest`, `binance stream`. */
export type AddressKey = `${string} ${"rest" | "stream"}`;

/** Other exchanges have addresses of their own; one that is set takes the place of scheme and host. */
export const ADDRESSES: Readonly<Record<AddressKey, Setting<string>>> = Object.fromEntries(
  CCXT_VENUES.flatMap(({ id, title, restUrl, stream }): [AddressKey, Setting<string>][] => {
    const word = `SIGNAL_V2_${id.toUpperCase()}`;
    const what = (api: string) => `Address of ${title}'s ${api}, when it is not the usual one.`;
    const rest = { name: `${word}_URL`, schema: baseUrl, fallback: undefined, example: restUrl };
    const live = { name: `${word}_STREAM_URL`, schema: streamUrl, fallback: undefined };
    return [
      [`${id} rest`, { ...rest, help: what("REST API") }],
      ...(stream === undefined ? [] : [
        [`${id} stream`, { ...live, example: stream.url, help: what("WebSocket") }] satisfies [
          AddressKey,
          Setting<string>,
        ],
      ]),
    ];
  }),
);

export const UPBIT_SETTINGS = {
  upbitUrl: {
    name: "SIGNAL_V2_UPBIT_URL",
    schema: baseUrl,
    fallback: "https://api.upbit.com",
    example: "https://api.upbit.com",
    help: "Address of Upbit's REST API.",
  },
  upbitStreamUrl: {
    name: "SIGNAL_V2_UPBIT_STREAM_URL",
    schema: streamUrl,
    fallback: "wss://api.upbit.com/websocket/v1",
    example: "wss://api.upbit.com/websocket/v1",
    help: "Address of Upbit's WebSocket.",
  },
} as const satisfies SettingGroup;
