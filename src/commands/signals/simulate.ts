import { z } from "zod";
import { toEndOfMinute } from "../../signals/background/simulation_request.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { readTimeArgument } from "../series_argument.ts";
import { queuedJobSchema } from "../jobs/queue_job.ts";
import { queueSimulation, simulationArgs, toSimulationWords } from "./simulation_job.ts";

/** What they looked at is not stored by day. */
const NOT_STORED: ReadonlySet<string> = new Set(["inbound", "strategy_advice"]);

export const simulateSignal = defineCommand({
  id: "signals.simulate",
  scope: "signal",
  about: {
    ko: "신호 하나를 그때의 자료로 다시 해 보기",
    en: "try a signal again with the data of its moment; nothing is claimed or remembered",
  },
  args: z.object({
    id: z.string().min(1).max(40).describe("a label like S-1120-03, or an id"),
    at: z.string().min(1).max(40).optional().describe(
      "another time in Korea; the signal's own when left out",
    ),
    ...simulationArgs,
  }),
  result: queuedJobSchema,
  words: toSimulationWords,
  async run({ id, at, judge, deliver, key }, context) {
    const story = await need(context.deps, "signalStories").find(id);
    if (story === undefined) {
      throw new CommandRefusal("missing", "unknown_signal", {
        message: `There is no signal ${JSON.stringify(id)}; write its label, like S-1120-03`,
      });
    }
    const { rule, ruleKind, ticker, firedAtMs } = story.signal;
    if (NOT_STORED.has(ruleKind)) {
      throw new CommandRefusal("conflict", "not_stored", {
        message:
          `Signal ${id} cannot be tried again: what a rule of the kind ${ruleKind} looks at is not stored`,
      });
    }
    const wish = {
      ...{ rule, ticker, deliver },
      until_ms: at === undefined ? Math.trunc(firedAtMs) : toEndOfMinute(readTimeArgument("at", at)),
      ...(judge === undefined ? {} : { judge }),
    };
    return await queueSimulation(wish, key, context);
  },
});
