import { BACKTEST_KIND } from "../../backtest/background/backtest_kind.ts";
import { backtestRequestSchema } from "../../backtest/background/backtest_request.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { jobKeySchema, queuedJobSchema, queueJob } from "../jobs/queue_job.ts";

export const startBacktest = defineCommand({
  id: "backtests.start",
  scope: "admin",
  about: {
    ko: "백테스트를 서비스의 작업으로 시작",
    en: "start a backtest as a job of the service, which keeps the result",
  },
  args: backtestRequestSchema.extend({ key: jobKeySchema }),
  result: queuedJobSchema,
  words: ({ is_new: isNew, job: { id } }) =>
    isNew
      ? { ko: `백테스트를 작업 ${id}(으)로 맡겼습니다.`, en: `The backtest is job ${id}.` }
      : { ko: `이 요청은 이미 작업 ${id}입니다.`, en: `This was asked for already: it is job ${id}.` },
  async run({ key, ...request }, context) {
    // Before anything is said of another job: waiting for that one would not mend this request.
    need(context.deps, "jobs");
    await need(context.deps, "checkBacktest")(request);
    return await queueJob({ kind: BACKTEST_KIND, name: "A backtest", key, request }, context);
  },
});
