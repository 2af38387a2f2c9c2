import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { jobSchema, toJobJson, toUnknownJob } from "./job_json.ts";

export const showJob = defineCommand({
  id: "jobs.show",
  scope: "read",
  about: { ko: "작업 하나와 그 출력", en: "one job and what it said" },
  args: z.object({ id: z.string().min(1).max(64) }),
  result: jobSchema,
  words: ({ id, kind, state, progress, progress_text: text }) => {
    const percent = `${Math.round(progress * 100)} %`;
    const at = text === "" ? percent : `${percent}, ${text}`;
    return { ko: `작업 ${id} (${kind}): ${state}, ${at}`, en: `job ${id} (${kind}): ${state}, ${at}` };
  },
  async run({ id }, { owner, deps }) {
    const job = await need(deps, "jobs").store.find(owner, id);
    if (job === undefined) throw toUnknownJob(id);
    return toJobJson(job, deps.realClock.now());
  },
});
