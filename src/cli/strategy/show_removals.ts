import { listRemovals } from "../../commands/strategies/removals.ts";
import { escapeControls } from "../../core/text.ts";
import { callCommand } from "../kit/command_context.ts";
import { toTable } from "../kit/terminal.ts";
import type { StrategyAccess } from "./access.ts";

export async function showRemovals({ strategies, terminal }: StrategyAccess, json: boolean): Promise<void> {
  const { items } = await callCommand(listRemovals, { limit: 200 }, { strategies });
  if (json) return terminal.out(JSON.stringify(items, null, 2));
  if (items.length === 0) return terminal.out("no strategy was removed");
  const rows = items.map(({ id, kind, removed_at: removedAt, actor }) => [
    removedAt.slice(0, 16),
    id,
    kind,
    actor === null ? "-" : escapeControls(`${actor.kind} (${actor.id})`),
  ]);
  for (const line of toTable([["removed", "id", "kind", "by"], ...rows])) terminal.out(line);
}
