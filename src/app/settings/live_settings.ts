/** Settings that a command may change while the program runs: the override, else what the configuration says. */
import type { Config } from "../../config/config.ts";
import { type OverrideName, OVERRIDES } from "../../config/overrides.ts";
import { OWNER } from "../../core/actor.ts";
import { SqliteOverrideTable } from "../../notifiers/store/sqlite_override_table.ts";
import type { Store } from "../data/store.ts";

export interface LiveSettings {
  readonly quiet: Config["notify"]["quiet"];
  readonly summaryAtMin: Config["notify"]["summaryAtMin"];
  /** `undefined` while each rule has its own. */
  readonly ringFrom: number | undefined;
}

export function openOverrides(store: Pick<Store, "extend">): SqliteOverrideTable {
  return store.extend((parts) => new SqliteOverrideTable(parts));
}

/** Every property is read anew from the memory. A kept text that is not usable counts as none. */
export function openLiveSettings(
  { notify }: { readonly notify: Pick<Config["notify"], "quiet" | "summaryAtMin"> },
  store: Pick<Store, "extend">,
): LiveSettings {
  const table = openOverrides(store);
  const { quiet, summary_at: summaryAt, ring_from: ringFrom } = OVERRIDES;
  const find = (name: OverrideName) => table.list(OWNER).find((one) => one.name === name)?.value;
  return {
    get quiet() {
      const span = quiet.schema.safeParse(find("quiet")).data ?? notify.quiet;
      return span === "off" ? undefined : span;
    },
    get summaryAtMin() {
      return summaryAt.schema.safeParse(find("summary_at")).data ?? notify.summaryAtMin;
    },
    get ringFrom() {
      return ringFrom.schema.safeParse(find("ring_from")).data;
    },
  };
}
