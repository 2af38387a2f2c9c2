import { z } from "zod";
import { toKstClock } from "../../../core/kst.ts";
import { toShownText } from "../../../core/text.ts";
import type { ChatTools } from "../chat_command.ts";

const listSchema = z.looseObject({
  items: z.array(z.looseObject({
    ticker: z.string(),
    action: z.string(),
    state: z.string(),
    claimed_at: z.string().nullish(),
    last_sent: z.string().nullish(),
  })),
});

/** What went out or is going out, one line each. */
export function showSignals(result: unknown, { say }: ChatTools): string {
  const { items } = listSchema.parse(result);
  if (items.length === 0) return say("signals_none");
  const lines = items.map((item) => {
    const at = Date.parse(item.last_sent ?? item.claimed_at ?? "");
    const time = Number.isFinite(at) ? `${toKstClock(at)} ` : "";
    const action = item.action === "buy" || item.action === "sell" ? say(item.action) : item.action;
    return `${time}${action} ${toShownText(item.ticker)} (${item.state})`;
  });
  return [say("signals_title", { count: items.length }), ...lines].join("\n");
}
