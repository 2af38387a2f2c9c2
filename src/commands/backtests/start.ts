import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { BACKTEST_KIND } from "../../backtest/background/backtest_kind.ts";
import { backtestRequestSchema } from "../../backtest/background/backtest_request.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { jobRowSchema, toJobRow } from "../jobs/job_json.ts";
import { CommandRefusal } from "../refusal.ts";

export const startBacktest = defineCommand({
  id: "backtests.start",
  scope: "admin",
  about: {
    ko: "백테스트를 서비스의 작업으로 시작",
    en: "start a backtest as a job of the service, which keeps the result",
  },
  args: backtestRequestSchema.extend({
    key: z.string().regex(/^[\x21-\x7e]{1,200}$/, "must be 1 to 200 letters without spaces").optional()
      .describe("the same key again is the same job"),
  }),
  result: z.object({ is_new: z.boolean(), job: jobRowSchema }),
  words: ({ is_new: isNew, job: { id } }) =>
    isNew
      ? { ko: `백테스트를 작업 ${id}(으)로 맡겼습니다.`, en: `The backtest is job ${id}.` }
      : { ko: `이 요청은 이미 작업 ${id}입니다.`, en: `This was asked for already: it is job ${id}.` },
  async run({ key = crypto.randomUUID(), ...request }, { owner, actor, deps }) {
    const { store, wake } = need(deps, "jobs");
    // Before anything is said of another job: waiting for that one would not mend this request.
    await need(deps, "checkBacktest")(request);
    const { kind, job } = await store.add(owner, { key, kind: BACKTEST_KIND, actor, request });
    if (kind === "busy") {
      throw new CommandRefusal("conflict", "job_is_running", {
        message: `A backtest is ${job.state} already, as job ${job.id}: wait for its end, or cancel it`,
        more: { job_id: job.id },
      });
    }
    if (kind === "same" && (job.kind !== BACKTEST_KIND || !isSameJson(job.request, request))) {
      throw new CommandRefusal("conflict", "key_was_used", {
        message: `The key ${key} was used for another request, which is job ${job.id}: use a new key`,
        more: { job_id: job.id },
      });
    }
    wake();
    return { is_new: kind === "new", job: toJobRow(job, deps.realClock.now()) };
  },
});

/** As they are stored: what JSON leaves out makes no difference. */
function isSameJson(stored: unknown, asked: unknown): boolean {
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(asked)));
}
