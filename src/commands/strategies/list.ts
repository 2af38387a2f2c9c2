import { z } from "zod";
import { defineCommand, pageArgs, pageOf } from "../command.ts";
import { need } from "../deps.ts";
import { strategySchema, toStrategyJson } from "./shown.ts";

export const listStrategies = defineCommand({
  id: "strategies.list",
  scope: "read",
  about: { ko: "전략 목록과 상태", en: "strategies, by name, and how they are" },
  args: z.object(pageArgs),
  result: pageOf(strategySchema),
  words({ items }) {
    const active = items.filter((one) => one.is_active).length;
    return {
      ko: items.length === 0 ? "전략이 없습니다." : `전략 ${items.length}개, 켜진 것 ${active}개`,
      en: items.length === 0 ? "There is no strategy." : `${items.length} strategies, ${active} of them on`,
    };
  },
  async run({ limit, cursor = "" }, { owner, deps }) {
    const { table, journal } = need(deps, "strategies").store;
    // By id, so a name that comes or goes meanwhile moves no other to another page.
    const rows = (await table.list(owner)).filter(({ id }) => id > cursor);
    const shown = rows.slice(0, limit);
    const notes = await journal.statuses(owner);
    const nowMs = deps.realClock.now();
    return {
      items: shown.map((row) => toStrategyJson(row, notes.get(row.id), nowMs)),
      next_cursor: rows.length > limit ? shown.at(-1)?.id ?? null : null,
    };
  },
});
