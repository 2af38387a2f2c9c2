import type { Config } from "../config/config.ts";
import type { NotifierSettings } from "../notifiers/start_notifiers.ts";

export function toNotifierSettings({ notify }: Pick<Config, "notify">): NotifierSettings {
  const { order, quiet, ringsPer5Min, hidesAmounts, telegram, office } = notify;
  return { order, quiet, ringsPer5Min, hidesAmounts, telegram, office, lang: "ko" };
}
