/** Starting and stopping a strategy by chat: looked at first, so that nobody is asked about one that there is not. */
import { z } from "zod";
import { toShownText } from "../../core/text.ts";
import type { ChatPlan, ChatTools } from "./chat_command.ts";
import { showChoices } from "./show/strategies.ts";

const foundSchema = z.looseObject({
  is_active: z.boolean().optional(),
  status: z.looseObject({
    account: z.looseObject({ positions: z.array(z.unknown()) }).nullish(),
  }).nullish(),
});

export function planStart([id]: readonly string[]): ChatPlan {
  if (id === undefined) return choose("start_strategy");
  return {
    ...{ kind: "look", id: "strategies.show", args: { id } },
    next: (found, { say, seconds }) => {
      const name = toShownText(id);
      if (foundSchema.parse(found).is_active === true) {
        return { kind: "say", text: say("is_on", { id: name }) };
      }
      return {
        ...{ kind: "ask", id: "strategies.start", args: { id } },
        question: say("ask_start", { id: name, seconds }),
        yes: say("do_start"),
      };
    },
  };
}

export function planStop([id]: readonly string[]): ChatPlan {
  if (id === undefined) return choose("stop_strategy");
  return {
    ...{ kind: "look", id: "strategies.show", args: { id } },
    next: (found, tools) => {
      const { is_active: isActive, status } = foundSchema.parse(found);
      const [name, { say, seconds }] = [toShownText(id), tools];
      if (isActive === false) return { kind: "say", text: say("is_off", { id: name }) };
      const open = status?.account?.positions.length ?? 0;
      const question = open === 0
        ? say("ask_stop", { id: name, seconds })
        : say("ask_stop_open", { id: name, seconds, count: open });
      return { kind: "ask", id: "strategies.stop", args: { id }, question, yes: say("do_stop") };
    },
  };
}

function choose(word: string): ChatPlan {
  return {
    kind: "read",
    id: "strategies.list",
    args: {},
    show: (result: unknown, tools: ChatTools) => showChoices(word, result, tools),
  };
}
