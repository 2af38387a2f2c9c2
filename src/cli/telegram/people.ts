import { openBotMemory } from "../../app/bot/bot_memory.ts";
import type { Store } from "../../app/data/store.ts";
import type { LinkedPerson } from "../../bot/bot_store.ts";
import type { Config } from "../../config/config.ts";
import { OWNER } from "../../core/actor.ts";
import { toKstIso } from "../../core/kst.ts";

export interface ShownPerson {
  readonly user_id: string;
  readonly name: string | null;
  readonly by: "settings" | "code";
  readonly linked_at: string | null;
}

/** Of the settings, and those who linked themselves. */
export async function listPeople(
  store: Store,
  { notify: { telegram } }: Config,
): Promise<readonly ShownPerson[]> {
  const linked = await openBotMemory(store).people(OWNER);
  return [
    ...(telegram?.users ?? []).map((id) =>
      ({ user_id: id, name: null, by: "settings", linked_at: null }) as const
    ),
    ...linked.map(({ userId, name, linkedAtMs }: LinkedPerson) =>
      ({ user_id: userId, name, by: "code", linked_at: toKstIso(linkedAtMs) }) as const
    ),
  ];
}
