import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";

export const flattenStrategies = defineCommand({
  id: "strategies.flatten",
  scope: "trade",
  twoSteps: true,
  about: {
    ko: "모든 전략을 멈추고 모의 포지션을 닫음",
    en: "stop every strategy and close its paper position",
  },
  args: z.object({}),
  result: z.object({ stopped: z.array(z.string()) }),
  words: ({ stopped }) => ({
    ko: stopped.length === 0
      ? "켜져 있는 전략이 없습니다. 실제 계좌는 이 프로그램이 주문하지 않습니다."
      : `전략 ${stopped.length}개를 멈추고 모의 포지션을 닫으라고 했습니다: ${
        stopped.join(", ")
      }. 실제 계좌는 그대로입니다.`,
    en: stopped.length === 0
      ? "No strategy is active; this program orders nothing in a real account"
      : `${stopped.length} strategies are to stop and close their paper positions: ${
        stopped.join(", ")
      }; the real account is as it was`,
  }),
  async run(_, { actor, owner, deps }) {
    const { store: { table }, follow } = need(deps, "strategies");
    const stopped: string[] = [];
    for (const { id, isActive } of await table.list(owner)) {
      // Removed by somebody at this moment, it is at rest as well.
      if (isActive && await table.stop(owner, { id, actor, onStop: "close" })) stopped.push(id);
    }
    await follow();
    return { stopped };
  },
});
