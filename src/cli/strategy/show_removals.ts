import { listRemovals } from "../../commands/strategies/removals.ts";
import { escapeControls } from "../../core/text.ts";
import { callCommand } from "../kit/command_context.ts";
import { createSayFrom } from "../../core/lang.ts";
import { langOf } from "../kit/language.ts";
import { STRATEGY_CLI_TEXTS } from "../texts/strategy.ts";
import { printTable } from "../kit/table.ts";
import type { StrategyAccess } from "./access.ts";

export async function showRemovals({ strategies, terminal }: StrategyAccess, json: boolean): Promise<void> {
  const { items } = await callCommand(listRemovals, { limit: 200 }, { strategies });
  if (json) return terminal.out(JSON.stringify(items, null, 2));
  const say = createSayFrom(STRATEGY_CLI_TEXTS, langOf(terminal));
  if (items.length === 0) return terminal.out(say("none_removed"));
  const rows = items.map(({ id, kind, removed_at: removedAt, actor }) => [
    removedAt.slice(0, 16),
    id,
    kind,
    actor === null ? "-" : escapeControls(`${actor.kind} (${actor.id})`),
  ]);
  const heads = (["removed", "id", "kind", "by"] as const).map((head) => say(`head_${head}`));
  printTable(terminal, [heads, ...rows]);
}
