/** A strategy's advice as it comes over the bus, read with distrust: other versions send it too. */
import { z } from "zod";
import type { TopicMessage } from "../../bus/topics.ts";
import type { AdviceFact } from "../rules/rule.ts";

const adviceSchema = z.object({
  facts: z.object({
    strategyId: z.string().min(1),
    adviceId: z.string().min(1),
    exchange: z.string().min(1),
    symbol: z.string().min(1),
    action: z.enum(["buy", "sell", "short", "cover"]),
    confidence: z.number().min(0).max(1),
    isLate: z.boolean(),
    isRefused: z.boolean().default(false),
  }),
  atMs: z.number().positive(),
});

/** @returns `undefined` for what is no advice that this version understands. */
export function toAdviceFact(message: TopicMessage): AdviceFact | undefined {
  const parsed = adviceSchema.safeParse(message);
  return parsed.success ? { ...parsed.data.facts, decidedAtMs: parsed.data.atMs } : undefined;
}
