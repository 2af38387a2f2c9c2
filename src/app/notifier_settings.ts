import type { Config } from "../config/config.ts";
import type { NotifierSettings } from "../notifiers/start_notifiers.ts";

/** The demo tells nobody: what it plays is invented. */
export function toNotifierSettings(
  { notify }: Pick<Config, "notify">,
  mode: "live" | "demo",
): NotifierSettings {
  const { order, quiet, ringsPer5Min, hidesAmounts, telegram, office } = notify;
  return {
    order: mode === "demo" ? [] : order,
    quiet,
    ringsPer5Min,
    hidesAmounts,
    telegram,
    office,
    lang: "ko",
  };
}
