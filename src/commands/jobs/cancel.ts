import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { toUnknownJob } from "./job_json.ts";

export const cancelJob = defineCommand({
  id: "jobs.cancel",
  scope: "admin",
  about: { ko: "작업을 취소", en: "cancel a job" },
  args: z.object({ id: z.string().min(1).max(64) }),
  result: z.object({ id: z.string(), cancelled: z.boolean().describe("false: its work is told to end") }),
  words: ({ id, cancelled }) =>
    cancelled
      ? { ko: `작업 ${id}을(를) 취소했습니다.`, en: `Job ${id} is cancelled.` }
      : { ko: `작업 ${id}에 멈추라고 알렸습니다.`, en: `Job ${id} is told to end.` },
  async run({ id }, { owner, actor, deps }) {
    const { store, wake } = need(deps, "jobs");
    const answer = await store.askCancel(owner, id, actor);
    if (answer === "unknown") throw toUnknownJob(id);
    if (answer === "over") {
      throw new CommandRefusal("conflict", "job_is_over", {
        message: `Job ${id} is over: nothing was cancelled`,
      });
    }
    wake();
    return { id, cancelled: answer === "cancelled" };
  },
});
