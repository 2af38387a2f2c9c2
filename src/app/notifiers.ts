import type { Config } from "../config/config.ts";
import { type NotifyEvents, SILENT_NOTIFY_EVENTS } from "../notifiers/notifiers_view.ts";
import type { NotifierParts, Notifiers, NotifierSettings } from "../notifiers/start_notifiers.ts";
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

/** While no channel is set up nobody is told anything, and nothing of it is even read in. */
const NO_NOTIFIERS: Notifiers = {
  channels: [],
  tell: () => Promise.resolve(0),
  append: () => 0,
  announce() {},
  view: () => ({ lastRingAtMs: undefined, channels: [] }),
  noteConflict() {},
  noteBack: () => Promise.resolve(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

export async function startMessages(
  config: Config,
  runtime: Runtime,
  { messages }: { readonly messages: NotifierParts["store"] },
  events: NotifyEvents = SILENT_NOTIFY_EVENTS,
): Promise<Notifiers> {
  const { clock, log, mode } = runtime;
  const { playedTelegram: played } = runtime;
  const settings = played === undefined ? toNotifierSettings(config, mode) : {
    ...toNotifierSettings(config, "demo"),
    order: ["telegram"],
    telegram: played.settings,
    office: undefined,
  };
  const isSetUp = settings.telegram !== undefined || settings.office !== undefined;
  if (!isSetUp || settings.order.length === 0) return NO_NOTIFIERS;
  const { startNotifiers } = await import("../notifiers/start_notifiers.ts");
  return startNotifiers(settings, { store: messages, clock, log, events });
}
