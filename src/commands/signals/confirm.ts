import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";

export const confirmSignal = defineCommand({
  id: "signals.confirm",
  scope: "signal",
  about: { ko: "보냈다고 확인", en: "say that a claimed signal was sent" },
  args: z.object({ claim_id: z.string() }),
  result: z.object({ confirmed: z.boolean().describe("false: the claim is not open any more") }),
  words: ({ confirmed: isDone }) =>
    isDone
      ? { ko: "확인했습니다.", en: "The signal counts as sent." }
      : { ko: "이 권리는 더 이상 유효하지 않습니다.", en: "This claim is not open any more." },
  async run({ claim_id: claimId }, { actor, owner, deps }) {
    return { confirmed: await need(deps, "signals").confirm(owner, { claimId, actor }) };
  },
});
