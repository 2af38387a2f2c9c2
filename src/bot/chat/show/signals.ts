import { z } from "zod";
import { NAME_ROOM, neutralise } from "../../../core/text.ts";
import { toKstClock } from "../../../core/kst.ts";
import type { ChatTools } from "../chat_command.ts";

const listSchema = z.looseObject({
  items: z.array(z.looseObject({
    label: z.string().nullable(),
    name: z.string().nullable(),
    ticker: z.string(),
    action: z.enum(["buy", "sell", "notice"]),
    state: z.string(),
    reason: z.string().nullable(),
    fired_at: z.string(),
  })),
});

/** One line each, with the label by which the reasons are asked for. */
export function showSignals(result: unknown, { say }: ChatTools): string {
  const { items } = listSchema.parse(result);
  if (items.length === 0) return say("signals_none");
  const lines = items.map(({ label, name, ticker, action, state, reason, fired_at: at }) => {
    const code = neutralise(ticker, NAME_ROOM);
    const shown = name === null ? code : `${neutralise(name, NAME_ROOM)}(${code})`;
    const became = reason === null ? state : `${state}: ${reason}`;
    return [toKstClock(Date.parse(at)), label ?? "–", say(action), shown, `· ${became}`].join(" ");
  });
  return [say("signals_title", { count: items.length }), ...lines].join("\n");
}
