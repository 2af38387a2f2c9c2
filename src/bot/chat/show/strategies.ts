import { z } from "zod";
import { toShownText } from "../../../core/text.ts";
import type { ChatTools } from "../chat_command.ts";

const listSchema = z.looseObject({
  items: z.array(z.looseObject({ id: z.string(), is_active: z.boolean() })),
});
const MOST_LINES = 20;

/** Which strategies there are, for somebody who named none. */
export function showChoices(word: string, result: unknown, { say }: ChatTools): string {
  const { items } = listSchema.parse(result);
  const [first] = items;
  if (first === undefined) return say("strategy_none");
  const lines = items.slice(0, MOST_LINES).map(({ id, is_active: isActive }) =>
    `· ${toShownText(id)} (${say(isActive ? "strategy_on" : "strategy_off")})`
  );
  return say("strategy_which", { word, id: toShownText(first.id), list: lines.join("\n") });
}
