import { ADDRESSES, UPBIT_SETTINGS } from "./settings/exchanges.ts";
import { MARKET_SETTINGS } from "./settings/market.ts";
import { NOTIFY_SETTINGS } from "./settings/notify.ts";
import { OWN_FILE_SETTINGS } from "./settings/own_files.ts";
import { POLLING_SETTINGS } from "./settings/polling.ts";
import { SIGNAL_SETTINGS } from "./settings/signals.ts";
import { PLAIN_HTTP_SETTINGS, STOCK_API_SETTINGS } from "./settings/stock_api.ts";
import { STORAGE_SETTINGS } from "./settings/storage.ts";
import { LOG_LEVEL_SETTINGS, TELLING_SETTINGS } from "./settings/telling.ts";
import { WEB_SETTINGS } from "./settings/web.ts";

const LISTED = {
  ...STOCK_API_SETTINGS,
  ...WEB_SETTINGS,
  ...PLAIN_HTTP_SETTINGS,
  ...STORAGE_SETTINGS,
  ...LOG_LEVEL_SETTINGS,
  ...POLLING_SETTINGS,
  ...MARKET_SETTINGS,
  ...OWN_FILE_SETTINGS,
  ...SIGNAL_SETTINGS,
  ...UPBIT_SETTINGS,
  ...ADDRESSES,
  ...NOTIFY_SETTINGS,
  ...TELLING_SETTINGS,
};

/** Every setting, in the order of the documentation. A test keeps README, `.env.example` and this equal. */
export const SETTINGS: typeof LISTED & typeof ADDRESSES = LISTED;

export type SettingKey = keyof typeof SETTINGS;
