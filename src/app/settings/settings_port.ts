import { CHANGEABLE_SETTINGS, type SettingInForce, type SettingsPort } from "../../commands/deps.ts";
import type { Config } from "../../config/config.ts";
import { findOverrideFault, OVERRIDES } from "../../config/overrides.ts";
import { readActorText, toActorText } from "../../core/actor_text.ts";
import type { Clock } from "../../core/clock.ts";
import type { Store } from "../data/store.ts";
import { openOverrides } from "./live_settings.ts";

interface SettingsParts {
  readonly config: Pick<Config, "origins">;
  readonly databases: Pick<Store, "extend">;
  readonly clock: Pick<Clock, "now">;
}

/** Where a value comes from, and its override by chat. */
export function toSettingsPort({ config: { origins }, databases, clock }: SettingsParts): SettingsPort {
  let opened: ReturnType<typeof openOverrides> | undefined;
  const table = () => opened ??= openOverrides(databases);
  return {
    list(owner) {
      const rows = table().list(owner);
      return Promise.resolve(CHANGEABLE_SETTINGS.map((name): SettingInForce => {
        const row = rows.find((one) => one.name === name);
        if (row !== undefined && findOverrideFault(name, row.value) === undefined) {
          const { value, setAtMs, actor } = row;
          return { name, value, from: "chat", setAtMs, actor: readActorText(actor) };
        }
        const { setting } = OVERRIDES[name];
        if (setting === undefined) return { name, value: undefined, from: "rules" };
        const origin = origins.find((one) => one.name === setting);
        return { name, value: origin?.value, from: origin?.from ?? "default" };
      }));
    },
    check(name, value) {
      const text = value.replaceAll(/\s/g, "").toLowerCase().replace(/^0+(?=\d+$)/, "");
      const must = findOverrideFault(name, text);
      return must === undefined ? { value: text } : { must };
    },
    set: (owner, { name, value, actor }) =>
      table().set(owner, { name, value, setAtMs: clock.now(), actor: toActorText(actor) }),
    reset: (owner, name) => table().reset(owner, name),
  };
}
