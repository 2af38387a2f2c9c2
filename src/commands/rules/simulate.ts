import { z } from "zod";
import { nearName } from "../../core/near_name.ts";
import { toEndOfMinute } from "../../signals/background/simulation_request.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { readTimeArgument } from "../series_argument.ts";
import { queuedJobSchema } from "../jobs/queue_job.ts";
import { queueSimulation, simulationArgs, toSimulationWords } from "../signals/simulation_job.ts";
import { readTicker } from "../signals/span_argument.ts";

export const simulateRule = defineCommand({
  id: "rules.simulate",
  scope: "signal",
  about: {
    ko: "규칙 하나를 종목과 시각을 정해 해 보기",
    en: "what a rule says of a ticker at a stored time; nothing is claimed or remembered",
  },
  args: z.object({
    id: z.string().min(1).max(80).describe("of the file, built in, or an alarm"),
    ticker: z.string().min(1).max(40).describe("like 005930 or BTC/KRW"),
    at: z.string().min(1).max(40).optional().describe("a time in Korea; now when left out"),
    ...simulationArgs,
  }),
  result: queuedJobSchema,
  words: toSimulationWords,
  async run({ id, ticker, at, judge, deliver, key }, context) {
    const known = await need(context.deps, "signalStories").ruleIds();
    if (!known.includes(id)) {
      const near = nearName(id, known);
      throw new CommandRefusal("missing", "unknown_rule", {
        message: `There is no rule ${JSON.stringify(id)}${
          near === undefined ? "" : `; did you mean ${near}?`
        }`,
        more: { rules: known },
      });
    }
    const wish = {
      rule: id,
      ticker: readTicker(ticker),
      until_ms: at === undefined
        ? Math.trunc(context.deps.clock.now())
        : toEndOfMinute(readTimeArgument("at", at)),
      deliver,
      ...(judge === undefined ? {} : { judge }),
    };
    return await queueSimulation(wish, key, context);
  },
});
