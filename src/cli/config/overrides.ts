/** What was changed by a command over the settings, as `config` shows it: with who and when. */
import { join } from "node:path";
import { realClock } from "../../app/runtime.ts";
import type { Config } from "../../config/config.ts";
import { findOverrideFault, type OverrideName, OVERRIDES } from "../../config/overrides.ts";
import { OWNER } from "../../core/actor.ts";
import { readActorText } from "../../core/actor_text.ts";
import { toKstIso } from "../../core/kst.ts";
import { isThere } from "../../lib/is_there.ts";

export interface ShownOverride {
  /** Of the setting that it goes over, or its own. */
  readonly name: string;
  readonly value: string;
  readonly changedBy: string;
  readonly changedAt: string;
}

/** @throws {UserError} when the memory is there and does not open. */
export async function readOverrides({ dataDir }: Pick<Config, "dataDir">): Promise<readonly ShownOverride[]> {
  // Looking must not make one.
  if (!isThere(join(dataDir, "signal_v2.db"))) return [];
  const { openStore } = await import("../../app/data/store.ts");
  const { openOverrides } = await import("../../app/settings/live_settings.ts");
  await using store = await openStore({ dir: dataDir, clock: realClock });
  return openOverrides(store).list(OWNER).flatMap(({ name, value, setAtMs, actor }) => {
    if (!isOverrideName(name) || findOverrideFault(name, value) !== undefined) return [];
    const by = readActorText(actor);
    return [{
      ...{ name: OVERRIDES[name].setting ?? name, value },
      changedBy: by === undefined ? "unknown" : `${by.kind} ${by.id}`,
      changedAt: toKstIso(setAtMs),
    }];
  });
}

function isOverrideName(name: string): name is OverrideName {
  return Object.hasOwn(OVERRIDES, name);
}
