/** How the program tells what it does. */
import { z } from "zod";
import { type Lang, LANGS } from "../../core/lang.ts";
import { LOG_LEVELS } from "../../core/log.ts";
import { path, secretAddress } from "./kinds.ts";
import type { SettingGroup } from "./setting.ts";

export const TELLING_SETTINGS = {
  logFile: {
    name: "SIGNAL_V2_LOG_FILE",
    schema: path,
    fallback: undefined,
    example: "data/signal-v2.log",
    help: "Also write the log to this file; it is rotated by size and age and old parts are compressed.",
  },
  heartbeatUrl: {
    name: "HEARTBEAT_URL",
    schema: secretAddress,
    fallback: undefined,
    example: "https://hc-ping.com/your-check-id",
    isSecret: true,
    help: "Called after each good cycle, and silent while the data is not fresh: a dead-man switch.",
  },
  lang: {
    name: "SIGNAL_V2_LANG",
    schema: z.enum(LANGS, "must be ko or en") as z.ZodType<Lang, string>,
    fallback: "ko",
    example: "ko",
    help:
      "Language of messages and of the bot: ko or en; once it is set, also of commands in a terminal, which else follow LANG. Pages speak the language of whoever reads them.",
  },
  priceColors: {
    name: "PRICE_COLORS",
    schema: z.enum(["kr", "intl"], "must be kr or intl") as z.ZodType<"kr" | "intl", string>,
    fallback: "kr",
    example: "kr",
    help: "kr: red is up, blue is down. intl: green is up, red is down.",
  },
} as const satisfies SettingGroup;

export const LOG_LEVEL_SETTINGS = {
  logLevel: {
    name: "SIGNAL_V2_LOG_LEVEL",
    schema: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`) as z.ZodType<
      (typeof LOG_LEVELS)[number],
      string
    >,
    fallback: "info",
    example: "info",
    help: "debug, info, warning or error.",
  },
} as const satisfies SettingGroup;
