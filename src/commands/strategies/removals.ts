import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";

const removalSchema = z.object({
  id: z.string(),
  kind: z.string(),
  created_at: z.string(),
  removed_at: z.string(),
  actor: z.object({ kind: z.string(), id: z.string() }).nullable(),
});

export const listRemovals = defineCommand({
  id: "strategies.removals",
  scope: "read",
  about: { ko: "지운 전략과 지운 사람", en: "which strategies were removed, when and by whom" },
  args: z.object({ limit: z.int().min(1).max(200).default(50).describe("the newest ones") }),
  result: z.object({ items: z.array(removalSchema).describe("newest first") }),
  words: ({ items }) => ({
    ko: items.length === 0 ? "지운 전략이 없습니다." : `지운 전략 ${items.length}개`,
    en: items.length === 0 ? "no strategy was removed" : `${items.length} removed`,
  }),
  async run({ limit }, { owner, deps }) {
    const removals = await need(deps, "strategies").store.table.removals(owner, limit);
    return {
      items: removals.map(({ id, kind, createdAtMs, removedAtMs, actor = null }) => ({
        ...{ id, kind, created_at: toKstIso(createdAtMs), removed_at: toKstIso(removedAtMs), actor },
      })),
    };
  },
});
