import { z } from "zod";
import { toCommand } from "../../core/command_text.ts";
import { toKstIso } from "../../core/kst.ts";
import type { SeenAtRest, StrategyRow } from "../../engine/strategy_store.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { toDoorWords } from "../door_words.ts";
import { CommandRefusal } from "../refusal.ts";
import { findStrategy } from "./shown.ts";

export const removeStrategy = defineCommand({
  id: "strategies.remove",
  scope: "trade",
  twoSteps: true,
  about: { ko: "전략과 그 거래 기록을 지움", en: "forget a strategy, its trades and its money" },
  args: z.object({
    id: z.string().min(1).max(80),
    force: z.boolean().default(false).describe("also while it is active or holds a position"),
    dry_run: z.boolean().default(false).describe("only say whether it could be removed"),
  }),
  result: z.object({ id: z.string(), removed: z.boolean(), created_at: z.string() }),
  words: ({ id, removed }) =>
    removed
      ? { ko: `${id} 전략을 지웠습니다.`, en: `${id} is gone` }
      : { ko: `${id} 전략을 지울 수 있습니다.`, en: `${id} can be removed` },
  async run({ id, force, dry_run: isDry }, context) {
    const { actor, owner, deps } = context;
    const { store: { table }, follow } = need(deps, "strategies");
    while (true) {
      const row = await findStrategy(id, context);
      const seen = force ? {} : { seen: await needAtRest(row, context) };
      const removed = !isDry && await table.remove(owner, { id, actor, ...seen });
      // Somebody did something with it after it was looked at: what is said of it now decides.
      if (!removed && !isDry) continue;
      if (removed) await follow();
      return { id, removed, created_at: toKstIso(Math.min(row.createdAtMs, deps.realClock.now())) };
    }
  },
});

/** @throws {CommandRefusal} when it is active or holds a position. */
async function needAtRest(row: StrategyRow, { actor, owner, deps }: CommandContext): Promise<SeenAtRest> {
  const { id, kind, createdAtMs, isActive } = row;
  if (isActive) {
    throw new CommandRefusal("conflict", "strategy_is_active", {
      message: `${id} is active: ${
        toDoorWords(actor, {
          typed: `stop it first (${toCommand("strategy", "stop", id)}), or use --force`,
          plain: "stop it first, or remove it with force: true",
        })
      }`,
    });
  }
  const step = await need(deps, "strategies").store.journal.load(owner, id);
  if (countPositions(step?.state) > 0) {
    throw new CommandRefusal("conflict", "position_is_open", {
      message: `${id} holds a position: ${
        toDoorWords(actor, {
          typed: `close it first (${toCommand("strategy", "start", id)}, then ${
            toCommand("strategy", "stop", id, "--position", "close")
          }), or use --force`,
          plain:
            "close it first (start it, then stop it with position: close), or remove it with force: true",
        })
      }`,
    });
  }
  return { kind, createdAtMs, cursorMs: step?.cursorMs };
}

/** In the state that is stored; none when there is none yet. */
function countPositions(state: unknown): number {
  const { paper } = (state ?? {}) as { readonly paper?: { readonly positions?: readonly unknown[] } };
  return paper?.positions?.length ?? 0;
}
