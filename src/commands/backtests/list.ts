import { z } from "zod";
import { type BacktestEntry, toBacktestEntry } from "../../backtest/saved_backtests.ts";
import type { Actor } from "../../core/actor.ts";
import { toKstIso } from "../../core/kst.ts";
import { defineCommand, pageArgs, pageOf } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";

type WithoutTime = {
  readonly [Name in keyof BacktestEntry as Name extends "atMs" | "actor" ? never : Name]: BacktestEntry[Name];
};

export type BacktestJson = WithoutTime & { readonly saved_at: string; readonly actor: Actor | null };

const entrySchema = z.looseObject({
  id: z.int(),
  saved_at: z.string(),
  strategy: z.string(),
  market: z.string(),
  actor: z.object({ kind: z.string(), id: z.string() }).nullable(),
});

export const listBacktests = defineCommand({
  id: "backtests.list",
  scope: "read",
  about: { ko: "저장된 백테스트 목록", en: "saved backtests, the newest first" },
  args: z.object(pageArgs),
  result: pageOf(entrySchema as unknown as z.ZodType<BacktestJson>),
  words: ({ items }) => ({
    ko: items.length === 0 ? "저장된 백테스트가 없습니다." : `백테스트 ${items.length}개`,
    en: items.length === 0 ? "no saved backtests yet" : `${items.length} backtest(s)`,
  }),
  async run({ limit, cursor }, { owner, deps }) {
    const beforeId = cursor === undefined ? undefined : readCursor(cursor);
    const table = await need(deps, "backtests").table();
    const saved = await table?.list(owner, { limit: limit + 1, beforeId }) ?? [];
    const shown = saved.slice(0, limit);
    return {
      items: shown.flatMap((one) => {
        const entry = toBacktestEntry(one);
        if (entry === undefined) return [];
        const { id, atMs, actor = null, ...rest } = entry;
        return [{ id, saved_at: toKstIso(atMs), ...rest, actor }];
      }),
      next_cursor: saved.length > limit ? String(shown.at(-1)?.id) : null,
    };
  },
});

function readCursor(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new CommandRefusal("arguments", "bad_cursor", {
    message: "`cursor` must be `next_cursor` of an answer before",
  });
}
