import type { Config } from "../config/config.ts";
import {
  type NotifierParts,
  type Notifiers,
  type NotifierSettings,
  startNotifiers,
} from "../notifiers/start_notifiers.ts";
import type { Runtime } from "./runtime.ts";

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

export function startMessages(
  config: Config,
  runtime: Runtime,
  { messages }: { readonly messages: NotifierParts["store"] },
): Notifiers {
  const { clock, log, mode } = runtime;
  return startNotifiers(toNotifierSettings(config, mode), { store: messages, clock, log });
}
