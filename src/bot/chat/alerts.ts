/** Price alarms by chat: what is written is understood or said to be not, and each can be taken away by a button. */
import { z } from "zod";
import type { ReplyButton } from "../bot_store.ts";
import { toRemovalData } from "../message_buttons.ts";
import type { ChatPlan, ChatTools } from "./chat_command.ts";

const listSchema = z.looseObject({
  items: z.array(z.looseObject({ id: z.string(), words: z.looseObject({ ko: z.string(), en: z.string() }) })),
});
/** A keyboard with more would hide the chat. */
const MOST_BUTTONS = 8;
const BUTTONS_A_ROW = 4;

const SIDES: Readonly<Record<string, "above" | "below">> = {
  above: "above",
  below: "below",
  이상: "above",
  이하: "below",
  ">": "above",
  "<": "below",
};

/** `005930 70000`, `BTC/KRW 90,000,000 이하`. */
export function planAlert(args: readonly string[], { say, tag }: ChatTools): ChatPlan {
  const [ticker, price = "", side] = args;
  const level = Number(price.replaceAll(",", "").replace(/원$/, ""));
  const isWrong = ticker === undefined || price === "" || !(level > 0) || args.length > 3 ||
    (side !== undefined && SIDES[side] === undefined);
  if (isWrong) return { kind: "say", text: say("alert_how") };
  const which = side === undefined ? {} : { side: SIDES[side] };
  return {
    kind: "do",
    id: "alerts.add",
    args: { ticker: ticker.toUpperCase(), price: level, ...which, id: `a${tag}` },
  };
}

export function toRemovalButtons(
  result: unknown,
  { say, replyKey }: ChatTools,
): readonly (readonly ReplyButton[])[] {
  const { items } = listSchema.parse(result);
  const buttons = items.slice(0, MOST_BUTTONS).map(({ id }, i) => ({
    text: say("remove_numbered", { number: i + 1 }),
    data: toRemovalData(id, replyKey),
  }));
  return Array.from(
    { length: Math.ceil(buttons.length / BUTTONS_A_ROW) },
    (_, i) => buttons.slice(i * BUTTONS_A_ROW, (i + 1) * BUTTONS_A_ROW),
  );
}

/** Numbered as the buttons are. */
export function showAlerts(result: unknown, { lang }: ChatTools): string | undefined {
  const { items } = listSchema.parse(result);
  if (items.length === 0) return undefined;
  return items.map(({ words }, i) => `${i + 1}. ${words[lang]}`).join("\n");
}
