import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { signalSchema, toSignalJson } from "./row_json.ts";

/** More would be history, and this is the memory of what went out lately. */
export const LONGEST_LIST = 1_000;

export const listSignals = defineCommand({
  id: "signals.list",
  scope: "read",
  about: { ko: "보냈거나 보내는 중인 신호", en: "signals that were claimed or sent, the latest first" },
  args: z.object({ limit: z.int().min(1).max(LONGEST_LIST).default(50) }),
  result: z.object({ items: z.array(signalSchema) }),
  words: ({ items }) => ({
    ko: items.length === 0 ? "보낸 신호가 없습니다." : `신호 ${items.length}건`,
    en: items.length === 0 ? "nothing was sent yet" : `${items.length} signal(s)`,
  }),
  async run({ limit }, { owner, deps }) {
    const rows = await need(deps, "signals").list(owner, { limit });
    return { items: rows.map(toSignalJson) };
  },
});
