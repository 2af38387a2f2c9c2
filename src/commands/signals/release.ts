import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";

export const releaseSignal = defineCommand({
  id: "signals.release",
  scope: "signal",
  about: { ko: "보내지 않고 권리를 돌려줌", en: "give a claim back unsent" },
  args: z.object({ claim_id: z.string() }),
  result: z.object({ released: z.boolean().describe("false: the claim is not open any more") }),
  words: ({ released: isDone }) =>
    isDone
      ? { ko: "돌려주었습니다.", en: "The claim is given back." }
      : { ko: "이 권리는 더 이상 유효하지 않습니다.", en: "This claim is not open any more." },
  async run({ claim_id: claimId }, { actor, owner, deps }) {
    return { released: await need(deps, "signals").release(owner, { claimId, actor }) };
  },
});
