import { z } from "zod";
import { defineCommand, pageArgs, pageOf } from "../command.ts";
import { need } from "../deps.ts";
import { jobRowSchema, toJobRow } from "./job_json.ts";

export const listJobs = defineCommand({
  id: "jobs.list",
  scope: "read",
  about: { ko: "오래 걸리는 작업 목록", en: "long work, newest first" },
  args: z.object(pageArgs),
  result: pageOf(jobRowSchema),
  words: ({ items }) => ({
    ko: items.length === 0 ? "작업이 없습니다." : `작업 ${items.length}개`,
    en: items.length === 0 ? "There are no jobs." : `${items.length} job(s)`,
  }),
  async run({ limit, cursor }, { owner, deps }) {
    const { store } = need(deps, "jobs");
    // One more tells whether there are further ones.
    const jobs = await store.list(owner, { limit: limit + 1, beforeId: cursor });
    const shown = jobs.slice(0, limit);
    const nowMs = deps.realClock.now();
    return {
      items: shown.map((job) => toJobRow(job, nowMs)),
      next_cursor: jobs.length > limit ? shown.at(-1)?.id ?? null : null,
    };
  },
});
