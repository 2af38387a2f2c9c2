/** Price alarms by chat: what is written is understood or said to be not, and each can be taken away by a button. */
import { z } from "zod";
import type { ReplyButton } from "../bot_store.ts";
import { toRemovalData } from "../message_buttons.ts";
import type { ChatPlan, ChatTools } from "./chat_command.ts";
import { toAskedTicker } from "./tickers.ts";

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

/** `005930 70000`, `삼성전자 70,000원`, `BTC/KRW 90,000,000 이하`: the last words are the price and its side. */
export function planAlert(args: readonly string[], { say, tag }: ChatTools): ChatPlan {
  if (args.length === 0) {
    return { kind: "read", id: "alerts.list", args: {}, show: showUsage, buttons: toRemovalButtons };
  }
  const last = args.at(-1) ?? "";
  const side = SIDES[last.toLowerCase()];
  const words = side === undefined ? args : args.slice(0, -1);
  const level = readPrice(words.at(-1) ?? "");
  const named = words.slice(0, -1);
  if (named.length === 0 || level === undefined) return { kind: "say", text: say("alert_how") };
  return {
    kind: "do",
    id: "alerts.add",
    args: {
      ticker: toAskedTicker(named),
      price: level,
      ...(side === undefined ? {} : { side }),
      id: `a${tag}`,
    },
  };
}

/** `70000`, `70,000`, `70,000원`, `₩70,000`. */
function readPrice(text: string): number | undefined {
  if (!/^₩?\d[\d,]*(\.\d+)?원?$/.test(text)) return undefined;
  const price = Number(text.replaceAll(/[₩,원]/g, ""));
  return price > 0 ? price : undefined;
}

/** Those that are set, below how one is written. */
function showUsage(result: unknown, tools: ChatTools): string {
  const list = showAlerts(result, tools);
  return list === undefined ? tools.say("alert_how") : `${tools.say("alert_how")}\n${list}`;
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
