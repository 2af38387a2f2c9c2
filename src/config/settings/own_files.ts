/** What is the owner's own: the past of the stock API and strategies. */
import { path, whole } from "./kinds.ts";
import type { SettingGroup } from "./setting.ts";

export const OWN_FILE_SETTINGS = {
  historyKeepDays: {
    name: "SIGNAL_V2_HISTORY_KEEP_DAYS",
    schema: whole(0, 36500, "days"),
    fallback: "1095",
    example: "1095",
    help:
      "Days of poll history that are kept (some 13 MB a year); 0 keeps it for ever. It cannot be fetched again.",
  },
  strategyDir: {
    name: "STRATEGY_DIR",
    schema: path,
    fallback: undefined,
    example: "data/strategies",
    help:
      "Directory of your own strategies, one .ts file each; without it, strategies in the data directory.",
  },
} as const satisfies SettingGroup;
