/** Settings that a command may change over the environment: read by the very schemas of the settings themselves. */
import { NOTIFY_SETTINGS, RING_FROM } from "./settings/notify.ts";

/** `setting` names the one that it goes over; without it there is none, and each rule has its own. */
export const OVERRIDES = {
  quiet: { setting: NOTIFY_SETTINGS.quiet.name, schema: NOTIFY_SETTINGS.quiet.schema },
  summary_at: { setting: NOTIFY_SETTINGS.summaryAt.name, schema: NOTIFY_SETTINGS.summaryAt.schema },
  ring_from: { setting: undefined, schema: RING_FROM },
} as const;

export type OverrideName = keyof typeof OVERRIDES;

/** @returns what the text must be, or `undefined` when it is that. */
export function findOverrideFault(name: OverrideName, text: string): string | undefined {
  const parsed = OVERRIDES[name].schema.safeParse(text);
  return parsed.success ? undefined : parsed.error.issues[0]?.message ?? "is not usable";
}
